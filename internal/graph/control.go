package graph

import (
	"slices"

	"github.com/featurizer/featurizer/stream"
)

// control finds what a control event of a leaf may reach.
func (c *compiler) control(e *Entry) {
	p, taking := c.program, map[int]bool{}
	for _, i := range e.Ops {
		op := &p.Ops[i]
		if _, takes := op.Kernel.(stream.Controlled); takes && op.Inputs[0] == e.Node {
			e.Controlled = append(e.Controlled, i)
			taking[op.Index] = true
		}
	}
	if len(taking) == 0 {
		return
	}
	e.AfterControl, e.ControlOutputs = p.reached(taking)
	e.AfterControl = slices.DeleteFunc(e.AfterControl, func(i int) bool { return slices.Contains(e.Controlled, i) })
}
