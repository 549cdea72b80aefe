package reference_test

import (
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine/reference"
)

const sum10 = "features: {s: {definition: window.sum, inputs: [x], params: {window: 10s, kind: tumbling}}}\nwarmup: keep"

func TestTumblingClose(t *testing.T) {
	runAll(t, []script{
		{
			name:   "by an event at or past the end",
			config: sum10,
			events: "x a 1s 1\nx a 9s 2\nx a 10s 4\nx a 20s 8",
			want:   "s a 10s #3 warm 3\ns a 20s #4 4",
		},
		{
			name:   "at the deadline, before every event received then",
			config: sum10,
			events: "x a 1s 1\nx b 11999ms 1\nx b 12s 2",
			want:   "s a 10s@12s #0 warm 1",
		},
		{
			name:   "each deadline is a step; windows still open at the end give nothing",
			config: sum10,
			events: "x a 1s 1\nx b 11s 2\nx a 31s 4",
			want:   "s a 10s@12s #0 warm 1\ns b 20s@22s #0 warm 2",
		},
		{
			name:   "a control event lets deadlines come too",
			config: sum10,
			events: "x a 1s 1\ngap x b 12s",
			want:   "s a 10s@12s #0 warm 1\ncontrol gap x",
		},
		{
			name:   "an event received too late counts in the window of its receipt",
			config: sum10,
			events: "x a 1s 1\nx a 9s@12500ms 2\nx a 20s 4",
			want:   "s a 10s@12s #0 warm 1\ns a 20s #3 2",
		},
		{
			name:   "an event received late but before the deadline counts by its time",
			config: sum10,
			events: "x a 1s 1\nx a 9s@11900ms 2\nx a 20s 4",
			want:   "s a 10s@12s #0 warm 3",
		},
		{
			name:   "nulls alone open a window",
			config: "features: {c: {definition: window.count, inputs: [x], params: {window: 10s, kind: tumbling}}, s: {definition: window.sum, inputs: [x], params: {window: 10s, kind: tumbling}}}\nwarmup: keep",
			events: "x a 1s -\nx a 10s 1\nx a 11s -\nx a 20s 1",
			want:   "c a 10s #2 warm 0\ns a 10s #2 warm -\nc a 20s #4 1\ns a 20s #4 1",
		},
		{
			name: "an event that does not reach the window does not close it",
			config: `
features:
  few: {definition: transform.throttle, inputs: [x], params: {every: 20s}}
  s: {definition: window.sum, inputs: [few], params: {window: 10s, kind: tumbling}}
warmup: keep`,
			choose: []string{"s"},
			events: "x a 1s 1\nx a 11s 2\nx a 12s 4",
			want:   "s a 10s@12s #0 warm 1",
		},
	})
}

func TestSubSteps(t *testing.T) {
	runAll(t, []script{
		{
			name: "what is below sees the closing without the event, then the event",
			config: `
features:
  e: {expr: "v + value", inputs: [x, s]}
  s: {definition: window.sum, inputs: [x], params: {window: 10s, kind: tumbling}}
warmup: keep`,
			events: "x a 1s 1\nx a 10s 4",
			want: `
				e a 1s #1 warm -
				s a 10s #2 warm 1
				e a 10s #2 warm 2
				e a 10s #2 warm 5`,
		},
		{
			name: "an event's closings come in the order of their ends",
			config: `
features:
  a: {definition: window.sum, inputs: [x], params: {window: 4s, kind: tumbling}}
  z: {definition: window.sum, inputs: [x], params: {window: 3s, kind: tumbling}}
  j: {definition: join.latest, inputs: [a, z]}
warmup: keep`,
			events: "x a 1s 1\nx a 5s@4s 2",
			want: `
				z a 3s@4s #2 warm 1
				j a 3s@4s #2 warm - 1
				a a 4s #2 warm 1
				j a 4s #2 warm 1 1`,
		},
		{
			name: "windows with one end are one sub-step",
			config: `
features:
  p: {definition: window.sum, inputs: [x], params: {window: 4s, kind: tumbling}}
  q: {definition: window.sum, inputs: [x], params: {window: 2s, kind: tumbling}}
  j: {definition: join.latest, inputs: [p, q]}
warmup: keep`,
			events: "x a 1s 1\nx a 3s 2\nx a 4s 4",
			choose: []string{"j"},
			want:   "j a 2s@3s #2 warm - 1\nj a 4s #3 warm 3 2",
		},
		{
			name: "a deadline's outputs come in the order end, node, key",
			config: `
features:
  p: {definition: window.sum, inputs: [x], params: {window: 10s, kind: tumbling}}
  q: {definition: window.sum, inputs: [x], params: {window: 9s, kind: tumbling, close_delay: 3s}}
  r: {definition: window.max, inputs: [x], params: {window: 10s, kind: tumbling}}
warmup: keep`,
			events: "x b 1s 1\nx a 2s 2\nx a 12s 4",
			want: `
				q a 9s@12s #0 warm 2
				q b 9s@12s #0 warm 1
				p a 10s@12s #0 warm 2
				p b 10s@12s #0 warm 1
				r a 10s@12s #0 warm 2
				r b 10s@12s #0 warm 1`,
		},
	})
}

