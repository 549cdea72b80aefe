package binance

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// exchange is a venue of one symbol, with the book as it was after each update.
type exchange struct {
	futures  bool
	id       uint64
	messages []market.BookDelta
	books    map[uint64]*market.Book // by update id
}

func newExchange(futures bool) *exchange {
	return &exchange{futures: futures, books: map[uint64]*market.Book{0: {}}}
}

// trade makes updates and the message that tells them. In futures other symbols
// use up ids too.
func (x *exchange) trade(r *rapid.T) {
	message := market.BookDelta{Previous: x.id}
	for range rapid.IntRange(1, 4).Draw(r, "updates") {
		before := x.books[x.id]
		next := x.id + 1
		if x.futures {
			next += uint64(rapid.IntRange(0, 2).Draw(r, "ids of others"))
		}
		for ; x.id < next-1; x.id++ {
			x.books[x.id+1] = before
		}
		x.id = next
		l := market.Level{
			Side:  market.Side(rapid.IntRange(1, 2).Draw(r, "side")),
			Price: event.Decimal{Mantissa: rapid.Int64Range(1, 6).Draw(r, "price")},
			Size:  event.Decimal{Mantissa: rapid.Int64Range(0, 3).Draw(r, "size")},
		}
		after := &market.Book{}
		before.CopyTo(after)
		after.Apply([]market.Level{l})
		x.books[x.id] = after
		message.Levels = append(message.Levels, l)
		if message.First == 0 {
			message.First = x.id
		}
	}
	message.Last = x.id
	if !x.futures {
		message.Previous = 0
	}
	x.messages = append(x.messages, message)
}

// answer is what a REST request gave at some update.
func (x *exchange) answer(id uint64) *market.BookDelta {
	return &market.BookDelta{Last: id, Levels: x.books[id].AppendLevels(nil)}
}

// reader has a book by the rules of [BookPolicy], behind a sequencer that takes a
// native id once.
type reader struct {
	x        *exchange
	book     market.Book
	at       uint64
	valid    bool
	bridged  bool // it has been valid
	resynced bool // BookResynced has been told, the snapshot not yet
	newest   uint64
	seen     map[uint64]bool
}

func (c *reader) control(r *rapid.T, n BookNote) {
	switch n.Kind { //nolint:exhaustive // the rest changes nothing
	case event.BookInvalid:
		if !c.valid {
			r.Fatal("BookInvalid where no book is valid")
		}
		c.valid = false
	case event.BookResynced:
		if c.valid || !c.bridged || c.resynced {
			r.Fatal("BookResynced where the book was not invalid")
		}
		c.resynced = true
	}
}

func (c *reader) snapshot(r *rapid.T, s *market.BookDelta) {
	if c.resynced != (c.bridged && !c.valid) {
		r.Fatalf("a snapshot with BookResynced %v: bridged %v, valid %v", c.resynced, c.bridged, c.valid)
	}
	c.book.Load(s.Levels)
	c.at, c.valid, c.bridged, c.resynced = s.Last, true, true, false
}

func (c *reader) delta(d *market.BookDelta) {
	if c.seen[d.Last] {
		return
	}
	c.seen[d.Last] = true
	c.newest = max(c.newest, d.Last)
	if c.valid && d.Last > c.at {
		c.book.Apply(d.Levels)
		c.at = d.Last
	}
}

// check holds that a valid book is the venue's, and as new as what has come.
func (c *reader) check(r *rapid.T) {
	if !c.valid {
		return
	}
	if c.at < c.newest {
		r.Fatalf("the book is at %d, deltas at %d", c.at, c.newest)
	}
	if diff := cmp.Diff(c.x.books[c.at].AppendLevels(nil), c.book.AppendLevels(nil)); diff != "" {
		r.Fatalf("the book at %d (-venue +reader):\n%s", c.at, diff)
	}
}

// TestBookPolicyNeverLies holds that whatever is lost, told twice, late or said
// by others, a reader has the venue's book or knows that it has none; and that a
// new snapshot always gives it one.
func TestBookPolicyNeverLies(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		v := Venues()[rapid.IntRange(0, 1).Draw(r, "venue")]
		x := newExchange(v.futures)
		c := &reader{x: x, seen: map[uint64]bool{}}
		p := NewBookPolicy(v)
		lossy := rapid.Bool().Draw(r, "lossy")
		delta := func(d market.BookDelta) {
			for _, n := range p.Delta(&d) {
				c.control(r, n)
			}
			c.delta(&d)
		}
		snapshot := func(s *market.BookDelta) {
			notes, told := p.Snapshot(s)
			for _, n := range notes {
				c.control(r, n)
			}
			if told {
				c.snapshot(r, s)
			}
		}
		control := func(what event.ControlKind) {
			after, told := p.Control(what)
			if told {
				c.control(r, BookNote{Kind: what})
			}
			for _, n := range after {
				c.control(r, n)
			}
		}
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			switch kind := rapid.IntRange(0, 19).Draw(r, "step"); {
			case kind < 3 && lossy:
				x.trade(r) // lost
				if rapid.Bool().Draw(r, "others see it") {
					control(event.Gap)
				}
			case kind == 4 && len(x.messages) > 0:
				delta(rapid.SampledFrom(x.messages).Draw(r, "again"))
			case kind < 8:
				id := x.id - min(x.id, uint64(rapid.IntRange(0, 12).Draw(r, "age")))
				snapshot(x.answer(id))
			case kind == 8 && lossy:
				what := event.ControlKind(rapid.IntRange(int(event.Connected), int(event.Stale)).Draw(r, "control"))
				control(what)
			default:
				x.trade(r)
				delta(x.messages[len(x.messages)-1])
			}
			c.check(r)
		}
		snapshot(x.answer(x.id))
		c.check(r)
		if !c.valid {
			r.Fatal("the newest snapshot gave no book")
		}
		x.trade(r)
		delta(x.messages[len(x.messages)-1])
		if c.check(r); !c.valid {
			r.Fatal("the delta after the newest snapshot broke the book")
		}
	})
}
