package graph

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/state"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/stream"
)

// node is what a feature is made of.
type node struct {
	definition *feature.Definition
	params     any
	inputs     []feature.Input
	resolve    feature.Resolver // of inputs that are left out
}

// add builds a feature and returns it, or the one that has the same id. It
// returns nil after fail was called.
func (b *builder) add(n node, fail func(error)) *Feature {
	built, err := feature.Build(n.definition, n.params, n.inputs, n.resolve)
	if err != nil {
		fail(err)
		return nil
	}
	if known := b.byID[built.ID]; known != nil {
		for _, in := range built.Inputs {
			if !known.Across {
				known.KeySet = known.KeySet.Join(in.Keys)
			}
		}
		return known
	}
	f := &Feature{Feature: built, Keys: map[string]*feature.KeySet{}}
	if err := errors.Join(b.place(f), storable(f)); err != nil {
		fail(err)
		return nil
	}
	b.byID[f.ID] = f
	b.plan.Features = append(b.plan.Features, f)
	return f
}

// standard resolves an input that no feature of the config is: the only source of a
// definition, or a feature with default params over inputs.
func (b *builder) standard(s *source.Definition, d *feature.Definition, inputs ...feature.Input) (feature.Input, error) {
	if s != nil {
		return b.onlySource(s)
	}
	params := d.NewParams()
	if problems := d.Params.Decode(nil, d.Name, params); len(problems) > 0 {
		return feature.Input{}, fmt.Errorf("its input %s cannot be built by default: %w", d.Name, problems)
	}
	var cause error
	f := b.add(node{d, params, inputs, b.standard}, func(err error) { cause = err })
	if f == nil {
		return feature.Input{}, fmt.Errorf("its input %s: %w", d.Name, cause)
	}
	return f.input(d.Name, ""), nil
}

// errReported is the error of a feature above a source that failed, which has
// been reported there.
var errReported = errors.New("its source is not valid")

func (b *builder) onlySource(d *source.Definition) (feature.Input, error) {
	var found []*Source
	for _, s := range b.plan.Sources {
		if s.Declared.Definition == d {
			found = append(found, s)
		}
	}
	if len(found) == 0 {
		if slices.ContainsFunc(b.plan.Config.Sources, func(s config.Source) bool { return s.Definition == d.Name }) {
			return feature.Input{}, errReported
		}
		return feature.Input{}, fmt.Errorf("it reads a source of definition %s, and the config has none", d.Name)
	}
	if !slices.ContainsFunc(found, func(s *Source) bool { return s.Leaf != found[0].Leaf }) {
		in := b.sourceInput(found[0], "")
		for _, s := range found {
			in.Keys = in.Keys.Join(s.keySet())
		}
		return in, nil
	}
	list := names(found, func(s *Source) string { return s.Declared.Name })
	return feature.Input{}, fmt.Errorf("its inputs must be named: the config has several sources of definition %s: %s", d.Name, strings.Join(list, ", "))
}

// place finds out what lies below a feature.
func (b *builder) place(f *Feature) error {
	if len(f.Feature.Inputs) == 0 {
		return errors.New("it has no inputs")
	}
	for i, in := range f.Feature.Inputs {
		keyNames := b.placeInput(f, in)
		if i == 0 {
			f.KeyNames = keyNames
			continue
		}
		if first := f.Feature.Inputs[0]; !slices.Equal(keyNames, f.KeyNames) {
			return fmt.Errorf("its inputs have different keys: %s by %s, %s by %s",
				first.Name, shownNames(f.KeyNames), in.Name, shownNames(keyNames))
		}
	}
	slices.Sort(f.Leaves)
	f.Leaves = slices.Compact(f.Leaves)
	f.Reach = reach(f.Port.Node)
	f.Memory = f.Memory.Join(f.Feature.Memory())
	f.Memory.Bounded = f.Reach
	if err := f.pickable(); err != nil {
		return err
	}
	f.cross()
	return nil
}

// pickable checks that the keys that a feature picks have names that its input's keys
// have, where these are known.
func (f *Feature) pickable() error {
	for _, n := range f.Nodes {
		if n.Cross == nil || f.KeyNames == nil {
			continue
		}
		for _, p := range slices.Concat(n.Cross.Picked...) {
			if !slices.Contains(f.KeyNames, p.Name) {
				return fmt.Errorf("it picks a key by %s=%s, and its input is kept by %s", p.Name, p.Value, shownNames(f.KeyNames))
			}
		}
	}
	return nil
}

