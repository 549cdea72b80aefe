package graph

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/stream"
)

// Program is a compiled plan: what an executor runs over rows.
type Program struct {
	Plan   *Plan
	Layout *Layout
	Ops    []Op    // in the order in which they run
	Leaves []Entry // by leaf
	// Timed are the ops below which windows close; what runs when one does.
	Timed []int // ops with windows
	// OnClose are the ops that a closing window may reach, itself among them, and
	// CloseOutputs the outputs.
	OnClose, CloseOutputs []int
	Outputs               []Output
	// Groups are the sets of origins whose coverage decides warm-up. Origins are
	// the leaves, then the ops that count their inputs or sessions.
	Groups  [][]int
	Origins int
	// Crosses are the ops that compute of several keys, and Stages what runs when all
	// of a stage have, in the rows that have got something new. What runs before the
	// first of them is found by Leaves and OnClose.
	Crosses []Cross
	Stages  [][]int
}

// Cross is an op that computes of several keys.
type Cross struct {
	Op      int
	Stage   int
	Feature *Feature
	Members feature.KeySet // whose values it is computed of
	Names   []string       // of their keys; nil where they are not known
	Feed    string         // of the sources below, the first by name; "" where events are handed in
	Rank    int            // of the feed
	Group   int            // of the input, in the rows of those keys
	Origin  int            // in the rows of the output
	Above   []int          // the ops of those rows that depend on it
}

// Op is a node bound to its place in a row.
type Op struct {
	Node    *stream.Node
	Kernel  stream.Kernel
	Timed   stream.Timed // the kernel, if it has windows
	Index   int          // of the node: its mark and dirty bit
	Inputs  []int        // nodes
	Trigger []int        // the inputs that make it run
	// Floats are the offsets, in the row, of numbers that leave the feature here.
	Floats []uintptr
	Warmup Warmup
	// Marked says that somebody asks whether its outputs are warm-up.
	Marked bool
	// Origin is the op's origin if it counts its inputs or sessions, else -1.
	Origin int
	// Stage is how many ops that compute of several keys lie below on the longest way,
	// itself included.
	Stage   int
	Feature *Feature
}

// Warmup is how outputs of a node are told to be warm-up (semantics 4).
type Warmup struct {
	Rule   stream.WarmupRule
	Reach  time.Duration // of the node
	Below  time.Duration // of its inputs
	Window time.Duration
	Ends   bool // outputs carry the end of their bucket, not a time in it
	Group  int
	Origin int // for ByCount and BySession
}

// Entry is where events of a leaf enter.
type Entry struct {
	// Used says that an op reads the leaf, or a feature is the leaf.
	Used bool
	Node int
	// Copy copies a payload to the output of the leaf; nil where Fields says how.
	Copy source.Copier
	// Keep does so with all that the payload refers to.
	Keep    source.Copier
	Ops     []int // what may run then, in order
	Outputs []int // what may be put out then, in order
	// Windows are the ops among Ops whose windows an event may close.
	Windows []Window
	Fields  []event.Field // of a record; nil where the payload is copied whole
	Group   int
	// Controlled are the ops that take in control events of the leaf; what they reach
	// are AfterControl, without themselves, and ControlOutputs.
	Controlled, AfterControl, ControlOutputs []int
}

// Window is an op with windows that an entry may reach.
type Window struct {
	Op int
	// Direct says that every event of the leaf is an input of the window.
	Direct bool
	// Clocks are the nodes whose clocks an input's time may come from.
	Clocks []int
}

// Output is what a feature puts out.
type Output struct {
	Feature *Feature
	Node    int     // whose outputs these are
	Offset  uintptr // of the value in the row
	Op      int     // -1 for a leaf
}