func TestNestedTumbling(t *testing.T) {
	runAll(t, []script{
		{
			name: "a lower result at the upper's end is counted and closes it in the same sub-step",
			config: `
features:
  low: {definition: window.sum, inputs: [x], params: {window: 2s, kind: tumbling}}
  up: {definition: window.sum, inputs: [low], params: {window: 6s, kind: tumbling}}
warmup: keep`,
			events: "x a 1s 1\nx a 3s 2\nx a 5s 4\nx a 6s 8",
			want: `
				low a 2s@3s #2 warm 1
				low a 4s@5s #3 2
				low a 6s #4 4
				up a 6s #4 warm 7`,
		},
		{
			name: "at a deadline too, also where the upper has a longer close_delay",
			config: `
features:
  low: {definition: window.sum, inputs: [x], params: {window: 2s, kind: tumbling, close_delay: 1s}}
  up: {definition: window.sum, inputs: [low], params: {window: 4s, kind: tumbling, close_delay: 5s}}
warmup: keep`,
			events: "x a 1s 1\nx a 3s 2\nx b 9s 0",
			want: `
				low a 2s@3s #0 warm 1
				low a 4s@5s #0 2
				up a 4s@5s #0 warm 3`,
		},
		{
			name: "a lower result past the upper closes it in a sub-step before",
			config: `
features:
  low: {definition: window.sum, inputs: [x], params: {window: 4s, kind: tumbling}}
  up: {definition: window.sum, inputs: [low], params: {window: 6s, kind: tumbling, close_delay: 1h}}
warmup: keep`,
			events: "x a 1s 1\nx a 5s 2\nx a 9s 4",
			want: `
				low a 4s@5s #2 warm 1
				up a 6s@9s #3 warm 1
				low a 8s@9s #3 2`,
		},
		{
			name: "the upper waits at least as long as the lower",
			config: `
features:
  low: {definition: window.sum, inputs: [x], params: {window: 2s, kind: tumbling, close_delay: 5s}}
  up: {definition: window.sum, inputs: [low], params: {window: 3s, kind: tumbling, close_delay: 0s}}
warmup: keep`,
			// low@2 at 7s opens [0, 3), which would end at 3s + 0s: it ends at 3s + 5s.
			events: "x a 1s 1\nx b 7500ms 0\nx b 7900ms@8s 0",
			want: `
				low a 2s@7s #0 warm 1
				up a 3s@8s #0 warm 1`,
		},
		{
			name: "the upper waits as long as a lower one further down",
			config: `
features:
  low: {definition: window.sum, inputs: [x], params: {window: 2s, kind: tumbling, close_delay: 5s}}
  e: {expr: "value + 0", inputs: [low]}
  up: {definition: window.sum, inputs: [e], params: {window: 3s, kind: tumbling, close_delay: 0s}}
warmup: keep`,
			choose: []string{"up"},
			events: "x a 1s 1\nx b 7500ms 0\nx b 7900ms@8s 0",
			want:   "up a 3s@8s #0 warm 1",
		},
		{
			name: "a closing found last takes its place by its end",
			config: `
features:
  low: {definition: window.sum, inputs: [x], params: {window: 4s, kind: tumbling}}
  up: {definition: window.sum, inputs: [low], params: {window: 6s, kind: tumbling}}
  other: {definition: window.sum, inputs: [x], params: {window: 7s, kind: tumbling}}
warmup: keep`,
			events: "x a 1s 1\nx a 5s 2\nx a 9s@5s 4",
			want: `
				low a 4s@5s #2 warm 1
				up a 6s@5s #3 warm 1
				other a 7s@5s #3 warm 3
				low a 8s@5s #3 2`,
		},
		{
			name: "and joins those of the same end",
			config: `
features:
  low: {definition: window.sum, inputs: [x], params: {window: 4s, kind: tumbling}}
  up: {definition: window.sum, inputs: [low], params: {window: 6s, kind: tumbling}}
  other: {definition: window.sum, inputs: [x], params: {window: 6s, kind: tumbling}}
  j: {definition: join.latest, inputs: [up, other]}
warmup: keep`,
			events: "x a 1s 1\nx a 5s 2\nx a 9s@5s 4",
			want: `
				low a 4s@5s #2 warm 1
				other a 6s@5s #3 warm 3
				up a 6s@5s #3 warm 1
				j a 6s@5s #3 warm 1 3
				low a 8s@5s #3 2`,
		},
		{
			name: "what comes for a window that has closed counts in the next",
			config: `
features:
  fast: {definition: window.count, inputs: [x], params: {window: 2s, kind: tumbling}}
  slow: {definition: window.count, inputs: [x], params: {window: 3s, kind: tumbling, close_delay: 5s}}
  e: {expr: "coalesce(fast.value, 0) + coalesce(slow.value, 0)", inputs: [fast, slow]}
  up: {definition: window.sum, inputs: [e], params: {window: 6s, kind: tumbling}}
warmup: keep`,
			choose: []string{"up"},
			// fast@12 comes at 14s and closes [6s, 12s); slow@12 comes at 17s.
			events: "x a 11s 1\nx b 40s 1",
			want:   "up a 12s@14s #0 warm 1\nup a 18s@23s #0 warm 2",
		},
		{
			name: "an input that is no window's end closes an equal end before it is counted",
			config: `
features:
  t: {definition: window.sum, inputs: [x], params: {window: 10s, kind: tumbling}}
  j: {definition: join.latest, inputs: [x, t], params: {when: t}}
  u: {definition: window.sum, inputs: [j.t.value], params: {window: 10s, kind: tumbling}}
warmup: keep`,
			choose: []string{"t", "u"},
			events: "x a 1s 1\nx a 11s 2\nx a 21s 4",
			want: `
				t a 10s@11s #2 warm 1
				t a 20s@21s #3 2
				u a 20s@21s #3 warm 1`,
		},
	})
}

