package engine

import (
	"cmp"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
)

// runPlanned runs the sub-steps that close windows before last, which may be nil:
// those given, and those of windows that one of them, or last, would bring an
// input past their end. A window that ends with others closes with them. Last
// itself is not run.
func (x *Executor) runPlanned(r *row, plan []substep, last *substep) error {
	for {
		all := plan
		if last != nil {
			all = append(slices.Clip(plan), *last)
		}
		passed, at, err := x.rehearse(r, all)
		if err != nil {
			return err
		}
		if len(passed) == 0 {
			break
		}
		plan = planned(plan, at, passed)
	}
	for _, s := range plan {
		if err := x.run(r, s); err != nil {
			return err
		}
	}
	return nil
}

// grouped returns the sub-steps that close windows given in order of end.
func grouped(windows []window) []substep {
	var plan []substep
	for _, w := range windows {
		if n := len(plan); n == 0 || plan[n-1].end != w.end {
			plan = append(plan, substep{end: w.end})
		}
		last := &plan[len(plan)-1]
		last.close = append(last.close, w.op)
	}
	return plan
}

// planned adds to a plan the closing of those of the passed windows that end
// first, before the sub-step at i or, where they end with what closes there, in
// it.
func planned(plan []substep, i int, passed []window) []substep {
	first := slices.MinFunc(passed, func(a, b window) int { return cmp.Compare(a.end, b.end) }).end
	at := i
	if i == len(plan) || plan[i].end != first {
		for at > 0 && plan[at-1].end >= first {
			at--
		}
		if at == i || plan[at].end != first {
			plan = slices.Insert(plan, at, substep{end: first})
		}
	}
	for _, w := range passed {
		if w.end == first {
			plan[at].close = append(plan[at].close, w.op)
		}
	}
	return plan
}

// probe collects the windows that a sub-step which is tried out lies past.
type probe struct{ passed []window }

func (p *probe) found(op *graph.Op, i int, r *row) {
	end, _ := op.Timed.Due(r.Row)
	p.passed = append(p.passed, window{i, end})
}

// rehearse runs sub-steps on the row, as far as windows depend on them, up to the
// first that lies past open windows, and puts the row back. It returns these
// windows and the place of the sub-step; what it returns is valid until the next
// call.
func (x *Executor) rehearse(r *row, steps []substep) (passed []window, at int, err error) {
	x.undo.touch(x, r) // it may fail half-way
	before, tally, keep, moved := x.spare, x.tally, x.at.Keep, x.at.Moved
	before.Set(r.value)
	stored := x.saveCustoms(r, nil)
	x.trial.passed = x.trial.passed[:0]
	x.probe, x.at.Keep, x.at.Err = &x.trial, true, nil
	for at = 0; at < len(steps) && len(x.trial.passed) == 0 && x.at.Err == nil; at++ {
		x.pass++
		if s := steps[at]; s.event != nil {
			x.enter(r, s.event, s.entry)
			x.runOps(r, x.below[s.entry.Node].trial, s)
		} else {
			x.runOps(r, x.closeTrial, s)
		}
	}
	passed, err = x.trial.passed, x.at.Err
	x.probe, x.tally, x.at.Keep, x.at.Moved = nil, tally, keep, moved
	x.at.Opened = event.Unset
	r.value.Set(before)
	if restored := x.restoreCustoms(r, stored); restored != nil {
		return nil, 0, restored
	}
	return passed, at - 1, err
}
