// Package feature turns definitions into features: a definition with params and
// inputs is a node of the graph with a content id, so that equal features are
// one node and share what was stored of them.
package feature

import (
	"fmt"
	"reflect"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// Meta is what people and the registry need to know of a definition.
type Meta struct {
	Name string // group.name
	// Version grows whenever the same params and inputs give other values; 0 is 1.
	Version int
	Doc     string // one sentence
	Formula string // exact, in the terms of params and inputs
	Inputs  string // what it takes, for people
	Example string // a feature of a config, in YAML
	Field   string // name of the output field where the output is no struct; "" is value
}

// Definition is how to build a feature, for one key.
type Definition struct {
	Meta
	Params *param.Spec
	// Output are the fields of the output; nil where params and inputs decide them.
	Output    *event.Schema
	NewParams func() any // makes a pointer to the struct that Params decodes into
	// Err is a mistake in the declaration; a registry refuses the definition.
	Err   error
	build func(b *Builder, params any) (built, error)
}

// built is what a definition's function returns.
type built struct {
	port   stream.Port
	schema *event.Schema
}

// Of is a definition whose output is a T: what another one takes as typed input.
type Of[T any] struct{ *Definition }

// Define declares a definition with params P (a struct, see package param) and
// output T: a struct whose fields are the output's (see [event.SchemaOf]), or one
// number, bool or text. build records operators; it must depend on b and p alone.
func Define[P, T any](m Meta, build func(b *Builder, p P) stream.Of[T]) Of[T] {
	schema, err := event.SchemaOf(reflect.TypeFor[T]())
	d := define[P](m, func(b *Builder, p P) (built, error) {
		return built{build(b, p).Port, schema}, nil
	})
	if err != nil {
		d.Err = fmt.Errorf("output of %s: %w", m.Name, err)
		return Of[T]{d}
	}
	if m.Field != "" && len(schema.Fields) == 1 {
		schema.Fields[0].Name = m.Field
	}
	d.Output = schema
	return Of[T]{d}
}

// DefineFields declares a definition with output T, a struct whose fields are those
// that fields returns for its params.
func DefineFields[P, T any](m Meta, fields func(p P) *event.Schema, build func(b *Builder, p P) stream.Of[T]) Of[T] {
	d := define[P](m, func(b *Builder, p P) (built, error) {
		return built{build(b, p).Port, fields(p)}, nil
	})
	if p := new(P); d.Err == nil && len(d.Params.Decode(nil, m.Name, p)) == 0 {
		d.Output = fields(*p)
	}
	return Of[T]{d}
}

// DefineRecord declares a definition whose output fields depend on its inputs or
// params.
func DefineRecord[P any](m Meta, build func(b *Builder, p P) (stream.Port, *event.Schema, error)) *Definition {
	return define[P](m, func(b *Builder, p P) (built, error) {
		port, schema, err := build(b, p)
		return built{port, schema}, err
	})
}

func define[P any](m Meta, build func(b *Builder, p P) (built, error)) *Definition {
	m.Version = max(m.Version, 1)
	d := &Definition{Meta: m, NewParams: func() any { return new(P) }}
	d.Params, d.Err = param.For[P]()
	d.build = func(b *Builder, params any) (built, error) {
		p, ok := params.(*P)
		if !ok {
			return built{}, fmt.Errorf("params of another definition than %s", m.Name)
		}
		return build(b, *p)
	}
	return d
}

// Zero returns a zero output. It makes the output's type known where the
// definition is used as the default of an input.
func (Of[T]) Zero() (zero T) { return zero }

// Default is a definition that an input falls back to where the config names
// none: a source.Of[T] or an Of[T].
type Default[T any] interface{ Zero() T }
