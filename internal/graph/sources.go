package graph

import (
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/stream"
)

func (b *builder) buildSources() {
	c := b.plan.Config
	for i := range c.Sources {
		s := b.source(&c.Sources[i])
		if s == nil {
			continue
		}
		s.Index = len(b.plan.Sources)
		b.sources[s.Declared.Name] = s
		b.plan.Sources = append(b.plan.Sources, s)
	}
	b.checkTwins()
	b.checkFeeds()
	b.checkSpeeds()
	b.tryEmitters()
}

func (b *builder) source(c *config.Source) *Source {
	d := b.registry.Source(c.Definition)
	if d == nil {
		hint := "featurizer sources"
		if b.registry.Feature(c.Definition) != nil {
			hint = c.Definition + " is a definition of features: declare it under features"
		}
		b.unknown(c.DefinitionPos, "source definition", c.Definition, names(b.registry.Sources(), sourceName), hint)
		return nil
	}
	b.checkChained(c, d)
	emitter, found := b.emitter(c)
	if !found {
		return nil
	}
	given := b.given(c, d, emitter)
	params, ok := b.sourceParams(c, d, given)
	if !ok {
		return nil
	}
	schema, err := d.Schema(params)
	if err != nil {
		b.report(c.Pos, "source %q: %v", c.Name, err)
		return nil
	}
	s := &Source{
		Source: c, Emitter: emitter, ID: feature.SourceID(d, params, c.Stream),
		Declared: source.Declared{Name: c.Name, Definition: d, Params: params, Schema: schema},
	}
	s.Declared.ID = s.ID
	if !b.keys(s) || !b.leaf(s) {
		return nil
	}
	return s
}

// checkChained refuses to drop or move events that build on each other: what is
// made of them would be wrong, and nothing would show it.
func (b *builder) checkChained(c *config.Source, d *source.Definition) {
	const hint = "leave %s out: late events keep their place, and their time is raised (late: clamp)"
	switch {
	case !d.Chained:
	case c.Late == "drop":
		b.report(c.LatePos, "source %q: events of %s build on each other, so none may be dropped", c.Name, d.Name).Hint = fmt.Sprintf(hint, "late: drop")
	case c.Reorder > 0:
		b.report(c.ReorderPos, "source %q: events of %s build on each other, so none may be moved", c.Name, d.Name).Hint = fmt.Sprintf(hint, "reorder")
	}
}

// emitter returns the emitter that a source names; nil where events are handed in.
func (b *builder) emitter(c *config.Source) (*Emitter, bool) {
	if b.options.ByHand {
		return nil, true
	}
	if c.Emitter == "" {
		b.report(c.Pos, "source %q names no emitter", c.Name).Hint = "say where its events come from: emitter: NAME, one of emitters"
		return nil, false
	}
	e := b.emitters[c.Emitter]
	declared := names(b.plan.Config.Emitters, func(e config.Emitter) string { return e.Name })
	if e == nil && !slices.Contains(declared, c.Emitter) { // one that failed has been reported
		b.unknown(c.EmitterPos, "emitter", c.Emitter, declared, "an emitter is declared under emitters")
	}
	return e, e != nil
}

// leaf finds the leaf of a source's id, or makes it.
func (b *builder) leaf(s *Source) bool {
	for _, other := range b.plan.Sources {
		if other.ID != s.ID {
			continue
		}
		s.Leaf = other.Leaf
		if slices.Equal(other.KeyNames, s.KeyNames) {
			return true
		}
		b.report(s.Pos, "sources %q and %q are the same stream but have keys of different names", other.Declared.Name, s.Declared.Name).Hint = "give one of them a name of its own with stream: NAME"
		return false
	}
	s.Leaf = len(b.plan.Leaves)
	b.plan.Leaves = append(b.plan.Leaves, &Leaf{
		Name: s.Declared.Name, Port: stream.LeafOf(s.Schema.Type), Schema: s.Schema, KeyNames: s.KeyNames,
		Definition: s.Declared.Definition,
	})
	return true
}

// given returns the params of a source. Fields that it does not name are those that
// its emitter names.
func (b *builder) given(c *config.Source, d *source.Definition, e *Emitter) *param.Node {
	if d.Params.Field("fields") == nil || c.Params.Get("fields") != nil || e == nil || e.Options.Get("fields") == nil {
		return c.Params
	}
	copied := *c.Params
	copied.Pairs = append(slices.Clip(copied.Pairs), param.Pair{
		Key:   &param.Node{Kind: param.String, Text: "fields"},
		Value: e.Options.Get("fields"),
	})
	return &copied
}

// sourceParams decodes payload params.
func (b *builder) sourceParams(c *config.Source, d *source.Definition, given *param.Node) (any, bool) {
	if params := b.options.Params[c.Name]; params != nil {
		return params, true
	}
	params := d.NewParams()
	problems := d.Params.Decode(given, fmt.Sprintf("source %q", c.Name), params)
	b.addProblems(problems, "featurizer sources "+d.Name)
	return params, len(problems) == 0
}

