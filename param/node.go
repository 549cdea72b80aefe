package param

import "strconv"

// Kind is what a node of a document is.
type Kind uint8

// The kinds of nodes. Null is also a key without a value.
const (
	Null Kind = iota
	Bool
	Int
	Float
	String
	List
	Map
)

// Node is one value of a parsed document with its place in the file. It knows
// no format. A scalar keeps its text, so that the decoder of a field decides
// what the text means and a string field gets it as it was written.
type Node struct {
	Kind  Kind
	Text  string  // a scalar as written, without quotes
	Items []*Node // of a List
	Pairs []Pair  // of a Map, in the order of the file; keys are unique

	Line, Column int // from 1, in characters; 0 where it has no place in the file
	Width        int // in characters, for the caret
	Quoted       bool

	// Written is set where Text came from outside the file, such as an
	// environment variable: messages show Written and never Text, which may be
	// a secret.
	Written string
	// Secret says that such a Text must not be shown: see [Spec.Complete].
	Secret bool
}

// Pair is one key of a Map with its value.
type Pair struct{ Key, Value *Node }

// Get returns the value of a key of a Map, nil where there is none.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, pair := range n.Pairs {
		if pair.Key.Text == key {
			return pair.Value
		}
	}
	return nil
}

// Keys returns the keys of a Map in the order of the file.
func (n *Node) Keys() []string {
	keys := make([]string, len(n.Pairs))
	for i, pair := range n.Pairs {
		keys[i] = pair.Key.Text
	}
	return keys
}

// Problem returns a problem at the place of the node.
func (n *Node) Problem(message string) Problem {
	return Problem{Line: n.Line, Column: n.Column, Width: n.Width, Message: message}
}

// String describes the node in a message: a scalar by its text, anything else
// by its kind.
func (n *Node) String() string {
	switch n.Kind {
	case Null:
		return "nothing"
	case List:
		return "a list"
	case Map:
		return "a map"
	case String:
		return strconv.Quote(n.shown())
	default:
		return n.shown()
	}
}

// maxShown bounds what a message repeats of a file, in characters.
const maxShown = 60

func (n *Node) shown() string {
	text := n.Text
	if n.Written != "" {
		text = n.Written
	}
	if runes := []rune(text); len(runes) > maxShown {
		return string(runes[:maxShown]) + "..."
	}
	return text
}
