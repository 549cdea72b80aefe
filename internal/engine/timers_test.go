package engine

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

// TestTimers compares the heap with a sorted list.
func TestTimers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var h timers
		var want []event.Time
		for range rapid.IntRange(1, 100).Draw(rt, "steps") {
			if len(want) == 0 || rapid.IntRange(0, 2).Draw(rt, "what") > 0 {
				at := event.Time(rapid.Int64Range(-10, 10).Draw(rt, "at"))
				h.push(timer{due: at, op: int(at)})
				want = append(want, at)
				slices.Sort(want)
				continue
			}
			if h.due(want[0]-1) || !h.due(want[0]) {
				rt.Fatalf("due at %d: %v, %v", want[0], h.due(want[0]-1), h.due(want[0]))
			}
			got := h.pop()
			if got.due != want[0] || got.op != int(want[0]) {
				rt.Fatalf("got %d of %d, expected %d", got.due, got.op, want[0])
			}
			want = want[1:]
		}
		if len(h.list) != len(want) {
			rt.Fatalf("%d timers left, expected %d", len(h.list), len(want))
		}
	})
	if (&timers{}).due(event.Never) {
		t.Error("no timer is due")
	}
}

// TestTimersOfClosedWindows holds that a timer whose window an event has closed
// does nothing, also when another window is open by then.
func TestTimersOfClosedWindows(t *testing.T) {
	b := newBench(t, overBars)
	b.must(b.give("A", 1, 1))
	b.must(b.give("A", 10, 2)) // closes the first window
	b.lines = nil
	steps := b.x.Tally().Steps
	b.must(b.x.Tick(24))
	b.expect()
	if n := b.x.Tally().Steps; n != steps {
		t.Errorf("%d steps for deadlines of closed windows", n-steps)
	}
	b.must(b.x.Tick(25))
	b.expect("bar A t=20 2", "bars A t=20 2", "last A t=20 2", "z A t=20 2")
}
