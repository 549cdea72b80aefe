package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/standard"
	"github.com/featurizer/featurizer/stream"
)

// bench is an executor of a config over a source x with one number, and what it
// hands out.
type bench struct {
	t     *testing.T
	plan  *graph.Plan
	x     *Executor
	lines []string
	seq   uint64
}

const head = `
sources: {x: {definition: generic.record, params: {fields: {v: float}}}}
on_error: skip
warmup: keep
features:
`

var errBoom = errors.New("thirteen")

// boom passes a number, but fails at 13 and panics at 14.
func boom() *feature.Definition {
	return feature.Define(feature.Meta{Name: "test.boom"}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
		return stream.MapIf(feature.Number(b), func(x, out *float64) (bool, error) {
			switch *x {
			case 13:
				*out = -13
				return true, errBoom
			case 14:
				*out = -14
				panic("fourteen")
			}
			*out = *x
			return true, nil
		})
	}).Definition
}

// notes is a state that encodes itself and shares its memory when it is copied.
type notes struct{ seen map[byte]bool }

func (n *notes) AppendBinary(b []byte) ([]byte, error) {
	return append(b, slices.Sorted(maps.Keys(n.seen))...), nil
}

func (n *notes) UnmarshalBinary(b []byte) error {
	n.note(b...)
	return nil
}

func (n *notes) note(list ...byte) {
	if n.seen == nil {
		n.seen = map[byte]bool{}
	}
	for _, v := range list {
		n.seen[v] = true
	}
}

// noted counts the numbers that came, each once, in memory of its own.
func noted() *feature.Definition {
	return feature.Define(feature.Meta{Name: "test.noted"}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
		return stream.Scan(feature.Number(b), stream.Memory{Unbounded: true}, func(n *notes, x, out *float64) (bool, error) {
			n.note(byte(*x))
			*out = float64(len(n.seen))
			return true, nil
		})
	}).Definition
}

func newBench(t *testing.T, text string, more ...*feature.Definition) *bench {
	t.Helper()
	r, err := standard.Registry()
	if err == nil {
		err = r.AddFeatures(append(more, boom(), noted())...)
	}
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse("bench.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t}
	if b.plan, err = graph.Build(c, r, graph.Options{ByHand: true}); err != nil {
		t.Fatal(err)
	}
	program, err := graph.Compile(b.plan)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range b.plan.Features {
		names = append(names, f.Names...)
	}
	b.x, err = New(program, Options{Features: names, Rows: b.plan.Rows != nil, Control: true, Emit: b.emit})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) emit(o *event.Output) error {
	name := o.Stream.Name
	switch o.Stream.Kind {
	case event.OutputRow:
		name = "row"
	case event.OutputControl:
		name = o.Control.Kind.String()
	case event.OutputFeature:
	}
	symbol, _ := o.Key.Value("symbol")
	words := []string{name, symbol, fmt.Sprintf("t=%d", o.Time)}
	for _, v := range o.Values.Append(nil) {
		words = append(words, v.GoString())
	}
	b.lines = append(b.lines, strings.Join(words, " "))
	return nil
}

// give hands in one event, received at its time, and returns the step's error.
func (b *bench) give(symbol string, at event.Time, v float64) error {
	b.t.Helper()
	return b.claim(symbol, at, at, v)
}

// claim hands in one event with another time than that of its receipt.
func (b *bench) claim(symbol string, received, at event.Time, v float64) error {
	b.t.Helper()
	key, err := b.plan.Keys.Intern(event.Pair{Name: "symbol", Value: symbol})
	if err != nil {
		b.t.Fatal(err)
	}
	b.seq++
	return b.x.Step(&event.Event{
		Key: key, Seq: b.seq, Received: received, Time: at, Lane: event.Lane{Feed: "bench", Number: key.Lane(64)},
		Payload: &event.Record{Values: []event.Value{event.Float(v)}},
	})
}

// must fails the test if a step has.
func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// expect compares what was handed out since it was last asked.
func (b *bench) expect(want ...string) {
	b.t.Helper()
	if got := strings.Join(b.lines, "\n"); got != strings.Join(want, "\n") {
		b.t.Errorf("got\n%s\nexpected\n%s", got, strings.Join(want, "\n"))
	}
	b.lines = nil
}

// digest is the snapshots of all keys.
func (b *bench) digest() string {
	b.t.Helper()
	s, err := b.x.Snapshots()
	b.must(err)
	var all []byte
	for _, key := range s.Keys() {
		all = s.Append(append(all, key.Canonical()...), key)
	}
	return string(all)
}

// trade hands in one trade of a config with a source of trades.
func (b *bench) trade(symbol string, at event.Time, price, amount float64) error {
	b.t.Helper()
	key, err := b.plan.Keys.Intern(event.Pair{Name: "symbol", Value: symbol})
	if err != nil {
		b.t.Fatal(err)
	}
	b.seq++
	return b.x.Step(&event.Event{
		Key: key, Seq: b.seq, Received: at, Time: at, Payload: &market.Trade{Price: price, Amount: amount},
	})
}
