package market

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// ErrTick is what the error of a tick size or a width that makes no ladder wraps.
var ErrTick = errors.New("no ladder can be made")

// MaxLadder is the largest width of a ladder in ticks.
const MaxLadder = 1 << 24

// Ladder is a [Book] for a known tick size: the levels near the best one lie in
// an array with a place for each tick, so that a change costs the same wherever
// it is. All that can be asked of it, it answers as a Book of the same messages.
//
// The array of a side, its window, covers a fixed number of ticks. Levels beyond
// it, and those whose price is no multiple of the tick, are kept sorted as in a
// Book. A window moves so that a quarter of it lies above the best level:
//   - when the best level of the side lies outside, being a multiple of the tick;
//   - when the best level inside has come down into the lowest quarter.
//
// It stays while the best level of the side is no multiple of the tick; a snapshot
// puts it around the best level that is one. Moving costs about as much as sorting
// the side: prices that come and go by more than half a window each time make a
// ladder slower than a Book, but never wrong.
type Ladder struct {
	tick       event.Decimal
	steps      [maxPower + 1]int64 // mantissa of a tick, by how many digits more than the tick's a price has; 0 if it does not fit
	bids, asks window
}

// NewLadder makes an empty ladder with windows of so many ticks, rounded up to a
// multiple of 64. A tick takes about 100 bytes.
func NewLadder(tick event.Decimal, width int) (*Ladder, error) {
	tick = tick.Reduced()
	if tick.Mantissa <= 0 || tick.Scale < 0 {
		return nil, fmt.Errorf("%w: the tick %d / 10^%d is not above zero", ErrTick, tick.Mantissa, tick.Scale)
	}
	if width <= 0 || width > MaxLadder {
		return nil, fmt.Errorf("%w: a width of %d ticks is not from 1 to %d", ErrTick, width, MaxLadder)
	}
	l := &Ladder{tick: tick, bids: newWindow(Buy, width), asks: newWindow(Sell, width)}
	for more := range l.steps {
		if high, step := bits.Mul64(uint64(tick.Mantissa), uint64(powers[more])); high == 0 && step <= math.MaxInt64 {
			l.steps[more] = int64(step)
		}
	}
	return l, nil
}

// Apply changes the levels of a message as [Book.Apply] does.
func (l *Ladder) Apply(levels []Level) {
	for i := range levels {
		if w := l.window(levels[i].Side); w != nil {
			w.set(l, &levels[i])
		}
	}
}

// Load replaces the whole book by the levels of a snapshot, in any order.
func (l *Ladder) Load(levels []Level) {
	for _, w := range [...]*window{&l.bids, &l.asks} {
		w.load(l, loadLevels(w.far[:0], levels, w.side))
	}
}

// Reset empties the book and keeps its memory.
func (l *Ladder) Reset() {
	l.bids.reset()
	l.asks.reset()
}

// Len returns the number of levels of a side.
func (l *Ladder) Len(side Side) int {
	if w := l.window(side); w != nil {
		return w.count + len(w.far)
	}
	return 0
}

// Best returns the best level of a side; false where the side is empty.
func (l *Ladder) Best(side Side) (BookLevel, bool) {
	w := l.window(side)
	if w == nil {
		return BookLevel{}, false
	}
	far, inside := len(w.far)-1, w.best
	switch {
	case far < 0 && inside < 0:
		return BookLevel{}, false
	case inside < 0 || far >= 0 && w.farther(far, inside):
		return w.far[far], true
	}
	return w.slots[inside], true
}

// AppendTop appends the n best levels of a side, best first; all where n is
// negative or there are fewer.
func (l *Ladder) AppendTop(into []BookLevel, side Side, n int) []BookLevel {
	w := l.window(side)
	if w == nil {
		return into
	}
	if all := w.count + len(w.far); n < 0 || n > all {
		n = all
	}
	far, inside := len(w.far)-1, w.best
	for ; n > 0; n-- {
		if inside < 0 || far >= 0 && w.farther(far, inside) {
			into = append(into, w.far[far])
			far--
			continue
		}
		into = append(into, w.slots[inside])
		inside = w.below(inside)
	}
	return into
}

// AppendBinary appends the ladder's bytes: tick, width, and those of the [Book].
func (l *Ladder) AppendBinary(into []byte) ([]byte, error) {
	into = appendDecimal(into, l.tick)
	into = binary.LittleEndian.AppendUint32(into, uint32(len(l.bids.slots)))
	book := Book{l.AppendTop(nil, Buy, -1), l.AppendTop(nil, Sell, -1)}
	slices.Reverse(book.Bids)
	slices.Reverse(book.Asks)
	return book.AppendBinary(into)
}

// UnmarshalBinary sets the ladder, in memory of its own, from bytes that
// AppendBinary has made.
func (l *Ladder) UnmarshalBinary(from []byte) error {
	const head = decimalSize + 4
	if len(from) < head {
		return fmt.Errorf("%w: no head of a ladder", ErrBookBytes)
	}
	read, err := NewLadder(readDecimal(from), int(binary.LittleEndian.Uint32(from[decimalSize:])))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBookBytes, err)
	}
	var book Book
	if err := book.UnmarshalBinary(from[head:]); err != nil {
		return err
	}
	read.bids.load(read, book.Bids)
	read.asks.load(read, book.Asks)
	*l = *read
	return nil
}

func (l *Ladder) window(side Side) *window {
	switch side {
	case Buy:
		return &l.bids
	case Sell:
		return &l.asks
	case NoSide:
	}
	return nil
}

// farthest is how many ticks from zero a rung may be: far enough from the ends of
// an int64 to add the width of a window. Prices beyond count as off the grid.
const farthest = 1 << 60

// rung returns the price in ticks; false where it is no multiple of the tick. The
// answer depends on the price's value alone, not on how many zeros it has: where a
// mantissa or a step does not fit an int64, no writing of the price is on the grid.
func (l *Ladder) rung(price event.Decimal) (int64, bool) {
	mantissa, step, more := price.Mantissa, l.steps[0], int(price.Scale)-int(l.tick.Scale)
	switch {
	case mantissa == 0:
		return 0, true
	case more > maxPower || more < -maxPower:
		return 0, false
	case more >= 0:
		step = l.steps[more]
	default:
		high, low := bits.Mul64(magnitude(mantissa), uint64(powers[-more]))
		if high > 0 || low > math.MaxInt64 {
			return 0, false
		}
		mantissa *= powers[-more]
	}
	if step == 0 {
		return 0, false
	}
	rung := mantissa / step
	return rung, rung*step == mantissa && rung < farthest && rung > -farthest
}
