package engine

import (
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// instr is an op as it runs below one leaf, or when windows close: what a step
// reads of it lies in one piece.
type instr struct {
	kernel stream.Kernel
	timed  stream.Timed // the kernel, if it has windows
	mark   stream.Place[graph.Mark]
	warmth stream.Place[graph.Warmth]
	stamp  int // the number of its mark
	op     int
	// trigger is the mark of an input that makes the op run, more are the others.
	// always says that one of them emits at every event of the leaf.
	trigger int
	more    []int
	// clocks are the marks of the inputs from which the op's time comes; nil where
	// it can only be that of the event.
	clocks []stream.Place[graph.Mark]
	// floats are where the numbers that leave a feature lie.
	floats  []stream.Place[float64]
	always  bool
	follows bool // the mark is that of its inputs, which have set it
	slot    bool // rows hold outputs of nodes with its mark
	special bool // it has windows, or counts
	counts  bool // it is warm only after a number of inputs
	session int  // its number among the ops with sessions, else -1
}

// entry is where events of a leaf enter, with what runs then.
type entry struct {
	*graph.Entry
	index   int // of the leaf
	mark    stream.Place[graph.Mark]
	cover   stream.Place[event.Time]
	payload uintptr // where the payload goes
	stamp   int
	code    []instr
	outputs []int // those handed out
	vector  vector
	move    func(from, to stream.Row) // copies the payload
	slot    bool                      // rows hold the leaf's outputs
}

// compile makes the code of the executor.
func (x *Executor) compile() {
	p := x.program
	for i := range p.Leaves {
		e := &p.Leaves[i]
		x.entries = append(x.entries, entry{
			Entry: e, index: i, stamp: x.layout.MarkOf(e.Node),
			mark: x.layout.MarkPlace(x.layout.MarkOf(e.Node)), cover: x.layout.CoverPlace(e.Node), payload: x.layout.OutputOffset(e.Node),
			move: x.layout.Mover(i), code: x.code(e.Ops, e.Node), outputs: x.handedOut(e.Outputs), slot: x.isSlot(e.Node),
		})
	}
	x.onClose, x.closeOutputs = x.code(p.OnClose, noNode), x.handedOut(p.CloseOutputs)
	for i := range x.below {
		x.below[i].trial = x.code(toWindows(p, p.Leaves[i].Ops), noNode)
	}
	x.closeTrial = x.code(toWindows(p, p.OnClose), noNode)
	x.vectorise()
	x.reachedBy = make([][]int, len(p.Ops))
	for i := range p.Leaves {
		for _, w := range p.Leaves[i].Windows {
			x.reachedBy[w.Op] = append(x.reachedBy[w.Op], i)
		}
	}
}

// noNode is the node of no event: where windows close, or a step is tried out.
const noNode = -1

// code makes the instructions of ops that run when a leaf emits.
func (x *Executor) code(ops []int, leaf int) []instr {
	p := x.program
	always, pure := map[int]bool{leaf: true}, map[int]bool{leaf: true}
	code := make([]instr, 0, len(ops))
	for _, i := range ops {
		op := &p.Ops[i]
		in := instr{
			kernel: op.Kernel, timed: op.Timed, op: i, stamp: x.layout.MarkOf(op.Index),
			mark: x.layout.MarkPlace(x.layout.MarkOf(op.Index)), warmth: x.layout.WarmthPlace(op.Index),
			slot: x.isSlot(op.Index), counts: op.Node.Warmup == stream.ByCount, special: op.Origin >= 0 || op.Timed != nil,
			session: x.sessions[i],
		}
		for _, m := range x.marks(op.Inputs) {
			in.clocks = append(in.clocks, x.layout.MarkPlace(m))
		}
		for _, offset := range op.Floats {
			in.floats = append(in.floats, stream.PlaceOf[float64](offset))
		}
		triggers := x.marks(op.Trigger)
		in.trigger, in.more = triggers[0], triggers[1:]
		in.follows = in.stamp == x.layout.MarkOf(op.Inputs[0])
		in.always = slices.ContainsFunc(op.Trigger, func(n int) bool { return always[n] })
		if !slices.ContainsFunc(op.Inputs, func(n int) bool { return !pure[n] }) {
			in.clocks = nil
			pure[op.Index] = op.Timed == nil
		}
		always[op.Index] = in.always && op.Node.Sure
		code = append(code, in)
	}
	return code
}

// marks returns the marks of nodes, each once.
func (x *Executor) marks(nodes []int) []int {
	var list []int
	for _, n := range nodes {
		if m := x.layout.MarkOf(n); !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// isSlot tells whether rows hold outputs of a node, or of one that emits with it.
func (x *Executor) isSlot(node int) bool {
	return x.markIsSlot(x.layout.MarkOf(node))
}

// handedOut returns those of the outputs that are handed out.
func (x *Executor) handedOut(outputs []int) []int {
	return slices.DeleteFunc(slices.Clone(outputs), func(i int) bool { return x.wanted[i] == nil })
}
