package feature

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strconv"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/stream"
)

// SemanticsVersion is the version of the contract that gives values their
// meaning; it is part of every id.
const SemanticsVersion = 1

// ID is a content id: equal ids are one node and share what is stored.
type ID [sha256.Size]byte

// String returns the id in hex.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// Compare orders ids bytewise.
func (id ID) Compare(other ID) int { return slices.Compare(id[:], other[:]) }

// Feature is a node of the graph: a definition with params and inputs.
type Feature struct {
	ID         ID
	Definition *Definition
	Params     any // decoded, a pointer to the definition's struct
	Inputs     []Input
	Port       stream.Port
	Schema     *event.Schema
	// Nodes are the operators that the feature itself adds, inputs before users.
	Nodes []*stream.Node
}

// Memory is what the feature's own operators need of the past.
func (f *Feature) Memory() stream.Memory {
	var m stream.Memory
	for _, n := range f.Nodes {
		m = m.Join(n.Memory)
	}
	return m
}

// Build makes a feature. All mistakes found are returned together.
func Build(d *Definition, params any, inputs []Input, resolve Resolver) (*Feature, error) {
	b := &Builder{inputs: inputs, resolve: resolve, params: params}
	out, err := d.build(b, params)
	if err != nil {
		b.Err(err)
	}
	if b.taken < len(inputs) && len(b.errs) == 0 {
		b.Err(fmt.Errorf("it takes %d input(s), not %d", b.taken, len(inputs)))
	}
	if len(b.errs) > 0 {
		return nil, errors.Join(b.errs...)
	}
	f := &Feature{Definition: d, Params: params, Inputs: b.used, Port: out.port, Schema: out.schema}
	f.Nodes = ownNodes(out.port.Node, b.used)
	f.ID = f.identify(b)
	return f, nil
}

// ownNodes returns the nodes between a feature's inputs and its output, inputs
// before users, in an order that depends on the graph's shape alone.
func ownNodes(out *stream.Node, inputs []Input) []*stream.Node {
	seen := map[*stream.Node]bool{}
	for _, in := range inputs {
		seen[in.Port.Node] = true
	}
	var nodes []*stream.Node
	var visit func(n *stream.Node)
	visit = func(n *stream.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, in := range n.Inputs {
			visit(in.Node)
		}
		nodes = append(nodes, n)
	}
	visit(out)
	return nodes
}

// identify returns the content id (semantics 8): SHA-256 over length-prefixed
// parts in a fixed order.
func (f *Feature) identify(b *Builder) ID {
	h := sha256.New()
	write(h, "feature", strconv.Itoa(SemanticsVersion), f.Definition.Name, strconv.Itoa(f.Definition.Version))
	write(h, string(f.Definition.Params.Encode(b.params)))
	write(h, b.extra...)
	for _, n := range f.Nodes {
		write(h, n.Op, strconv.Itoa(n.Version))
	}
	for _, in := range f.Inputs {
		write(h, "input", string(in.ID[:]), in.Field)
	}
	return ID(h.Sum(nil))
}

// SourceID returns the content id of a source: its definition, payload params and
// the name of its stream; never where its events come from.
func SourceID(d *source.Definition, params any, name string) ID {
	h := sha256.New()
	write(h, "source", strconv.Itoa(SemanticsVersion), d.Name, strconv.Itoa(d.Version), string(d.Params.Encode(params)), name)
	return ID(h.Sum(nil))
}

func write(h hash.Hash, parts ...string) {
	for _, part := range parts {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		_, _ = h.Write(length[:]) // a hash never fails
		_, _ = h.Write([]byte(part))
	}
}
