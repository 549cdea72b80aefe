package graph

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/stream"
)

const markSize = unsafe.Sizeof(Mark{})

// Mark says when a node last emitted. Nodes that always emit together share it.
type Mark struct {
	Clock event.Time // of its output; event.Unset before the first
	Seq   uint64     // of the event that caused it; 0 for a deadline
}

// Warmth says how far an output of a node can be relied on.
type Warmth struct {
	Warmup bool // the last output is warm-up
	// Cold says that the next output may be warm-up and must be looked at. Once an
	// output is not, none after it is, until coverage starts anew.
	Cold bool
}

// Layout says where everything lies in a row: first the outputs that rows are made
// of, side by side and in their order, then the other outputs, the marks of all
// nodes and coverage, which every event touches, then the states of the nodes.
type Layout struct {
	Type  reflect.Type // of a row
	Frame reflect.Type // of the outputs alone: how a row begins
	// Head is how many bytes the outputs take that rows are made of.
	Head uintptr
	// marks, covers and the like are offsets of arrays.
	marks, warmths, covers, groups, counts uintptr
	markOf                                 []int          // by node: its place among the marks
	types                                  []reflect.Type // by node: of its output
	outputs, states                        []uintptr      // by node
	initial                                reflect.Value
}

// layOut makes the layout for nodes, the outputs of the given ones first, with
// room for the coverage of so many origins and groups of them.
func layOut(nodes []*stream.Node, first []int, origins, groups int) *Layout {
	l := &Layout{outputs: make([]uintptr, len(nodes)), states: make([]uintptr, len(nodes))}
	marks := l.shareMarks(nodes)
	for _, n := range nodes {
		l.types = append(l.types, n.Output)
	}
	var fields []reflect.StructField
	var places []*uintptr // of the fields
	add := func(name string, t reflect.Type, place *uintptr) {
		fields, places = append(fields, reflect.StructField{Name: name, Type: t}), append(places, place)
	}
	outputs := make([]string, len(nodes))
	addOutput := func(i int) {
		if outputs[i] == "" {
			outputs[i] = fmt.Sprintf("Output%d", i)
			add(outputs[i], nodes[i].Output, &l.outputs[i])
		}
	}
	for _, i := range first {
		addOutput(i)
	}
	slots := len(fields)
	for i := range nodes {
		addOutput(i)
	}
	l.Frame = reflect.StructOf(fields)
	add("Marks", reflect.ArrayOf(marks, reflect.TypeFor[Mark]()), &l.marks)
	add("Warmths", reflect.ArrayOf(len(nodes), reflect.TypeFor[Warmth]()), &l.warmths)
	add("Covers", reflect.ArrayOf(origins, reflect.TypeFor[event.Time]()), &l.covers)
	add("Groups", reflect.ArrayOf(groups, reflect.TypeFor[event.Time]()), &l.groups)
	add("Counts", reflect.ArrayOf(origins, reflect.TypeFor[int64]()), &l.counts)
	for i, n := range nodes {
		if n.State != nil {
			add(fmt.Sprintf("State%d", i), n.State, &l.states[i])
		}
	}
	l.Type = reflect.StructOf(fields)
	for i, place := range places {
		*place = l.Type.Field(i).Offset
	}
	if slots > 0 {
		last := l.Type.Field(slots - 1)
		l.Head = last.Offset + last.Type.Size()
	}
	l.initial = reflect.New(l.Type).Elem()
	for i := range nodes {
		l.Mark(l.initialRow(), i).Clock = event.Unset
		setNull(l.initial.FieldByName(outputs[i]))
	}
	for i := range origins {
		*l.Cover(l.initialRow(), i) = event.Never // not covered
	}
	for i := range groups {
		*l.Group(l.initialRow(), i) = event.Never
	}
	return l
}

// shareMarks gives each node its mark, and returns how many there are: a node that
// emits whenever it runs, and runs when all its inputs have emitted together, has
// theirs.
func (l *Layout) shareMarks(nodes []*stream.Node) int {
	marks, index := 0, map[*stream.Node]int{}
	for i, n := range nodes {
		index[n] = i
		shared := len(n.Inputs) > 0 && n.Sure && !n.Closes
		for _, in := range n.Inputs {
			shared = shared && l.markOf[index[in.Node]] == l.markOf[index[n.Inputs[0].Node]]
		}
		if shared {
			l.markOf = append(l.markOf, l.markOf[index[n.Inputs[0].Node]])
			continue
		}
		l.markOf = append(l.markOf, marks)
		marks++
	}
	return marks
}

// initialRow is what a row starts as.
func (l *Layout) initialRow() stream.Row { return stream.RowAt(l.initial.Addr().UnsafePointer()) }

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
func (l *Layout) Mark(row stream.Row, node int) *Mark { return l.MarkPlace(l.markOf[node]).In(row) }

// Marks returns how many marks there are.
func (l *Layout) Marks() int { return slices.Max(l.markOf) + 1 }

// MarkOf returns the place of a node's mark among all marks.
func (l *Layout) MarkOf(node int) int { return l.markOf[node] }

// MarkPlace returns where the i-th mark lies.
func (l *Layout) MarkPlace(i int) stream.Place[Mark] { return place[Mark](l.marks, i) }

// WarmthPlace returns where it is said how far the outputs of a node can be relied on.
func (l *Layout) WarmthPlace(node int) stream.Place[Warmth] { return place[Warmth](l.warmths, node) }

// Warmth returns how far the outputs of a node can be relied on.
func (l *Layout) Warmth(row stream.Row, node int) *Warmth { return l.WarmthPlace(node).In(row) }

// CoverPlace returns where it lies from when on an origin is covered.
func (l *Layout) CoverPlace(origin int) stream.Place[event.Time] {
	return place[event.Time](l.covers, origin)
}

// Cover returns from when on an origin is covered; event.Never if it is not.
func (l *Layout) Cover(row stream.Row, origin int) *event.Time {
	return l.CoverPlace(origin).In(row)
}

// Group returns from when on all origins of a group are covered.
func (l *Layout) Group(row stream.Row, group int) *event.Time {
	return place[event.Time](l.groups, group).In(row)
}

// Count returns how many full inputs an origin that counts has had.
func (l *Layout) Count(row stream.Row, origin int) *int64 {
	return place[int64](l.counts, origin).In(row)
}

// place returns where the i-th element of an array lies.
func place[T any](array uintptr, i int) stream.Place[T] {
	var t T
	return stream.PlaceOf[T](array + uintptr(i)*unsafe.Sizeof(t))
}

// Output returns where the output of a node lies.
func (l *Layout) Output(row stream.Row, node int) unsafe.Pointer {
	return unsafe.Add(row.Pointer(), l.outputs[node])
}

// OutputOffset returns where the output of a node lies.
func (l *Layout) OutputOffset(node int) uintptr { return l.outputs[node] }

// Mover returns what copies the output of a node from one row to another.
func (l *Layout) Mover(node int) func(from, to stream.Row) {
	return stream.Mover(l.types[node], l.outputs[node], l.outputs[node])
}

// StateOffset returns where the state of a node lies.
func (l *Layout) StateOffset(node int) uintptr { return l.states[node] }
