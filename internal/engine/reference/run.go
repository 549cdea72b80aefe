package reference

import (
	"cmp"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// subStep is what playing one sub-step gave.
type subStep struct {
	next  map[string]*keyState // the states after it, of the keys it touched
	fired []firing             // in output order: node index, key
	past  []closing            // windows that had to close before it; nothing else counts then
	moved uint64               // inputs that windows counted by Received
}

// firing is one output of a node.
type firing struct {
	node  *node
	key   *keyState
	out   *output
	cells []cell
}

// moment is what a node sees of its inputs at a sub-step.
type moment struct {
	time     event.Time // the largest clock among the inputs
	received event.Time
	fired    []bool        // by input: it gave an output in this sub-step
	inputs   []*output     // by input: its last output, nil before the first
	args     []event.Value // the fields that the formula asked for
	event    *event.Event  // that of the sub-step, nil for windows that close
}

// any tells whether an input fired.
func (m *moment) any() bool { return slices.Contains(m.fired, true) }

// formula computes the outputs of a definition. It must not change memory, and
// returns the memory after the moment and the output's values, nil for no output.
// It is asked only when one of its inputs fired.
type formula interface {
	step(memory any, m *moment) (next any, out []cell)
}

// controlled is a formula that also takes in control events of its source, which is
// its one input.
type controlled interface {
	control(memory any, m *moment) (next any, out []cell)
}

// run plays the sub-step at place i of the plan.
func (x *Executor) run(s *step, i int, at func(string) *keyState) *subStep {
	p := &pass{x: x, sub: &subStep{next: map[string]*keyState{}}, at: at, received: s.received, runs: map[string]*run{}}
	if i == len(s.groups) {
		p.event = s.event
		r := p.run(at(s.event.Key.Canonical()))
		if s.event.Control != nil {
			r.control(p)
		} else {
			r.arrive(s)
			p.nodes()
		}
	} else {
		p.close = s.groups[i].windows
		for _, name := range s.groups[i].keys() {
			p.run(at(name))
		}
		p.nodes()
	}
	slices.SortFunc(p.sub.fired, func(a, b firing) int {
		return cmp.Or(cmp.Compare(a.node.index, b.node.index), a.key.key.Compare(b.key.key))
	})
	return p.sub
}

// pass is a sub-step being played: a run for each key that has a part in it.
type pass struct {
	x        *Executor
	sub      *subStep
	at       func(string) *keyState // the states before it, by canonical key
	received event.Time
	runs     map[string]*run
	close    map[closing]bool // the windows this sub-step closes
	event    *event.Event     // nil where windows close
}

// run returns the run of a key, begun at the given state if it is not there yet.
func (p *pass) run(k *keyState) *run {
	name := k.key.Canonical()
	if p.runs[name] == nil {
		p.runs[name] = &run{x: p.x, sub: p.sub, key: k.clone(), received: p.received, fired: map[input]bool{}, close: p.close, event: p.event}
	}
	return p.runs[name]
}

// state returns the state of a key as the sub-step has made it so far, nil for one
// that has had no part in anything.
func (p *pass) state(name string) *keyState {
	if r := p.runs[name]; r != nil {
		return r.key
	}
	return p.at(name)
}

// names returns all keys there are, in order.
func (p *pass) names() []string {
	if len(p.x.names) != len(p.x.keys) { // keys only come
		p.x.names = sorted(p.x.keys)
	}
	all := p.x.names
	for _, name := range sorted(p.runs) {
		if i, found := slices.BinarySearch(all, name); !found {
			all = slices.Insert(slices.Clone(all), i, name)
		}
	}
	return all
}

// nodes runs every node once, in order, in all runs.
func (p *pass) nodes() {
	for _, n := range p.x.nodes {
		if n.crossing != nil {
			p.cross(n)
			continue
		}
		for _, name := range sorted(p.runs) {
			p.runs[name].node(n)
		}
	}
	for _, name := range sorted(p.runs) {
		p.sub.next[name] = p.runs[name].key
	}
}

// run is one key going through one sub-step.
type run struct {
	x        *Executor
	sub      *subStep
	key      *keyState // being made
	received event.Time
	close    map[closing]bool // the windows this sub-step closes
	fired    map[input]bool
	event    *event.Event // nil where windows close
}

// arrive gives the event to its source.
func (r *run) arrive(s *step) {
	e := s.event
	r.key.lane = e.Lane
	leaf := r.x.sources[e.Source].leaf
	r.key.sources[leaf] = &output{time: e.Time, values: s.values, from: e.Source}
	if r.key.coverage[leaf] == event.Unset {
		r.key.coverage[leaf] = e.Time
	}
	r.fired[input{source: leaf}] = true
}

// node runs a node.
func (r *run) node(n *node) {
	m := r.look(n)
	switch {
	case n.tumble != nil:
		r.tumble(n, m)
		return
	case n.session != nil:
		r.session(n, m)
		return
	}
	step := n.formula.step
	if !m.any() {
		if step = r.taking(n); step == nil {
			return
		}
	}
	state := &r.key.nodes[n.index]
	next, cells := step(state.memory, m)
	state.memory = next
	if n.counts > 0 {
		n.count(r.key, m)
	}
	if cells != nil {
		r.give(n, m.time, cells)
	}
}

// look gathers what a node sees.
func (r *run) look(n *node) *moment {
	m := &moment{time: event.Unset, received: r.received, event: r.event}
	for _, in := range n.inputs {
		last := r.key.last(in)
		m.fired = append(m.fired, r.fired[in])
		m.inputs = append(m.inputs, last)
		if last != nil {
			m.time = max(m.time, last.time)
		}
	}
	for _, c := range n.columns {
		v := event.Value{}
		if last := m.inputs[c.input]; last != nil {
			v = last.values[c.field]
		}
		m.args = append(m.args, v)
	}
	return m
}

// give makes an output the node's last one.
func (r *run) give(n *node, t event.Time, cells []cell) {
	out := &output{time: t, warm: n.warm(r.key, t)}
	for _, c := range cells {
		out.values = append(out.values, c.value)
	}
	r.key.nodes[n.index].last = out
	r.fired[input{node: n}] = true
	r.sub.fired = append(r.sub.fired, firing{n, r.key, out, cells})
}
