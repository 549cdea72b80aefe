package reference

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
)

// node is a feature of the graph: a definition with its params and inputs.
// Features of equal content are one node with several names.
type node struct {
	index    int
	names    []string // in the config, sorted; none for what only a default brings in
	content  string   // equal for nodes of equal content
	fields   []event.Column
	keyNames []string // sorted
	inputs   []input
	columns  []column  // the fields of the inputs that the formula is given
	sources  []int     // all sources below, as leaves, in the state of the same key
	lags     []*node   // all nodes below that count their inputs or sessions, there too
	crosses  []*node   // all nodes of several keys below, there too
	across   *keyRange // the keys of what is, or is over what is, computed of several

	formula  formula
	tumble   *tumble       // instead of a formula
	session  *session      // instead of a formula
	crossing *crossing     // instead of a formula
	span     time.Duration // W: how far back its memory reaches
	under    time.Duration // the largest sum of W among the paths below
	every    time.Duration // of a sample, else 0
	counts   int           // how many inputs it must have had, where it counts them
	passes   bool          // its outputs are those of its input, or none
}

// input is where a node's input comes from: a node, or else a source, as a leaf.
type input struct {
	node   *node
	source int
}

// column is one field of one input.
type column struct{ input, field int }

// first is the name that places the node in the order.
func (n *node) first() string {
	if len(n.names) == 0 {
		return ""
	}
	return n.names[0]
}

// endTimed tells whether the Times of the outputs are ends of windows.
func (n *node) endTimed() bool { return n.tumble != nil || n.session != nil || n.endTimedInputs() }

// counting tells whether the node is warm-up until it has had a number of inputs or
// sessions, and what is above it as long.
func (n *node) counting() bool { return n.counts > 0 || n.session != nil }

func (n *node) endTimedInputs() bool {
	for _, in := range n.inputs {
		if in.node == nil || !in.node.endTimed() {
			return false
		}
	}
	return true
}

// connect gathers what a node has from its inputs.
func (b *builder) connect(n *node) error {
	for i, in := range n.inputs {
		keyNames := b.keyNames(in)
		if i > 0 && !slices.Equal(keyNames, n.keyNames) {
			return fmt.Errorf("inputs with different key names: %s and %s", strings.Join(n.keyNames, ", "), strings.Join(keyNames, ", "))
		}
		n.keyNames = keyNames
		if in.node == nil {
			n.sources = append(n.sources, in.source)
			continue
		}
		if n.across == nil {
			n.across = in.node.across
		}
		n.under = max(n.under, in.node.span+in.node.under)
		if in.node.crossing != nil {
			n.crosses = append(n.crosses, in.node)
			continue
		}
		n.sources = append(n.sources, in.node.sources...)
		n.crosses = append(n.crosses, in.node.crosses...)
		n.lags = append(n.lags, in.node.lags...)
		if in.node.counting() {
			n.lags = append(n.lags, in.node)
		}
	}
	return nil
}

// lowerDelay returns the longest close_delay of the windows below.
func (n *node) lowerDelay() time.Duration {
	var longest time.Duration
	for _, in := range n.inputs {
		if in.node == nil {
			continue
		}
		longest = max(longest, in.node.lowerDelay())
		if in.node.tumble != nil {
			longest = max(longest, in.node.tumble.delay)
		}
		if in.node.session != nil {
			longest = max(longest, in.node.session.delay)
		}
	}
	return longest
}
