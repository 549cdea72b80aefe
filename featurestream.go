package featurizer

import "github.com/featurizer/featurizer/event"

// FeatureStream is the outputs of a feature, to be filtered and mapped before a
// callback takes them. It is set up before the graph's first event. Filters and
// maps are for the receiver alone: they change no feature.
type FeatureStream struct {
	graph *FeatureStreamGraph
	name  string
	steps []func(*event.Output) bool
}

// Stream returns the outputs of a feature.
func (g *FeatureStreamGraph) Stream(name string) *FeatureStream {
	return &FeatureStream{graph: g, name: name}
}

// Filter returns the stream of the outputs for which keep returns true.
func (s *FeatureStream) Filter(keep func(*event.Output) bool) *FeatureStream {
	return s.then(keep)
}

// Map returns the stream with each output's values replaced. f may change the
// slice that it is given and return it.
func (s *FeatureStream) Map(f func([]event.Value) []event.Value) *FeatureStream {
	return s.then(func(o *event.Output) bool {
		o.Values = event.ListOf(f(o.Values.Append(nil))...)
		return true
	})
}

// Each calls f with each output of the stream. The output is valid until f
// returns.
func (s *FeatureStream) Each(f func(*event.Output)) error {
	steps := s.steps
	return s.graph.SetCallback(s.name, func(o *event.Output) {
		own := *o
		for _, step := range steps {
			if !step(&own) {
				return
			}
		}
		f(&own)
	})
}

func (s *FeatureStream) then(step func(*event.Output) bool) *FeatureStream {
	return &FeatureStream{s.graph, s.name, append(append([]func(*event.Output) bool(nil), s.steps...), step)}
}
