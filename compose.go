package featurizer

import (
	"errors"
	"slices"
	"time"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
)

// Source is a source of a composed graph.
type Source struct {
	Name       string
	Definition *source.Definition
	Params     any // a pointer to the definition's params; nil for the defaults
}

// Feature is a feature of a composed graph.
type Feature struct {
	Name       string
	Definition *feature.Definition
	Params     any      // a pointer to the definition's params; nil for the defaults
	Inputs     []string // sources and features, or their fields as name.field; nil for the defaults
}

// Rows combines the latest values of features; see the rows section of a config.
type Rows struct {
	Features []string
	When     string        // "" or any: each of them; or the name of a feature
	Every    time.Duration // instead of When: once per bucket of this length
	Nulls    bool          // rows while a feature has no value
	Ages     bool
}

// Composition is a graph written in Go instead of a config.
type Composition struct {
	Sources  []Source
	Features []Feature
	Rows     *Rows
}

// Graph makes the graph of a composition.
func (c *Composition) Graph() (*FeatureStreamGraph, error) {
	r := &feature.Registry{}
	given := map[string]any{}
	doc := &config.Config{File: "composition", Version: 1, Lanes: 64, Warmup: "drop", OnError: "halt"}
	var errs []error
	for _, s := range c.Sources {
		if r.Source(s.Definition.Name) != s.Definition {
			errs = append(errs, r.AddSources(s.Definition))
		}
		doc.Sources = append(doc.Sources, config.Source{
			Name: s.Name, Definition: s.Definition.Name, Params: emptyParams(), Late: "clamp", MaxAhead: time.Minute,
		})
		if s.Params != nil {
			given[s.Name] = s.Params
		}
	}
	for _, f := range c.Features {
		if r.Feature(f.Definition.Name) != f.Definition {
			errs = append(errs, r.AddFeatures(f.Definition))
		}
		declared := config.Feature{Name: f.Name, Definition: f.Definition.Name, Params: emptyParams()}
		for _, in := range f.Inputs {
			declared.Inputs = append(declared.Inputs, config.ParseRef(in))
		}
		doc.Features = append(doc.Features, declared)
		if f.Params != nil {
			given[f.Name] = f.Params
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	doc.Rows = c.Rows.section()
	return newGraph(doc, r, graph.Options{ByHand: true, Params: given})
}

func emptyParams() *param.Node { return &param.Node{Kind: param.Map} }

// section returns the rows as a config has them.
func (r *Rows) section() *config.Rows {
	if r == nil {
		return nil
	}
	s := &config.Rows{
		Features: slices.Clone(r.Features), When: "any", Every: r.Every, Missing: "wait", Ages: r.Ages,
		FeaturePos: make([]config.Pos, len(r.Features)),
	}
	if r.When != "" {
		s.When = r.When
	}
	if r.Nulls {
		s.Missing = "null"
	}
	return s
}
