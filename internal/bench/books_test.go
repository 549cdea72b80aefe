package bench

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/standard"
)

// messages is a made-up stream of book deltas of one symbol: a whole book, then
// changes of some levels near its top, of which the best come and go.
type messages struct {
	key    *event.Key
	depth  int64 // levels of each side
	random uint64
	event  event.Event
	delta  market.BookDelta
}

func (m *messages) level(side market.Side, away, size int64) {
	price := 50_000 - away
	if side == market.Sell {
		price = 50_001 + away
	}
	m.delta.Levels = append(m.delta.Levels, market.Level{
		Side: side, Price: event.Decimal{Mantissa: price, Scale: 1}, Size: event.Decimal{Mantissa: size, Scale: 3},
	})
}

// next returns the next event, valid until the call after it.
func (m *messages) next() *event.Event {
	e, d := &m.event, &m.delta
	e.Key, e.Payload = m.key, d
	e.Seq++
	e.Received, e.Time = start+event.Time(e.Seq)*10_000_000, start+event.Time(e.Seq)*10_000_000
	e.Flags, d.Last, d.Levels = 0, e.Seq, d.Levels[:0]
	if e.Seq == 1 {
		e.Flags = event.Snapshot
		for away := range m.depth {
			m.level(market.Buy, away, away+1)
			m.level(market.Sell, away, away+1)
		}
		return e
	}
	for range 20 {
		m.random = m.random*6364136223846793005 + 1442695040888963407
		bits := int64(m.random >> 33)
		side, size := market.Side(1+bits&1), bits>>1&1023
		if bits&2048 != 0 {
			size = 0
		}
		m.level(side, bits>>12&31, size)
	}
	return e
}

// newBooks returns an executor of features over a stream of deltas.
func newBooks(t testing.TB, features, policy string, depth int64, emit func(*event.Output) error) (*engine.Executor, *messages) {
	t.Helper()
	text := "version: 1\nsources:\n  deltas: {definition: market.book_delta}\non_error: " + policy + "\nfeatures:\n" + features
	c, err := config.Parse("books.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	registry, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := graph.Build(c, registry, graph.Options{ByHand: true})
	if err != nil {
		t.Fatal(err)
	}
	program, err := graph.Compile(plan)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := keysOf(plan.Keys, 1)
	if err != nil {
		t.Fatal(err)
	}
	options := engine.Options{Rows: plan.Rows != nil, Emit: emit}
	for _, f := range plan.Features {
		if plan.Rows == nil {
			options.Features = append(options.Features, f.Names...)
		}
	}
	x, err := engine.New(program, options)
	if err != nil {
		t.Fatal(err)
	}
	return x, &messages{key: keys[0], depth: depth}
}

// bookFeatures returns those features of scripts/same-bits that read a book.
func bookFeatures(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../../scripts/same-bits.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "  book_") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// without returns the lines of a text that do not have a word.
func without(text, word string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.Contains(line, word) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestBookStepDoesNotAllocate holds that a message costs no allocation once books and
// windows have the memory they need, even where lists are read, and where steps may
// be undone.
func TestBookStepDoesNotAllocate(t *testing.T) {
	features := bookFeatures(t)
	for _, test := range []struct{ name, features, policy string }{
		{"features", features, "halt"},
		{"features, steps undone", without(features, "window."), "skip"}, // windows copy where they would overwrite
		{"rows", features + "rows: {features: [book_top, book_mid, book_mean], when: any}\n", "halt"},
		{"rows with ages", features + "rows: {features: [book_top, book_each, book_mid], when: any, ages: true}\n", "halt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			outputs, levels := 0, 0
			x, m := newBooks(t, test.features, test.policy, 500, func(o *event.Output) error {
				outputs++
				for i := range o.Values.Len() {
					levels += len(o.Values.At(i).Levels())
				}
				return nil
			})
			run := func(n int) (err error) {
				for range n {
					err = errors.Join(err, x.Step(m.next()))
				}
				return err
			}
			if err := run(2000); err != nil {
				t.Fatal(err)
			}
			outputs, levels = 0, 0
			const events = 1000
			var err error
			allocations := leastAllocs(func() { err = run(events) })
			if err != nil {
				t.Fatal(err)
			}
			if allocations > 0 {
				t.Errorf("%d messages made %v allocations, want none", events, allocations)
			}
			if outputs < 2*events || levels < 2*20*events {
				t.Errorf("%d outputs with %d levels of twice %d messages: the graph has hardly run", outputs, levels, events)
			}
		})
	}
}

// BenchmarkBook measures a message of 20 levels, by the size of the book, where steps
// are final and where they may be undone, and where a list of ten levels is read.
func BenchmarkBook(b *testing.B) {
	const mid = "  mid: {definition: price.mid_price, inputs: [deltas]}\n"
	for _, test := range []struct{ name, features, policy string }{
		{"mid", mid, "halt"},
		{"mid, steps undone", mid, "skip"},
		{"top 10", "  top: {definition: book.snapshot, inputs: [deltas], params: {depth: 10}}\n", "halt"},
	} {
		for _, depth := range []int64{100, 2500} {
			b.Run(fmt.Sprintf("%s/%d levels a side", test.name, depth), func(b *testing.B) {
				x, m := newBooks(b, test.features, test.policy, depth, func(o *event.Output) error {
					_ = o.Values.At(0)
					return nil
				})
				if err := x.Step(m.next()); err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					if err := x.Step(m.next()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
