// Package join holds transforms that bring several streams together.
package join

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// LatestParams are the params of [Latest].
type LatestParams struct {
	When string `default:"any" doc:"when to emit: at any of the inputs, or at the one named"`
}

// Latest is join.latest.
var Latest = feature.DefineRecord(feature.Meta{
	Name:    "join.latest",
	Doc:     "the latest values of several streams, one event per step",
	Formula: "the last value of each field of each input; null for an input that has not come yet",
	Inputs:  "features or sources, or one field of each",
	Example: "both: {definition: join.latest, inputs: [mid, tvi_1m]}",
}, func(b *feature.Builder, p LatestParams) (stream.Port, *event.Schema, error) {
	inputs := b.Rest()
	parts, err := parts(b, inputs)
	if err != nil {
		return stream.Port{}, nil, err
	}
	var trigger []bool
	if p.When != "any" {
		i := slices.IndexFunc(inputs, func(in feature.Input) bool { return in.Name == p.When })
		if i < 0 {
			return stream.Port{}, nil, fmt.Errorf("when: %q is none of its inputs: write any, or the name of one", p.When)
		}
		trigger = make([]bool, len(inputs))
		trigger[i] = true
	}
	return stream.Latest(ports(inputs), trigger, parts)
})

// AsOfParams are the params of [AsOf].
type AsOfParams struct {
	MaxAge time.Duration `check:"nonnegative" example:"5s" doc:"older values are null; by default no value is too old"`
}

// AsOf is join.asof.
var AsOf = feature.DefineRecord(feature.Meta{
	Name:    "join.asof",
	Doc:     "every event of one stream with the last value of another",
	Formula: "the left event with the last right one at or before it in the order of the log; null if older than max_age",
	Inputs:  "two features or sources, or one field of each: left, then right",
	Example: "known: {definition: join.asof, inputs: [trades, mid], params: {max_age: 5s}}",
}, func(b *feature.Builder, p AsOfParams) (stream.Port, *event.Schema, error) {
	inputs := b.Rest()
	if len(inputs) != 2 {
		return stream.Port{}, nil, fmt.Errorf("it takes two inputs, left and right, not %d", len(inputs))
	}
	parts, err := parts(b, inputs)
	if err != nil {
		return stream.Port{}, nil, err
	}
	return stream.AsOf(ports(inputs), p.MaxAge, parts)
})

func ports(inputs []feature.Input) []stream.Port {
	list := make([]stream.Port, len(inputs))
	for i, in := range inputs {
		list[i] = in.Port
	}
	return list
}

// parts returns the fields of the inputs, named input.field. The names are part
// of the feature's identity.
func parts(b *feature.Builder, inputs []feature.Input) ([]stream.Part, error) {
	var list []stream.Part
	for i, in := range inputs {
		if in.Field != "" && in.Schema.Index(in.Field) < 0 {
			return nil, fmt.Errorf("%q has no field %q", in.Name, in.Field)
		}
		for _, f := range in.Schema.Fields {
			if in.Field != "" && in.Field != f.Name {
				continue
			}
			name := in.Name + "." + f.Name
			if slices.ContainsFunc(list, func(p stream.Part) bool { return p.Name == name }) {
				return nil, fmt.Errorf("field %q is there twice", name)
			}
			list = append(list, stream.Part{Input: i, Field: f, Name: name})
			b.Identify(name)
		}
	}
	if len(list) == 0 && len(inputs) > 0 {
		return nil, fmt.Errorf("its inputs have no fields: %s", strings.Join(inputNames(inputs), ", "))
	}
	return list, nil
}

func inputNames(inputs []feature.Input) []string {
	list := make([]string, len(inputs))
	for i, in := range inputs {
		list[i] = in.Name
	}
	return list
}
