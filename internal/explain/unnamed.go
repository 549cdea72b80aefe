package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
)

// unnamed is what features are called that the config gives no name: by what computes
// them, and where several are computed by the same, with the begin of their content id.
func unnamed(p *graph.Plan) map[feature.ID]string {
	const digits = 8 // of the id: more than a config has features
	count, calls := map[string]int{}, map[feature.ID]string{}
	for _, f := range p.Features {
		if len(f.Names) == 0 {
			count[f.Definition.Name]++
		}
	}
	for _, f := range p.Features {
		switch {
		case len(f.Names) > 0:
		case count[f.Definition.Name] == 1:
			calls[f.ID] = f.Definition.Name
		default:
			calls[f.ID] = f.Definition.Name + "#" + f.ID.String()[:digits]
		}
	}
	return calls
}

// findUnnamed finds a feature without a name by what it is called; nil if there is none.
func findUnnamed(p *graph.Plan, called string) (*graph.Feature, error) {
	calls, several := unnamed(p), []string{}
	for _, f := range p.Features {
		switch call := calls[f.ID]; {
		case call == "":
		case call == called:
			return f, nil
		case strings.HasPrefix(call, called+"#"):
			several = append(several, fmt.Sprintf("%s, for %s", call, strings.Join(above(p, f), ", ")))
		}
	}
	if len(several) > 0 {
		return nil, refuse("there are several %s without a name; say which:\n  %s", called, strings.Join(several, "\n  "))
	}
	return nil, nil
}

// above returns what the features are called that take a feature as input.
func above(p *graph.Plan, f *graph.Feature) (names []string) {
	for _, other := range p.Features {
		if slices.ContainsFunc(other.Feature.Inputs, func(in feature.Input) bool { return in.ID == f.ID }) {
			names = append(names, append(other.Names, other.Definition.Name)[0])
		}
	}
	return names
}
