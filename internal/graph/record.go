package graph

import (
	"slices"

	"github.com/featurizer/featurizer/config"
)

// Record is the checked record section: what is kept, each in the order of the plan.
type Record struct {
	*config.Record
	Sources  []*Source
	Features []string // names
}

// buildRecord finds the streams that the config keeps.
func (b *builder) buildRecord() {
	c := b.plan.Config.Record
	if c == nil {
		return
	}
	r := &Record{Record: c}
	b.plan.Record = r
	if c.Streams == nil {
		r.Sources = b.plan.Sources
		r.Features = names(b.plan.Config.Features, featureName)
		return
	}
	wanted := b.recorded(c)
	for _, s := range b.plan.Sources {
		if wanted[s.Declared.Name] {
			r.Sources = append(r.Sources, s)
		}
	}
	for _, f := range b.plan.Config.Features {
		if wanted[f.Name] {
			r.Features = append(r.Features, f.Name)
		}
	}
}

// recorded returns the names of the streams that a config names, swept features one
// by one, and reports those that there are not.
func (b *builder) recorded(c *config.Record) map[string]bool {
	known := slices.Concat(names(b.plan.Config.Sources, func(s config.Source) string { return s.Name }), names(b.plan.Config.Features, featureName))
	wanted := map[string]bool{}
	for i, name := range c.Streams {
		for _, meant := range b.plan.Config.Meant([]string{name}) {
			wanted[meant] = true
			if !slices.Contains(known, meant) {
				b.unknown(c.StreamsPos[i], "stream", name, known, "a stream that is kept is a source or a feature of this config")
			}
		}
	}
	return wanted
}
