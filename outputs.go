package featurizer

import (
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/ingest"
	"github.com/featurizer/featurizer/internal/outlet"
)

// Summary is what a run counted.
type Summary struct {
	ingest.Stats
	event.Tally
	Written uint64        // outputs written
	Nulls   uint64        // values among them that are null
	Elapsed time.Duration // of wall time
	Speed   Speed         // that the run began with; 0 if it did not begin
	// Destinations are the outputs of the config, in its order.
	Destinations []outlet.Stats
}

// Around registers a function that is handed each event together with what steps
// the graph, and calls that itself: to pace a run, to count or to time its steps.
func (p *Pipeline) Around(f func(e *event.Event, step func(*event.Event) error) error) {
	step := func(e *event.Event) error { return p.executor.Step(e) }
	p.around = func(e *event.Event) error { return f(e, step) }
}

// Step takes the next event of the log.
func (p *Pipeline) Step(e *event.Event) error {
	if p.options.For > 0 {
		if p.end == event.Unset {
			p.end = e.Received.Add(p.options.For)
		}
		if e.Received >= p.end {
			return p.stop()
		}
	}
	if e.Control == nil {
		for _, f := range p.bySource[e.Source] {
			f(e)
		}
	}
	if p.around != nil {
		return p.around(e)
	}
	return p.executor.Step(e)
}

// emit takes the outputs of the executor and hands them on.
func (p *Pipeline) emit(o *event.Output) error {
	if p.outside(o.Time) {
		return nil
	}
	switch o.Stream.Kind {
	case event.OutputFeature:
		for _, f := range p.byFeature[o.Stream.Name] {
			f(o)
		}
	case event.OutputRow:
		for _, f := range p.onRow {
			f(o)
		}
	case event.OutputControl:
	}
	return p.write(o)
}

// outside tells whether a time is out of the bounds of what is written.
func (p *Pipeline) outside(t event.Time) bool {
	return p.options.From != 0 && t < p.options.From || p.options.To != 0 && t >= p.options.To
}

// write writes an output to all that take it.
func (p *Pipeline) write(o *event.Output) error {
	wanted := false
	for _, r := range p.routes {
		if !r.takes(o.Stream) {
			continue
		}
		wanted = true
		if r.sink == nil {
			continue
		}
		if err := r.sink.Write(o); err != nil {
			return err
		}
	}
	if !wanted {
		return nil
	}
	for i := range o.Values.Len() {
		if o.Values.At(i).IsNull() {
			p.summary.Nulls++
		}
	}
	p.summary.Written++
	if p.options.Limit > 0 && p.summary.Written == p.options.Limit {
		return ingest.ErrStop
	}
	return nil
}
