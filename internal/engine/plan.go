package engine

import (
	"slices"

	"github.com/featurizer/featurizer/event"
)

// plan is sub-steps that close windows, in order, and memory of earlier plans.
type plan struct {
	steps []substep
	free  [][]int // for substep.close
}

func (p *plan) clear() {
	for i := range p.steps {
		p.free = append(p.free, p.steps[i].close[:0])
	}
	p.steps = p.steps[:0]
}

// insert makes a sub-step for the windows of an end.
func (p *plan) insert(at int, end event.Time) {
	s := substep{end: end}
	if n := len(p.free); n > 0 {
		s.close, p.free = p.free[n-1], p.free[:n-1]
	}
	p.steps = slices.Insert(p.steps, at, s)
}

// fill plans the closing of windows given in order of end.
func (p *plan) fill(windows []window) {
	p.clear()
	for _, w := range windows {
		n := len(p.steps)
		if n == 0 || p.steps[n-1].end != w.end {
			p.insert(n, w.end)
			n++
		}
		p.steps[n-1].close = append(p.steps[n-1].close, w.op)
	}
}

// add plans the closing of those of the passed windows that end first, before the
// sub-step at i or, where they end with what closes there, in it.
func (p *plan) add(i int, passed []window) {
	first := event.Never
	for _, w := range passed {
		first = min(first, w.end)
	}
	at := i
	if i == len(p.steps) || p.steps[i].end != first {
		for at > 0 && p.steps[at-1].end >= first {
			at--
		}
		if at == i || p.steps[at].end != first {
			p.insert(at, first)
		}
	}
	for _, w := range passed {
		if w.end == first {
			p.steps[at].close = append(p.steps[at].close, w.op)
		}
	}
}

// runPlanned runs the sub-steps that close windows before the last one, which may
// be none: those of the windows given in order of end, and of those that one of
// them, or the last, would bring an input past their end. A window that ends with
// others closes with them. The last itself is not run.
func (x *Executor) runPlanned(r *row, windows []window, last *event.Event, entry *entry) error {
	if err := x.planClosing(r, windows, last, entry); err != nil {
		return err
	}
	for _, s := range x.plan.steps {
		if err := x.closeAll(r, s); err != nil {
			return err
		}
	}
	return nil
}

// planClosing finds these sub-steps.
func (x *Executor) planClosing(r *row, windows []window, last *event.Event, entry *entry) error {
	x.plan.fill(windows)
	for {
		passed, at, err := x.rehearse(r, x.plan.steps, last, entry)
		if err != nil || len(passed) == 0 {
			return err
		}
		x.plan.add(at, passed)
	}
}

// probe collects the windows that a sub-step which is tried out lies past.
type probe struct {
	passed []window
	stored []byte // what the row cannot be put back from alone
}

func (p *probe) found(in *instr, r *row) {
	end, _ := in.timed.Due(r.Row)
	p.passed = append(p.passed, window{in.op, end})
}

// rehearse runs sub-steps and the last one, that of an event if given, on the row, as
// far as windows depend on them, up to the first that lies past open windows, and
// puts the row back. It returns these windows, valid until the next call, and the
// place of the sub-step.
func (x *Executor) rehearse(r *row, steps []substep, last *event.Event, entry *entry) (passed []window, at int, err error) {
	x.undo.touch(x, r) // it may fail half-way
	x.use(r)
	before, tally, keep, moved, latest := x.spare, x.tally, x.at.Keep, x.at.Moved, r.latest
	before.Set(r.value)
	x.trial.stored = x.save(r, x.trial.stored[:0])
	x.trial.passed = x.trial.passed[:0]
	x.probe, x.at.Keep, x.at.Err = &x.trial, true, nil
	for at < len(steps) {
		x.pass++
		if x.run(r, x.closeTrial, &steps[at]); len(x.trial.passed) > 0 || x.at.Err != nil {
			break
		}
		at++
	}
	if at == len(steps) && last != nil {
		x.pass++
		x.begin(r, last, entry)
		x.run(r, x.below[entry.index].trial, &substep{time: last.Time})
	}
	passed, err = x.trial.passed, x.at.Err
	x.probe, x.tally, x.at.Keep, x.at.Moved = nil, tally, keep, moved
	x.at.Opened = event.Unset
	r.latest = latest
	if restored := x.putBack(r, before, x.trial.stored); restored != nil {
		return nil, 0, restored
	}
	return passed, at, err
}
