package engine

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/stream"
)

// worker runs the keys of some lanes over a span, one after another.
type worker struct {
	x    *Executor
	span *span
	size int    // events of a key that are run at once, at most
	rows []*row // that have events, in order of their first

	store  []stored
	values []event.Value
	levels []event.Level // of the lists among the values
	due    []dueOutput
	dues   []event.Time // deadlines that ran
	failed *failure

	// Of the run of events at hand:
	at     [][]int32      // by leaf: its events
	times  [][]event.Time // by leaf
	steady []bool         // by mark: set at each event of its leaf
	latest stream.Row     // where the head of the row's outputs is up to date
}

func newWorker(x *Executor, s *span, size int) *worker {
	w := &worker{x: x, span: s, size: size, steady: make([]bool, x.layout.Marks()), at: make([][]int32, len(x.entries)), times: make([][]event.Time, len(x.entries))}
	x.options.Emit = w.keep
	return w
}

// add gives the worker an event of the span.
func (w *worker) add(i int, r *row) {
	if len(r.events) == 0 {
		w.rows = append(w.rows, r)
	}
	r.events = append(r.events, int32(i))
}

// clear forgets the outputs of the span.
func (w *worker) clear() {
	w.store, w.values, w.levels = w.store[:0], w.values[:0], w.levels[:0]
	w.due, w.dues = w.due[:0], w.dues[:0]
}

// keep takes an output of the executor into the store.
func (w *worker) keep(o *event.Output) error {
	first := len(w.values)
	w.values = o.Values.AppendKept(w.values, &w.levels)
	w.store = append(w.store, stored{*o, first, len(w.values)})
	return nil
}

// run runs the worker's events, then the deadlines up to the last of the span.
func (w *worker) run() {
	for _, r := range w.rows {
		w.runRow(r, r.events)
		r.events = r.events[:0]
	}
	w.rows = w.rows[:0]
	w.runDue(w.span.events[len(w.span.events)-1].received)
}

// runDue runs the deadlines up to a Received.
func (w *worker) runDue(upTo event.Time) {
	for w.x.timers.due(upTo) {
		t := w.x.popTimer()
		w.deadlines(t.row, upTo)
		if w.failed == nil {
			w.x.armOpen(t.row, t.op)
		}
	}
}

// fail takes note of a failed step, if it is the first.
func (w *worker) fail(f failure) {
	if w.failed == nil || f.before(w.failed) {
		w.failed = &f
	}
}

// runRow runs the events of a row.
func (w *worker) runRow(r *row, list []int32) {
	for len(list) > 0 && (w.failed == nil || int(list[0]) < w.failed.event) {
		n := min(len(list), w.size)
		for i, j := range list[:n] {
			if w.span.events[j].control > 0 {
				n = i
				break
			}
		}
		switch {
		case n == 0:
			w.step(r, int(list[0]))
			n = 1
		case w.x.canVector(r):
			w.runMany(r, list[:n])
		default:
			for _, j := range list[:n] {
				w.step(r, int(j))
			}
		}
		list = list[n:]
	}
}

// step runs one event by itself.
func (w *worker) step(r *row, i int) {
	h := &w.span.events[i]
	if h.entry == nil && h.control == 0 {
		return
	}
	if !w.runDueBy(r, i) {
		return
	}
	h.first = int32(len(w.store))
	e := w.span.event(i)
	w.x.frame = w.span.frames.At(i)
	if err := w.x.attempt(&e); err != nil {
		w.fail(w.span.failedAt(i, err))
	}
	h.last = int32(len(w.store))
}

// deadlines runs the deadlines of a row up to a Received.
func (w *worker) deadlines(r *row, upTo event.Time) {
	for {
		list, next := w.dueOf(r)
		r.nextDue = next
		if next > upTo || w.failed != nil && next >= w.failed.due {
			return
		}
		w.x.root = root{received: next}
		w.dues = append(w.dues, next)
		if err := w.x.closeDue(list); err != nil {
			w.x.out.clear()
			w.fail(w.span.failedDue(next, fmt.Errorf("at the deadline %d: %w", next, err)))
			return
		}
		w.keepDue(next)
	}
}

// dueOf returns the open windows of a row that are due first, by end and op, and
// when that is. They are valid until the next call.
func (w *worker) dueOf(r *row) ([]dueWindow, event.Time) {
	x, first := w.x, event.Never
	list := x.due[:0]
	for _, i := range x.program.Timed {
		op := &x.program.Ops[i]
		end, open := op.Timed.Due(r.Row)
		if !open {
			continue
		}
		due := end.Add(op.Node.Delay)
		if due < first {
			first, list = due, list[:0]
		}
		if due == first {
			list = append(list, dueWindow{r, window{i, end}})
		}
	}
	slices.SortFunc(list, func(a, b dueWindow) int { return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.op, b.op)) })
	x.due = list
	return list, first
}

// keepDue takes what a deadline has put out into the store.
func (w *worker) keepDue(due event.Time) {
	list := w.x.out.list
	for i := range list {
		p, first := &list[i], len(w.store)
		_ = w.x.hand(p, w.x.waiting(p)) // keep never fails
		for j := first; j < len(w.store); j++ {
			w.due = append(w.due, dueOutput{w, due, p.end, p.output, j})
		}
	}
	w.x.out.clear()
}
