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

// mostPoints is in how many points of a name any may be part of the name of a field:
// each of them doubles the ways.
const mostPoints = 8

// treeOf returns the places of columns: a name with points is a way from object
// to object, the names of whose fields may have points themselves.
func treeOf(wanted []table.Column) *node {
	root := &node{place: -1}
	for place, c := range wanted {
		if strings.Count(c.Name, ".") > mostPoints {
			root.child(c.Name).place = place
		}
		root.grow(c.Name, place)
	}
	return root
}

// grow adds the ways that a name may stand for.
func (n *node) grow(name string, place int) {
	for end := range len(name) {
		if name[end] == '.' {
			n.child(name[:end]).grow(name[end+1:], place)
			if strings.Count(name, ".") > mostPoints {
				return
			}
		}
	}
	n.child(name).place = place
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