// Compile lays a plan out. It fails where a node remembers what cannot be stored.
func Compile(p *Plan) (*Program, error) {
	c := &compiler{
		program: &Program{Plan: p},
		nodes:   p.nodes(),
		index:   map[*stream.Node]int{},
		origin:  map[*stream.Node]int{},
		groups:  map[string]int{},
		owner:   map[*stream.Node]*Feature{},
		stage:   map[*stream.Node]int{},
	}
	for i, n := range c.nodes {
		c.index[n] = i
		for _, in := range n.Inputs {
			c.stage[n] = max(c.stage[n], c.stage[in.Node])
		}
		if n.Cross != nil {
			c.stage[n]++
		}
	}
	c.findOrigins()
	warmups := make([]Warmup, len(c.nodes))
	for i, n := range c.nodes {
		warmups[i] = c.warmup(n)
	}
	c.program.Layout = layOut(c.nodes, c.rowNodes(), c.program.Origins, len(c.program.Groups))
	for i, n := range c.nodes[len(p.Leaves):] {
		c.bind(n, warmups[len(p.Leaves)+i])
	}
	c.mark()
	c.enter(warmups)
	c.close()
	c.across()
	return c.program, nil
}

type compiler struct {
	program *Program
	nodes   []*stream.Node
	index   map[*stream.Node]int
	origin  map[*stream.Node]int // of leaves and of nodes that count
	groups  map[string]int
	owner   map[*stream.Node]*Feature
	stage   map[*stream.Node]int // how many crosses lie below; missing is none
}

// rowNodes returns the nodes whose outputs rows are made of, in the order of rows.
func (c *compiler) rowNodes() []int {
	rows := c.program.Plan.Rows
	if rows == nil {
		return nil
	}
	list := make([]int, len(rows.Slots))
	for i, f := range rows.Slots {
		list[i] = c.index[f.Port.Node]
	}
	return list
}

// findOrigins numbers what coverage is known of: the leaves, then the nodes that
// are warm only after a number of inputs.
func (c *compiler) findOrigins() {
	for _, n := range c.nodes {
		if n.Bind == nil || n.Warmup == stream.ByCount || n.Warmup == stream.BySession {
			c.origin[n] = c.program.Origins
			c.program.Origins++
		}
	}
	for _, f := range c.program.Plan.Features {
		for _, n := range f.Nodes {
			c.owner[n] = f
		}
	}
}

// group returns the number of the set of origins at and below a node.
func (c *compiler) group(n *stream.Node) int {
	set := map[int]bool{}
	var visit func(n *stream.Node)
	visit = func(n *stream.Node) {
		if origin, ok := c.origin[n]; ok {
			set[origin] = true
		}
		if n.Cross != nil { // what lies below is in other rows
			return
		}
		for _, in := range n.Inputs {
			visit(in.Node)
		}
	}
	visit(n)
	list := slices.Sorted(maps.Keys(set))
	name := fmt.Sprint(list)
	g, known := c.groups[name]
	if !known {
		g = len(c.program.Groups)
		c.groups[name] = g
		c.program.Groups = append(c.program.Groups, list)
	}
	return g
}

func (c *compiler) warmup(n *stream.Node) Warmup {
	w := Warmup{Rule: n.Warmup, Reach: reach(n), Window: n.Window, Group: c.group(n), Origin: -1}
	w.Below = w.Reach - n.Window
	w.Ends = n.Closes
	if origin, ok := c.origin[n]; ok {
		w.Origin = origin
	}
	return w
}

// bind makes the op of a node.
func (c *compiler) bind(n *stream.Node, w Warmup) {
	i, l := c.index[n], c.program.Layout
	op := Op{Node: n, Index: i, Warmup: w, Origin: -1, Feature: c.owner[n], Stage: c.stage[n]}
	binding := &stream.Binding{Output: l.outputs[i], State: l.states[i]}
	for j, in := range n.Inputs {
		at := c.index[in.Node]
		op.Inputs = append(op.Inputs, at)
		if len(n.Trigger) == 0 || n.Trigger[j] {
			op.Trigger = append(op.Trigger, at)
		}
		binding.Inputs = append(binding.Inputs, l.outputs[at]+in.Offset)
		binding.Clocks = append(binding.Clocks, l.marks+uintptr(l.markOf[at])*markSize)
	}
	if n.Cross == nil {
		op.Kernel = n.Bind(binding)
		op.Timed, _ = op.Kernel.(stream.Timed)
	}
	if _, counts := c.origin[n]; counts && n.Cross == nil {
		op.Origin = w.Origin
	}
	c.program.Ops = append(c.program.Ops, op)
}

