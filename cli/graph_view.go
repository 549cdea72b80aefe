package cli

import (
	"bytes"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/param"
)

// graphView is a graph as JSON.
type graphView struct {
	Nodes []graphNode `json:"nodes"`
	Edges []edgeView  `json:"edges"`
	Rows  *graphRows  `json:"rows,omitempty"`
}

// graphNode is an emitter, a source or a feature. A feature that is the default
// input of another has no names.
type graphNode struct {
	Node       int       `json:"node"` // its place in the list, which edges name
	Kind       string    `json:"kind"`
	Names      []string  `json:"names"`
	Definition string    `json:"definition"`
	ID         string    `json:"id,omitempty"`
	Params     []setting `json:"params"`
	Inputs     []string  `json:"inputs,omitempty"`
	Fields     []string  `json:"fields,omitempty"`
	Memory     string    `json:"memory,omitempty"`
	Warmup     string    `json:"warmup,omitempty"`
	Layer      int       `json:"layer"`
}

type edgeView struct {
	From  int    `json:"from"`
	To    int    `json:"to"`
	Field string `json:"field,omitempty"`
}

type graphRows struct {
	rowsView

	Nodes []int `json:"nodes"` // the features of the row, in its order
}

// setting is a param with its value, as a config would have it.
type setting struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Default bool   `json:"default"`
}

// note is how a drawing shows a param. An expression speaks for itself.
func (s *setting) note() string {
	if s.Name == "expression" {
		return s.Value
	}
	return s.Name + ": " + s.Value
}

func titles(list []setting) []string {
	var lines []string
	for i := range list {
		line := list[i].Name + ": " + list[i].Value
		if list[i].Default {
			line += " (default)"
		}
		lines = append(lines, line)
	}
	return lines
}

// paramsOf returns the params of a feature.
func (d *drawing) paramsOf(f *graph.Feature) []setting {
	given := &param.Node{Kind: param.Map}
	for i := range d.plan.Config.Features {
		declared := &d.plan.Config.Features[i]
		switch {
		case len(f.Names) == 0 && declared.Where != "" && d.stands(f, declared):
			given = expression(declared.Where)
		case len(f.Names) == 0 || declared.Name != f.Names[0]:
		case declared.Expr != "":
			given = expression(declared.Expr, declared.Params.Pairs...)
		default:
			given = declared.Params
		}
	}
	return settings(f.Definition.Params, f.Definition.NewParams, given)
}

// stands tells whether a feature without a name stands before a declared one, as its
// condition does.
func (d *drawing) stands(f *graph.Feature, before *config.Feature) bool {
	for _, named := range d.plan.Features {
		if slices.Contains(named.Names, before.Name) {
			return slices.ContainsFunc(named.Feature.Inputs, func(in feature.Input) bool { return in.ID == f.ID })
		}
	}
	return false
}

// expression returns params with an expression before others.
func expression(of string, others ...param.Pair) *param.Node {
	text := func(s string) *param.Node { return &param.Node{Kind: param.String, Text: s} }
	return &param.Node{Kind: param.Map, Pairs: append([]param.Pair{{Key: text("expression"), Value: text(of)}}, others...)}
}

// settings returns the params of a spec that have a value: the one given, or the
// default.
func settings(spec *param.Spec, empty func() any, given *param.Node) []setting {
	list := []setting{}
	for i := range spec.Fields {
		field := &spec.Fields[i]
		switch value := given.Get(field.Name); {
		case value != nil:
			list = append(list, setting{field.Name, written(value), isDefault(spec, empty, given, field.Name)})
		case field.HasDefault:
			list = append(list, setting{field.Name, field.Default, true})
		}
	}
	return list
}

// isDefault tells whether the params are the same without one of those given.
func isDefault(spec *param.Spec, empty func() any, given *param.Node, name string) bool {
	without := &param.Node{Kind: param.Map}
	for _, pair := range given.Pairs {
		if pair.Key.Text != name {
			without.Pairs = append(without.Pairs, pair)
		}
	}
	with, other := empty(), empty()
	if len(spec.Decode(given, "", with))+len(spec.Decode(without, "", other)) > 0 {
		return false
	}
	return bytes.Equal(spec.Encode(with), spec.Encode(other))
}

// written returns a value as a config would have it in one line; what came from
// outside the file, and may be a secret, as the file has it.
func written(n *param.Node) string {
	switch {
	case n.Kind == param.List:
		items := make([]string, len(n.Items))
		for i, item := range n.Items {
			items[i] = written(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case n.Kind == param.Map:
		pairs := make([]string, len(n.Pairs))
		for i, pair := range n.Pairs {
			pairs[i] = written(pair.Key) + ": " + written(pair.Value)
		}
		return "{" + strings.Join(pairs, ", ") + "}"
	case n.Written != "":
		return n.Written
	case n.Kind == param.Null && n.Text == "":
		return "null"
	}
	return n.Text
}

func fieldNames(s *event.Schema) []string {
	names := make([]string, len(s.Fields))
	for i := range s.Fields {
		names[i] = s.Fields[i].Name
	}
	return names
}
