package stream

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
)

// Node is one operator of a graph, recorded while a definition is built. It is
// read-only afterwards.
type Node struct {
	Op      string // operator name and version: part of a feature's identity
	Version int
	Inputs  []Port
	// Trigger tells which inputs make the node run; nil means all of them.
	Trigger []bool
	// Sure says that the node emits whenever it runs.
	Sure   bool
	Output reflect.Type // type of the values it emits
	State  reflect.Type // type of what it remembers per key; nil if nothing
	Memory Memory
	// Window is the length by which the node reaches back (W of semantics 4).
	Window time.Duration
	// Same says that its outputs are those of its input in another form: they are
	// warm-up when that is.
	Same bool
	// Warmup says by which rule its first outputs count as warm-up.
	Warmup WarmupRule
	// Delay is the close delay of a window that closes, at least that of those below.
	Delay time.Duration
	// Gap is by how much each input of an open session window moves its end beyond that
	// input; 0 for other windows, which end when they say.
	Gap time.Duration
	// Closes says that it emits when its windows close, with their end as time.
	Closes bool
	// EndTimed says that the times of its outputs are ends of windows.
	EndTimed bool
	// Cross is what a node computes of several keys; nil for one that reads the row of
	// its own key alone.
	Cross *Cross
	// Bind makes the kernel for places in a row. It is nil for the leaf of a source
	// and for a node that reads other rows.
	Bind func(*Binding) Kernel
}

// WarmupRule is how an output is told to be warm-up.
type WarmupRule uint8

// The rules of semantics 4.
const (
	// ByElapsed: until the time covered reaches over all windows of the path.
	ByElapsed WarmupRule = iota
	// ByBucket: while the output's bucket started before coverage.
	ByBucket
	// ByCount: while fewer than Memory.Last inputs have come since coverage.
	ByCount
	// BySession: until a session has closed that is not the first since coverage.
	BySession
)

// Memory says what a node needs of the past to go on from any point of a log.
// The zero value needs nothing.
type Memory struct {
	Bounded   time.Duration // the inputs of this long
	Last      int           // the last n inputs, however old
	Keyframe  bool          // a stored state, which an event such as a book snapshot made anew
	Unbounded bool          // everything since the first event
}

// Join returns what both need.
func (m Memory) Join(other Memory) Memory {
	return Memory{
		Bounded:   max(m.Bounded, other.Bounded),
		Last:      max(m.Last, other.Last),
		Keyframe:  m.Keyframe || other.Keyframe,
		Unbounded: m.Unbounded || other.Unbounded,
	}
}

// Cut tells whether a run can begin in the midst of a log without a stored state.
func (m Memory) Cut() bool { return !m.Keyframe && !m.Unbounded }

// String returns the memory class in the words of the documentation.
func (m Memory) String() string {
	if m.Unbounded {
		return "Unbounded"
	}
	var parts []string
	if m.Keyframe {
		parts = append(parts, "Keyframe")
	}
	if m.Bounded > 0 {
		parts = append(parts, fmt.Sprintf("Bounded(%v)", m.Bounded))
	}
	if m.Last > 0 {
		parts = append(parts, fmt.Sprintf("Last(%d)", m.Last))
	}
	if len(parts) == 0 {
		return "Stateless"
	}
	return strings.Join(parts, ", ")
}

// Port is where the values of a stream lie: the output of a node, or one field
// of it.
type Port struct {
	Node   *Node
	Offset uintptr // of the value in the node's output
	Type   reflect.Type
}

// Of is a stream of values of type T.
type Of[T any] struct{ Port }

// As returns the port as a stream of T, if that is what it carries.
func As[T any](p Port) (Of[T], error) {
	if want := reflect.TypeFor[T](); p.Type != want {
		return Of[T]{}, fmt.Errorf("the stream carries %s, not %s", describe(p.Type), describe(want))
	}
	return Of[T]{p}, nil
}

func describe(t reflect.Type) string {
	s, err := event.SchemaOf(t)
	if err != nil || len(s.Fields) == 0 {
		return t.String()
	}
	names := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		names[i] = f.Name
	}
	return "{" + strings.Join(names, ", ") + "}"
}

// Leaf returns a stream that nothing feeds yet: the place of a source.
func Leaf[T any]() Of[T] { return record[T](&Node{Op: "source"}) }

// LeafOf is [Leaf] for a type known at run time.
func LeafOf(t reflect.Type) Port {
	return Port{Node: &Node{Op: "source", Version: 1, Output: t}, Type: t}
}

// Numeric returns a field of a stream as a stream of numbers. A float64 field is
// read where it lies; another number is converted by a node of its own.
func Numeric(p Port, f *event.Field) (Of[float64], error) {
	if f.IsFloat() {
		return Of[float64]{Port{p.Node, p.Offset + f.Offset(), reflect.TypeFor[float64]()}}, nil
	}
	if f.Kind != event.KindInt && f.Kind != event.KindUint && f.Kind != event.KindFloat {
		return Of[float64]{}, fmt.Errorf("field %q is a %s, not a number", f.Name, f.Kind)
	}
	return convert(p, f), nil
}

// Record completes a node that emits values R, and returns the stream of them. It is
// for operators of one's own; its Op and Version are part of the identity of features
// that use it.
func Record[R any](n *Node) Of[R] { return record[R](n) }

// record makes a node and the stream of its outputs.
func record[R any](n *Node) Of[R] {
	n.Version = max(n.Version, 1)
	n.Output = reflect.TypeFor[R]()
	n.EndTimed = n.EndTimed || allEndTimed(n.Inputs)
	return Of[R]{Port{Node: n, Type: n.Output}}
}

func allEndTimed(inputs []Port) bool {
	for _, in := range inputs {
		if !in.Node.EndTimed {
			return false
		}
	}
	return len(inputs) > 0
}

// delayBelow returns the largest close delay of the windows that feed p.
func delayBelow(p Port) time.Duration {
	delay := p.Node.Delay
	for _, in := range p.Node.Inputs {
		delay = max(delay, delayBelow(in))
	}
	return delay
}
