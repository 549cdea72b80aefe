package graph

import "slices"

// across finds what runs where values of several keys come together.
func (c *compiler) across() {
	p := c.program
	for i := range p.Ops {
		op := &p.Ops[i]
		if op.Stage == 0 {
			continue
		}
		for len(p.Stages) < op.Stage {
			p.Stages = append(p.Stages, nil)
		}
		if op.Node.Cross == nil {
			p.Stages[op.Stage-1] = append(p.Stages[op.Stage-1], i)
			continue
		}
		in := op.Feature.Feature.Inputs[0].Keys
		if picked := op.Node.Cross.Picked; picked != nil {
			in = in.Only(picked)
		}
		feed, rank := p.Plan.feedOf(op.Feature)
		p.Crosses = append(p.Crosses, Cross{
			Op: i, Stage: op.Stage, Feature: op.Feature, Members: in, Names: p.Plan.inputKeyNames(op.Feature), Feed: feed, Rank: rank,
			Group: c.group(op.Node.Inputs[0].Node), Origin: op.Warmup.Origin, Above: p.Above(op.Index),
		})
	}
}

// Above returns the ops of the same row that depend on a node, whether or not it
// makes them run.
func (p *Program) Above(node int) []int {
	depends := map[int]bool{node: true}
	var list []int
	for i := range p.Ops {
		op := &p.Ops[i]
		if op.Node.Cross == nil && slices.ContainsFunc(op.Inputs, func(in int) bool { return depends[in] }) {
			depends[op.Index] = true
			list = append(list, i)
		}
	}
	return list
}

// feedOf returns the feed of the sources below a feature, the first by name.
func (p *Plan) feedOf(f *Feature) (name string, rank int) {
	for i, feed := range p.Feeds {
		if slices.ContainsFunc(p.Sources, func(s *Source) bool {
			return slices.Contains(f.Leaves, s.Leaf) && s.Emitter != nil && s.Emitter.Feed == feed
		}) {
			return feed, i
		}
	}
	return "", 0
}

// inputKeyNames returns the names of the keys of a feature's input.
func (p *Plan) inputKeyNames(f *Feature) []string {
	if len(f.Inputs) > 0 {
		return f.Inputs[0].KeyNames
	}
	return p.Leaves[f.Leaves[0]].KeyNames
}
