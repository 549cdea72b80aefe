package feature

import (
	"errors"
	"fmt"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/stream"
)

// Input is one input of a feature, as its definition sees it.
type Input struct {
	Name   string // as the config calls it; empty for a default
	Field  string // the one field that is meant; empty for all
	Port   stream.Port
	Schema *event.Schema
	// Keys are those that it is kept per.
	Keys KeySet
	// ID is the content id of the feature or source.
	ID ID
}

// Resolver finds what an input stands for that no feature of the config is: the one
// source of a definition, or a definition with default params over the given inputs,
// by default its own. Exactly one of the two definitions is not nil.
type Resolver func(s *source.Definition, f *Definition, inputs ...Input) (Input, error)

// Builder is what a definition's function records its operators with.
type Builder struct {
	inputs  []Input // as the config names them
	used    []Input // those and defaults, in the order taken
	taken   int
	resolve Resolver
	params  any      // what stands for the params in the content id
	extra   []string // further parts of the content id
	errs    []error
}

// Canonical sets what stands for the params in the content id, where params that
// differ mean the same: another value of the params' type.
func (b *Builder) Canonical(params any) { b.params = params }

// Identify adds to the content id what decides the output and is neither a param
// nor an input, such as names that become output fields.
func (b *Builder) Identify(parts ...string) { b.extra = append(b.extra, parts...) }

// Err makes the feature fail to build, with a message for the person who wrote
// the config.
func (b *Builder) Err(err error) { b.errs = append(b.errs, err) }

// In returns the next input as a stream of T. Where the config names none, it is
// standard with default params.
func In[T any](b *Builder, standard Default[T]) stream.Of[T] {
	in, err := next(b, standard)
	if err != nil {
		return hole[T](b, err)
	}
	if in.Field != "" {
		return hole[T](b, fmt.Errorf("input %q: this definition takes a whole stream, so name %q without a field", in.Name+"."+in.Field, in.Name))
	}
	typed, err := stream.As[T](in.Port)
	if err != nil {
		return hole[T](b, fmt.Errorf("input %q: %w", in.Name, in.named(err)))
	}
	return typed
}

// named returns the error of a stream of another type, with the names that the
// config gave to the fields of a record: its type has none of its own.
func (in *Input) named(err error) error {
	if in.Schema == nil || in.Port.Type == nil || in.Port.Type.Name() != "" {
		return err
	}
	_, wanted, _ := strings.Cut(err.Error(), ", not ")
	return fmt.Errorf("its fields are %s; needed are %s: declare a source whose definition has them", in.fieldNames(), wanted)
}

// Number returns the next input, one numeric field of any stream, which the
// config must name.
func Number(b *Builder) stream.Of[float64] { return NumberOr[struct{}](b, nil) }

// NumberOr is [Number] with a default for when the config leaves the input out.
func NumberOr[T any](b *Builder, standard Default[T]) stream.Of[float64] {
	in, err := next(b, standard)
	if err != nil {
		return hole[float64](b, err)
	}
	f, err := in.NumericField()
	if err != nil {
		return hole[float64](b, err)
	}
	x, err := stream.Numeric(in.Port, f)
	if err != nil {
		return hole[float64](b, fmt.Errorf("input %q: %w", in.Name, err))
	}
	return x
}

// hole reports err and returns a stream that a definition can go on building
// with, so that all its mistakes are found at once.
func hole[T any](b *Builder, err error) stream.Of[T] {
	b.Err(err)
	return stream.Leaf[T]()
}

// Rest returns all inputs that are not taken yet; at least one, else it is an
// error of the config.
func (b *Builder) Rest() []Input {
	rest := b.inputs[b.taken:]
	b.taken = len(b.inputs)
	b.used = append(b.used, rest...)
	if len(rest) == 0 {
		b.Err(errors.New("it needs inputs: name at least one feature or source"))
	}
	return rest
}

// next returns the next input: as the config names it, else the default.
func next[T any](b *Builder, standard Default[T]) (Input, error) {
	in, err := b.named(len(b.used))
	if err != nil {
		switch d := standard.(type) {
		case source.Of[T]:
			in, err = b.resolve(d.Definition, nil)
		case Of[T]:
			in, err = b.resolve(nil, d.Definition)
		}
	}
	b.taken = min(b.taken+1, len(b.inputs))
	b.used = append(b.used, in)
	return in, err
}

// named returns the i-th input of the config.
func (b *Builder) named(i int) (Input, error) {
	if i < len(b.inputs) {
		return b.inputs[i], nil
	}
	return Input{}, fmt.Errorf("input %d is missing: name a feature or source", i+1)
}

// NumericField returns the field that is meant: the one named, else the only
// number of the stream.
func (in *Input) NumericField() (*event.Field, error) {
	var names []string
	var found *event.Field
	for i := range in.Schema.Fields {
		f := &in.Schema.Fields[i]
		if in.Field == f.Name {
			return f, nil
		}
		if f.Kind == event.KindFloat || f.Kind == event.KindInt || f.Kind == event.KindUint {
			names = append(names, in.Name+"."+f.Name)
			found = f
		}
	}
	switch {
	case in.Field != "":
		return nil, fmt.Errorf("%q has no field %q; it has %s", in.Name, in.Field, in.fieldNames())
	case len(names) == 1:
		return found, nil
	case len(names) == 0:
		return nil, fmt.Errorf("%q has no number among its fields: %s", in.Name, in.fieldNames())
	}
	return nil, fmt.Errorf("%q has several numbers, so say which: %s", in.Name, strings.Join(names, ", "))
}

func (in *Input) fieldNames() string {
	names := make([]string, len(in.Schema.Fields))
	for i, f := range in.Schema.Fields {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}
