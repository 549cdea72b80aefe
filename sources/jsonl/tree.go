package jsonl

import (
	"strings"

	"github.com/featurizer/featurizer/sources/table"
)

// node is a place in the objects that is wanted, or on the way to one.
type node struct {
	name  string
	place int // of its column, below zero where it is only on the way
	inner []*node
}

// treeOf returns the places of columns: a name with points is a way from object
// to object, or the name of a field that has points itself.
func treeOf(wanted []table.Column) *node {
	root := &node{place: -1}
	for place, c := range wanted {
		root.child(c.Name).place = place
		at := root
		for name := range strings.SplitSeq(c.Name, ".") {
			at = at.child(name)
		}
		at.place = place
	}
	return root
}

// child returns the node of a name, made where there is none.
func (n *node) child(name string) *node {
	for _, inner := range n.inner {
		if inner.name == name {
			return inner
		}
	}
	made := &node{name: name, place: -1}
	n.inner = append(n.inner, made)
	return made
}

// find returns the node of a name, nil where there is none. There are few.
func (n *node) find(name []byte) *node {
	if n == nil {
		return nil
	}
	for _, inner := range n.inner {
		if inner.name == string(name) {
			return inner
		}
	}
	return nil
}
