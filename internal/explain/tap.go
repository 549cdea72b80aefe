package explain

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/state"
	"github.com/featurizer/featurizer/stream"
)

// counts is what a tap keeps in the row itself: where the executor puts a row
// back, as after trying out a step, the inputs noted meanwhile count no more.
type counts struct {
	Taken   int64
	Emitted int64
}

// tap is the kernel of a node with somebody who notes what goes in and comes out.
type tap struct {
	inner   stream.Kernel
	node    *stream.Node
	binding *stream.Binding
	counts  stream.Place[counts]
	watch   *watch
	input   *state.Codec // of the one input whose past is kept; nil for none
	output  *state.Codec
	past    []stream.Past
	dropped int64   // inputs noted before those of past
	last    *moment // the last output in the step that is watched

	remembers bool // the node holds something from input to input
}

// watch is what the taps of a feature work for: one output of one node.
type watch struct {
	output   *stream.Node
	number   int64 // of the output among those of the node
	received event.Time
	layout   *graph.Layout
	row      *state.Codec
	nodes    []*stream.Node // of the feature
	taps     map[*stream.Node]*tap
	moments  map[*stream.Node]*moment // of the output, once it is there
	// find returns the row of the key that is meant, where rows of others run too; else
	// it is nil.
	find func() (stream.Row, bool)
	// latest are what nodes of the feature have last computed of several keys in the
	// step that is watched, crossings all that the output's node has, and made those
	// that led to the output.
	latest    map[*stream.Node]*crossing
	crossings []*crossing
	made      map[*stream.Node]*crossing
}

// means tells whether a row is that of the key that is meant.
func (w *watch) means(row stream.Row) bool {
	if w.find == nil {
		return true
	}
	own, ok := w.find()
	return ok && own == row
}

// moment is one output of a node that a tap has seen.
type moment struct {
	stream.Moment

	number   int64
	received event.Time
	value    reflect.Value // the output
	// repeated says that the operator gives the same bits again from its inputs and
	// what it remembered.
	repeated bool
}

// attach puts taps on the nodes of the feature, before its graph is compiled.
func (w *watch) attach() error {
	for _, n := range w.nodes {
		if n.Cross != nil { // it has no kernel
			continue
		}
		t := &tap{node: n, watch: w, remembers: n.State != nil || n.Memory != (stream.Memory{})}
		var err error
		if t.output, err = state.Of(n.Output); err == nil && n.State != nil && len(n.Inputs) == 1 {
			t.input, err = state.Of(n.Inputs[0].Type)
		}
		if err != nil {
			return fmt.Errorf("what its %s operator takes and gives: %w", n.Op, err)
		}
		w.taps[n] = t
		bind := n.Bind
		fields := []reflect.StructField{{Name: "Counts", Type: reflect.TypeFor[counts]()}}
		if n.State != nil {
			fields = append([]reflect.StructField{{Name: "Inner", Type: n.State}}, fields...)
		}
		n.State = reflect.StructOf(fields)
		at := n.State.Field(len(fields) - 1).Offset
		n.Bind = func(b *stream.Binding) stream.Kernel {
			t.binding, t.inner = b, bind(b)
			t.counts = stream.PlaceOf[counts](b.State + at)
			if _, explains := t.inner.(stream.Explainer); !explains {
				t.input = nil
			}
			switch inner := t.inner.(type) {
			case stream.Timed:
				return &timedTap{t, inner}
			case stream.Controlled:
				return &controlledTap{t, inner}
			}
			return t
		}
	}
	return nil
}

// Step notes the input, and the output if there is one.
func (t *tap) Step(row stream.Row, at *stream.At) bool {
	if !t.watch.means(row) {
		return t.inner.Step(row, at)
	}
	t.take(row, at)
	before := t.look(row, at)
	emits := t.inner.Step(row, at)
	if timed, ok := t.inner.(stream.Timed); ok && len(t.past) > 0 {
		if t.past[len(t.past)-1].End, ok = timed.Due(row); emits || !ok {
			t.past[len(t.past)-1].End = at.Time // it was the last of a window
		}
	}
	if emits {
		t.emitted(row, at, before, stream.Kernel.Step)
	}
	return emits
}

// Forget is handed on.
func (t *tap) Forget(row stream.Row) {
	if f, ok := t.inner.(stream.Forgetful); ok {
		f.Forget(row)
	}
}

// timedTap is the tap of a node with windows.
type timedTap struct {
	*tap
	timed stream.Timed
}

// Due is handed on.
func (t *timedTap) Due(row stream.Row) (event.Time, bool) { return t.timed.Due(row) }

// Past is handed on.
func (t *timedTap) Past(row stream.Row, at *stream.At) bool { return t.timed.Past(row, at) }

// Discard is handed on.
func (t *timedTap) Discard(row stream.Row, at *stream.At) { t.timed.Discard(row, at) }

// Close notes the output, if there is one.
func (t *timedTap) Close(row stream.Row, at *stream.At) bool {
	if !t.watch.means(row) {
		return t.timed.Close(row, at)
	}
	before := t.look(row, at)
	emits := t.timed.Close(row, at)
	if emits {
		t.emitted(row, at, before, func(k stream.Kernel, row stream.Row, at *stream.At) bool {
			timed, ok := k.(stream.Timed)
			return ok && timed.Close(row, at)
		})
	}
	return emits
}

