package engine

import (
	"fmt"
	"math"
	"runtime/debug"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/stream"
)

// runMany runs events of a row many at once: the nodes that can loop over all of
// them, then, event by event, what is left. No output is warm-up here.
func (w *worker) runMany(r *row, list []int32) {
	for _, i := range list {
		if h := &w.span.events[i]; h.entry != nil {
			leaf := h.entry.index
			w.at[leaf], w.times[leaf] = append(w.at[leaf], i), append(w.times[leaf], h.time)
			w.span.frames.Fire(int(i), h.entry.stamp)
		}
	}
	for leaf := range w.at {
		if len(w.at[leaf]) > 0 {
			v := &w.x.entries[leaf].vector
			for j := range v.loops {
				w.loop(r, &v.loops[j], leaf)
			}
		}
	}
	w.inOrder(r, list)
	for leaf := range w.at {
		w.at[leaf], w.times[leaf] = w.at[leaf][:0], w.times[leaf][:0]
	}
}

// loop runs a node over all events of its leaf.
func (w *worker) loop(r *row, l *loop, leaf int) {
	l.Use(&w.span.frames, w.at[leaf], w.times[leaf])
	l.Assume(l.trigger != noNode && w.steady[l.trigger], l.follows)
	l.Row, l.Now = r.Row, stream.At{Opened: event.Unset}
	guardLoop(l)
	l.CleanAll()
	w.x.tally.NaNs += l.NaNs
	if !l.follows {
		w.steady[l.mark] = l.EmitsAlways()
	}
	if l.Now.Err != nil {
		w.failAt(int(w.at[leaf][l.I]), fmt.Errorf("%s: %w", w.x.describe(l.op), l.Now.Err))
	}
}

// guardLoop turns a panic of a user's function into an error.
func guardLoop(l *loop) {
	defer func() {
		if p := recover(); p != nil {
			l.Now.Err = &PanicError{p, debug.Stack()}
		}
	}()
	l.kernel.Loop(&l.Loop)
}

// failAt takes note of what failed at an event of the span.
func (w *worker) failAt(i int, err error) {
	e := w.span.event(i)
	w.fail(w.span.failedAt(i, atEvent(&e, err)))
}

// inOrder runs, event by event, what needs the order of all events of the row,
// and completes the frames with what stays as it was.
func (w *worker) inOrder(r *row, list []int32) {
	w.latest = r.Row
	settled, done := 0, 0 // events whose marks are written down, and that have run
	for ; done < len(list); done++ {
		i := int(list[done])
		h := &w.span.events[i]
		if w.failed != nil && i >= w.failed.event {
			break
		}
		in := h.entry
		if in == nil {
			continue
		}
		closes := len(in.Windows) > 0 && max(h.time, r.clock) >= r.nextEnd[in.index]
		if closes || r.nextDue <= h.received {
			w.present(r, list, settled, done)
			settled = done
			if !w.runDueBy(r, i) || closes && !w.close(r, i) {
				break
			}
		}
		r.clock = max(r.clock, h.time)
		w.x.fired = false
		if in.vector.reads {
			w.present(r, list, settled, done+1)
			settled = done + 1
		}
		if len(in.vector.rest) > 0 && !w.rest(r, i) {
			break
		}
		w.complete(r, i)
	}
	w.present(r, list, settled, done)
}

// complete completes the frame of an event with what the loops have not written of
// a row: what the other nodes have, and what is as it was.
func (w *worker) complete(r *row, i int) {
	h := &w.span.events[i]
	v, frame := &h.entry.vector, w.span.frames.At(i)
	for _, p := range v.carried {
		w.latest.CopyTo(frame, p.offset, p.size)
	}
	for _, p := range v.written {
		r.CopyTo(frame, p.offset, p.size)
	}
	w.latest, h.framed = frame, true
	if w.x.fired || w.fillsSlot(v, i) {
		r.latest = max(r.latest, h.time)
		h.fires = true
	}
	h.latest = r.latest
}

// fillsSlot tells whether the loops have put out at an event what rows hold.
func (w *worker) fillsSlot(v *vector, i int) bool {
	for _, mark := range v.slots {
		if w.span.frames.Fired(i, mark) {
			return true
		}
	}
	return false
}