// keys gives a source the keys that its emitter serves.
func (b *builder) keys(s *Source) bool {
	sets := s.Source.Keys
	if sets == nil {
		sets = b.plan.Config.Keys
	}
	k := sourceKeys{builder: b, Source: s}
	for _, set := range sets {
		if !k.add(set) {
			return false
		}
	}
	switch {
	case s.Found != nil && len(s.Declared.Keys) > 0:
		b.report(s.Pos, "source %q has keys that are named and keys with \"*\": its keys are the ones or the others", s.Declared.Name)
		return false
	case s.Found != nil:
		s.KeyNames = s.Found.Names()
		return true
	case len(s.Declared.Keys) == 0 && b.options.ByHand:
		return true
	case len(s.Declared.Keys) == 0:
		k.none()
		return false
	}
	s.KeyNames = s.Declared.Keys[0].Names()
	for _, k := range s.Declared.Keys {
		if !slices.Equal(k.Names(), s.KeyNames) {
			b.report(s.Pos, "source %q has keys of different names: %s and %s", s.Declared.Name, s.Declared.Keys[0], k)
			return false
		}
	}
	return true
}

func (b *builder) key(values []config.KeyValue) (*event.Key, error) {
	pairs := make([]event.Pair, len(values))
	for i, v := range values {
		pairs[i] = event.Pair{Name: v.Name, Value: v.Value}
	}
	return b.plan.Keys.Intern(pairs...)
}

// tryEmitters makes each emitter once and registers its sources, so that what an
// emitter cannot do is a mistake of the config, with its place.
func (b *builder) tryEmitters() {
	for _, e := range b.plan.Emitters {
		made, err := e.EmitterType.New(e.Name, "", e.Params)
		if err != nil {
			b.report(e.Pos, "emitter %q: %v", e.Name, err).Hint = "featurizer emitters " + e.EmitterType.Name
			continue
		}
		for _, s := range b.plan.Sources {
			if s.Emitter != e {
				continue
			}
			if err := made.Register(&s.Declared, func(*event.Event) error { return nil }); err != nil {
				b.report(s.Pos, "source %q, emitter %q: %v", s.Declared.Name, e.Name, err).Hint = "featurizer emitters " + e.EmitterType.Name
			}
		}
		b.checkEmitter(e, made)
	}
}

// checkEmitter asks an emitter that has all its sources whether its options fit
// them.
func (b *builder) checkEmitter(e *Emitter, made source.DataSourceEventEmitter) {
	if c, ok := made.(source.Checker); ok {
		if err := c.Check(); err != nil {
			b.report(e.Pos, "emitter %q: %v", e.Name, err).Hint = "featurizer emitters " + e.EmitterType.Name
		}
	}
}

// checkTwins refuses two sources of one id for one key: nothing tells their
// events apart.
func (b *builder) checkTwins() {
	for i, s := range b.plan.Sources {
		for _, other := range b.plan.Sources[:i] {
			if s.ID != other.ID {
				continue
			}
			if mayShare(s, other) {
				b.report(s.Pos, "sources %q and %q are the same stream, and may find the same keys", other.Declared.Name, s.Declared.Name).Hint = "give one of them a name of its own with stream: NAME"
				continue
			}
			for _, k := range s.Declared.Keys {
				if slices.Contains(other.Declared.Keys, k) {
					b.report(s.Pos, "sources %q and %q are the same stream of key %s", other.Declared.Name, s.Declared.Name, k).Hint = "give one of them a name of its own with stream: NAME"
					break
				}
			}
		}
	}
}

// checkFeeds refuses emitters that share a key but not a feed.
func (b *builder) checkFeeds() {
	if b.options.ByHand {
		return
	}
	owner := map[*event.Key]*Source{}
	for i, s := range b.plan.Sources {
		for _, other := range b.plan.Sources[:i] {
			if other.Emitter.Feed != s.Emitter.Feed && mayShare(s, other) {
				b.otherFeed(s, other, `may share keys, as they find them ("*"),`)
				break
			}
		}
		for _, k := range s.Declared.Keys {
			first := owner[k]
			if first == nil {
				owner[k] = s
				continue
			}
			if first.Emitter.Feed != s.Emitter.Feed {
				b.otherFeed(s, first, fmt.Sprintf("share key %s", k))
				break
			}
		}
	}
}

// otherFeed reports a source that shares keys with one of another feed.
func (b *builder) otherFeed(s, first *Source, how string) {
	b.report(s.Pos, "sources %q and %q %s but not a feed", first.Declared.Name, s.Declared.Name, how).Hint = fmt.Sprintf("give emitters %q and %q the same feed: NAME", first.Emitter.Name, s.Emitter.Name)
}

// checkSpeeds refuses emitters with several speeds: the events of a run go on in one
// order, so at one speed.
func (b *builder) checkSpeeds() {
	var first *Emitter
	for _, e := range b.plan.Emitters {
		switch {
		case e.Speed == 0 || !slices.ContainsFunc(b.plan.Sources, func(s *Source) bool { return s.Emitter == e }):
		case first == nil:
			first = e
		case e.Speed != first.Speed:
			b.report(e.SpeedPos, "emitter %q goes at %s and emitter %q at %s, but the events of all go on in one order, at one speed", first.Name, first.Speed, e.Name, e.Speed).Hint = "give one of them a speed: it is that of the run"
			return
		}
	}
}

func names[T any](list []T, name func(T) string) []string {
	all := make([]string, len(list))
	for i, item := range list {
		all[i] = name(item)
	}
	return all
}

func emitterName(t *source.EmitterType) string    { return t.Name }
func sourceName(d *source.Definition) string      { return d.Name }
func definitionName(d *feature.Definition) string { return d.Name }
