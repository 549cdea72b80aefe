package explain

import (
	"context"
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/ingest"
	"github.com/featurizer/featurizer/internal/intake"
	"github.com/featurizer/featurizer/source"
)

// take runs the emitters of a plan into a log.
func take(ctx context.Context, p *graph.Plan, dir string, log ingest.Log) error {
	options, err := intake.Open(p, dir)
	if err != nil {
		return err
	}
	for _, f := range options.Feeds {
		for _, in := range f.Emitters {
			if live, ok := in.Emitter.(source.Live); ok && live.Live() {
				return fmt.Errorf("emitter %q brings events of the present, and only what is over can be explained\nhint: swap it for a recording of the same", in.Name)
			}
		}
	}
	_, err = ingest.Run(ctx, options, log)
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// found is an output of the subject, as the first run sees it.
type found struct {
	at       int64 // its number among the outputs of the feature and key, from 1
	time     event.Time
	received event.Time
	seq      uint64
	warmup   bool
}

// search is the log of the first run: it finds the output that is meant.
type search struct {
	subject *subject
	request *Request
	drops   bool // warm-up is not written
	x       *engine.Executor

	first, last event.Time // of the events, by time; Unset while there is none
	n           int64      // outputs so far
	wanted      *found     // the last one written by the moment that is meant
	held        *found     // the last warm-up one by then that is not written
	later       *found     // the first one after it
}

// Step takes the next event.
func (s *search) Step(e *event.Event) error {
	if e.Control == nil {
		if s.first == event.Unset {
			s.first = e.Time
			if s.request.FromFirst {
				s.request.At = s.first + s.request.At
			}
		}
		s.last = max(s.last, e.Time)
	}
	if err := s.x.Step(e); err != nil {
		return err
	}
	return s.enough()
}

// Tick takes a promise.
func (s *search) Tick(r event.Time) error {
	if err := s.x.Tick(r); err != nil {
		return err
	}
	return s.enough()
}

// enough ends the run with the first output past the moment: times of outputs
// never go back.
func (s *search) enough() error {
	if s.later != nil {
		return ingest.ErrStop
	}
	return nil
}

func (s *search) emit(o *event.Output) error {
	if o.Key != s.subject.key {
		return nil
	}
	s.n++
	f := &found{s.n, o.Time, o.Received, o.Seq, o.Warmup}
	switch {
	case o.Time > s.request.At:
		if s.later == nil {
			s.later = f
		}
	case o.Warmup && s.drops:
		s.held = f
	default:
		s.wanted, s.held = f, nil
	}
	return nil
}

// execute makes the executor that hands out the subject alone, warm-up too.
func execute(p *graph.Plan, o engine.Options) (*graph.Program, *engine.Executor, error) {
	program, err := graph.Compile(p)
	if err != nil {
		return nil, nil, err
	}
	x, err := engine.New(program, o)
	return program, x, err
}
