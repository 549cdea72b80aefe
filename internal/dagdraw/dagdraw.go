// Package dagdraw draws a graph of emitters, sources and features: as text, as
// Mermaid and Graphviz source, and as a picture. It knows nothing of configs:
// the caller says what is written in each node.
package dagdraw

import "slices"

// Kind is what a node stands for.
type Kind uint8

// The kinds of nodes, in the order in which events meet them.
const (
	Emitter Kind = iota
	Source
	Feature
)

// kinds are the names of the groups that nodes are drawn in.
func (k Kind) group() string { return [...]string{"emitters", "sources", "features"}[k] }

// Graph is what is drawn.
type Graph struct {
	Nodes []Node // inputs before their users
	Edges []Edge // at most one from one node to another, by To, then as the user has its inputs
	Rows  *Rows  // nil where there are none
}

// Node is one box.
type Node struct {
	Kind Kind
	Name string // "" where the config gives it none
	What string // the definition or type
	// Notes are short texts that tell it from others, such as "window: 10s".
	Notes []string
	// Title are lines with all there is to know, for a picture's tooltip.
	Title []string
}

// Edge says that a node reads another.
type Edge struct {
	From, To int
	Fields   []string // those that are read; none for all
}

// Rows is the group of what is written as rows.
type Rows struct {
	Notes   []string // such as "when any"
	Names   []string
	Members []int // the nodes of the names; one may come more than once
}

// label is what a node is called; one without a name is called by what it is.
func (n *Node) label() string {
	if n.Name == "" {
		return "(" + n.What + ")"
	}
	return n.Name
}

// Layers returns the column of each node: the longest path to it, but emitters
// come before sources and sources before features.
func (g *Graph) Layers() []int {
	layers := make([]int, len(g.Nodes))
	for i := range g.Nodes {
		layers[i] = int(g.Nodes[i].Kind)
		for _, e := range g.into(i) {
			layers[i] = max(layers[i], layers[e.From]+1)
		}
	}
	return layers
}

// into returns the edges that end at a node.
func (g *Graph) into(node int) []Edge {
	first, _ := slices.BinarySearchFunc(g.Edges, node, func(e Edge, to int) int { return e.To - to })
	last := first
	for last < len(g.Edges) && g.Edges[last].To == node {
		last++
	}
	return g.Edges[first:last]
}

// inRows tells whether a node is written in rows.
func (g *Graph) inRows(node int) bool { return g.Rows != nil && slices.Contains(g.Rows.Members, node) }
