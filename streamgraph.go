package featurizer

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/ingest"
	"github.com/featurizer/featurizer/internal/intake"
)

// FeatureStreamGraph is the graph of one worker without emitters and sinks: the
// caller hands events in with Emit and takes outputs by callbacks. It is used
// from one goroutine; callbacks run inside Emit.
type FeatureStreamGraph struct {
	plan      *graph.Plan
	sources   map[string]*graph.Source
	callbacks map[string][]func(*event.Output)
	onRow     []func(*event.Output)
	hand      *ingest.Hand
	executor  *engine.Executor // nil before the first event
}

// NewFeatureStreamGraph makes a graph from a config. Its emitters and outputs are not used,
// and sources need to name none; keys are those of the events handed in.
func NewFeatureStreamGraph(c *config.Config, r *feature.Registry) (*FeatureStreamGraph, error) {
	return newGraph(c, r, graph.Options{ByHand: true})
}

func newGraph(c *config.Config, r *feature.Registry, o graph.Options) (*FeatureStreamGraph, error) {
	plan, err := graph.Build(c, r, o)
	if err != nil {
		return nil, err
	}
	g := &FeatureStreamGraph{
		plan: plan, sources: map[string]*graph.Source{}, callbacks: map[string][]func(*event.Output){},
	}
	for _, s := range plan.Sources {
		g.sources[s.Declared.Name] = s
	}
	g.hand = ingest.NewHand("graph", ingest.Options{Sources: intake.Policies(plan), Lanes: c.Lanes}, (*handed)(g))
	return g, nil
}

// Inputs returns the names of the sources.
func (g *FeatureStreamGraph) Inputs() []string {
	names := make([]string, len(g.plan.Sources))
	for i, s := range g.plan.Sources {
		names[i] = s.Declared.Name
	}
	return names
}

// Outputs returns the names of the features, sorted.
func (g *FeatureStreamGraph) Outputs() []string {
	var names []string
	for _, f := range g.plan.Features {
		names = append(names, f.Names...)
	}
	slices.Sort(names)
	return names
}

// Key returns the key of the given names and values, for events of this graph.
func (g *FeatureStreamGraph) Key(pairs ...event.Pair) (*event.Key, error) {
	return g.plan.Keys.Intern(pairs...)
}

// SetCallback registers a callback for the outputs of a feature, called in output
// order. The output is valid until it returns. Callbacks are set before the
// first event.
func (g *FeatureStreamGraph) SetCallback(name string, f func(*event.Output)) error {
	if g.executor != nil {
		return fmt.Errorf("a callback for feature %q: %w", name, errRunning)
	}
	if !slices.Contains(g.Outputs(), name) {
		return fmt.Errorf("a callback for feature %q: the graph has none of that name", name)
	}
	g.callbacks[name] = append(g.callbacks[name], f)
	return nil
}

// SetRowCallback registers a callback for the combined rows of the config.
func (g *FeatureStreamGraph) SetRowCallback(f func(*event.Output)) error {
	switch {
	case g.executor != nil:
		return fmt.Errorf("a callback for rows: %w", errRunning)
	case g.plan.Rows == nil:
		return errors.New("a callback for rows: the graph combines no rows")
	}
	g.onRow = append(g.onRow, f)
	return nil
}

// errRunning is the cause of what is asked for too late.
var errRunning = errors.New("the graph has taken events already")

// Emit hands in one event of a source. The caller sets Key (made by Key),
// SourceTime (event.Unset if there is none), Payload (a pointer to the payload of
// the source's definition) and what else an emitter would; the rest is stamped
// here. The event is received as Arrived says, else at its SourceTime. The
// callbacks of all that it causes have returned when Emit returns. An error of
// the graph is the end of it.
func (g *FeatureStreamGraph) Emit(source string, e event.Event) error {
	s := g.sources[source]
	if s == nil {
		return fmt.Errorf("an event of source %q: the graph has none of that name", source)
	}
	if want := reflect.PointerTo(s.Declared.Definition.Payload); e.Control == nil && reflect.TypeOf(e.Payload) != want {
		return fmt.Errorf("an event of source %q: its payload is a %T, not a %s", source, e.Payload, want)
	}
	if e.Key == nil {
		return fmt.Errorf("an event of source %q: it has no key", source)
	}
	if g.executor == nil {
		if err := g.start(); err != nil {
			return err
		}
	}
	e.Source = s.Index
	return g.hand.Take(&e)
}

// Tick says that nothing received up to r will follow, so that windows that are
// due by then close.
func (g *FeatureStreamGraph) Tick(r event.Time) error {
	if g.executor == nil {
		return nil
	}
	return g.hand.Tick(r)
}

// start makes the executor for the callbacks that are set.
func (g *FeatureStreamGraph) start() error {
	program, err := graph.Compile(g.plan)
	if err != nil {
		return err
	}
	var names []string
	for _, name := range g.Outputs() {
		if g.callbacks[name] != nil {
			names = append(names, name)
		}
	}
	g.executor, err = engine.New(program, engine.Options{Features: names, Rows: g.onRow != nil, Emit: g.emit})
	return err
}

func (g *FeatureStreamGraph) emit(o *event.Output) error {
	callbacks := g.onRow
	if o.Stream.Kind == event.OutputFeature {
		callbacks = g.callbacks[o.Stream.Name]
	}
	for _, f := range callbacks {
		f(o)
	}
	return nil
}

// handed is the log that the events of a graph go to.
type handed FeatureStreamGraph

// Step takes the next event.
func (h *handed) Step(e *event.Event) error { return h.executor.Step(e) }

// Tick takes a promise.
func (h *handed) Tick(r event.Time) error { return h.executor.Tick(r) }
