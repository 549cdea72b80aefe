package graph

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
)

// Options change how a config is read.
type Options struct {
	// ByHand says that events are handed in by the caller: sources need no emitter
	// and no keys.
	ByHand bool
	// Params are decoded params by the name of a source or feature, instead of
	// those of the config.
	Params map[string]any
}

// Build checks a config against a registry and returns its plan. All problems
// found are returned together, each with its place in the config.
func Build(c *config.Config, r *feature.Registry, o Options) (*Plan, error) {
	b := &builder{
		options:  o,
		plan:     &Plan{Config: c, Keys: &event.Keys{}},
		registry: r,
		emitters: map[string]*Emitter{},
		sources:  map[string]*Source{},
		declared: map[string]*config.Feature{},
		features: map[string]*Feature{},
		byID:     map[feature.ID]*Feature{},
	}
	b.sweep()
	b.refuseUnbuilt()
	b.buildEmitters()
	b.buildSources()
	b.buildFeatures()
	b.buildRows()
	b.buildOutputs()
	if len(b.problems) > 0 {
		b.problems.Sort()
		return nil, c.Errors(b.problems)
	}
	b.order()
	return b.plan, nil
}

type builder struct {
	options  Options
	plan     *Plan
	registry *feature.Registry
	problems param.Problems

	emitters map[string]*Emitter
	sources  map[string]*Source
	declared map[string]*config.Feature
	features map[string]*Feature // by name; nil for one that failed
	byID     map[feature.ID]*Feature
	open     []string // names of the features being built, outermost first
}

func (b *builder) report(at config.Pos, format string, args ...any) *param.Problem {
	b.problems = append(b.problems, at.Problem(fmt.Sprintf(format, args...)))
	return &b.problems[len(b.problems)-1]
}

// unknown reports a name that nothing has, with the nearest that something has.
func (b *builder) unknown(at config.Pos, what, name string, known []string, hint string) {
	p := b.report(at, "unknown %s %q", what, name)
	p.Suggestion, p.Hint = param.Suggest(name, known), hint
}

// refuseUnbuilt refuses the sections whose part this version does not have.
func (b *builder) refuseUnbuilt() {
	const hint = "remove the section"
	if n := b.plan.Config.Labels; n != nil {
		at := config.Pos{Line: n.Line, Column: n.Column, Width: n.Width}
		b.report(at, "this version has no %q yet", "labels").Hint = hint
	}
	if r := b.plan.Config.Record; r != nil {
		b.report(r.Pos, "this version has no %q yet", "record").Hint = hint
	}
}

func (b *builder) buildEmitters() {
	c := b.plan.Config
	for i := range c.Emitters {
		e := &c.Emitters[i]
		t := b.registry.Emitter(e.Type)
		if t == nil {
			b.unknown(e.TypePos, "emitter type", e.Type, names(b.registry.Emitters(), emitterName), "featurizer emitters")
			continue
		}
		params := t.NewParams()
		if problems := t.Params.Decode(e.Options, fmt.Sprintf("emitter %q", e.Name), params); len(problems) > 0 {
			b.addProblems(problems, "featurizer emitters "+t.Name)
			continue
		}
		emitter := &Emitter{Emitter: e, EmitterType: t, Params: params}
		b.emitters[e.Name] = emitter
		b.plan.Emitters = append(b.plan.Emitters, emitter)
		if !slices.Contains(b.plan.Feeds, e.Feed) {
			b.plan.Feeds = append(b.plan.Feeds, e.Feed)
		}
	}
	slices.Sort(b.plan.Feeds)
}

func (b *builder) addProblems(problems param.Problems, hint string) {
	for _, p := range problems {
		if p.Hint == "" {
			p.Hint = hint
		}
		b.problems = append(b.problems, p)
	}
}

func (b *builder) buildFeatures() {
	c := b.plan.Config
	for i := range c.Features {
		b.declared[c.Features[i].Name] = &c.Features[i]
	}
	for i := range c.Features {
		b.feature(c.Features[i].Name)
	}
}

