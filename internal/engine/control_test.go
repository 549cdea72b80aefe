package engine

import (
	"reflect"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// staleness counts, as a user's own operator may, how often its source was stale; it
// emits the number then, and at an event that says to begin anew. At the third it
// panics.
type staleness struct {
	out   stream.Place[float64]
	count stream.Place[int64]
}

func (k *staleness) Step(row stream.Row, at *stream.At) bool {
	if at.Flags&event.Snapshot == 0 {
		return false
	}
	*k.count.In(row), *k.out.In(row) = 0, 0
	return true
}

func (k *staleness) Control(row stream.Row, kind event.ControlKind, _ *stream.At) bool {
	if kind != event.Stale {
		return false
	}
	*k.count.In(row)++
	*k.out.In(row) = float64(*k.count.In(row))
	if *k.count.In(row) == 3 {
		panic("three")
	}
	return true
}

func stale() *feature.Definition {
	return feature.Define(feature.Meta{Name: "test.stale"}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
		return stream.Record[float64](&stream.Node{
			Op: "stale", Inputs: []stream.Port{feature.In(b, market.Quotes).Port}, State: reflect.TypeFor[int64](),
			Memory: stream.Memory{Unbounded: true},
			Bind: func(b *stream.Binding) stream.Kernel {
				return &staleness{stream.Output[float64](b), stream.State[int64](b)}
			},
		})
	}).Definition
}

// TestControlStep holds that a node of one's own takes in control events of its
// source: what is over it runs in the same step, after the event itself was handed
// out, and a step that fails leaves no trace.
func TestControlStep(t *testing.T) {
	b := newBench(t, `
sources: {quotes: {definition: market.quote}, trades: {definition: market.trade}}
on_error: skip
features:
  times: {definition: test.stale, inputs: [quotes]}
  twice: {expr: "times.value * 2", inputs: [times]}
rows: {features: [twice], when: any}
`, stale())
	key, err := b.plan.Keys.Intern(event.Pair{Name: "symbol", Value: "A"})
	if err != nil {
		t.Fatal(err)
	}
	give := func(source int, at event.Time, kind event.ControlKind, flags event.Flags) {
		t.Helper()
		e := &event.Event{Key: key, Source: source, Received: at, Time: at, Flags: flags, Payload: &market.Quote{}}
		if kind != 0 {
			e.Control = &event.Control{Kind: kind, Source: []string{"quotes", "trades"}[source]}
		}
		b.seq++
		e.Seq = b.seq
		b.must(b.x.Step(e))
	}
	give(0, 1, event.Stale, 0) // of a source that has had no event
	b.expect("stale A t=1")
	give(0, 2, 0, 0)
	b.expect()
	give(0, 3, event.Stale, 0)
	b.expect("stale A t=3", "times A t=2 1", "twice A t=2 2", "row A t=2 2")
	give(1, 4, event.Stale, 0) // of another source
	give(0, 5, event.Disconnected, 0)
	b.expect("stale A t=4", "disconnected A t=5")
	give(0, 6, event.Gap, 0)
	give(0, 7, event.Stale, 0)
	b.expect("gap A t=6", "stale A t=7", "times A t=2 2", "twice A t=2 4", "row A t=2 4")
	before := b.digest()
	give(0, 8, event.Stale, 0)
	b.expect("stale A t=8", "skipped A t=8")
	if b.digest() != before || b.x.Tally().Skipped != 1 {
		t.Error("a control event that failed has left a trace, or was not counted")
	}
	give(0, 9, 0, event.Snapshot)
	give(0, 10, event.Stale, 0)
	b.expect("times A t=9 0", "twice A t=9 0", "row A t=9 0", "stale A t=10", "times A t=9 1", "twice A t=9 2", "row A t=9 2")
}
