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

// Form is how a book keeps its levels. It decides what a change costs, and no answer.
type Form uint8

// The forms of a book.
const (
	Automatic Form = iota // a sorted list for each side, and a ladder where that has become dear
	Sorted                // sorted lists alone
	Laddered              // a ladder wherever the prices allow one
)

// Book is an order book with levels of exact prices: 10.0 and 10.00 are one
// level. The zero value is an empty book, ready to use.
//
// A change works in place and allocates only while the book grows, so a plain copy
// of a Book shares its memory: see [Book.CopyTo]. Each side is a sorted list, in
// which a change far from the best price moves many levels; where such changes are
// many, levels lie in a ladder instead, an array with a place for each tick, as soon
// as their prices tell the tick. A ladder takes at most half a megabyte.
type Book struct {
	// Form forces a form, for comparing them. It counts from the next change on.
	Form Form

	bids, asks side
}

// Apply changes the levels of a message, in its order: of a price that is there
// twice the last counts. A size of zero deletes; that a level to delete is not
// there is normal. A level without a side belongs to no book and changes nothing.
func (b *Book) Apply(levels []Level) {
	b.bids.up, b.asks.up = 1, -1
	for i := range levels {
		if s := b.side(levels[i].Side); s != nil {
			s.set(&levels[i], b.Form)
		}
	}
}

// Load replaces the whole book by the levels of a snapshot, in any order.
func (b *Book) Load(levels []Level) {
	b.Reset()
	b.bids.up, b.asks.up = 1, -1
	b.bids.load(loadLevels(b.bids.list, levels, Buy), b.Form)
	b.asks.load(loadLevels(b.asks.list, levels, Sell), b.Form)
}

// Reset empties the book and keeps its memory.
func (b *Book) Reset() {
	b.bids.reset()
	b.asks.reset()
}

// CopyTo makes into a copy that shares no memory with b.
func (b *Book) CopyTo(into *Book) { b.CopyTop(into, -1) }

// CopyTop makes into a copy of the n best levels of each side, all where n is
// negative or there are fewer, that shares no memory with b.
func (b *Book) CopyTop(into *Book, n int) {
	into.Reset()
	into.bids.up, into.asks.up = 1, -1
	into.bids.list = b.bids.appendTop(into.bids.list, n)
	into.asks.list = b.asks.appendTop(into.asks.list, n)
	slices.Reverse(into.bids.list)
	slices.Reverse(into.asks.list)
}

// Len returns the number of levels of a side.
func (b *Book) Len(side Side) int {
	if s := b.side(side); s != nil {
		return s.len()
	}
	return 0
}

// Best returns the best level of a side; false where the side is empty.
func (b *Book) Best(side Side) (BookLevel, bool) {
	if s := b.side(side); s != nil && s.len() > 0 {
		down := s.top()
		return s.level(down.next()), true
	}
	return BookLevel{}, false
}

// At returns the level of a price; false where there is none.
func (b *Book) At(side Side, price event.Decimal) (BookLevel, bool) {
	if s := b.side(side); s != nil && s.len() > 0 {
		return s.at(price)
	}
	return BookLevel{}, false
}

// AppendTop appends the n best levels of a side, best first; all where n is
// negative or there are fewer.
func (b *Book) AppendTop(into []BookLevel, side Side, n int) []BookLevel {
	if s := b.side(side); s != nil {
		return s.appendTop(into, n)
	}
	return into
}

// AppendFloats appends price and size of the n best levels of a side as AppendTop
// does.
func (b *Book) AppendFloats(into []event.Level, side Side, n int) []event.Level {
	if s := b.side(side); s != nil {
		return s.appendFloats(into, n)
	}
	return into
}

// AppendLevels appends the book as the levels of a snapshot, as venues send it:
// bids, then asks, best first.
func (b *Book) AppendLevels(into []Level) []Level {
	for _, side := range [...]Side{Buy, Sell} {
		s := b.side(side)
		down := s.top()
		for range s.len() {
			l := s.level(down.next())
			into = append(into, Level{side, l.ExactPrice, l.ExactSize})
		}
	}
	return into
}

func (b *Book) side(of Side) *side {
	switch of {
	case Buy:
		return &b.bids
	case Sell:
		return &b.asks
	case NoSide:
	}
	return nil
}
