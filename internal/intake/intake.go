// Package intake makes the emitters and sources of a plan ready for ingest.
package intake

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/ingest"
)

// Open makes the emitters that feed sources of a plan and returns what ingest is
// to take in. Files are named relative to dir.
func Open(p *graph.Plan, dir string) (ingest.Options, error) {
	o := ingest.Options{Sources: Policies(p), Lanes: p.Config.Lanes, Clock: clock.System{}, Keys: p.Keys, MaxKeys: p.Config.MaxKeys}
	for _, name := range p.Feeds {
		o.Feeds = append(o.Feeds, ingest.Feed{Name: name})
	}
	for _, e := range p.Emitters {
		in := ingest.Emitter{Name: e.Name}
		for _, s := range p.Sources {
			if s.Emitter == e {
				in.Sources = append(in.Sources, &s.Declared)
			}
		}
		if len(in.Sources) == 0 {
			continue
		}
		var err error
		if in.Emitter, err = e.EmitterType.New(e.Name, dir, e.Params); err != nil {
			return o, fmt.Errorf("emitter %q: %w", e.Name, err)
		}
		f := &o.Feeds[slices.Index(p.Feeds, e.Feed)]
		f.Emitters = append(f.Emitters, in)
		slices.SortFunc(f.Emitters, func(a, b ingest.Emitter) int { return cmp.Compare(a.Name, b.Name) })
	}
	return o, nil
}

// Policies returns how the times of a plan's sources are settled, by Event.Source.
func Policies(p *graph.Plan) []ingest.Policy {
	list := make([]ingest.Policy, len(p.Sources))
	for i, s := range p.Sources {
		list[i] = ingest.Policy{Declared: &s.Declared, Drop: s.Late == "drop", Reorder: s.Reorder, MaxAhead: s.MaxAhead}
	}
	return list
}
