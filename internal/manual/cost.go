package manual

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/state"
	"github.com/featurizer/featurizer/stream"
)

// Upkeep is what a feature needs of the past, and what it costs. The memory
// class is that of `featurizer plan`; the bytes are those of the types that its
// operators keep, beside which an executor has bookkeeping of its own.
type Upkeep struct {
	With   string `json:"with,omitempty"` // the params and inputs that are not the default
	Memory string `json:"memory"`
	// Time is what an event costs, as an order, and Steps what that consists of.
	Time  string `json:"time"`
	Steps string `json:"steps"`
	// Bytes are the state and latest values per key.
	Bytes int      `json:"bytes_per_key"`
	Held  []Holder `json:"held,omitempty"`
}

// Holder is something that is held as often as it comes.
type Holder struct {
	Bytes int    `json:"bytes,omitempty"` // of one; 0 where its size is its own affair
	Per   string `json:"per"`             // what it is
}

// State says in words how much is held per key.
func (u *Upkeep) State() string {
	parts := []string{fmt.Sprintf("%d bytes per key", u.Bytes)}
	for _, h := range u.Held {
		if h.Bytes == 0 {
			parts = append(parts, "the size of "+h.Per)
			continue
		}
		parts = append(parts, fmt.Sprint(h.Bytes, " bytes per ", h.Per))
	}
	return strings.Join(parts, ", and ")
}

// costOf returns the upkeep of a feature's own operators, with the memory of all
// that it builds on.
func costOf(f *feature.Feature) Upkeep {
	u := Upkeep{Memory: memoryBelow(f.Port.Node).String()}
	order := constant
	var steps []string
	for _, n := range f.Nodes {
		w := wordsOf(n)
		order = max(order, w.order)
		if w.steps != "" && !slices.Contains(steps, w.steps) {
			steps = append(steps, w.steps)
		}
		u.Bytes += int(n.Output.Size())
		if n.State != nil {
			u.Bytes += int(n.State.Size())
			u.Held = append(u.Held, holders(n, w.per)...)
		}
	}
	if hasBook(f.Port.Node) {
		order = max(order, levels)
		steps = append(steps, "once for all that read the book: each level of the message, searched for from the best one on")
		u.Held = append(u.Held, Holder{Per: "the book, once for all that read it"})
	}
	u.Time, u.Steps = order.String(), strings.Join(steps, "; ")
	return u
}

// hasBook tells whether a node is a book or computed from one. A book is kept by a
// feature that nobody can name, so its cost is told with those that can be.
func hasBook(n *stream.Node) bool {
	return n.Op == "book" || slices.ContainsFunc(n.Inputs, func(in stream.Port) bool { return hasBook(in.Node) })
}

// memoryBelow returns what a node and all below it need of the past: the sum of
// windows along the longest path, and whatever else one of them needs.
func memoryBelow(n *stream.Node) stream.Memory {
	m := n.Memory
	m.Bounded = 0
	for _, in := range n.Inputs {
		m = m.Join(memoryBelow(in.Node))
	}
	m.Bounded += n.Window
	return m
}

// order is how the cost of an event grows with what is held.
type order int

const (
	constant order = iota
	amortised
	ranks
	events
	levels
	perKey
	sorting
	unknown
)

func (o order) String() string {
	return [...]string{
		"O(1)", "O(1) amortised", "O(log n + n/128)", "O(n)", "O(levels of the message)", "O(keys)", "O(keys log keys)", "not known",
	}[o]
}

// words are what is known of an operator and cannot be read off its node.
type words struct {
	order order
	steps string // what an event makes it do
	per   string // what it holds
}

// wordsOf returns the words for a node's operator.
func wordsOf(n *stream.Node) words {
	op, _, _ := strings.Cut(n.Op, ".")
	switch op {
	case "quantile", "quantile_events", "slide_events", "fold_events", "diff_events", "relative_diff_events", "tumble", "session":
		return windowWords(n)
	case "times":
		return words{constant, "the time of the event", ""}
	case "successive":
		return words{constant, "a function of the last two values", ""}
	case "map", "map_if", "map2", "number", "filter", "where":
		return words{constant, "a function of the latest values", ""}
	case "cross_mean", "cross_spread":
		return words{perKey, "a look at the latest value of each key", ""}
	case "cross_rank":
		return words{sorting, "the latest values of all keys sorted, and each looked up", ""}
	case "compute":
		return words{constant, "each operation of the expression once", ""}
	case "latest", "as_of":
		return words{constant, "a copy of each field", ""}
	case "cumsum", "cumsum_of":
		return words{constant, "an addition", ""}
	case "until":
		return words{constant, "a step of the fold; its result when that is full", ""}
	case "ewma", "sample", "throttle", "unique":
		return words{constant, "a comparison with the last value or time, and what follows from it", ""}
	case "slide":
		return words{
			amortised, "a merge on each side of the window; once per window's length, one merge for each value in it",
			"value of the last one to two windows (" + n.Window.String() + " each)",
		}
	case "lag", "diff", "relative_diff":
		return words{amortised, "a value put into a queue and one taken out", "value of the last " + n.Window.String()}
	case "book_sample":
		return words{constant, "a comparison with the last time; once per bucket, a copy of the levels", "level of the copy"}
	case "lag_events":
		return words{amortised, "a value put into a queue and one taken out", fmt.Sprintf("value of the last %d", n.Memory.Last)}
	case "scan":
		return words{unknown, "the definition's own function", "entry"}
	}
	return words{unknown, "what its operator " + n.Op + " does", "entry"}
}

// holders returns what a node's state holds a number of.
func holders(n *stream.Node, per string) []Holder {
	if size := heldTwice(n); size > 0 {
		return []Holder{{size, per}}
	}
	if c, err := state.Of(n.State); err == nil && c.Custom() {
		return []Holder{{Per: "what it stores itself"}}
	}
	if size := entrySize(n.State); size > 0 {
		return []Holder{{size, per}}
	}
	return nil
}

// entrySize returns the size of the largest thing that a type holds a slice of,
// 0 if it holds none.
func entrySize(t reflect.Type) int {
	size := 0
	switch t.Kind() { //nolint:exhaustive // the rest holds nothing
	case reflect.Struct:
		for field := range t.Fields() {
			if field.Type.Kind() == reflect.Slice && field.Tag.Get("state") == "owned" {
				size = max(size, int(field.Type.Elem().Size()))
				continue
			}
			size = max(size, entrySize(field.Type))
		}
	case reflect.Array:
		size = entrySize(t.Elem())
	}
	return size
}
