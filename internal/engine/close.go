package engine

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
)

// closeBefore closes, in order of end, the windows that an event would otherwise
// bring an input past their end.
func (x *Executor) closeBefore(r *row, e *event.Event, entry *graph.Entry) error {
	direct := x.below[entry.Node].direct
	if x.layered && !direct {
		if !x.mayClose(r, e, entry) {
			return nil
		}
		return x.runPlanned(r, nil, substep{event: e, entry: entry})
	}
	for { // what closes brings no input to another window, but may change what the event does
		var passed []window
		var err error
		switch {
		case direct:
			passed = x.past(r, e, entry)
		case x.mayClose(r, e, entry):
			passed, _, err = x.rehearse(r, nil, substep{event: e, entry: entry})
		}
		if err != nil || len(passed) == 0 {
			return err
		}
		if err := x.run(r, x.firstOf(passed)); err != nil {
			return err
		}
	}
}

// past returns the windows that an event lies past where the event itself is the
// input of every window that it may reach: there is nothing to try out.
func (x *Executor) past(r *row, e *event.Event, entry *graph.Entry) []window {
	list := x.trial.passed[:0]
	for i := range entry.Windows {
		op := entry.Windows[i].Op
		if end, open := x.program.Ops[op].Timed.Due(r.Row); open && end <= e.Time {
			list = append(list, window{op, end})
		}
	}
	x.trial.passed = list
	return list
}

// firstOf returns the sub-step that closes the windows of the earliest end. It is
// valid until the next call.
func (x *Executor) firstOf(windows []window) substep {
	s := substep{end: event.Never, close: x.closing[:0]}
	for _, w := range windows {
		if w.end < s.end {
			s.end, s.close = w.end, s.close[:0]
		}
		if w.end == s.end {
			s.close = append(s.close, w.op)
		}
	}
	x.closing = s.close
	return s
}

// mayClose tells whether an event may reach a window that it lies past, so that
// the window must close first. It is exact where the event itself is the
// window's input; elsewhere the sub-step is tried out.
func (x *Executor) mayClose(r *row, e *event.Event, entry *graph.Entry) bool {
	for i := range entry.Windows {
		w := &entry.Windows[i]
		end, open := x.program.Ops[w.Op].Timed.Due(r.Row)
		if !open {
			continue
		}
		latest := e.Time
		if !w.Direct {
			for _, node := range w.Clocks {
				latest = max(latest, x.layout.Mark(r.Row, node).Clock)
			}
		}
		if latest >= end {
			return true
		}
	}
	return false
}

// window is an open window of a row.
type window struct {
	op  int
	end event.Time
}

// closes tells whether a sub-step closes the window that an op has open.
func (s *substep) closes(r *row, op *graph.Op, i int) bool {
	if s.close == nil || op.Timed == nil || !slices.Contains(s.close, i) {
		return false
	}
	end, open := op.Timed.Due(r.Row)
	return open && end == s.end
}

// closePast closes the window of an op if the input that it is about to get lies
// past it.
func (x *Executor) closePast(r *row, op *graph.Op, i int, end event.Time) {
	x.at.Time = x.clock(r, op)
	if op.Timed.Past(r.Row, &x.at) {
		x.closeOp(r, op, i, end)
	}
}

// closeOp closes the window of an op.
func (x *Executor) closeOp(r *row, op *graph.Op, i int, end event.Time) {
	x.at.Time = end
	if op.Timed.Close(r.Row, &x.at) {
		x.emitted(r, op)
	}
	x.schedule(r, i)
}

// schedule notes the deadline of a window that a kernel has opened.
func (x *Executor) schedule(r *row, i int) {
	if x.at.Opened == event.Unset {
		return
	}
	if x.probe == nil {
		x.timers.push(timer{x.at.Opened, r, i})
	}
	x.at.Opened = event.Unset
}

// deadlines runs the deadlines up to a Received, each one step.
func (x *Executor) deadlines(upTo event.Time) error {
	for x.timers.due(upTo) {
		d := x.timers.list[0].due
		due := x.popDue(d)
		if len(due) == 0 {
			continue
		}
		x.tally.Steps++
		x.root = root{received: d}
		err := x.guard(func() error { return x.closeDue(due) })
		if err != nil {
			err = x.skip(fmt.Errorf("at the deadline %d: %w", d, err))
			if err == nil {
				x.drop(due)
			}
		} else {
			err = x.flush()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// dueWindow is a window that a deadline closes.
type dueWindow struct {
	*row
	window
}

// popDue takes the timers of a deadline and returns the windows that are still
// open: by key, then end. They are valid until the next call.
func (x *Executor) popDue(d event.Time) []dueWindow {
	list := x.due[:0]
	for x.timers.due(d) {
		t := x.timers.pop()
		op := &x.program.Ops[t.op]
		end, open := op.Timed.Due(t.row.Row)
		if open && end.Add(op.Node.Delay) == d { // else an event has closed it
			list = append(list, dueWindow{t.row, window{t.op, end}})
		}
	}
	slices.SortFunc(list, func(a, b dueWindow) int {
		return cmp.Or(a.key.Compare(b.key), cmp.Compare(a.end, b.end), cmp.Compare(a.op, b.op))
	})
	list = slices.Compact(list) // a window opens twice where a skipped step had opened it
	x.due = list
	return list
}

// closeDue runs the sub-steps of a deadline: one for each end of each key.
func (x *Executor) closeDue(due []dueWindow) error {
	keys := due[0].row != due[len(due)-1].row
	for len(due) > 0 {
		r := due[0].row
		windows := x.trial.passed[:0]
		for len(due) > 0 && due[0].row == r {
			windows = append(windows, due[0].window)
			due = due[1:]
		}
		x.trial.passed = windows
		if err := x.closeWindows(r, windows); err != nil {
			return err
		}
	}
	if keys {
		x.out.sort()
	}
	return nil
}

// closeWindows closes windows of a row, given in order of end.
func (x *Executor) closeWindows(r *row, windows []window) error {
	if x.layered {
		return x.runPlanned(r, windows, substep{})
	}
	for len(windows) > 0 {
		s := x.firstOf(windows)
		windows = windows[len(s.close):]
		if err := x.run(r, s); err != nil {
			return err
		}
	}
	return nil
}

// drop closes the windows of a deadline step that failed and was skipped: their
// time is over, and what they held is lost with the step.
func (x *Executor) drop(due []dueWindow) {
	for _, w := range due {
		x.program.Ops[w.op].Timed.Discard(w.Row, &x.at)
		x.schedule(w.row, w.op)
	}
}