// mark finds what leaves each feature: which numbers must be finite there, and
// whose warm-up is asked for.
func (c *compiler) mark() {
	p := c.program
	leaves := len(p.Plan.Leaves)
	marked := map[int]bool{}
	for _, f := range p.Plan.Features {
		node := c.index[f.Port.Node]
		p.Outputs = append(p.Outputs, Output{
			Feature: f, Node: node, Offset: p.Layout.outputs[node] + f.Port.Offset, Op: node - leaves,
		})
		marked[node] = true
		if node < leaves || c.owner[f.Port.Node] != f {
			continue
		}
		for i := range f.Schema.Fields {
			if field := &f.Schema.Fields[i]; field.IsFloat() {
				op := &p.Ops[node-leaves]
				op.Floats = append(op.Floats, p.Layout.outputs[node]+f.Port.Offset+field.Offset())
			}
		}
	}
	for i := len(p.Ops) - 1; i >= 0; i-- { // users before inputs
		op := &p.Ops[i]
		if op.Origin >= 0 || op.Node.Same && marked[op.Index] {
			marked[op.Inputs[0]] = true
		}
	}
	for i := range p.Ops {
		p.Ops[i].Marked = marked[p.Ops[i].Index]
		p.Layout.Warmth(p.Layout.initialRow(), p.Ops[i].Index).Cold = p.Ops[i].Marked
	}
	p.Leaves = make([]Entry, len(p.Plan.Leaves))
}

// enter finds what an event of each leaf may reach.
func (c *compiler) enter(warmups []Warmup) {
	p := c.program
	for i := range p.Leaves {
		e, leaf := &p.Leaves[i], p.Plan.Leaves[i]
		e.Node, e.Group = i, warmups[i].Group
		e.Ops, e.Outputs = p.reached(map[int]bool{i: true})
		e.Used = len(e.Outputs) > 0 || slices.ContainsFunc(p.Ops, func(op Op) bool { return slices.Contains(op.Inputs, i) })
		for _, o := range e.Ops {
			op := &p.Ops[o]
			if op.Timed == nil || op.Node.Inputs[0].Node.EndTimed {
				continue
			}
			e.Windows = append(e.Windows, Window{Op: o, Direct: op.Inputs[0] == i, Clocks: c.clocks(op.Node)})
		}
		c.control(e)
		if isRecord(leaf.Schema) {
			e.Fields = leaf.Schema.Fields
			continue
		}
		e.Copy, e.Keep = leaf.Definition.Copy, leaf.Definition.Keep
	}
}

// clocks returns the nodes below n from which times come: leaves and windows.
func (c *compiler) clocks(n *stream.Node) []int {
	var list []int
	for _, in := range n.Inputs {
		if in.Node.Bind == nil || in.Node.Closes {
			list = append(list, c.index[in.Node])
			continue
		}
		list = append(list, c.clocks(in.Node)...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// isRecord tells whether payloads of a schema come as records, value by value.
func isRecord(s *event.Schema) bool { return s.Type.Name() == "" }

// close finds what a closing window may reach.
func (c *compiler) close() {
	p := c.program
	dirty := map[int]bool{}
	for i := range p.Ops {
		if p.Ops[i].Timed != nil {
			p.Timed = append(p.Timed, i)
			dirty[p.Ops[i].Index] = true
		}
	}
	if len(p.Timed) > 0 {
		p.OnClose, p.CloseOutputs = p.reached(dirty)
	}
}

// reached returns the ops that run when the given nodes emit, these included, and
// the outputs that may come of it, in order: those in the row of the same key, before
// anything is computed of several.
func (p *Program) reached(dirty map[int]bool) (ops, outputs []int) {
	for i := range p.Ops {
		op := &p.Ops[i]
		if op.Stage > 0 {
			continue
		}
		if dirty[op.Index] || slices.ContainsFunc(op.Trigger, func(in int) bool { return dirty[in] }) {
			dirty[op.Index] = true
			ops = append(ops, i)
		}
	}
	for i := range p.Outputs {
		if dirty[p.Outputs[i].Node] {
			outputs = append(outputs, i)
		}
	}
	return ops, outputs
}
