package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
)

const sessions = `
sources: {x: {definition: generic.record, params: {fields: {v: float}}}}
warmup: keep
features:
  bar: {definition: window.sum, inputs: [x], params: {window: 10ns, kind: tumbling, close_delay: 5ns}}
  run: {definition: window.sum, inputs: [x], params: {gap: 10ns, kind: session, close_delay: 5ns}}
  top: {definition: window.count, inputs: [bar], params: {gap: 10ns, kind: session, close_delay: 0s}}
`

// TestSessions is the table of deadlines that move, for both executors, worked out by
// hand: run and top, without bar.
func TestSessions(t *testing.T) {
	for name, tt := range map[string]struct{ events, want []string }{
		"a deadline that moves while it is awaited": {
			[]string{"A 1 1", "A 9 2", "B 17 1", "B 24 1", "B 40 1"},
			[]string{"run A t=19 3", "top A t=20 1", "run B t=34 2", "top B t=40 2", "run B t=50 1", "top B t=60 1"},
		},
		// The bar of 20 comes when the session over that of 10 is due: it goes on.
		"a result just in time": {
			[]string{"A 1 1", "A 12 1", "B 26 1", "B 34 1", "B 35 1", "B 36 1"},
			[]string{"run A t=11 1", "run A t=22 1", "top A t=30 2", "run B t=46 4", "top B t=50 2"},
		},
		"closed by an event, then by a deadline": {
			[]string{"A 1 1", "A 12 2", "B 26 1", "B 27 1"},
			[]string{"run A t=11 1", "run A t=22 2", "top A t=30 2", "run B t=37 2", "top B t=40 1"},
		},
		"an event exactly a gap later": {
			[]string{"A 1 1", "A 11 2", "A 22 3"},
			[]string{"run A t=21 3", "run A t=32 3", "top A t=40 3"},
		},
	} {
		for _, span := range []int{0, 1, 2, 64} {
			t.Run(fmt.Sprintf("%s, span %d", name, span), func(t *testing.T) {
				b := newBench(t, sessions)
				err := giveAll(b, b.x, tt.events)
				if span > 0 {
					b.lines = nil
					err = giveAll(b, b.batch(span), tt.events)
				}
				b.must(err)
				b.lines = slices.DeleteFunc(b.lines, func(l string) bool { return strings.HasPrefix(l, "bar") })
				b.expect(tt.want...)
			})
		}
	}
}

// batch returns a batch executor of the bench's plan.
func (b *bench) batch(span int) *Batch {
	b.t.Helper()
	program, err := graph.Compile(b.plan)
	b.must(err)
	x, err := NewBatch(program, Options{Features: []string{"bar", "run", "top"}, Emit: b.emit}, BatchOptions{Size: 3, Span: span})
	b.must(err)
	return x
}

// TestSessionTimers holds that there is at most one timer for each open session,
// however often it was extended, and however many have closed by events.
func TestSessionTimers(t *testing.T) {
	for _, step := range []event.Time{1, 3, 11, 14} { // the session of 10, which waits for 5, goes on or not
		b := newBench(t, head+"  run: {definition: window.sum, inputs: [x], params: {gap: 10ns, kind: session, close_delay: 5ns}}\n")
		for i := range 1000 {
			b.must(b.give("A", event.Time(i)*step, 1))
			if n := len(b.x.timers.list); n != 1 {
				t.Fatalf("events %d apart: %d timers after %d", step, n, i+1)
			}
		}
	}
}

// TestSessionUndone holds that a step which fails leaves the session that it has
// moved, and its deadline, as they were.
func TestSessionUndone(t *testing.T) {
	b := newBench(t, head+`
  boom: {definition: test.boom, inputs: [x]}
  all: {definition: window.sum, inputs: [x], params: {gap: 10ns, kind: session, close_delay: 5ns}}
  still: {definition: window.count, inputs: [boom], params: {gap: 10ns, kind: session, close_delay: 5ns}}
`)
	b.must(b.give("A", 1, 1))
	before := b.digest()
	b.must(b.give("A", 9, 13))
	b.must(b.give("A", 12, 14))
	if b.digest() != before {
		t.Error("a step that failed has left a trace")
	}
	b.must(b.x.Tick(15))
	b.expect("boom A t=1 1", "skipped A t=9", "skipped A t=12")
	b.must(b.x.Tick(16))
	b.expect("all A t=11 1", "still A t=11 1")
	// A step that opens a session far away, and fails.
	b.must(b.give("A", 100, 13))
	b.must(b.give("B", 101, 1))
	b.must(b.give("A", 102, 1))
	b.must(b.x.Tick(117))
	b.expect("skipped A t=100", "boom B t=101 1", "boom A t=102 1", "all B t=111 1", "still B t=111 1", "all A t=112 1", "still A t=112 1")
	// One that would be due later than the session which opens after it.
	b.must(b.claim("A", 150, 190, 13))
	b.must(b.claim("A", 151, 151, 1))
	b.must(b.x.Tick(166))
	b.expect("skipped A t=150", "boom A t=151 1", "all A t=161 1", "still A t=161 1")
}
