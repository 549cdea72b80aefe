package reference

import (
	"maps"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// output is what a source or a node gave last for a key.
type output struct {
	time   event.Time // the stream's clock
	values []event.Value
	warm   bool // it is warm-up
	from   int  // what is in the graph as one source can be several: the one that gave it
}

// keyState is all there is of one key. It is never changed once a sub-step has
// made it: the next sub-step makes another.
type keyState struct {
	key      *event.Key
	lane     event.Lane
	coverage []event.Time // where it starts, by leaf; Unset where there is none
	sources  []*output    // by leaf; nil before the first event
	nodes    []nodeState  // by node index
}

// nodeState is what a node keeps for one key. What memory holds is never
// changed either.
type nodeState struct {
	last   *output // nil before the first output
	memory any     // of the node's formula; nil at first
	// Of a node that counts its inputs: those since the coverage began that were not
	// warm-up; of one with sessions: those with such an input. And when the first full
	// output came; Unset before.
	seen int
	full event.Time
}

// inputIsWarm tells whether what a node takes in is warm-up: its input or, of
// several, what they are together.
func (n *node) inputIsWarm(k *keyState, m *moment) bool {
	if len(n.inputs) == 1 {
		return m.inputs[0].warm
	}
	from, ok := n.inputCoverage(k)
	return !ok || m.time.Add(-n.under) < from
}

// count takes note of an input of a node that counts them.
func (n *node) count(k *keyState, m *moment) {
	s := &k.nodes[n.index]
	if !n.inputIsWarm(k, m) {
		s.seen++
	}
	if s.seen == n.counts && s.full == event.Unset {
		s.full = m.time
	}
}

func (x *Executor) newKeyState(key *event.Key) *keyState {
	k := &keyState{
		key:      key,
		coverage: make([]event.Time, len(x.sources)),
		sources:  make([]*output, len(x.sources)),
		nodes:    make([]nodeState, len(x.nodes)),
	}
	for i := range k.coverage {
		k.coverage[i] = event.Unset
	}
	for i := range k.nodes {
		k.nodes[i].full = event.Unset
	}
	return k
}

// sorted returns the keys of a map in order: no loop goes through a map itself.
func sorted[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// clone returns a copy whose lists are its own. What the lists point to is
// shared, for nobody changes it.
func (k *keyState) clone() *keyState {
	c := *k
	c.coverage, c.sources, c.nodes = slices.Clone(k.coverage), slices.Clone(k.sources), slices.Clone(k.nodes)
	return &c
}

// last returns what an input gave last, nil before its first output.
func (k *keyState) last(in input) *output {
	if in.node != nil {
		return k.nodes[in.node.index].last
	}
	return k.sources[in.source]
}

// cell is one value that leaves a formula.
type cell struct {
	value event.Value
	nan   bool // it is null only because arithmetic gave NaN or an infinity
}

// number is x as a value that leaves a definition (semantics 5).
func number(x float64) cell {
	if !event.Finite(x) {
		return cell{nan: !event.IsExactNull(x)}
	}
	return cell{value: event.Float(x)}
}

// leaving is a value of an input as it leaves a definition unchanged: only a
// source can have given an infinity.
func leaving(v event.Value) cell {
	if v.Kind() == event.KindFloat {
		return number(v.Float())
	}
	return cell{value: v}
}

// floated is a number as a float, null where there is none.
func floated(v event.Value) event.Value { return event.Float(v.Float()) }

// entry is one input that a node remembers.
type entry struct {
	time event.Time
	args []event.Value
}

// appended returns entries and one more. The lists that come of one list share
// its memory: of the states that are made of one state, when a plan is played
// again, only those of the last play are used.
func appended(entries []entry, e entry) []entry {
	return append(entries, e)
}

// isKnown tells whether the first need arguments of an entry are there.
func isKnown(e entry, need int) bool {
	return !slices.ContainsFunc(e.args[:need], event.Value.IsNull)
}

// known returns the entries whose first need arguments are there.
func known(entries []entry, need int) []entry {
	var found []entry
	for _, e := range entries {
		if isKnown(e, need) {
			found = append(found, e)
		}
	}
	return found
}
