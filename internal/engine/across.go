package engine

import (
	"slices"

	"github.com/featurizer/featurizer/event"
)

// across runs what is computed of several keys. A sub-step begins in the row of one
// key, or in those whose windows close together; then, stage by stage, what computes
// of several keys writes into the rows of its outputs, and what is above it runs
// there. All that is remembered lies in the rows.
type across struct {
	*Executor
	crosses []cross
	stages  [][]instr
	outputs []int      // all that are handed out
	active  []*row     // those that got something new in the pass
	one     [1]keyStep // the memory of a sub-step of one key
	plain   substep    // of a row in which no window closes

	// above are the windows that lie above what is computed of several keys: layered
	// tells whether there are some. None that is open ends before nextEnd, and no clock
	// is beyond latest.
	above   []int
	layered bool
	nextEnd event.Time
	latest  event.Time
	passed  []keyWindow // found by a rehearsal
	held    []savedRow  // rows as they were before it
	trials  uint64      // how many rehearsals there were
}

// findAcross finds what computes of several keys.
func (x *Executor) findAcross() error {
	p := x.program
	if len(p.Crosses) == 0 {
		return nil
	}
	a := &across{Executor: x, nextEnd: event.Never, latest: event.Unset}
	for i := range p.Crosses {
		c, err := x.newCross(&p.Crosses[i])
		if err != nil {
			return err
		}
		a.crosses = append(a.crosses, c)
	}
	for _, i := range p.Timed {
		if p.Ops[i].Stage > 0 {
			a.above, a.layered = append(a.above, i), true
		}
	}
	for _, ops := range p.Stages {
		a.stages = append(a.stages, x.code(ops, noNode))
	}
	for i := range p.Outputs {
		if x.wanted[i] != nil {
			a.outputs = append(a.outputs, i)
		}
	}
	if x.group != nil {
		x.group.simple = false
	}
	x.across = a
	return nil
}

// enlist makes a new row known to what computes of its key and others.
func (a *across) enlist(r *row) {
	r.stamps = make([]uint64, len(a.stamps))
	for i := range a.crosses {
		a.crosses[i].enlist(r)
	}
}

// use makes the stamps of a row those of the executor: what of a row is new is told
// for each row apart.
func (x *Executor) use(r *row) {
	if x.across != nil {
		x.stamps = r.stamps
	}
}

// activate notes that a row got something new in the pass.
func (a *across) activate(r *row) {
	if r.active != a.pass {
		r.active, r.closes = a.pass, &a.plain
		a.active = append(a.active, r)
	}
}

// closeAll runs a sub-step that closes windows of several keys.
func (a *across) closeAll(steps []keyStep) error {
	a.pass++
	a.active = a.active[:0]
	for i := range steps {
		r := steps[i].row
		a.undo.touch(a.Executor, r)
		a.hold(r)
		a.use(r)
		a.activate(r)
		r.closes = &steps[i].substep
		if a.run(r, a.onClose, &steps[i].substep); a.at.Err != nil {
			return a.at.Err
		}
	}
	a.goOn()
	a.collectActive(steps[0].end)
	return a.at.Err
}

// closeInTurn runs sub-steps that close windows, given in order of end.
func (a *across) closeInTurn(steps []keyStep) error {
	for len(steps) > 0 {
		n := 1
		for n < len(steps) && steps[n].end == steps[0].end {
			n++
		}
		if err := a.closeAll(steps[:n]); err != nil {
			return err
		}
		steps = steps[n:]
	}
	return nil
}

// after goes on with the sub-step of an event that has run in the row of its key.
func (a *across) after(r *row) {
	a.active = a.active[:0]
	if a.at.Err == nil {
		a.activate(r)
		a.goOn()
	}
}

// goOn runs the stages of a sub-step.
func (a *across) goOn() {
	for stage, code := range a.stages {
		for i := range a.crosses {
			if c := &a.crosses[i]; c.plan.Stage == stage+1 && a.isFired(c) {
				a.compute(c)
			}
		}
		for _, r := range a.active {
			a.use(r)
			if a.run(r, code, r.closes); a.at.Err != nil {
				return
			}
		}
	}
}

// collectActive collects the outputs of all rows of a sub-step, then the rows that it
// fires.
func (a *across) collectActive(end event.Time) {
	if a.probe != nil || a.at.Err != nil {
		return
	}
	slices.SortFunc(a.active, func(p, q *row) int { return p.key.Compare(q.key) })
	a.together = true
	for _, r := range a.active {
		a.use(r)
		a.collect(r, a.outputs, end)
	}
	a.together = false
	slices.SortFunc(a.firing, func(p, q *row) int { return p.key.Compare(q.key) })
	for _, r := range slices.Compact(a.firing) {
		a.takeRow(r, end)
	}
	a.firing = a.firing[:0]
}

// handOut hands out what a step has put out.
func (a *across) handOut() error {
	a.out.sort()
	return a.flush()
}

// gap ends the coverage of what is computed of a row whose leaf has a gap.
func (a *across) gap(r *row, leaf int) {
	lapsed := map[int]bool{} // origins
	for i := range a.crosses {
		c := &a.crosses[i]
		hit := slices.ContainsFunc(a.program.Groups[c.plan.Group], func(origin int) bool {
			return lapsed[origin] || origin == leaf && c.has(r.key)
		})
		if !hit {
			continue
		}
		lapsed[c.plan.Origin] = true
		for _, t := range c.targets() {
			a.lapse(t, c.plan.Origin, &c.lapsing)
		}
	}
}
