package engine

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// closeBefore closes, in order of end, the windows that an event would otherwise
// bring an input past their end.
func (x *Executor) closeBefore(r *row, e *event.Event, entry *entry) error {
	defer x.findNextEnd(r, entry)
	direct := x.below[entry.Node].direct
	if x.layered && !direct {
		if !x.mayClose(r, e, entry) {
			return nil
		}
		return x.runPlanned(r, nil, e, entry)
	}
	for { // what closes brings no input to another window, but may change what the event does
		var passed []window
		var err error
		switch {
		case direct:
			passed = x.past(r, e, entry)
		case x.mayClose(r, e, entry):
			passed, _, err = x.rehearse(r, nil, e, entry)
		}
		if err != nil || len(passed) == 0 {
			return err
		}
		if err := x.closeAll(r, x.firstOf(passed)); err != nil {
			return err
		}
	}
}

// past returns the windows that an event lies past where the event itself is the
// input of every window that it may reach: there is nothing to try out.
func (x *Executor) past(r *row, e *event.Event, entry *entry) []window {
	list := x.trial.passed[:0]
	x.at.Time = e.Time
	for i := range entry.Windows {
		op := entry.Windows[i].Op
		timed := x.program.Ops[op].Timed
		if end, open := timed.Due(r.Row); open && timed.Past(r.Row, &x.at) {
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
func (x *Executor) mayClose(r *row, e *event.Event, entry *entry) bool {
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

// findNextEnd finds when the next window ends that an event of the leaf may close.
func (x *Executor) findNextEnd(r *row, in *entry) {
	next := event.Never
	for i := range in.Windows {
		if end, open := x.program.Ops[in.Windows[i].Op].Timed.Due(r.Row); open {
			next = min(next, end)
		}
	}
	r.nextEnd[in.index] = next
}

// runTimed runs a node with windows, and closes the one that a sub-step ends.
func (x *Executor) runTimed(r *row, in *instr, s *substep) {
	if in.always || x.stamps[in.trigger] == x.pass || x.anyOf(in.more) {
		x.at.Time = s.time
		if len(in.clocks) > 0 {
			x.at.Time = clock(r, in.clocks)
		}
		if s.closes(r, in) && in.timed.Past(r.Row, &x.at) {
			t := x.at.Time
			x.closeOp(r, in, s.end)
			x.at.Time = t
		}
		x.takeTimed(r, in)
	}
	if x.at.Err == nil && s.closes(r, in) {
		x.closeOp(r, in, s.end)
	}
}

// takeTimed gives a node with windows its input, unless what is tried out has
// shown that a window must close before.
func (x *Executor) takeTimed(r *row, in *instr) {
	if x.probe != nil && in.timed.Past(r.Row, &x.at) {
		x.probe.found(in, r)
		if x.across != nil {
			x.across.found(in, r)
		}
		return
	}
	x.running = in.op
	emit := in.timed.Step(r.Row, &x.at)
	if in.session >= 0 {
		x.inSession(r, in)
	}
	x.schedule(r, in)
	switch {
	case x.at.Err != nil:
		x.at.Err = fmt.Errorf("%s: %w", x.describe(in.op), x.at.Err)
	case emit:
		x.emitted(r, in)
		r.clock = max(r.clock, x.at.Time)
	}
}

// closes tells whether a sub-step closes the window that a node has open.
func (s *substep) closes(r *row, in *instr) bool {
	if s.close == nil || !slices.Contains(s.close, in.op) {
		return false
	}
	end, open := in.timed.Due(r.Row)
	return open && end == s.end
}

// closeOp closes the window of a node.
func (x *Executor) closeOp(r *row, in *instr, end event.Time) {
	x.at.Time, x.running = end, in.op
	if in.timed.Close(r.Row, &x.at) {
		if in.session >= 0 {
			x.sessionClosed(r, in.op)
		}
		x.emitted(r, in)
		r.clock = max(r.clock, end)
	}
	x.schedule(r, in)
}

// schedule notes the deadline of a window that a kernel has opened.
func (x *Executor) schedule(r *row, in *instr) {
	if x.at.Opened == event.Unset {
		return
	}
	if x.probe == nil {
		x.arm(timer{x.at.Opened, r, in.op})
		r.nextDue = min(r.nextDue, x.at.Opened)
	}
	x.at.Opened = event.Unset
	if end, open := in.timed.Due(r.Row); open {
		if x.across != nil && x.probe == nil && x.program.Ops[in.op].Stage > 0 {
			x.across.nextEnd = min(x.across.nextEnd, end)
		}
		for _, leaf := range x.reachedBy[in.op] {
			r.nextEnd[leaf] = min(r.nextEnd[leaf], end)
		}
	}
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
		err := x.listed(x.closeDue(due))
		x.armAgain(due)
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
		t := x.popTimer()
		op := &x.program.Ops[t.op]
		end, open := op.Timed.Due(t.row.Row)
		switch due := end.Add(op.Node.Delay); {
		case !open: // an event has closed it
		case due == d:
			list = append(list, dueWindow{t.row, window{t.op, end}})
		case op.Node.Gap > 0: // it goes on
			x.arm(timer{due, t.row, t.op})
		}
	}
	slices.SortFunc(list, func(a, b dueWindow) int {
		return cmp.Or(a.key.Compare(b.key), cmp.Compare(a.end, b.end), cmp.Compare(a.op, b.op))
	})
	list = slices.Compact(list) // a window opens twice where a skipped step had opened it
	x.due = list
	return list
}

// keyStep is a sub-step of a key that closes windows.
type keyStep struct {
	*row
	substep
}

// closeDue runs the sub-steps of a deadline: one for each end, of all its keys, as
// rows of one key may hold values of another.
func (x *Executor) closeDue(due []dueWindow) (err error) {
	defer x.recovered(&err)
	x.undo.begin(x)
	if x.across != nil && x.across.layered {
		if err = x.across.closeDue(due); err == nil {
			x.out.sort()
		}
		return err
	}
	keys := due[0].row != due[len(due)-1].row || x.across != nil
	steps := x.dueSteps[:0]
	x.dueOps = x.dueOps[:0]
	for len(due) > 0 {
		r := due[0].row
		windows := x.trial.passed[:0]
		for len(due) > 0 && due[0].row == r {
			windows = append(windows, due[0].window)
			due = due[1:]
		}
		x.trial.passed = windows
		if !keys {
			return x.closeWindows(r, windows)
		}
		if steps, err = x.planWindows(steps, r, windows); err != nil {
			return err
		}
	}
	x.dueSteps = steps
	slices.SortStableFunc(steps, func(a, b keyStep) int { return cmp.Compare(a.end, b.end) })
	if err = x.closeTogether(steps); err == nil {
		x.out.sort()
	}
	return err
}

// closeTogether runs sub-steps of several keys, given in order of end. Rows are taken
// when all windows of an end have closed.
func (x *Executor) closeTogether(steps []keyStep) error {
	x.together = true
	defer func() { x.together, x.firing = false, x.firing[:0] }()
	if x.across != nil {
		return x.across.closeInTurn(steps)
	}
	for i := range steps {
		if err := x.closeAll(steps[i].row, steps[i].substep); err != nil {
			return err
		}
		if end := steps[i].end; i+1 == len(steps) || steps[i+1].end != end {
			slices.SortFunc(x.firing, func(a, b *row) int { return a.key.Compare(b.key) })
			for _, r := range slices.Compact(x.firing) {
				x.takeRow(r, end)
			}
			x.firing = x.firing[:0]
		}
	}
	return nil
}

// planWindows appends the sub-steps that close windows of a row, given in order of
// end.
func (x *Executor) planWindows(to []keyStep, r *row, windows []window) ([]keyStep, error) {
	if x.layered {
		if err := x.planClosing(r, windows, nil, nil); err != nil {
			return to, err
		}
	} else {
		x.plan.fill(windows)
	}
	for _, s := range x.plan.steps {
		first := len(x.dueOps)
		x.dueOps = append(x.dueOps, s.close...)
		s.close = x.dueOps[first:]
		to = append(to, keyStep{r, s})
	}
	return to, nil
}

// closeWindows closes windows of a row, given in order of end.
func (x *Executor) closeWindows(r *row, windows []window) error {
	if x.layered {
		return x.runPlanned(r, windows, nil, nil)
	}
	for len(windows) > 0 {
		s := x.firstOf(windows)
		windows = windows[len(s.close):]
		if err := x.closeAll(r, s); err != nil {
			return err
		}
	}
	return nil
}

// drop closes the windows of a deadline step that failed and was skipped: their
// time is over, and what they held is lost with the step.
func (x *Executor) drop(due []dueWindow) {
	for _, w := range due {
		op := &x.program.Ops[w.op]
		op.Timed.Discard(w.Row, &x.at)
		if op.Node.Gap > 0 {
			x.sessionOver(w.row, w.op)
		}
		x.schedule(w.row, &instr{timed: op.Timed, op: w.op})
	}
}
