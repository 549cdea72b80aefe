package source

import (
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// FoundKeys makes the keys of a source as its emitter finds them in the events. It
// is the emitter's alone: the keys that it makes are told apart by pointer only
// among themselves, until the sequencer puts those of the graph in their place.
type FoundKeys struct {
	Constant []event.Pair // the names with one value for all events
	Free     []string     // the names whose values the events have, sorted
	table    event.Keys
}

// NewFoundKeys returns what makes keys of these names. free must be sorted.
func NewFoundKeys(constant []event.Pair, free []string) *FoundKeys {
	return &FoundKeys{Constant: constant, Free: free}
}

// Names returns the names of the keys, sorted.
func (f *FoundKeys) Names() []string {
	names := slices.Clone(f.Free)
	for _, p := range f.Constant {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return names
}

// Key returns the key with the given values for Free, in their order. It fails
// where a value cannot be one: it is empty, or holds a control character.
func (f *FoundKeys) Key(values ...string) (*event.Key, error) {
	if len(values) != len(f.Free) {
		return nil, fmt.Errorf("%d values for the %d names of a key", len(values), len(f.Free))
	}
	pairs := slices.Clone(f.Constant)
	for i, value := range values {
		if value == "" {
			return nil, fmt.Errorf("the value of %s is empty", f.Free[i])
		}
		if slices.ContainsFunc([]rune(value), isControl) {
			return nil, fmt.Errorf("the value of %s has a control character: %q", f.Free[i], value)
		}
		pairs = append(pairs, event.Pair{Name: f.Free[i], Value: value})
	}
	return f.table.Intern(pairs...)
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