// feature returns the feature of a name, building it and what it reads if need
// be; nil if it cannot be built, which has been reported.
func (b *builder) feature(name string) *Feature {
	if f, done := b.features[name]; done {
		return f
	}
	declared := b.declared[name]
	b.open = append(b.open, name)
	defer func() { b.open = b.open[:len(b.open)-1] }()
	b.features[name] = nil // stays so if it fails
	inputs, ok := b.inputs(declared)
	d, params := b.definition(declared)
	if !ok || d == nil {
		return nil
	}
	resolve := b.standard
	if declared.Where != "" {
		if inputs, ok = b.filter(declared, inputs); !ok {
			return nil
		}
		resolve = b.filtered(declared)
	}
	f := b.add(node{d, params, inputs, resolve}, func(err error) {
		hint := "featurizer features " + d.Name
		for _, one := range flatten(err) {
			if !errors.Is(one, errReported) {
				b.report(declared.Pos, "feature %q: %v", name, one).Hint = hint
			}
		}
	})
	if f == nil {
		return nil
	}
	f.Names = append(f.Names, name)
	slices.Sort(f.Names)
	f.Keys[name] = b.keysOf(f, declared)
	b.features[name] = f
	return f
}

// definition returns the definition that a feature names and its decoded params.
func (b *builder) definition(f *config.Feature) (*feature.Definition, any) {
	name, node := f.Definition, f.Params
	if f.Expr != "" {
		name = "expr"
		node = withText(node, "expression", f.Expr, f.DefinitionPos)
	}
	d := b.registry.Feature(name)
	if d == nil {
		hint := "featurizer features"
		if b.registry.Source(name) != nil {
			hint = name + " is a definition of sources: declare it under sources"
		}
		b.unknown(f.DefinitionPos, "definition", name, names(b.registry.Features(), definitionName), hint)
		return nil, nil
	}
	if given := b.options.Params[f.Name]; given != nil {
		return d, given
	}
	params := d.NewParams()
	if problems := d.Params.Decode(node, fmt.Sprintf("feature %q", f.Name), params); len(problems) > 0 {
		b.addProblems(problems, "featurizer features "+d.Name)
		return nil, nil
	}
	return d, params
}

// withText returns a map with one more text in it.
func withText(n *param.Node, key, text string, at config.Pos) *param.Node {
	scalar := func(text string) *param.Node {
		return &param.Node{Kind: param.String, Text: text, Line: at.Line, Column: at.Column, Width: at.Width, Quoted: true}
	}
	copied := *n
	copied.Pairs = append(slices.Clip(copied.Pairs), param.Pair{Key: scalar(key), Value: scalar(text)})
	return &copied
}

// inputs resolves the names of a feature's inputs; false if one cannot be, which
// has been reported.
func (b *builder) inputs(f *config.Feature) ([]feature.Input, bool) {
	inputs, ok := make([]feature.Input, 0, len(f.Inputs)), true
	for _, ref := range f.Inputs {
		in, found := b.input(f, ref)
		ok = ok && found
		inputs = append(inputs, in)
	}
	return inputs, ok
}

func (b *builder) input(f *config.Feature, ref config.Ref) (feature.Input, bool) {
	if s := b.sources[ref.Name]; s != nil {
		return b.sourceInput(s, ref.Field), true
	}
	if b.declared[ref.Name] == nil {
		if !b.isSource(ref.Name) { // a source that failed has been reported
			b.unknownInput(f, ref)
		}
		return feature.Input{}, false
	}
	if i := slices.Index(b.open, ref.Name); i >= 0 {
		b.report(ref.Pos, "feature %q depends on itself: %s", ref.Name, strings.Join(append(slices.Clone(b.open[i:]), ref.Name), " <- "))
		return feature.Input{}, false
	}
	in := b.feature(ref.Name)
	if in == nil {
		return feature.Input{}, false
	}
	return in.input(ref.Name, ref.Field), true
}

func (b *builder) isSource(name string) bool {
	return slices.ContainsFunc(b.plan.Config.Sources, func(s config.Source) bool { return s.Name == name })
}

func (b *builder) inputNames() []string {
	var list []string
	for _, s := range b.plan.Config.Sources {
		list = append(list, s.Name)
	}
	for _, f := range b.plan.Config.Features {
		list = append(list, f.Name)
	}
	return list
}

func (f *Feature) input(name, field string) feature.Input {
	keys := f.KeySet
	if only := f.Keys[name]; only != nil {
		keys = *only
	}
	return feature.Input{Name: name, Field: field, Port: f.Port, Schema: f.Schema, Keys: keys, ID: f.ID}
}

func (b *builder) sourceInput(s *Source, field string) feature.Input {
	return feature.Input{Name: s.Declared.Name, Field: field, Port: b.plan.Leaves[s.Leaf].Port, Schema: s.Schema, Keys: s.keySet(), ID: s.ID}
}

// flatten returns the errors that were joined.
func flatten(err error) []error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		return joined.Unwrap()
	}
	return []error{err}
}
