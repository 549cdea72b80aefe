package graph

import (
	"fmt"
	"math"
	"reflect"
	"unsafe"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/stream"
)

const markSize = unsafe.Sizeof(Mark{})

// Mark is what a row knows of the last output of a node.
type Mark struct {
	Clock  event.Time // its Time; event.Unset before the first
	Seq    uint64
	Warmup bool
}

// Layout says where everything lies in a row: the marks of all nodes, coverage,
// then the outputs and states of the nodes.
type Layout struct {
	Type reflect.Type // of a row
	// marks, covers and counts are offsets of arrays.
	marks, covers, groups, counts uintptr
	outputs, states               []uintptr // by node
	initial                       reflect.Value
}

// fields of a row's type before those of the nodes.
const (
	marksField = iota
	coversField
	groupsField
	countsField
	fixedFields
)

// layOut makes the layout for nodes, with room for the coverage of so many
// origins and groups of them.
func layOut(nodes []*stream.Node, origins, groups int) *Layout {
	fields := []reflect.StructField{
		marksField:  {Name: "Marks", Type: reflect.ArrayOf(len(nodes), reflect.TypeFor[Mark]())},
		coversField: {Name: "Covers", Type: reflect.ArrayOf(origins, reflect.TypeFor[event.Time]())},
		groupsField: {Name: "Groups", Type: reflect.ArrayOf(groups, reflect.TypeFor[event.Time]())},
		countsField: {Name: "Counts", Type: reflect.ArrayOf(origins, reflect.TypeFor[int64]())},
	}
	add := func(name string, t reflect.Type) int {
		fields = append(fields, reflect.StructField{Name: name, Type: t})
		return len(fields) - 1
	}
	outputs, states := make([]int, len(nodes)), make([]int, len(nodes))
	for i, n := range nodes {
		outputs[i] = add(fmt.Sprintf("Output%d", i), n.Output)
	}
	for i, n := range nodes {
		if n.State != nil {
			states[i] = add(fmt.Sprintf("State%d", i), n.State)
		}
	}
	l := &Layout{Type: reflect.StructOf(fields)}
	offset := func(field int) uintptr { return l.Type.Field(field).Offset }
	l.marks, l.covers, l.groups, l.counts = offset(marksField), offset(coversField), offset(groupsField), offset(countsField)
	for i := range nodes {
		l.outputs = append(l.outputs, offset(outputs[i]))
		l.states = append(l.states, 0)
		if states[i] > 0 {
			l.states[i] = offset(states[i])
		}
	}
	l.initial = reflect.New(l.Type).Elem()
	for i := range nodes {
		l.Mark(stream.RowAt(l.initial.Addr().UnsafePointer()), i).Clock = event.Unset
		setNull(l.initial.Field(outputs[i]))
	}
	for _, field := range []int{coversField, groupsField} {
		for i := range l.initial.Field(field).Len() {
			l.initial.Field(field).Index(i).SetInt(math.MaxInt64) // event.Never: not covered
		}
	}
	return l
}

// setNull makes every float64 in an output null.
func setNull(v reflect.Value) {
	switch v.Kind() { //nolint:exhaustive // only these hold floats that are fields of a stream
	case reflect.Float64:
		v.SetFloat(event.Null())
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				setNull(field)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			setNull(v.Index(i))
		}
	}
}

// NewRow makes the memory of a key.
func (l *Layout) NewRow() reflect.Value {
	row := reflect.New(l.Type).Elem()
	row.Set(l.initial)
	return row
}

// Mark returns the mark of a node.
func (l *Layout) Mark(row stream.Row, node int) *Mark {
	return (*Mark)(unsafe.Add(row.Pointer(), l.marks+uintptr(node)*markSize))
}

// Cover returns from when on an origin is covered; event.Never if it is not.
func (l *Layout) Cover(row stream.Row, origin int) *event.Time {
	return at[event.Time](row, l.covers, origin)
}

// Group returns from when on all origins of a group are covered.
func (l *Layout) Group(row stream.Row, group int) *event.Time {
	return at[event.Time](row, l.groups, group)
}

// Count returns how many full inputs an origin that counts has had.
func (l *Layout) Count(row stream.Row, origin int) *int64 { return at[int64](row, l.counts, origin) }

func at[T any](row stream.Row, array uintptr, i int) *T {
	var t T
	return (*T)(unsafe.Add(row.Pointer(), array+uintptr(i)*unsafe.Sizeof(t)))
}

// Output returns where the output of a node lies.
func (l *Layout) Output(row stream.Row, node int) unsafe.Pointer {
	return unsafe.Add(row.Pointer(), l.outputs[node])
}

// StateOffset returns where the state of a node lies.
func (l *Layout) StateOffset(node int) uintptr { return l.states[node] }

// loader returns what copies a payload into the output of a leaf.
func (l *Layout) loader(d *source.Definition, node int) func(stream.Row, any) {
	return func(row stream.Row, payload any) { d.Copy(l.Output(row, node), payload) }
}
