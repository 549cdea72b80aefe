// Package graph checks a config against a registry and makes the plan that
// executors run: emitters and sources with their keys, features as nodes with
// content ids, the order of nodes, and the layout of one row of memory per key.
package graph

import (
	"time"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/stream"
)

// Plan is a checked config. It is read-only once made.
type Plan struct {
	Config   *config.Config
	Keys     *event.Keys
	Emitters []*Emitter // in the order of the config
	Sources  []*Source  // in the order of the config: Event.Source indexes them
	Leaves   []*Leaf
	Features []*Feature     // by node index: inputs before users
	Rows     *Rows          // nil if the config asks for none
	Feeds    []string       // sorted
	Outputs  []*Destination // in the order of the config
}

// Emitter is an emitter of the config with its decoded options.
type Emitter struct {
	*config.Emitter
	EmitterType *source.EmitterType
	Params      any
}

// Source is a declared leaf of the graph.
type Source struct {
	*config.Source
	ID      feature.ID
	Emitter *Emitter // nil where events are handed in from outside
	source.Declared
	KeyNames []string // sorted
	Leaf     int      // index of the leaf that its events enter by
}

// Leaf is where the events of sources with one id, for different keys, enter the
// graph.
type Leaf struct {
	Name     string // of the first of its sources
	Port     stream.Port
	Schema   *event.Schema
	KeyNames []string
	// Definition is that of its sources.
	Definition *source.Definition
}

// Feature is a node of the graph with its names and its place in time.
type Feature struct {
	*feature.Feature
	Names []string // sorted; none for a default input
	// Keys are, by name, the keys that the name is for: where sources of one id
	// have different keys, features over them are one node with a name for each.
	// nil stands for all keys.
	Keys     map[string]*feature.KeySet
	Leaves   []int // the leaves below it, sorted
	KeyNames []string
	KeySet   feature.KeySet
	Inputs   []*Feature // the features it reads
	// Across tells that it, or a feature below, is computed of several keys: Leaves
	// are then not all in its own row.
	Across bool
	// Reach is the sum of window lengths along the longest path (semantics 4).
	Reach time.Duration
	// Memory is what the feature and all below it need of the past.
	Memory stream.Memory
}

// Rows is the checked rows section.
type Rows struct {
	*config.Rows
	Slots    []*Feature
	Names    []string // of the slots, as the config calls them
	Trigger  *Feature // the feature that fires rows; nil for any of the slots
	KeyNames []string // of the finest key
	Stream   *event.OutputStream
	Reach    time.Duration
}

// nodes returns the operators and leaves of the graph in the order in which they
// run: leaves first, then each feature's own.
func (p *Plan) nodes() []*stream.Node {
	var nodes []*stream.Node
	for _, l := range p.Leaves {
		nodes = append(nodes, l.Port.Node)
	}
	for _, f := range p.Features {
		nodes = append(nodes, f.Nodes...)
	}
	return nodes
}

// Column names of an output, from a schema.
func columns(prefix string, s *event.Schema) []event.Column {
	list := make([]event.Column, len(s.Fields))
	for i, f := range s.Fields {
		list[i] = event.Column{Name: prefix + f.Name, Kind: f.Kind}
	}
	return list
}

// FeatureStream describes the outputs of a feature under one of its names.
func FeatureStream(f *Feature, name string) *event.OutputStream {
	return &event.OutputStream{Kind: event.OutputFeature, Name: name, Columns: columns("", f.Schema)}
}
