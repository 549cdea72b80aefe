package manual

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/stream"
)

// upkeepOf builds a definition to see what it needs and costs: with default
// params and inputs, with examples of params that must be given, with stand-ins
// for inputs that must be named. It returns nothing for a definition that none of
// this builds.
func upkeepOf(r *feature.Registry, d *feature.Definition) (list []Upkeep, transform bool) {
	for _, inputs := range candidates(r) {
		for _, given := range examples(d.Params) {
			first, ok := attempt(d, given, inputs)
			if !ok {
				continue
			}
			list = []Upkeep{first}
			list = append(list, variants(d, given, inputs, first)...)
			return list, len(inputs) > 0
		}
	}
	return nil, d.Output == nil
}

// attempt builds a definition with params and inputs.
func attempt(d *feature.Definition, given []pair, inputs []feature.Input) (Upkeep, bool) {
	params := d.NewParams()
	if problems := d.Params.Decode(mapOf(d.Params, given), "", params); len(problems) > 0 {
		return Upkeep{}, false
	}
	f, err := feature.Build(d, params, inputs, resolve)
	if err != nil {
		return Upkeep{}, false
	}
	u := costOf(f)
	u.With = written(given, inputs)
	return u, true
}

// variants returns the upkeep with one input instead of two, and with other
// values of params that are a choice, where these change it.
func variants(d *feature.Definition, given []pair, inputs []feature.Input, first Upkeep) []Upkeep {
	var list []Upkeep
	if len(inputs) == 2 {
		if u, ok := attempt(d, given, inputs[:1]); ok {
			u.With = strings.TrimPrefix(u.With+", one input", ", ")
			list = append(list, u)
		}
	}
	for i := range d.Params.Fields {
		f := &d.Params.Fields[i]
		choices := f.Enum
		switch f.Type {
		case "boolean":
			choices = []string{"true", "false"}
		case "duration or events":
			choices = []string{"100 events"}
		}
		for _, choice := range choices {
			u, ok := choose(d, append([][]pair{given}, examples(d.Params)...), pair{f.Name, choice}, inputs)
			same := first
			if same.With = u.With; ok && !reflect.DeepEqual(u, same) {
				list = append(list, u)
			}
		}
	}
	return list
}

// choose builds a definition with a param and the first of the other params given that
// will do beside it.
func choose(d *feature.Definition, given [][]pair, p pair, inputs []feature.Input) (Upkeep, bool) {
	for _, list := range given {
		others := slices.DeleteFunc(slices.Clone(list), func(other pair) bool { return other.name == p.name })
		if u, ok := attempt(d, append(others, p), inputs); ok {
			return u, true
		}
	}
	return Upkeep{}, false
}

// resolve stands for the sources of a config: one of each definition.
func resolve(s *source.Definition, d *feature.Definition, inputs ...feature.Input) (feature.Input, error) {
	if s != nil {
		schema := schemaOf(s)
		if schema == nil {
			return feature.Input{}, fmt.Errorf("the fields of %s are up to its params", s.Name)
		}
		return feature.Input{Name: s.Name, Port: stream.LeafOf(schema.Type), Schema: schema}, nil
	}
	params := d.NewParams()
	if problems := d.Params.Decode(nil, d.Name, params); len(problems) > 0 {
		return feature.Input{}, problems
	}
	f, err := feature.Build(d, params, inputs, resolve)
	if err != nil {
		return feature.Input{}, err
	}
	return feature.Input{Name: d.Name, Port: f.Port, Schema: f.Schema, ID: f.ID}, nil
}

// candidates returns the inputs to try: none, two numbers, one, and each source
// with a number or alone.
func candidates(r *feature.Registry) [][]feature.Input {
	a, b := number("a"), number("b")
	list := [][]feature.Input{nil, {a, b}, {a}}
	for _, s := range r.Sources() {
		in, err := resolve(s, nil)
		if err == nil {
			list = append(list, []feature.Input{in, a}, []feature.Input{in})
		}
	}
	return list
}

// number is a stream of numbers.
func number(name string) feature.Input {
	t := reflect.TypeFor[float64]()
	schema, _ := event.SchemaOf(t) // of a number: never fails
	return feature.Input{Name: name, Port: stream.LeafOf(t), Schema: schema}
}

// pair is a param with a value.
type pair struct{ name, value string }

// examples returns the params to try: those that must be given, and these with
// one of those that may be.
func examples(s *param.Spec) [][]pair {
	var must []pair
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Required {
			must = append(must, pair{f.Name, f.Example})
		}
	}
	list := [][]pair{must}
	for i := range s.Fields {
		if f := &s.Fields[i]; !f.Required && !f.HasDefault && f.Example != "" {
			list = append(list, append(slices.Clone(must), pair{f.Name, f.Example}))
		}
	}
	return list
}

// mapOf returns params as a config would have them.
func mapOf(s *param.Spec, given []pair) *param.Node {
	n := &param.Node{Kind: param.Map}
	for _, p := range given {
		value := &param.Node{Kind: kindOf(s.Field(p.name).Type), Text: p.value}
		if value.Kind == param.Map {
			value = pairsOf(p.value)
		}
		if value.Kind == param.List {
			for item := range strings.SplitSeq(p.value, ",") {
				inner := kindOf(strings.TrimPrefix(s.Field(p.name).Type, "list of "))
				value.Items = append(value.Items, &param.Node{Kind: inner, Text: strings.TrimSpace(item)})
			}
		}
		n.Pairs = append(n.Pairs, param.Pair{Key: &param.Node{Kind: param.String, Text: p.name}, Value: value})
	}
	return n
}

// pairsOf reads texts by name, as in {symbol: A}.
func pairsOf(text string) *param.Node {
	n := &param.Node{Kind: param.Map}
	for item := range strings.SplitSeq(strings.Trim(text, "{}"), ",") {
		name, value, _ := strings.Cut(item, ":")
		n.Pairs = append(n.Pairs, param.Pair{
			Key:   &param.Node{Kind: param.String, Text: strings.TrimSpace(name)},
			Value: &param.Node{Kind: param.String, Text: strings.TrimSpace(value)},
		})
	}
	return n
}

func kindOf(typeName string) param.Kind {
	switch {
	case strings.HasPrefix(typeName, "list of "):
		return param.List
	case strings.HasPrefix(typeName, "map of "):
		return param.Map
	case typeName == "boolean":
		return param.Bool
	case typeName == "integer":
		return param.Int
	case typeName == "float":
		return param.Float
	}
	return param.String
}

// written says what is not the default.
func written(given []pair, inputs []feature.Input) string {
	var parts []string
	for _, p := range given {
		parts = append(parts, p.name+": "+p.value)
	}
	if len(inputs) == 2 {
		parts = append(parts, "two inputs")
	}
	return strings.Join(parts, ", ")
}
