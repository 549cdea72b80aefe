package book

import (
	"encoding/binary"
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// Live is an order book as the events of a source tell it.
type Live struct {
	Book  market.Book `event:"-"`
	Last  uint64      `event:"-"` // update id that it stands for; 0 where the venue gives none
	Valid bool        `event:"-"` // it is whole; the rest says nothing where it is not

	journal journal
	best    market.Quote // what Best returns
	cuts    []cut        // what List returns
}

var (
	_ event.Lister      = (*Live)(nil)
	_ stream.Reversible = (*Live)(nil)
)

// The lists of a book.
const (
	bids = iota
	asks
)

// cut is memory for a list that is read.
type cut struct {
	list, limit int
	levels      []event.Level
}

// List returns the bids (0) or the asks (1), best first; null where the book is not
// valid.
func (l *Live) List(i, n int) event.Value {
	if !l.Valid {
		return event.Value{}
	}
	return event.Levels(l.top(i, n))
}

// top returns a list of a valid book. It is right until the book changes.
func (l *Live) top(list, limit int) []event.Level {
	c, side := l.cut(list, limit), market.Buy
	if list == asks {
		side = market.Sell
	}
	c.levels = l.Book.AppendFloats(c.levels[:0], side, limit)
	return c.levels
}

// cut returns the memory of a list that is cut to a limit.
func (l *Live) cut(list, limit int) *cut {
	for i := range l.cuts {
		if c := &l.cuts[i]; c.list == list && c.limit == limit {
			return c
		}
	}
	l.cuts = append(l.cuts, cut{list: list, limit: limit})
	return &l.cuts[len(l.cuts)-1]
}

// Best returns the best bid and offer. A side that is not there is null, and both
// are where the book is not valid. It is right until the book changes.
func (l *Live) Best() *market.Quote {
	null := event.Null()
	l.best = market.Quote{Bid: null, BidSize: null, Ask: null, AskSize: null}
	if !l.Valid {
		return &l.best
	}
	if bid, some := l.Book.Best(market.Buy); some {
		l.best.Bid, l.best.BidSize = bid.Price, bid.Size
	}
	if ask, some := l.Book.Best(market.Sell); some {
		l.best.Ask, l.best.AskSize = ask.Price, ask.Size
	}
	return &l.best
}

// AppendBinary appends the book's bytes: whether it is valid; then, if so, its
// update id and its levels.
func (l *Live) AppendBinary(into []byte) ([]byte, error) {
	if !l.Valid {
		return append(into, 0), nil
	}
	into = binary.LittleEndian.AppendUint64(append(into, 1), l.Last)
	return l.Book.AppendBinary(into)
}

// UnmarshalBinary sets the book from bytes that AppendBinary has made.
func (l *Live) UnmarshalBinary(from []byte) error {
	*l = Live{}
	switch {
	case len(from) == 1 && from[0] == 0:
		return nil
	case len(from) < 9 || from[0] != 1:
		return fmt.Errorf("%w: no head", market.ErrBookBytes)
	}
	l.Valid, l.Last = true, binary.LittleEndian.Uint64(from[1:])
	return l.Book.UnmarshalBinary(from[9:])
}

// Books is the book of a source, by these rules: a snapshot replaces it and makes it
// valid; a delta changes a valid book, and is passed over if its last update id is
// not above the book's; book_invalid makes it invalid. It emits at each change. It is
// no definition of a config: what is over the deltas of one source shares one.
var Books = feature.DefineFields(feature.Meta{
	Name: "book.live",
	Doc:  "the whole order book",
}, func(struct{}) *event.Schema { return fieldsOf(-1) }, func(b *feature.Builder, _ struct{}) stream.Of[Live] {
	n := &stream.Node{
		Op: "book", Version: 1, Inputs: []stream.Port{feature.In(b, market.BookDeltas).Port},
		Memory: stream.Memory{Keyframe: true},
		Bind: func(b *stream.Binding) stream.Kernel {
			return &kernel{stream.Input[market.BookDelta](b, 0), stream.Output[Live](b)}
		},
	}
	return stream.Record[Live](n)
})

// kernel keeps the book of a key, which is its output.
type kernel struct {
	deltas stream.Place[market.BookDelta]
	book   stream.Place[Live]
}

var _ stream.Controlled = (*kernel)(nil)

// Step takes in a message.
func (k *kernel) Step(row stream.Row, at *stream.At) bool {
	d, l := k.deltas.In(row), k.book.In(row)
	switch {
	case at.Flags&event.Snapshot != 0:
		l.load(d, at)
	case !l.Valid || d.Last != 0 && d.Last <= l.Last:
		return false
	default:
		l.apply(d, at)
	}
	return true
}

// Control makes the book invalid.
func (k *kernel) Control(row stream.Row, kind event.ControlKind, at *stream.At) bool {
	l := k.book.In(row)
	if kind != event.BookInvalid || !l.Valid {
		return false
	}
	l.note(at)
	l.Valid = false
	return true
}

// load replaces the book by that of a snapshot.
func (l *Live) load(d *market.BookDelta, at *stream.At) {
	l.noteAll(at)
	l.Book.Load(d.Levels)
	l.Valid, l.Last = true, d.Last
}

// apply changes the book by a delta.
func (l *Live) apply(d *market.BookDelta, at *stream.At) {
	l.note(at)
	l.Last = d.Last
	if !at.Keep {
		l.Book.Apply(d.Levels)
		return
	}
	for i := range d.Levels { // a price may be there twice
		l.noteLevel(&d.Levels[i])
		l.Book.Apply(d.Levels[i : i+1])
	}
}
