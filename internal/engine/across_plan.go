package engine

import (
	"cmp"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// Where windows that close lie above what is computed of several keys, an event of
// one key may bring an input past the end of a window of another. Which windows close
// in a step, and in which order, is found by trying it out on all rows that it
// reaches, as rehearse does in one row.

// keyWindow is an open window of a key.
type keyWindow struct {
	*row
	window
}

// group is a sub-step that closes windows of one end.
type group struct {
	end     event.Time
	windows []keyWindow
}

// mayClose tells whether an event may bring an input past the end of some window: one
// of its own key, or one above what is computed of several.
func (a *across) mayClose(r *row, e *event.Event, in *entry) bool {
	a.latest = max(a.latest, e.Time)
	return a.nextEnd <= a.latest || len(in.Windows) > 0 && max(e.Time, r.clock) >= r.nextEnd[in.index]
}

// closeBefore closes, in order of end, the windows of all keys that an event would
// otherwise bring an input past their end.
func (a *across) closeBefore(r *row, e *event.Event, in *entry) error {
	if !a.mayClose(r, e, in) {
		return nil
	}
	defer a.findNextEnd(r, in)
	return a.closePlanned(nil, r, e, in)
}

// closeDue closes the windows of a deadline, and those that must close with them.
func (a *across) closeDue(due []dueWindow) error {
	var groups []group
	for _, w := range due {
		groups = insertWindows(groups, len(groups), []keyWindow{{w.row, w.window}})
	}
	return a.closePlanned(groups, nil, nil, nil)
}

// closePlanned closes the windows of groups before the event, if there is one, and
// those that they or the event would bring an input past their end.
func (a *across) closePlanned(groups []group, r *row, e *event.Event, in *entry) error {
	for {
		passed, at, err := a.rehearse(groups, r, e, in)
		if err != nil {
			return err
		}
		if len(passed) == 0 {
			break
		}
		groups = insertWindows(groups, at, earliest(passed))
	}
	for i := range groups {
		if err := a.closeAll(groups[i].steps()); err != nil {
			return err
		}
		a.latest = max(a.latest, groups[i].end)
	}
	a.findNextAbove()
	return nil
}

// earliest returns those of the windows that end first.
func earliest(windows []keyWindow) []keyWindow {
	end := event.Never
	for _, w := range windows {
		end = min(end, w.end)
	}
	return slices.DeleteFunc(windows, func(w keyWindow) bool { return w.end != end })
}

// insertWindows plans the closing of windows of one end, before the sub-step at i or,
// where they end with what closes there, in it.
func insertWindows(groups []group, i int, windows []keyWindow) []group {
	end, at := windows[0].end, i
	if i == len(groups) || groups[i].end != end {
		for at > 0 && groups[at-1].end >= end {
			at--
		}
		if at == i || groups[at].end != end {
			groups = slices.Insert(groups, at, group{end: end})
		}
	}
	groups[at].windows = append(groups[at].windows, windows...)
	return groups
}

// steps returns the sub-steps of the group's keys.
func (g *group) steps() []keyStep {
	slices.SortFunc(g.windows, func(p, q keyWindow) int {
		return cmp.Or(p.key.Compare(q.key), cmp.Compare(p.op, q.op))
	})
	var steps []keyStep
	for _, w := range g.windows {
		if n := len(steps); n == 0 || steps[n-1].row != w.row {
			steps = append(steps, keyStep{w.row, substep{end: g.end}})
		}
		last := &steps[len(steps)-1]
		last.close = append(last.close, w.op)
	}
	return steps
}

// rehearse runs sub-steps and the event on all rows that they reach, up to the first
// that lies past open windows, and puts the rows back. It returns these windows and
// the place of the sub-step.
func (a *across) rehearse(groups []group, r *row, e *event.Event, in *entry) (passed []keyWindow, at int, err error) {
	a.passed, a.held = a.passed[:0], a.held[:0] // after a panic something is left in them
	a.trials++
	tally, keep, moved := a.tally, a.at.Keep, a.at.Moved
	a.probe, a.at.Keep, a.at.Err = &a.trial, true, nil
	for at < len(groups) {
		if err = a.closeAll(groups[at].steps()); err != nil || len(a.passed) > 0 {
			break
		}
		at++
	}
	if at == len(groups) && e != nil && err == nil {
		a.undo.touch(a.Executor, r)
		a.hold(r)
		a.use(r)
		a.pass++
		a.begin(r, e, in)
		code := in.code
		if e.Control != nil {
			code = a.controlled[in.index].code
		}
		a.last.time = e.Time
		a.run(r, code, &a.last)
		a.after(r)
		err = a.at.Err
	}
	passed = slices.Clone(a.passed)
	a.passed = a.passed[:0]
	a.probe, a.tally, a.at.Keep, a.at.Moved = nil, tally, keep, moved
	a.at.Opened = event.Unset
	if restored := a.release(); restored != nil {
		return nil, 0, restored
	}
	return passed, at, err
}

// found notes a window that what is tried out lies past.
func (a *across) found(in *instr, r *row) {
	end, _ := in.timed.Due(r.Row)
	a.passed = append(a.passed, keyWindow{r, window{in.op, end}})
}

// hold saves a row before a rehearsal changes it.
func (a *across) hold(r *row) {
	if a.probe == nil || r.held == a.trials {
		return
	}
	r.held = a.trials
	n := len(a.held)
	a.held = slices.Grow(a.held, 1)[:n+1]
	s := &a.held[n]
	if !s.before.IsValid() {
		s.before = a.layout.NewRow()
	}
	s.row, s.bucket, s.bucketed, s.stored = r, r.bucket, r.bucketed, a.save(r, s.stored[:0])
	s.before.Set(r.value)
}

// release puts back the rows that a rehearsal has changed.
func (a *across) release() error {
	for i := range a.held {
		s := &a.held[i]
		if err := a.putBack(s.row, s.before, s.stored); err != nil {
			return err
		}
	}
	a.held = a.held[:0]
	return nil
}

// findNextAbove finds when the next of the windows ends that lie above what is computed
// of several keys.
func (a *across) findNextAbove() {
	a.nextEnd = event.Never
	for _, r := range a.rows {
		if r == nil {
			continue
		}
		for _, i := range a.above {
			if end, open := a.program.Ops[i].Timed.Due(r.Row); open {
				a.nextEnd = min(a.nextEnd, end)
			}
		}
	}
}
