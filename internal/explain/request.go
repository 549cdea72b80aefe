package explain

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// Request says which value is meant.
type Request struct {
	Feature string
	Field   string // the one that is meant; "" for all
	Key     []event.Pair
	// At is the moment that is meant: the last output with a time of at most At.
	At event.Time
	// FromFirst counts At from the time of the log's first event.
	FromFirst bool
	// Dir is the folder that files of the config are named from.
	Dir string
}

// ErrRequest is the cause of errors of what was asked for, not of the run.
var ErrRequest = errors.New("there is nothing to explain")

// requestError is an error of what was asked for.
type requestError struct{ text string }

// Error returns the message.
func (e *requestError) Error() string { return e.text }

// Is tells that the error is one of what was asked for.
func (*requestError) Is(target error) bool { return target == ErrRequest }

func refuse(format string, args ...any) error { return &requestError{fmt.Sprintf(format, args...)} }

// subject is the feature and the key that a value is of.
type subject struct {
	*graph.Feature
	name  string
	calls map[feature.ID]string // what features without a name are called
	key   *event.Key
	// nodes are those that make the output: its own, or those of the input whose
	// output it hands on.
	nodes []*stream.Node
}

// find finds what a request is about.
func find(p *graph.Plan, r *Request) (*subject, error) {
	s := &subject{calls: unnamed(p)}
	var err error
	if s.Feature, s.name, err = findFeature(p, r); err != nil {
		return nil, err
	}
	if r.Field != "" && s.Schema.Index(r.Field) < 0 {
		names := fieldNames(s.Schema)
		return nil, refuse("feature %q has no field %q%s\nhint: it has %s", r.Feature, r.Field, meant(r.Field, names), strings.Join(names, ", "))
	}
	for _, f := range p.Features {
		if slices.Contains(f.Nodes, s.Port.Node) {
			s.nodes = f.Nodes
		}
	}
	if s.nodes == nil {
		return nil, refuse("feature %q hands on the events of a source as they are: nothing is computed", r.Feature)
	}
	s.key, err = findKey(p, s, r.Key)
	return s, err
}

// findFeature finds a feature by its name, or one that has none by what it is called.
func findFeature(p *graph.Plan, r *Request) (*graph.Feature, string, error) {
	var known []string
	for _, f := range p.Features {
		if slices.Contains(f.Names, r.Feature) {
			return f, r.Feature, nil
		}
		known = append(known, f.Names...)
	}
	if f, err := findUnnamed(p, r.Feature); f != nil || err != nil {
		return f, "", err
	}
	for _, s := range p.Sources {
		if s.Declared.Name == r.Feature {
			return nil, "", refuse("%q is a source: its events are not computed\nhint: explain a feature above it: %s", r.Feature, strings.Join(known, ", "))
		}
	}
	return nil, "", refuse("the config has no feature %q%s\nhint: featurizer plan shows them all", r.Feature, meant(r.Feature, known))
}

func meant(word string, known []string) string {
	if near := param.Suggest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

func fieldNames(s *event.Schema) []string {
	names := make([]string, len(s.Fields))
	for i := range s.Fields {
		names[i] = s.Fields[i].Name
	}
	return names
}

// findKey finds the one key of the feature that has all of the given values.
func findKey(p *graph.Plan, s *subject, pairs []event.Pair) (*event.Key, error) {
	var all, matching []string
	var found *event.Key
	for _, k := range keysOf(p, s) {
		all = append(all, k.String())
		if feature.Fits(k, pairs) {
			found = k
			matching = append(matching, k.String())
		}
	}
	switch len(matching) {
	case 1:
		return found, nil
	case 0:
		if k, err := foundKey(p, s, pairs); k != nil || err != nil {
			return k, err
		}
		return nil, refuse("feature %q has no such key; it has\n  %s", s.title(), strings.Join(all, "\n  "))
	}
	return nil, refuse("feature %q has several keys; say which with --key NAME=VALUE:\n  %s", s.title(), strings.Join(matching, "\n  "))
}

// title names the feature.
func (s *subject) title() string {
	if s.name == "" {
		return s.calls[s.ID]
	}
	return s.name
}

// keysOf returns the keys that have the feature, in order.
func keysOf(p *graph.Plan, s *subject) []*event.Key {
	if s.Across {
		return crossKeys(p, s)
	}
	var list []*event.Key
	only := s.Keys[s.name]
	for _, source := range p.Sources {
		if !slices.Contains(s.Leaves, source.Leaf) {
			continue
		}
		for _, k := range source.Declared.Keys {
			if (only == nil || only.Has(k)) && !slices.Contains(list, k) {
				list = append(list, k)
			}
		}
	}
	slices.SortFunc(list, (*event.Key).Compare)
	return list
}

// foundKey returns the key of all the given values, where the config leaves keys to
// the events; nil where it names them.
func foundKey(p *graph.Plan, s *subject, pairs []event.Pair) (*event.Key, error) {
	if !slices.ContainsFunc(p.Sources, func(source *graph.Source) bool {
		return slices.Contains(s.Leaves, source.Leaf) && source.Found != nil
	}) {
		return nil, nil
	}
	k, err := p.Keys.Intern(pairs...)
	if err != nil || !slices.Equal(k.Names(), s.KeyNames) {
		return nil, refuse("feature %q has the keys that are found in its events; say which with --key, a value for each of %s", s.title(), strings.Join(s.KeyNames, ", "))
	}
	return k, nil
}

// Resolve takes the name of a feature, or of one of its fields, apart. What names
// nothing is a feature that is not there.
func Resolve(p *graph.Plan, text string) (name, field string) {
	for i := len(text); i > 0; i = strings.LastIndexByte(text[:i], '.') {
		_, _, err := findFeature(p, &Request{Feature: text[:i]})
		if _, several := findUnnamed(p, text[:i]); err == nil || several != nil {
			return text[:i], strings.TrimPrefix(text[i:], ".")
		}
	}
	name, field, _ = strings.Cut(text, ".")
	return name, field
}
