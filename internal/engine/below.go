package engine

import (
	"slices"

	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// below is what a leaf leads to.
type below struct {
	counting  []int // origins of ops that count inputs
	forgetful []stream.Forgetful
	// direct says that each window that an event of the leaf may reach has that
	// event as its input.
	direct bool
	trial  []instr // what is run to try out an event of the leaf
}

func (x *Executor) findBelow() {
	p := x.program
	for _, entry := range p.Leaves {
		b := below{direct: true}
		for _, i := range above(p, entry.Node) {
			op := &p.Ops[i]
			if op.Origin >= 0 {
				b.counting = append(b.counting, op.Origin)
			}
			if f, ok := op.Kernel.(stream.Forgetful); ok {
				b.forgetful = append(b.forgetful, f)
			}
		}
		for _, i := range entry.Ops {
			op := &p.Ops[i]
			b.direct = b.direct && (op.Timed == nil || op.Inputs[0] == entry.Node)
		}
		x.below = append(x.below, b)
	}
	x.layered = slices.ContainsFunc(p.Timed, func(i int) bool { return overWindow(p, &p.Ops[i]) })
}

// above returns the ops that depend on a node, whether or not it makes them run.
func above(p *graph.Program, node int) []int {
	depends := map[int]bool{node: true}
	var list []int
	for i := range p.Ops {
		if slices.ContainsFunc(p.Ops[i].Inputs, func(in int) bool { return depends[in] }) {
			depends[p.Ops[i].Index] = true
			list = append(list, i)
		}
	}
	return list
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
