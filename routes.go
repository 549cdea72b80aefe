package featurizer

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/intake"
	"github.com/featurizer/featurizer/internal/outlet"
)

// route is a sink with what goes to it.
type route struct {
	sink     interface{ Write(o *event.Output) error } // nil: what goes there is only counted
	rows     bool
	features map[string]bool
	control  bool
}

func newRoute(s graph.Selection) *route {
	r := &route{rows: s.Rows, features: map[string]bool{}}
	for _, name := range s.Features {
		r.features[name] = true
	}
	return r
}

// takes tells whether outputs of a stream go there.
func (r *route) takes(s *event.OutputStream) bool {
	switch s.Kind {
	case event.OutputFeature:
		return r.features[s.Name]
	case event.OutputRow:
		return r.rows
	case event.OutputControl:
	}
	return r.control
}

// open opens what events come from and where outputs go.
func (p *Pipeline) open(ctx context.Context) error {
	var err error
	if p.intake, err = intake.Open(p.plan, p.options.Dir); err != nil {
		return err
	}
	if err := p.setPace(); err != nil {
		return err
	}
	if !p.options.IgnoreOutputs {
		var stdout io.Writer = os.Stdout
		if p.options.Stdout != nil {
			stdout = p.options.Stdout
		}
		if p.outlets, err = outlet.Open(ctx, p.plan, outlet.Options{Dir: p.options.Dir, Stdout: stdout}); err != nil {
			return err
		}
	}
	if p.sink != nil || len(p.outlets) == 0 {
		r := newRoute(p.selected)
		r.control = p.options.Control
		if p.sink != nil {
			r.sink = p.sink
		}
		p.routes = append(p.routes, r)
	}
	for _, o := range p.outlets {
		r := newRoute(o.Takes)
		r.sink, r.control = o, o.Control
		p.routes = append(p.routes, r)
	}
	return nil
}

// finish closes where outputs went. err is how the run ended.
func (p *Pipeline) finish(ctx context.Context, err error) error {
	var failed error
	if p.sink != nil {
		failed = p.sink.Close()
	}
	if err == nil {
		err = ctx.Err()
	}
	for _, o := range p.outlets {
		failed = errors.Join(failed, o.Finish(err))
		p.summary.Destinations = append(p.summary.Destinations, o.Stats())
	}
	return failed
}

// wanted returns all that somebody takes: sinks or callbacks. Features are in the
// order of the graph.
func (p *Pipeline) wanted() graph.Selection {
	all := graph.Selection{Rows: p.onRow != nil}
	for _, r := range p.routes {
		all.Rows = all.Rows || r.rows
	}
	for _, f := range p.plan.Features {
		for _, name := range f.Names {
			taken := p.byFeature[name] != nil
			for _, r := range p.routes {
				taken = taken || r.features[name]
			}
			if taken {
				all.Features = append(all.Features, name)
			}
		}
	}
	return all
}

// takesControl tells whether control events are written.
func (p *Pipeline) takesControl() bool {
	for _, r := range p.routes {
		if r.control {
			return true
		}
	}
	return false
}