// placeInput takes over what lies below an input, and returns the names of its keys.
func (b *builder) placeInput(f *Feature, in feature.Input) []string {
	f.KeySet = f.KeySet.Join(in.Keys)
	if below := b.byID[in.ID]; below != nil {
		f.Inputs = append(f.Inputs, below)
		f.Leaves = append(f.Leaves, below.Leaves...)
		f.Memory = f.Memory.Join(below.Memory)
		f.Across = f.Across || below.Across
		return below.KeyNames
	}
	leaf := slices.IndexFunc(b.plan.Leaves, func(l *Leaf) bool { return l.Port.Node == in.Port.Node })
	f.Leaves = append(f.Leaves, leaf)
	return b.plan.Leaves[leaf].KeyNames
}

func shownNames(names []string) string {
	if len(names) == 0 {
		return "one key for all"
	}
	return strings.Join(names, ",")
}

// cross finds out for which keys a feature of several keys has outputs.
func (f *Feature) cross() {
	for _, n := range f.Nodes {
		if n.Cross == nil {
			continue
		}
		f.Across = true
		if len(f.KeySet.Keys) == 0 { // what a cut leaves out may be of a key that nothing names
			f.Memory.Unbounded = true
		}
		picked := f.KeySet
		if n.Cross.Picked != nil {
			picked = f.KeySet.Only(n.Cross.Picked)
		}
		if n.Cross.PerKey {
			f.KeySet = picked
			return
		}
		common := picked.Common()
		f.KeyNames = []string{}
		for _, p := range common {
			f.KeyNames = append(f.KeyNames, p.Name)
		}
		f.KeySet = feature.KeySet{Open: [][]event.Pair{common}}
	}
}

// keysOf returns the keys that a name of f is for: those of the sources that its
// inputs lead to. nil stands for all.
func (b *builder) keysOf(f *Feature, declared *config.Feature) *feature.KeySet {
	if f.Across {
		return nil
	}
	var keys feature.KeySet
	for _, ref := range declared.Inputs {
		if s := b.sources[ref.Name]; s != nil {
			keys = keys.Join(s.keySet())
			continue
		}
		below := b.features[ref.Name]
		if only := below.Keys[ref.Name]; only != nil {
			keys = keys.Join(*only)
			continue
		}
		keys = keys.Join(b.leafKeys(below))
	}
	if all := b.leafKeys(f); keys.Any() || len(all.Keys) == len(keys.Keys) && len(all.Open) == len(keys.Open) {
		return nil
	}
	return &keys
}

// leafKeys returns the keys of all sources of the leaves below a feature.
func (b *builder) leafKeys(f *Feature) feature.KeySet {
	var keys feature.KeySet
	for _, s := range b.plan.Sources {
		if slices.Contains(f.Leaves, s.Leaf) {
			keys = keys.Join(s.keySet())
		}
	}
	return keys
}

// storable checks that all that a feature's operators hold can be stored.
func storable(f *Feature) error {
	for _, n := range f.Nodes {
		if _, err := state.Of(n.Output); err != nil {
			return fmt.Errorf("an output of its %s operator: %w", n.Op, err)
		}
		if n.State == nil {
			continue
		}
		if _, err := state.Of(n.State); err != nil {
			return fmt.Errorf("the state of its %s operator: %w", n.Op, err)
		}
	}
	return nil
}

// reach returns the sum of window lengths along the longest path to a node.
func reach(n *stream.Node) time.Duration {
	var below time.Duration
	for _, in := range n.Inputs {
		below = max(below, reach(in.Node))
	}
	return below + n.Window
}

// order brings the features into the order of nodes: repeatedly, among those
// whose inputs are placed, the smallest by first name, then id (semantics 3).
func (b *builder) order() {
	waiting := b.plan.Features
	placed := make(map[*Feature]bool, len(waiting))
	var ordered []*Feature
	for len(waiting) > 0 {
		best := -1
		for i, f := range waiting {
			ready := !slices.ContainsFunc(f.Inputs, func(in *Feature) bool { return !placed[in] })
			if ready && (best < 0 || f.before(waiting[best])) {
				best = i
			}
		}
		placed[waiting[best]] = true
		ordered = append(ordered, waiting[best])
		waiting = slices.Delete(waiting, best, best+1)
	}
	b.plan.Features = ordered
}

func (f *Feature) before(other *Feature) bool {
	return cmp.Or(cmp.Compare(f.firstName(), other.firstName()), f.ID.Compare(other.ID)) < 0
}

func (f *Feature) firstName() string {
	if len(f.Names) == 0 {
		return ""
	}
	return f.Names[0]
}
