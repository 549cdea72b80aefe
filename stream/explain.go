package stream

import (
	"reflect"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// Explainer is the kernel of a node that can tell how one of its outputs came
// about. What it says is worked out anew from the inputs, in the order that the
// contract gives (semantics 5), and not from what the node keeps for speed: so it
// also shows whether the two agree.
type Explainer interface {
	Kernel
	// Explain tells how the output of a moment came about. It is called long after
	// the step and changes nothing that the run uses.
	Explain(m *Moment) Account
}

// Moment is one output of a node.
type Moment struct {
	Node *Node
	// Before and After are the memory of the key when the node ran and when it was
	// done: copies, laid out as the node is bound.
	Before, After Row
	Time          event.Time // of the output
	// Past are the inputs of a node that has one input and remembers something: in
	// order, that of the moment last, from before the node's reach on.
	Past []Past
}

// Past is one input that a node has had.
type Past struct {
	Time event.Time // as the node saw it
	// End is that of the window in which a node with windows counted it.
	End event.Time
	// Value is a copy of what the port carries.
	Value Row
}

func valueOf[T any](p *Past) *T { return PlaceOf[T](0).In(p.Value) }

// Account is how an output came about.
type Account struct {
	Window *Bounds // nil for a node without a window
	// Used are the places, among the past inputs, of those that the output is made
	// of; Nulls counts those of the window that were left out, as nulls are.
	Used    []int
	Nulls   int
	Figures []Figures
	// Again points to the output worked out anew; nil where it was not.
	Again any
}

// Bounds are those of a window: (From, To] of a sliding one, [From, To) of a
// tumbling one, [From, To] of one that holds a number of inputs and of a session.
type Bounds struct {
	From, To event.Time
	Kind     WindowKind
}

// WindowKind says what ends a window.
type WindowKind uint8

// The kinds of windows.
const (
	SlidingWindow WindowKind = iota
	TumblingWindow
	EventsWindow // it holds the last inputs
	SessionWindow
)

// String names the kind.
func (k WindowKind) String() string {
	return [...]string{"sliding", "tumbling", "events", "session"}[k]
}

// reached returns the bounds of a window over a span, and the first of the past
// inputs that lies in it.
func reached(m *Moment, span param.Span) (b *Bounds, first int) {
	if span.Events > 0 {
		first = max(0, len(m.Past)-span.Events)
		return &Bounds{From: m.Past[first].Time, To: m.Time, Kind: EventsWindow}, first
	}
	b = &Bounds{From: m.Time.Add(-span.Duration), To: m.Time}
	for first < len(m.Past) && m.Past[first].Time <= b.From {
		first++
	}
	return b, first
}

// Figures are a group of numbers of an account.
type Figures struct {
	Title string
	Lines []Line
}

// Line is a number with its name.
type Line struct {
	Name  string
	Value event.Value
	Unit  Unit
}

// Unit says what the number of a line is.
type Unit uint8

// The units.
const (
	Plain   Unit = iota
	Instant      // nanoseconds since the Unix epoch
	Length       // nanoseconds
)

func numberLine(name string, x float64) Line { return Line{Name: name, Value: event.Float(x)} }

func momentLine(name string, t event.Time) Line {
	return Line{Name: name, Value: event.Int(int64(t)), Unit: Instant}
}

func countLine(name string, n int) Line { return Line{Name: name, Value: event.Int(int64(n))} }

// partial is a state that is a partial result with something beside it.
type partial interface{ partial() any }

func (a *Folded[A]) partial() any { return &a.Value }

// linesOf returns the numbers in what p points to: a number of that name, or the
// fields of a struct.
func linesOf(name string, p any) []Line {
	if inner, ok := p.(partial); ok {
		p = inner.partial()
	}
	return appendLines(nil, name, reflect.ValueOf(p).Elem())
}

func appendLines(list []Line, name string, v reflect.Value) []Line {
	switch v.Kind() { //nolint:exhaustive // other kinds are no numbers
	case reflect.Float64:
		return append(list, numberLine(name, v.Float()))
	case reflect.Int64, reflect.Int:
		return append(list, Line{Name: name, Value: event.Int(v.Int())})
	case reflect.Uint64:
		return append(list, Line{Name: name, Value: event.Uint(v.Uint())})
	case reflect.Bool:
		return append(list, Line{Name: name, Value: event.Bool(v.Bool())})
	case reflect.String:
		return append(list, Line{Name: name, Value: event.String(v.String())})
	case reflect.Struct:
		for i := range v.NumField() {
			list = appendLines(list, strings.ToLower(v.Type().Field(i).Name), v.Field(i))
		}
	}
	return list
}