func TestBars(t *testing.T) {
	fill := "features: {b: {definition: bars.ohlcv, params: {window: 10s, fill: previous}}}\nwarmup: keep"
	runAll(t, []script{
		{
			name:   "open, high, low, close, volume, vwap, trades",
			config: "features: {b: {definition: bars.ohlcv, params: {window: 10s}}}\nwarmup: keep",
			// (3*1 + 5*2 + 2*1) / 4 = 3.75
			events: "trades a 1s 3 1 buy\ntrades a 2s 5 2 sell\ntrades a 2s 2 1 -\ntrades a 9s - 7 buy\ntrades a 40s 1 0 buy\ntrades a 50s 1 1 buy",
			want:   "b a 10s@12s #0 warm 3 5 2 2 4 3.75 3\nb a 50s #6 1 1 1 1 0 - 1",
		},
		{
			name:   "fill: previous gives one bar a window from the first trade on",
			config: fill,
			events: "trades a 11s 3 1 buy\ntrades a 35s 5 2 sell\ntrades a 43s 7 1 buy",
			want: `
				b a 20s@22s #0 warm 3 3 3 3 1 3 1
				b a 30s@32s #0 3 3 3 3 0 3 0
				b a 40s@42s #0 5 5 5 5 2 5 1`,
		},
		{
			name:   "an event closes filled windows one by one",
			config: fill,
			events: "trades a 1s 3 1 buy\ntrades a 35s@2s 5 2 sell",
			want: `
				b a 10s@2s #2 warm 3 3 3 3 1 3 1
				b a 20s@2s #2 3 3 3 3 0 3 0
				b a 30s@2s #2 3 3 3 3 0 3 0`,
		},
		{
			name:   "a window with null trades alone is filled like an empty one",
			config: fill,
			events: "trades a 11s 3 1 buy\ntrades a 21s - 7 buy\ntrades a 35s 5 2 sell",
			want:   "b a 20s@21s #2 warm 3 3 3 3 1 3 1\nb a 30s@32s #0 3 3 3 3 0 3 0",
		},
		{
			name:   "a gap forgets the previous close",
			config: fill,
			events: "trades a 1s 3 1 buy\ngap trades a 5s\ntrades a 35s 5 2 sell\ntrades a 40s 1 1 buy\ngap trades a 53s\ntrades a 80s 1 1 buy",
			want: `
				control gap trades
				b a 10s@12s #0 warm 3 3 3 3 1 3 1
				b a 40s #4 warm 5 5 5 5 2 5 1
				b a 50s@52s #0 1 1 1 1 1 1 1
				control gap trades`,
		},
	})
}

func TestDeadlineLaneAndMoved(t *testing.T) {
	c := parse(t, sources+sum10)
	var lanes []event.Lane
	x, err := reference.New(c, reference.Options{Emit: func(o *event.Output) error {
		lanes = append(lanes, o.Lane)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	var keys event.Keys
	for i, line := range []string{"x a 1s 1", "x b 13s 1", "x a 9s@14s 1", "x a 20s 1"} {
		if err := x.Step(readEvent(t, c, &keys, line, uint64(i+1))); err != nil {
			t.Fatal(err)
		}
	}
	want := event.Lane{Feed: "f", Number: readKey(t, &keys, "a").Lane(64)}
	if len(lanes) != 2 || lanes[0] != want || lanes[1] != want {
		t.Errorf("lanes %v, want two times %v", lanes, want)
	}
	got := x.Tally()
	if got.Moved != 1 || got.Steps != 5 || got.Outputs != 2 || got.Warmup != 0 {
		t.Errorf("tally %+v", got)
	}
}
