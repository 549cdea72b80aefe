package stream

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

// rig is one node bound to memory of its own: inputs, their clocks, output, state.
type rig struct {
	t      testing.TB
	memory reflect.Value
	row    Row
	kernel Kernel
	inputs int
	moved  uint64
	opened event.Time // what the last step reported
}

func newRig(t testing.TB, p Port) *rig {
	t.Helper()
	n := p.Node
	var fields []reflect.StructField
	for i, in := range n.Inputs {
		fields = append(fields,
			reflect.StructField{Name: fmt.Sprintf("In%d", i), Type: in.Type},
			reflect.StructField{Name: fmt.Sprintf("Clock%d", i), Type: reflect.TypeFor[event.Time]()})
	}
	fields = append(fields, reflect.StructField{Name: "Out", Type: n.Output})
	if n.State != nil {
		fields = append(fields, reflect.StructField{Name: "State", Type: n.State})
	}
	r := &rig{t: t, memory: reflect.New(reflect.StructOf(fields)).Elem(), inputs: len(n.Inputs)}
	b := &Binding{}
	offset := func(name string) uintptr {
		f, _ := r.memory.Type().FieldByName(name)
		return f.Offset
	}
	for i := range n.Inputs {
		b.Inputs = append(b.Inputs, offset(fmt.Sprintf("In%d", i)))
		b.Clocks = append(b.Clocks, offset(fmt.Sprintf("Clock%d", i)))
		r.memory.FieldByName(fmt.Sprintf("Clock%d", i)).SetInt(int64(event.Unset))
	}
	b.Output, b.State = offset("Out"), offset("State")
	r.row = RowAt(r.memory.Addr().UnsafePointer())
	r.kernel = n.Bind(b)
	return r
}

// set gives an input a value at a time.
func (r *rig) set(input int, at event.Time, x any) {
	r.memory.FieldByName(fmt.Sprintf("In%d", input)).Set(reflect.ValueOf(x))
	r.memory.FieldByName(fmt.Sprintf("Clock%d", input)).SetInt(int64(at))
}

// out returns the output.
func (r *rig) out() any { return r.memory.FieldByName("Out").Interface() }

// step runs the node at a time, received then.
func (r *rig) step(at event.Time) bool { return r.stepAt(&At{Time: at, Received: at}) }

func (r *rig) stepAt(at *At) bool {
	r.t.Helper()
	at.Opened = event.Unset
	emit := r.kernel.Step(r.row, at)
	if at.Err != nil {
		r.t.Fatal(at.Err)
	}
	r.moved += at.Moved
	r.opened = at.Opened
	return emit
}

// give gives the only input a value and runs the node.
func (r *rig) give(at event.Time, x any) (out any, emit bool) {
	r.t.Helper()
	r.set(0, at, x)
	emit = r.step(at)
	return r.out(), emit
}

// tried runs the node as give does; before that, it may run it with another value
// and put a copy of the memory back, as when a step is tried out or undone.
func (r *rig) tried(rt *rapid.T, at event.Time, x any) (out any, emit bool) {
	keep := rapid.Bool().Draw(rt, "keep")
	if keep && rapid.Bool().Draw(rt, "undone") {
		before := reflect.New(r.memory.Type()).Elem()
		before.Set(r.memory)
		later := at + event.Time(rapid.Int64Range(0, 30).Draw(rt, "undone later"))
		r.set(0, later, 1e9)
		r.stepAt(&At{Time: later, Received: later, Keep: true})
		r.memory.Set(before)
	}
	r.set(0, at, x)
	emit = r.stepAt(&At{Time: at, Received: at, Keep: keep})
	return r.out(), emit
}

// sample is a value at a time.
type sample struct {
	at event.Time
	x  float64
}

// drawSamples draws values of which sums round, nulls among them, at times that
// often are equal or a window of 10 apart.
func drawSamples(t *rapid.T) []sample {
	at := event.Time(rapid.Int64Range(-50, 50).Draw(t, "start"))
	var list []sample
	for range rapid.IntRange(1, 60).Draw(t, "events") {
		at += event.Time(rapid.SampledFrom([]int64{0, 0, 1, 1, 2, 3, 5, 9, 10, 11, 35}).Draw(t, "later"))
		x := rapid.SampledFrom([]float64{event.Null(), 0, math.Copysign(0, -1), 1, 0.1, 0.7, -3, 1e16, -1e16, 2.5}).Draw(t, "x")
		list = append(list, sample{at, x})
	}
	return list
}

// equalBits compares numbers by their bits; all nulls are equal.
func equalBits(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || event.IsNull(a) && event.IsNull(b)
}
