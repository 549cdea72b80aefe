package feature

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/featurizer/featurizer/source"
)

// Registry is what a binary knows: definitions of features and sources, and
// types of emitters. It is a value; the zero Registry knows nothing.
type Registry struct {
	features map[string]*Definition
	sources  map[string]*source.Definition
	emitters map[string]*source.EmitterType
}

var definitionName = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$`)

// AddFeatures registers definitions. It refuses names that are taken or
// malformed, and definitions whose declaration has a mistake.
func (r *Registry) AddFeatures(definitions ...*Definition) error {
	var errs []error
	for _, d := range definitions {
		if r.features == nil {
			r.features = map[string]*Definition{}
		}
		errs = append(errs, add(r.features, "definition", d.Name, d, d.Err))
	}
	return errors.Join(errs...)
}

// AddSources registers source definitions.
func (r *Registry) AddSources(definitions ...*source.Definition) error {
	var errs []error
	for _, d := range definitions {
		if r.sources == nil {
			r.sources = map[string]*source.Definition{}
		}
		errs = append(errs, add(r.sources, "source", d.Name, d, d.Err))
	}
	return errors.Join(errs...)
}

// AddEmitters registers types of emitters.
func (r *Registry) AddEmitters(types ...*source.EmitterType) error {
	var errs []error
	for _, t := range types {
		if r.emitters == nil {
			r.emitters = map[string]*source.EmitterType{}
		}
		errs = append(errs, add(r.emitters, "emitter", t.Name, t, t.Err))
	}
	return errors.Join(errs...)
}

func add[T any](into map[string]T, what, name string, item T, mistake error) error {
	switch _, taken := into[name]; {
	case mistake != nil:
		return fmt.Errorf("registering %s %s: %w", what, name, mistake)
	case !definitionName.MatchString(name):
		return fmt.Errorf("registering %s %q: a name is group.name in lower case", what, name)
	case taken:
		return fmt.Errorf("registering %s %s: the name is taken", what, name)
	}
	into[name] = item
	return nil
}

// Feature returns a definition by name, nil if there is none.
func (r *Registry) Feature(name string) *Definition { return r.features[name] }

// Source returns a source definition by name, nil if there is none.
func (r *Registry) Source(name string) *source.Definition { return r.sources[name] }

// Emitter returns a type of emitter by name, nil if there is none.
func (r *Registry) Emitter(name string) *source.EmitterType { return r.emitters[name] }

// Features returns all definitions, by name.
func (r *Registry) Features() []*Definition { return sorted(r.features) }

// Sources returns all source definitions, by name.
func (r *Registry) Sources() []*source.Definition { return sorted(r.sources) }

// Emitters returns all types of emitters, by name.
func (r *Registry) Emitters() []*source.EmitterType { return sorted(r.emitters) }

func sorted[T any](m map[string]T) []T {
	list := make([]T, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		list = append(list, m[name])
	}
	return list
}
