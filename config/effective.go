package config

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/param"
)

// Effective returns the config as it is in effect: with its overrides, variables and
// defaults, as text that Parse reads as the same config. emitterTypes and definitions
// are as for [Schema]. A text that came from a variable may be a secret, so it stays
// as the file has it. With origins each value is followed by where it came from.
func (c *Config) Effective(emitterTypes, definitions map[string]*param.Spec, show Origins) (string, error) {
	sections, err := newSpecs()
	if err != nil {
		return "", fmt.Errorf("declaring the config: %w", err)
	}
	e := effective{specs: sections, emitterTypes: emitterTypes, definitions: definitions}
	w := writer{origin: c.origin, show: show}
	w.pairs(e.file(c.root).Pairs, 0)
	return w.text(), nil
}

// Origins says whether it is shown where values came from.
type Origins bool

// The origins of values are shown, or not.
const (
	WithoutOrigins Origins = false
	WithOrigins    Origins = true
)

// effective fills the sections with defaults.
type effective struct {
	specs
	emitterTypes, definitions map[string]*param.Spec
}

func (e *effective) file(root *param.Node) *param.Node {
	whole := e.specs.file.Complete(root)
	for i, pair := range whole.Pairs {
		given := root.Get(pair.Key.Text)
		if given == nil || given.Kind != param.Map {
			continue
		}
		switch pair.Key.Text {
		case "emitters":
			whole.Pairs[i].Value = entries(given, e.emitter)
		case "sources":
			whole.Pairs[i].Value = entries(given, e.source)
		case "features":
			whole.Pairs[i].Value = entries(given, e.feature)
		case "rows":
			whole.Pairs[i].Value = e.rows.Complete(given)
		case "record":
			whole.Pairs[i].Value = e.record.Complete(given)
		}
	}
	slices.SortStableFunc(whole.Pairs, func(a, b param.Pair) int {
		return cmp.Compare(e.place(a.Key.Text), e.place(b.Key.Text))
	})
	return whole
}

// place is where a section stands in a config.
func (e *effective) place(section string) int {
	return slices.IndexFunc(e.specs.file.Fields, func(f param.Field) bool { return f.Name == section })
}

// entries completes the entries of a section.
func entries(section *param.Node, complete func(param.Pair) *param.Node) *param.Node {
	whole := *section
	whole.Pairs = slices.Clone(section.Pairs)
	for i, pair := range whole.Pairs {
		whole.Pairs[i].Value = complete(pair)
	}
	return &whole
}

func (e *effective) emitter(pair param.Pair) *param.Node {
	known, options := &param.Node{Kind: param.Map}, &param.Node{Kind: param.Map}
	for _, option := range pair.Value.Pairs {
		if e.specs.emitter.Field(option.Key.Text) != nil {
			known.Pairs = append(known.Pairs, option)
		} else {
			options.Pairs = append(options.Pairs, option)
		}
	}
	whole := e.specs.emitter.Complete(known)
	if whole.Get("feed") == nil {
		feed := param.Pair{Key: &param.Node{Kind: param.String, Text: "feed"}, Value: &param.Node{Kind: param.String, Text: pair.Key.Text}}
		whole.Pairs = append(whole.Pairs, feed)
	}
	whole.Pairs = append(whole.Pairs, completeBy(e.emitterTypes[textOf(known, "type")], options).Pairs...)
	return whole
}

func (e *effective) source(pair param.Pair) *param.Node {
	return e.defined(e.specs.source.Complete(pair.Value), pair.Value)
}

func (e *effective) feature(pair param.Pair) *param.Node {
	return e.defined(e.specs.feature.Complete(pair.Value), pair.Value)
}

// defined completes the params of an entry that names a definition.
func (e *effective) defined(whole, given *param.Node) *param.Node {
	params := completeBy(e.definitions[textOf(given, "definition")], given.Get("params"))
	at := slices.IndexFunc(whole.Pairs, func(p param.Pair) bool { return p.Key.Text == "params" })
	switch {
	case at >= 0:
		whole.Pairs[at].Value = params
	case len(params.Pairs) > 0:
		whole.Pairs = append(whole.Pairs, param.Pair{Key: &param.Node{Kind: param.String, Text: "params"}, Value: params})
	}
	return whole
}

// completeBy completes a map by its spec; nil stands for one that nobody knows.
func completeBy(spec *param.Spec, n *param.Node) *param.Node {
	if spec == nil {
		spec = &param.Spec{}
	}
	return spec.Complete(n)
}

func textOf(n *param.Node, key string) string {
	if value := n.Get(key); value != nil {
		return value.Text
	}
	return ""
}
