package engine

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
)

// closeBefore closes the windows that an event would otherwise bring an input
// past their end.
func (x *Executor) closeBefore(r *row, e *event.Event, entry *graph.Entry) error {
	switch {
	case len(entry.Windows) == 0:
		return nil
	case x.below[entry.Node].direct:
		return x.closeDirect(r, e, entry)
	case x.mayClose(r, e, entry):
		return x.settle(r, &substep{event: e, entry: entry})
	}
	return nil
}

// closeDirect closes, in order of end, the windows that an event lies past, where
// the event itself is the input of every window that it may reach: there is
// nothing to try out, and what closes brings no input to another window.
func (x *Executor) closeDirect(r *row, e *event.Event, entry *graph.Entry) error {
	for {
		s := substep{end: event.Never, close: x.closing[:0]}
		for i := range entry.Windows {
			op := entry.Windows[i].Op
			end, open := x.program.Ops[op].Timed.Due(r.Row)
			if !open || end > e.Time || end > s.end {
				continue
			}
			if end < s.end {
				s.end, s.close = end, s.close[:0]
			}
			s.close = append(s.close, op)
		}
		if x.closing = s.close; len(s.close) == 0 {
			return nil
		}
		if err := x.run(r, s); err != nil {
			return err
		}
	}
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

// settle closes, in order of end, the windows that a sub-step would otherwise
// bring an input past their end. Closing a window may bring an input to another
// one, which then closes before it if that input lies past its end too. A window
// that ends where those of the sub-step end closes with them, and joins s.
func (x *Executor) settle(r *row, s *substep) error {
	for {
		first, err := x.earliest(r, s)
		if err != nil || first == nil {
			return err
		}
		if err := x.run(r, *first); err != nil {
			return err
		}
	}
}

// earliest returns the windows of the earliest end that must close before s; nil
// if there are none.
func (x *Executor) earliest(r *row, s *substep) (*substep, error) {
	passed, err := x.passed(r, s)
	if err != nil {
		return nil, err
	}
	var first *substep
	for _, group := range byEnd(passed) {
		below, err := x.earliest(r, &group)
		if err != nil {
			return nil, err
		}
		if below == nil {
			below = &group
		}
		if first == nil || below.end < first.end {
			first = below
		}
	}
	return first, nil
}

// passed returns the windows that end before s and that it lies past. Windows
// that end with those of s join it.
func (x *Executor) passed(r *row, s *substep) ([]window, error) {
	for {
		windows, err := x.try(r, *s)
		if err != nil || s.event != nil {
			return windows, err
		}
		before := len(s.close)
		windows = slices.DeleteFunc(windows, func(w window) bool {
			if w.end != s.end {
				return false
			}
			s.close = append(s.close, w.op)
			return true
		})
		if len(s.close) == before {
			return windows, nil
		}
	}
}

// window is an open window of a row.
type window struct {
	op  int
	end event.Time
}

// byEnd groups windows into sub-steps in which they close, in order of end.
func byEnd(windows []window) []substep {
	slices.SortFunc(windows, func(a, b window) int { return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.op, b.op)) })
	var groups []substep
	for _, w := range windows {
		if n := len(groups); n == 0 || groups[n-1].end != w.end {
			groups = append(groups, substep{end: w.end})
		}
		last := &groups[len(groups)-1]
		last.close = append(last.close, w.op)
	}
	return groups
}

// probe collects the windows that a sub-step which is tried out lies past.
type probe struct{ passed []window }

func (p *probe) found(op *graph.Op, i int, r *row) {
	end, _ := op.Timed.Due(r.Row)
	p.passed = append(p.passed, window{i, end})
}

// try runs a sub-step on the row, finds the windows that it lies past, and puts
// the row back.
func (x *Executor) try(r *row, s substep) ([]window, error) {
	before, tally, keep, moved := x.spare, x.tally, x.at.Keep, x.at.Moved
	before.Set(r.value)
	stored := x.saveCustoms(r, nil)
	x.probe, x.at.Keep = &probe{}, true
	x.pass++
	if s.event != nil {
		x.enter(r, s.event, s.entry)
		x.runOps(r, s.entry.Ops, s)
	} else {
		x.runOps(r, x.program.OnClose, s)
	}
	passed, err := x.probe.passed, x.at.Err
	x.probe, x.tally, x.at.Keep, x.at.Moved = nil, tally, keep, moved
	r.value.Set(before)
	if restored := x.restoreCustoms(r, stored); restored != nil {
		return nil, restored
	}
	return passed, err
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
		if open && end.Add(op.Timed.Delay()) == d { // else an event has closed it
			list = append(list, dueWindow{t.row, window{t.op, end}})
		}
	}
	slices.SortFunc(list, func(a, b dueWindow) int {
		return cmp.Or(a.key.Compare(b.key), cmp.Compare(a.end, b.end), cmp.Compare(a.op, b.op))
	})
	x.due = list
	return list
}

// closeDue runs the sub-steps of a deadline: one for each end of each key.
func (x *Executor) closeDue(due []dueWindow) error {
	keys := due[0].row != due[len(due)-1].row
	for len(due) > 0 {
		first := due[0]
		s := substep{end: first.end, close: x.closing[:0]}
		for len(due) > 0 && due[0].row == first.row && due[0].end == s.end {
			s.close = append(s.close, due[0].op)
			due = due[1:]
		}
		x.closing = s.close
		if err := x.closeGroup(first.row, s); err != nil {
			return err
		}
	}
	if keys {
		x.out.sort()
	}
	return nil
}

// closeGroup closes windows of one end, after those that must close before them.
func (x *Executor) closeGroup(r *row, s substep) error {
	if x.layered {
		settled := s
		if err := x.settle(r, &settled); err != nil {
			return err
		}
		s = settled
	}
	return x.run(r, s)
}

// drop closes the windows of a deadline step that failed and was skipped: their
// time is over, and what they held is lost with the step.
func (x *Executor) drop(due []dueWindow) {
	for _, w := range due {
		op := &x.program.Ops[w.op]
		op.Timed.Close(w.Row, &x.at)
		x.schedule(w.row, w.op)
	}
}