// controlledTap is the tap of a node that takes in what happens to its source.
type controlledTap struct {
	*tap
	controlled stream.Controlled
}

// Control notes the output, if there is one.
func (t *controlledTap) Control(row stream.Row, kind event.ControlKind, at *stream.At) bool {
	if !t.watch.means(row) {
		return t.controlled.Control(row, kind, at)
	}
	before := t.look(row, at)
	emits := t.controlled.Control(row, kind, at)
	if emits {
		t.emitted(row, at, before, func(k stream.Kernel, row stream.Row, at *stream.At) bool {
			controlled, ok := k.(stream.Controlled)
			return ok && controlled.Control(row, kind, at)
		})
	}
	return emits
}

// take notes the input of a node that has one.
func (t *tap) take(row stream.Row, at *stream.At) {
	if t.input == nil {
		return
	}
	c := t.counts.In(row)
	t.past = t.past[:min(int64(len(t.past)), c.Taken-t.dropped)]
	value := copied(reflect.NewAt(t.node.Inputs[0].Type, row.At(t.binding.Inputs[0])), t.input)
	t.past = append(t.past, stream.Past{Time: at.Time, Value: stream.RowAt(value.UnsafePointer())})
	c.Taken++
}

// copied returns a copy of what p points to that shares no memory with it.
func copied(p reflect.Value, codec *state.Codec) reflect.Value {
	value := reflect.New(p.Type().Elem())
	switch deep := p.MethodByName("CopyTo"); {
	case deep.IsValid(): // a payload with memory of its own
		deep.Call([]reflect.Value{value})
	case codec.Custom():
		_, _ = codec.Read(codec.Append(nil, p.UnsafePointer()), value.UnsafePointer()) // the codec has just written it
	default:
		value.Elem().Set(p.Elem())
	}
	return value
}

// prune drops the inputs that no later output reaches back to. It is called
// between steps.
func (t *tap) prune() {
	n := len(t.past)
	if n == 0 {
		return
	}
	last := t.past[n-1]
	keep := slices.IndexFunc(t.past, func(p stream.Past) bool {
		if t.node.Closes {
			return p.End >= last.End
		}
		return p.Time > last.Time.Add(-t.node.Window)
	})
	if keep < 0 {
		keep = n
	}
	for keep > 0 && keep < n && t.past[keep].End <= t.past[keep-1].End.Add(t.node.Gap) && t.node.Gap > 0 {
		keep-- // it has moved the end of the session that the one before is in
	}
	keep = max(0, min(keep-1, n-t.node.Memory.Last)) // a lag may need one that is older
	t.past = slices.Delete(t.past, 0, keep)
	t.dropped += int64(keep)
}

// look returns the memory of the key before a node runs in the step that is
// watched, as bytes; nil in others.
func (t *tap) look(row stream.Row, at *stream.At) []byte {
	if at.Received != t.watch.received {
		return nil
	}
	return t.watch.row.Append(nil, row.Pointer())
}

// emitted counts an output and, in the step that is watched, keeps it.
func (t *tap) emitted(row stream.Row, at *stream.At, before []byte, run func(stream.Kernel, stream.Row, *stream.At) bool) {
	c := t.counts.In(row)
	c.Emitted++
	w := t.watch
	if before == nil || at.Err != nil {
		return
	}
	m := &moment{number: c.Emitted, received: at.Received}
	taken := min(int64(len(t.past)), c.Taken-t.dropped) // without those of a step that was tried out
	m.Node, m.Time, m.Past = t.node, at.Time, slices.Clone(t.past[:taken])
	m.Before, m.After = w.copyOf(before), w.copyOf(w.row.Append(nil, row.Pointer()))
	m.value = copied(reflect.NewAt(t.node.Output, row.At(t.binding.Output)), t.output)
	m.repeated = t.repeat(row, w.copyOf(before), at, run)
	t.last = m
	if t.node == w.output && m.number == w.number {
		w.gather(row)
	}
}

// repeat runs the node once more from the memory before its step, and tells
// whether it gives the same bits.
func (t *tap) repeat(row, before stream.Row, at *stream.At, run func(stream.Kernel, stream.Row, *stream.At) bool) bool {
	for i, in := range t.node.Inputs { // what a step alone may use is in no copy
		reflect.NewAt(in.Type, before.At(t.binding.Inputs[i])).Elem().Set(reflect.NewAt(in.Type, row.At(t.binding.Inputs[i])).Elem())
	}
	again := *at
	again.Keep, again.Opened, again.Err = false, event.Unset, nil
	if !run(t.inner, before, &again) {
		return false
	}
	return bytes.Equal(t.output.Append(nil, row.At(t.binding.Output)), t.output.Append(nil, before.At(t.binding.Output)))
}

// gather keeps the outputs of the feature's nodes that led to the one watched:
// those of the same step that the row still holds.
func (w *watch) gather(row stream.Row) {
	w.moments, w.made = map[*stream.Node]*moment{}, maps.Clone(w.latest)
	for n, t := range w.taps {
		if t.last != nil && t.last.number == t.counts.In(row).Emitted {
			w.moments[n] = t.last
		}
	}
}

// copyOf returns the memory that the bytes of a row hold.
func (w *watch) copyOf(b []byte) stream.Row {
	value := w.layout.NewRow()
	row := stream.RowAt(value.Addr().UnsafePointer())
	_, _ = w.row.Read(b, row.Pointer()) // the codec has just written them
	return row
}
