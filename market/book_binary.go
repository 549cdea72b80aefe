package market

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// ErrBookBytes is what the error of bytes that hold no book wraps.
var ErrBookBytes = errors.New("the bytes hold no book")

// A stored book is its version, the numbers of bids and asks, and the levels of
// each side from the worst to the best: mantissa and scale of price and size.
// Integers are little-endian.
const (
	bookVersion   = 1
	bookHead      = 1 + 4 + 4
	bookLevelSize = 2 * decimalSize
	decimalSize   = 8 + 1
)

// AppendBinary appends the book's bytes: equal books, decimals written alike,
// have equal bytes.
func (b *Book) AppendBinary(into []byte) ([]byte, error) {
	into = append(into, bookVersion)
	into = binary.LittleEndian.AppendUint32(into, uint32(b.bids.len()))
	into = binary.LittleEndian.AppendUint32(into, uint32(b.asks.len()))
	for _, s := range [...]*side{&b.bids, &b.asks} {
		for _, l := range slices.Backward(s.appendTop(make([]BookLevel, 0, s.len()), -1)) {
			into = appendDecimal(into, l.ExactPrice)
			into = appendDecimal(into, l.ExactSize)
		}
	}
	return into, nil
}

// UnmarshalBinary sets the book, in memory of its own, from bytes that
// AppendBinary has made.
func (b *Book) UnmarshalBinary(from []byte) error {
	if len(from) < bookHead || from[0] != bookVersion {
		return fmt.Errorf("%w: no head of version %d", ErrBookBytes, bookVersion)
	}
	bids := uint64(binary.LittleEndian.Uint32(from[1:]))
	asks := uint64(binary.LittleEndian.Uint32(from[5:]))
	from = from[bookHead:]
	if uint64(len(from)) != (bids+asks)*bookLevelSize {
		return fmt.Errorf("%w: %d bids and %d asks in %d bytes", ErrBookBytes, bids, asks, len(from))
	}
	bid, bidsRight := readLevels(from[:bids*bookLevelSize], Buy)
	ask, asksRight := readLevels(from[bids*bookLevelSize:], Sell)
	if !bidsRight || !asksRight {
		return fmt.Errorf("%w: its levels are not those of a book", ErrBookBytes)
	}
	*b = Book{Form: b.Form}
	b.bids.up, b.asks.up = 1, -1
	b.bids.load(bid, b.Form)
	b.asks.load(ask, b.Form)
	return nil
}

// readLevels reads a side and tells whether it can be one: sizes, in order.
func readLevels(from []byte, side Side) ([]BookLevel, bool) {
	levels := make([]BookLevel, 0, len(from)/bookLevelSize)
	for ; len(from) > 0; from = from[bookLevelSize:] {
		l := Level{Price: readDecimal(from), Size: readDecimal(from[decimalSize:])}
		if l.Price.Scale < 0 || l.Size.Scale < 0 || l.Size.Mantissa == 0 {
			return nil, false
		}
		x := newBookLevel(&l)
		if n := len(levels); n > 0 && compareLevels(&levels[n-1], &x, side.up()) >= 0 {
			return nil, false
		}
		levels = append(levels, x)
	}
	return levels, true
}

func appendDecimal(into []byte, d event.Decimal) []byte {
	into = binary.LittleEndian.AppendUint64(into, uint64(d.Mantissa))
	return append(into, byte(d.Scale))
}

func readDecimal(from []byte) event.Decimal {
	return event.Decimal{Mantissa: int64(binary.LittleEndian.Uint64(from)), Scale: int8(from[8])}
}
