package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
)

// failing is what may fail in every way: nodes that loop over many events, nodes
// that need the order of all events, and windows that close.
const failing = `
sources: {x: {definition: generic.record, params: {fields: {v: float}}}}
warmup: keep
features:
  a_sum: {definition: window.sum, inputs: [x], params: {window: 10ns}}
  b_boom: {definition: test.boom, inputs: [x]}
  c_up: {expr: "a_sum + b_boom", inputs: [a_sum, b_boom]}
  d_bar: {definition: window.sum, inputs: [x], params: {window: 10ns, kind: tumbling, close_delay: 15ns}}
  e_boom: {definition: test.boom, inputs: [d_bar]}
  f_lag: {definition: transform.lag, inputs: [x], params: {by: 2 events}}
`

// failures are runs of events of two keys: symbol, time and value.
func failures() map[string][]string {
	var warm []string
	for i := range 60 {
		warm = append(warm, fmt.Sprintf("A %d %d", 10+2*i, i%5), fmt.Sprintf("B %d %d", 11+2*i, i%3))
	}
	with := func(list ...string) []string { return append(slices.Clone(warm), list...) }
	return map[string][]string{
		"none":                       warm,
		"an error":                   with("A 140 1", "B 141 2", "A 142 13", "B 143 3", "A 144 13"),
		"a panic":                    with("A 140 1", "B 141 14", "A 142 2", "B 143 3"),
		"the first of two keys":      with("A 140 1", "B 141 13", "A 142 14", "B 143 3"),
		"an error in the first":      {"A 10 13", "B 11 1"},
		"below a window, by event":   with("A 142 10", "A 144 3", "B 145 1", "A 151 5", "B 152 5"),
		"below a window, deadline":   with("A 142 10", "A 144 3", "B 145 1", "B 165 5", "B 166 5", "A 190 1"),
		"a deadline of another key":  with("A 142 10", "A 144 3", "B 163 1", "B 164 5", "B 165 5", "B 166 6", "A 190 1"),
		"a deadline after the last":  with("A 142 10", "A 144 3", "B 145 1"),
		"an event before a deadline": with("A 142 10", "A 144 3", "B 145 1", "B 150 13", "B 165 5"),
	}
}

// TestBatchStopsAtTheFirstFailure holds that a failed step ends the run where it
// does in the step executor, with the same outputs before it and the same error.
func TestBatchStopsAtTheFirstFailure(t *testing.T) {
	for name, events := range failures() {
		for _, o := range []BatchOptions{{Size: 1, Span: 3}, {Size: 7, Span: 40}, {Size: 7, Span: 50, Workers: 2}, {}} {
			t.Run(fmt.Sprintf("%s, %d at once", name, o.Size), func(t *testing.T) {
				step, batch := newBench(t, failing), newBench(t, failing)
				program, err := graph.Compile(batch.plan)
				if err != nil {
					t.Fatal(err)
				}
				var names []string
				for _, f := range batch.plan.Features {
					names = append(names, f.Names...)
				}
				x, err := NewBatch(program, Options{Features: names, Emit: batch.emit}, o)
				if err != nil {
					t.Fatal(err)
				}
				want := giveAll(step, step.x, events)
				got := giveAll(batch, x, events)
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("batch ends with %v, step with %v", got, want)
				}
				if x.Tally().Steps != step.x.Tally().Steps || x.Tally().Outputs != step.x.Tally().Outputs {
					t.Errorf("batch counts %+v, step %+v", x.Tally(), step.x.Tally())
				}
				batch.expect(step.lines...)
			})
		}
	}
}

// giveAll hands events to an executor, then lets time pass.
func giveAll(b *bench, x interface {
	Step(e *event.Event) error
	Tick(r event.Time) error
}, events []string,
) error {
	for i, text := range events {
		var symbol string
		var at, v int
		if _, err := fmt.Sscan(strings.ReplaceAll(text, " ", "\n"), &symbol, &at, &v); err != nil {
			b.t.Fatal(err)
		}
		key, err := b.plan.Keys.Intern(event.Pair{Name: "symbol", Value: symbol})
		if err != nil {
			b.t.Fatal(err)
		}
		err = x.Step(&event.Event{
			Key: key, Seq: uint64(i + 1), Received: event.Time(at), Time: event.Time(at), Lane: event.Lane{Feed: "bench", Order: key.Index() % 2},
			Payload: &event.Record{Values: []event.Value{event.Float(float64(v))}},
		})
		if err != nil {
			return err
		}
	}
	return x.Tick(event.Never - 1)
}

// TestBatchLimit holds that no more is handed out once a taker has had enough.
func TestBatchLimit(t *testing.T) {
	b := newBench(t, failing)
	program, err := graph.Compile(b.plan)
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	x, err := NewBatch(program, Options{Features: []string{"a_sum"}, Emit: func(o *event.Output) error {
		if err := b.emit(o); err != nil || len(b.lines) == 5 {
			return enough
		}
		return nil
	}}, BatchOptions{Size: 4, Span: 16})
	if err != nil {
		t.Fatal(err)
	}
	if err := giveAll(b, x, failures()["none"]); !errors.Is(err, enough) || len(b.lines) != 5 {
		t.Errorf("%d outputs, then %v", len(b.lines), err)
	}
}
