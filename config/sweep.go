package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/param"
)

// Sweep returns the config with each feature that has lists where its definition
// takes one value made several features: one for each value, or for each
// combination where there are several lists, named after the feature and the
// values, such as vol_10s. In rows the name of the feature stands for all of
// them. single tells which parameters take one value. The config itself stays as
// it is.
func (c *Config) Sweep(single func(f *Feature, name string) bool) (*Config, param.Problems) {
	s := sweeper{single: single, swept: map[string][]string{}}
	features := s.features(c.Features)
	if len(s.swept) == 0 {
		return c, s.problems
	}
	copied := *c
	copied.Features, copied.Swept = features, s.swept
	copied.Rows = s.rows(c.Rows)
	return &copied, s.problems
}

type sweeper struct {
	single   func(f *Feature, name string) bool
	swept    map[string][]string
	problems param.Problems
}

// features returns the features with the swept ones made several.
func (s *sweeper) features(declared []Feature) []Feature {
	var all []Feature
	taken := map[string]bool{}
	for i := range declared {
		taken[declared[i].Name] = true
	}
	for i := range declared {
		f := &declared[i]
		made := s.feature(f)
		if made == nil {
			all = append(all, *f)
			continue
		}
		for j := range made {
			name := made[j].Name
			if taken[name] {
				s.problems = append(s.problems, f.Pos.Problem(s.clash(f, name)))
				continue
			}
			taken[name] = true
			s.swept[f.Name] = append(s.swept[f.Name], name)
			all = append(all, made[j])
		}
	}
	return all
}

// clash says who has the name that a feature becomes.
func (s *sweeper) clash(f *Feature, name string) string {
	if slices.Contains(s.swept[f.Name], name) {
		return fmt.Sprintf("feature %q: two of the listed values make it %q", f.Name, name)
	}
	return fmt.Sprintf("feature %q becomes %q, and another feature has that name", f.Name, name)
}

// feature returns the features that one stands for; nil if it is swept over
// nothing.
func (s *sweeper) feature(f *Feature) []Feature {
	made := []Feature{*f}
	for i, pair := range f.Params.Pairs {
		list := pair.Value
		if list.Kind != param.List || !s.single(f, pair.Key.Text) {
			continue
		}
		if len(list.Items) == 0 {
			s.problems = append(s.problems, list.Problem(fmt.Sprintf("feature %q: parameter %q: the list is empty: name at least one value", f.Name, pair.Key.Text)))
			return nil
		}
		var next []Feature
		for _, one := range made {
			for _, value := range list.Items {
				next = append(next, one.with(i, value))
			}
		}
		made = next
	}
	if len(made) == 1 && made[0].Name == f.Name {
		return nil
	}
	return made
}

// with returns the feature with one value for its i-th parameter, named after it.
func (f *Feature) with(i int, value *param.Node) Feature {
	made := *f
	params := *f.Params
	params.Pairs = slices.Clone(params.Pairs)
	params.Pairs[i].Value = value
	made.Params = &params
	made.Name = f.Name + "_" + inName(value.Text)
	return made
}

// inName returns a value as part of a name.
func inName(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			return c
		case 'A' <= c && c <= 'Z':
			return c - 'A' + 'a'
		}
		return '_'
	}, text)
}

// rows returns the rows with the features that each name stands for.
func (s *sweeper) rows(declared *Rows) *Rows {
	if declared == nil {
		return nil
	}
	rows := *declared
	rows.Features, rows.FeaturePos = nil, nil
	for i, name := range declared.Features {
		for _, n := range meant(s.swept, name) {
			rows.Features = append(rows.Features, n)
			rows.FeaturePos = append(rows.FeaturePos, declared.FeaturePos[i])
		}
	}
	return &rows
}

// Meant returns the features that names stand for; nil for nil.
func (c *Config) Meant(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, meant(c.Swept, name)...)
	}
	return all
}

func meant(swept map[string][]string, name string) []string {
	if several := swept[name]; several != nil {
		return several
	}
	return []string{name}
}
