package featurizertest

import (
	"errors"
	"fmt"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/invariant"
	"github.com/featurizer/featurizer/stream"
)

// fault is how a step is made to fail.
type fault uint8

const (
	noFault fault = iota
	errorFault
	panicFault
)

var errFault = errors.New("a failure made by featurizertest")

// place is where in the graph a step fails.
type place struct {
	name string
	// below returns what reads the operator that fails; its output is the feature's.
	below func(failing stream.Of[float64]) stream.Of[float64]
}

// places are the end of the graph, when all else has run, and below a window:
// what feeds windows may be tried out before it is run.
func places() []place {
	return []place{
		{"at the end", func(failing stream.Of[float64]) stream.Of[float64] { return failing }},
		{"below a window", func(failing stream.Of[float64]) stream.Of[float64] {
			return stream.Tumble(failing, stream.Tumbling{Window: 1}, stream.FoldOf(stream.Count()))
		}},
	}
}

// faulty returns a definition that fails the steps for which now is set.
func faulty(now *fault, p place) *feature.Definition {
	return feature.DefineRecord(feature.Meta{Name: "featurizertest.fault"}, func(b *feature.Builder, _ struct{}) (stream.Port, *event.Schema, error) {
		var ports []stream.Port
		for _, in := range b.Rest() {
			ports = append(ports, in.Port)
		}
		armed := stream.Compute(ports, func(*stream.Binding) func(stream.Row) float64 {
			return func(stream.Row) float64 { return float64(*now) }
		})
		failing := stream.MapIf(armed, func(x, _ *float64) (bool, error) {
			switch fault(*x) {
			case errorFault:
				return false, errFault
			case panicFault:
				invariant.Broken("%v", errFault)
			case noFault:
			}
			return false, nil
		})
		out := p.below(failing)
		schema, err := event.SchemaOf(out.Type)
		return out.Port, schema, err
	})
}

// withFaults returns the subject with a feature that fails on demand over each
// source, skipping failed steps. It runs last: all others have run by then.
func (s *subject) withFaults(now *fault, p place) (*subject, error) {
	r := &feature.Registry{}
	err := errors.Join(r.AddFeatures(s.registry.Features()...), r.AddSources(s.registry.Sources()...), r.AddFeatures(faulty(now, p)))
	changed := s.with(func(c *config.Config) {
		c.OnError = "skip"
		for _, source := range c.Sources {
			c.Features = append(c.Features, config.Feature{
				Name: "~fault_" + source.Name, Definition: "featurizertest.fault",
				Inputs: []config.Ref{config.ParseRef(source.Name)}, Params: emptyParams(),
			})
		}
	})
	changed.registry = r
	return changed, err
}

// skipping: steps that fail under on_error: skip leave no trace. The outputs are
// those of a run to which their events never came, and without failures those of
// a run that halts on them.
func skipping(t *trial) error {
	halting, err := t.subject.runFresh(t.log)
	if err != nil {
		return err
	}
	for _, p := range places() {
		armed := noFault
		s, err := t.subject.withFaults(&armed, p)
		if err != nil {
			return err
		}
		unharmed, err := s.runFresh(t.log)
		if err != nil {
			return err
		}
		if err := same("on_error halt", halting, "on_error skip", unharmed); err != nil {
			return err
		}
		for _, kind := range []fault{errorFault, panicFault} {
			if err := t.skip(s, &armed, kind); err != nil {
				return fmt.Errorf("steps that failed %s left a trace: %w", p.name, err)
			}
		}
	}
	return nil
}

// skip compares a run in which some steps fail with one without them.
func (t *trial) skip(s *subject, armed *fault, kind fault) error {
	var kept []logged
	fails := make([]bool, len(t.log))
	for i := range t.log {
		fails[i] = t.log[i].event.Control == nil && t.chance(i).IntN(4) == 0
		if !fails[i] {
			kept = append(kept, t.log[i])
		}
	}
	without, err := s.fresh()
	if err != nil {
		return err
	}
	end := finish(without.plan, t.log)
	want, err := run(without, without.plan, kept, end)
	if err != nil {
		return err
	}
	m, err := s.fresh()
	if err != nil {
		return err
	}
	for i := range t.log {
		if fails[i] {
			// Deadlines that come before the event are steps of their own.
			if err := m.Tick(t.log[i].event.Received); err != nil {
				return err
			}
			*armed = kind
		}
		err := feed(m, m.plan, &t.log[i], i)
		*armed = noFault
		if err != nil {
			return err
		}
	}
	if err := m.Tick(end); err != nil {
		return err
	}
	got := &result{m.took(), m.Tally()}
	how := map[fault]string{errorFault: "with failures skipped", panicFault: "with panics skipped"}[kind]
	return same("without their events", want, how, got)
}
