package engine

import (
	"slices"

	"github.com/featurizer/featurizer/stream"
)

// vector is how the events of a leaf are run many at once: nodes that depend on
// the leaf alone each loop over all of them; the others, which need the order
// of all events of the key, run event by event afterwards.
type vector struct {
	loops []loop
	// rest runs event by event.
	rest []instr
	// marks are those of the leaf and of the nodes that loop.
	marks []int
	// own are the parts of a row's outputs that the loops write, carried those of
	// its head that they do not, and so stay as they were before the event.
	own, carried []part
	// written are the parts of a row's head that rest writes. They are carried too:
	// what it has not written is as it was.
	written []part
	// reads says that rest reads what the loops write, or that outputs of both kinds
	// of nodes are handed out in turn (mixed).
	reads, mixed bool
	slots        []int // those of marks that fill slots of rows
}

// loop is a node that loops.
type loop struct {
	stream.Loop
	kernel  stream.Looper
	op      int
	trigger int // the mark that makes it run, if there is but one
	mark    int
	follows bool // its mark is that of its inputs
	sizes   part // its output
}

// part is a piece of the outputs of a row.
type part struct{ offset, size uintptr }

// vectorise finds how the leaves are run many events at once. Where that would
// not do, all nodes run event by event.
func (x *Executor) vectorise() {
	x.vectors = x.canLoop()
	ordered := map[int]bool{} // ops on the way to windows are tried out, which loops cannot be
	for i := range x.program.Leaves {
		for _, w := range x.program.Leaves[i].Windows {
			if !w.Direct {
				for j := range x.below[i].trial {
					ordered[x.below[i].trial[j].op] = true
				}
			}
		}
	}
	for i := range x.entries {
		x.entries[i].vector = x.vectorOf(&x.entries[i], ordered)
	}
}

// canLoop tells whether what is handed out can be copied byte by byte.
func (x *Executor) canLoop() bool {
	if x.group != nil && !x.group.simple {
		return false
	}
	for i := range x.program.Outputs {
		out := &x.program.Outputs[i]
		inRow := x.group != nil && slices.ContainsFunc(x.group.slots, func(s slot) bool { return s.output == i })
		if inRow && out.Op < 0 || (inRow || x.wanted[i] != nil) && out.Op >= 0 && !stream.Flat(x.program.Ops[out.Op].Node.Output) {
			return false
		}
	}
	return true
}

func (x *Executor) vectorOf(e *entry, ordered map[int]bool) vector {
	v := vector{marks: []int{e.stamp}}
	looping := map[int]bool{e.Node: true}
	for i := range e.code {
		in := &e.code[i]
		op := &x.program.Ops[in.op]
		kernel, can := op.Kernel.(stream.Looper)
		can = can && len(in.clocks) == 0 && !in.special && !ordered[in.op] && stream.Flat(op.Node.Output) &&
			!slices.ContainsFunc(op.Inputs, func(n int) bool { return !looping[n] })
		if !can {
			v.rest = append(v.rest, *in)
			continue
		}
		looping[op.Index] = true
		l := loop{kernel: kernel, op: in.op, trigger: noNode, mark: in.stamp, follows: in.follows, sizes: part{x.layout.OutputOffset(op.Index), op.Node.Output.Size()}}
		l.Floats = in.floats
		triggers := x.triggersOf(in, e)
		if l.Bind(triggers, in.stamp); len(triggers) == 1 {
			l.trigger = triggers[0]
		}
		v.loops = append(v.loops, l)
		if !slices.Contains(v.marks, in.stamp) {
			v.marks = append(v.marks, in.stamp)
		}
	}
	for i := range v.loops {
		v.own = append(v.own, v.loops[i].sizes)
	}
	v.own = joined(v.own)
	v.carried = gaps(v.own, x.layout.Head)
	for i := range v.rest {
		op := &x.program.Ops[v.rest[i].op]
		if at := x.layout.OutputOffset(op.Index); at < x.layout.Head {
			v.written = append(v.written, part{at, op.Node.Output.Size()})
		}
		v.reads = v.reads || slices.ContainsFunc(op.Inputs, func(n int) bool { return n != e.Node })
	}
	v.written = joined(v.written)
	v.mixed = slices.ContainsFunc(e.outputs, func(i int) bool { return !looping[x.program.Outputs[i].Node] })
	v.reads = v.reads || v.mixed
	for _, m := range v.marks {
		if x.markIsSlot(m) {
			v.slots = append(v.slots, m)
		}
	}
	return v
}

// triggersOf returns the marks that make an instruction run; none for always.
func (x *Executor) triggersOf(in *instr, e *entry) []int {
	triggers := append([]int{in.trigger}, in.more...)
	if in.always || slices.Contains(triggers, e.stamp) {
		return nil
	}
	return triggers
}

// joined joins parts that lie side by side.
func joined(parts []part) []part {
	slices.SortFunc(parts, func(a, b part) int { return int(a.offset) - int(b.offset) })
	var list []part
	for _, p := range parts {
		if n := len(list); n > 0 && p.offset == list[n-1].offset+list[n-1].size {
			list[n-1].size += p.size
			continue
		}
		list = append(list, p)
	}
	return list
}

// gaps returns what parts leave of the first bytes.
func gaps(parts []part, head uintptr) []part {
	var list []part
	from := uintptr(0)
	for _, p := range parts {
		if p.offset >= head {
			break
		}
		if p.offset > from {
			list = append(list, part{from, p.offset - from})
		}
		from = p.offset + p.size
	}
	if from < head {
		list = append(list, part{from, head - from})
	}
	return list
}

// markIsSlot tells whether nodes of a mark fill slots of rows.
func (x *Executor) markIsSlot(mark int) bool {
	return x.group != nil && slices.ContainsFunc(x.group.slots, func(s slot) bool { return s.mark == mark && !s.coarse })
}

// canVector tells whether events of a row may be run many at once: none of its
// outputs can be warm-up any more, so that all there is to do is to compute.
func (x *Executor) canVector(r *row) bool {
	if !x.vectors || x.group != nil && !r.full {
		return false
	}
	for i := range x.program.Ops {
		if op := &x.program.Ops[i]; op.Marked && x.layout.Warmth(r.Row, op.Index).Cold {
			return false
		}
	}
	return true
}
