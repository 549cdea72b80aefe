package market

import (
	"slices"

	"github.com/featurizer/featurizer/event"
)

// BookLevel is one price level of a book: the exact decimals as the venue wrote
// them last, and the floats nearest to them for reading.
type BookLevel struct {
	Price, Size           float64
	ExactPrice, ExactSize event.Decimal
}

// newBookLevel returns what a level of a message becomes in a book.
func newBookLevel(l *Level) BookLevel {
	return BookLevel{l.Price.Float(), l.Size.Float(), l.Price, l.Size}
}

// Book is an order book with levels of exact prices: 10.0 and 10.00 are one
// level. The zero value is an empty book, ready to use.
//
// Each side is sorted with its best level at the end, where most changes are and
// where inserting moves least. Other code reads them and does not change them.
// A change works in place and allocates only while a side grows, so a plain copy
// of a Book shares its memory: see [Book.CopyTo].
type Book struct {
	Bids []BookLevel // ascending
	Asks []BookLevel // descending
}

// Apply changes the levels of a message, in its order: of a price that is there
// twice the last counts. A size of zero deletes; that a level to delete is not
// there is normal. A level without a side belongs to no book and changes nothing.
func (b *Book) Apply(levels []Level) {
	for i := range levels {
		x := newBookLevel(&levels[i])
		switch levels[i].Side {
		case Buy:
			b.Bids = setLevel(b.Bids, &x, Buy)
		case Sell:
			b.Asks = setLevel(b.Asks, &x, Sell)
		case NoSide:
		}
	}
}

// Load replaces the whole book by the levels of a snapshot, in any order.
func (b *Book) Load(levels []Level) {
	b.Bids = loadLevels(b.Bids[:0], levels, Buy)
	b.Asks = loadLevels(b.Asks[:0], levels, Sell)
}

// Reset empties the book and keeps its memory.
func (b *Book) Reset() { b.Bids, b.Asks = b.Bids[:0], b.Asks[:0] }

// CopyTo makes into a copy that shares no memory with b.
func (b *Book) CopyTo(into *Book) {
	into.Bids = append(into.Bids[:0], b.Bids...)
	into.Asks = append(into.Asks[:0], b.Asks...)
}

// Len returns the number of levels of a side.
func (b *Book) Len(side Side) int { return len(b.side(side)) }

// Best returns the best level of a side; false where the side is empty.
func (b *Book) Best(side Side) (BookLevel, bool) {
	levels := b.side(side)
	if len(levels) == 0 {
		return BookLevel{}, false
	}
	return levels[len(levels)-1], true
}

// At returns the level of a price; false where there is none.
func (b *Book) At(side Side, price event.Decimal) (BookLevel, bool) {
	x, levels := newBookLevel(&Level{side, price, event.Decimal{}}), b.side(side)
	at, found := findLevel(levels, &x, side.up())
	if !found {
		return BookLevel{}, false
	}
	return levels[at], true
}

// AppendTop appends the n best levels of a side, best first; all where n is
// negative or there are fewer.
func (b *Book) AppendTop(into []BookLevel, side Side, n int) []BookLevel {
	levels := b.side(side)
	if n < 0 || n > len(levels) {
		n = len(levels)
	}
	for i := range n {
		into = append(into, levels[len(levels)-1-i])
	}
	return into
}

// AppendLevels appends the book as the levels of a snapshot, as venues send it:
// bids, then asks, best first.
func (b *Book) AppendLevels(into []Level) []Level {
	for _, side := range [...]Side{Buy, Sell} {
		for _, l := range slices.Backward(b.side(side)) {
			into = append(into, Level{side, l.ExactPrice, l.ExactSize})
		}
	}
	return into
}

func (b *Book) side(side Side) []BookLevel {
	switch side {
	case Buy:
		return b.Bids
	case Sell:
		return b.Asks
	case NoSide:
	}
	return nil
}
