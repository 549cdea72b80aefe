package engine

import (
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// below is what a leaf leads to.
type below struct {
	lapsing
	// direct says that each window that an event of the leaf may reach has that
	// event as its input.
	direct bool
	trial  []instr // what is run to try out an event of the leaf
}

// lapsing is what a gap ends.
type lapsing struct {
	counting  []int // origins of ops that count inputs
	forgetful []stream.Forgetful
}

func lapsingOf(p *graph.Program, ops []int) lapsing {
	var l lapsing
	for _, i := range ops {
		op := &p.Ops[i]
		if op.Origin >= 0 {
			l.counting = append(l.counting, op.Origin)
		}
		if f, ok := op.Kernel.(stream.Forgetful); ok {
			l.forgetful = append(l.forgetful, f)
		}
	}
	return l
}

// lapse ends the coverage of an origin of a row.
func (x *Executor) lapse(r *row, origin int, l *lapsing) {
	*x.layout.Cover(r.Row, origin) = event.Never
	for _, o := range l.counting {
		*x.layout.Cover(r.Row, o) = event.Never
		*x.layout.Count(r.Row, o) = 0
	}
	for _, f := range l.forgetful {
		f.Forget(r.Row)
	}
	x.regroup(r)
}

func (x *Executor) findBelow() {
	p := x.program
	for _, entry := range p.Leaves {
		b := below{direct: true, lapsing: lapsingOf(p, p.Above(entry.Node))}
		for _, i := range entry.Ops {
			op := &p.Ops[i]
			b.direct = b.direct && (op.Timed == nil || op.Inputs[0] == entry.Node)
		}
		x.below = append(x.below, b)
	}
	x.layered = slices.ContainsFunc(p.Timed, func(i int) bool { return overWindow(p, &p.Ops[i]) })
}

// overWindow tells whether a node below an op has windows.
func overWindow(p *graph.Program, op *graph.Op) bool {
	leaves := len(p.Plan.Leaves)
	return slices.ContainsFunc(op.Inputs, func(in int) bool {
		return in >= leaves && (p.Ops[in-leaves].Timed != nil || overWindow(p, &p.Ops[in-leaves]))
	})
}

// toWindows returns those of the given ops that windows depend on, or have them.
func toWindows(p *graph.Program, ops []int) []int {
	needed := map[int]bool{}
	var list []int
	for _, i := range slices.Backward(ops) { // users before inputs
		op := &p.Ops[i]
		if op.Timed == nil && !needed[op.Index] {
			continue
		}
		for _, in := range op.Inputs {
			needed[in] = true
		}
		list = append(list, i)
	}
	slices.Reverse(list)
	return list
}