// present brings the row up to date with what the loops have put out at the events
// of a list from one place to another: outputs and marks.
func (w *worker) present(r *row, list []int32, from, to int) {
	if w.latest != r.Row {
		w.latest.CopyTo(r.Row, 0, w.x.layout.Head)
		w.latest = r.Row
	}
	if from >= to { // the step after which all is up to date may have failed
		return
	}
	end := int32(math.MaxInt32)
	if to < len(list) {
		end = list[to]
	}
	for leaf, at := range w.at {
		n, _ := slices.BinarySearch(at, end)
		if n == 0 || at[n-1] < list[from] {
			continue
		}
		in := &w.x.entries[leaf]
		frame := w.span.frames.At(int(at[n-1]))
		for _, p := range in.vector.own {
			frame.CopyTo(r.Row, p.offset, p.size)
		}
		in.move(frame, r.Row)
		for _, mark := range in.vector.marks {
			w.settle(r, at[:n], list[from], mark)
		}
	}
}

// settle writes down at which of a leaf's events, from one on, nodes with a mark
// last emitted.
func (w *worker) settle(r *row, at []int32, from int32, mark int) {
	for i := len(at) - 1; i >= 0 && at[i] >= from; i-- {
		if w.span.frames.Fired(int(at[i]), mark) {
			h := &w.span.events[at[i]]
			m := w.x.layout.MarkPlace(mark).In(r.Row)
			m.Clock, m.Seq = h.time, h.seq
			return
		}
	}
}

// runDueBy runs the deadlines of a row that have come by an event; false if one of
// them failed.
func (w *worker) runDueBy(r *row, i int) bool {
	if received := w.span.events[i].received; r.nextDue <= received {
		w.deadlines(r, received)
	}
	return w.failed == nil || w.failed.event > i
}

// close closes the windows that an event is past; false if that failed. What they
// put out waits in the store.
func (w *worker) close(r *row, i int) bool {
	x, h := w.x, &w.span.events[i]
	e := w.span.event(i)
	x.root, x.frame = root{h.received, h.seq, &r.lane}, w.span.frames.At(i)
	if err := x.guarded(func() error { return x.closeBefore(r, &e, h.entry) }); err != nil {
		x.out.clear()
		w.failAt(i, err)
		return false
	}
	h.first = int32(len(w.store))
	_ = x.flush() // keep never fails
	h.last = int32(len(w.store))
	return true
}

// rest runs the nodes that do not loop at an event, the row being up to date with
// what they read; false if one failed.
func (w *worker) rest(r *row, i int) bool {
	x, h := w.x, &w.span.events[i]
	in := h.entry
	x.root, x.at.Flags = root{h.received, h.seq, &r.lane}, h.flags
	x.pass++
	in.move(w.span.frames.At(i), r.Row)
	for _, mark := range in.vector.marks {
		if w.span.frames.Fired(i, mark) {
			x.stamps[mark] = x.pass
		}
	}
	x.last.time = h.time
	if err := x.guardedRun(r, in.vector.rest); err != nil {
		w.failAt(i, err)
		return false
	}
	if in.vector.mixed {
		w.keepOutputs(r, h)
	}
	return true
}

// keepOutputs takes the outputs of an event into the store, the row being up to date.
func (w *worker) keepOutputs(r *row, h *held) {
	if h.first == h.last {
		h.first = int32(len(w.store))
	}
	for _, i := range h.entry.outputs {
		if out := &w.x.program.Outputs[i]; w.x.emittedNow(out.Node) {
			p := pending{row: r, output: i, time: w.x.layout.Mark(r.Row, out.Node).Clock}
			_ = w.x.hand(&p, w.x.places[i].In(r.Pointer())) // keep never fails
		}
	}
	h.last, h.kept = int32(len(w.store)), true
}

// guarded runs a part of a step and turns a panic of it into an error.
func (x *Executor) guarded(f func() error) (err error) {
	defer x.recovered(&err)
	return f()
}

// guardedRun runs instructions of an event and turns a panic of one into an error.
func (x *Executor) guardedRun(r *row, code []instr) (err error) {
	defer x.recovered(&err)
	x.run(r, code, &x.last)
	return x.at.Err
}
