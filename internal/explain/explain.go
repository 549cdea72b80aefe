package explain

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/ingest"
	"github.com/featurizer/featurizer/internal/state"
	"github.com/featurizer/featurizer/stream"
)

// Run explains the value that a request means. The plan is used up: it is changed
// on the way. An error that is [ErrRequest] is one of the request.
func Run(ctx context.Context, p *graph.Plan, r Request) (*Report, error) {
	s, err := find(p, &r)
	if err != nil {
		return nil, err
	}
	if s.name == "" { // a name, so that the executor hands it out
		s.name = s.calls[s.ID]
		s.Names = []string{s.name}
	}
	drops := p.Config.Warmup == "drop"
	p.Config.Warmup = "keep"
	run := &search{subject: s, request: &r, drops: drops, first: event.Unset, last: event.Unset}
	if _, run.x, err = execute(p, engine.Options{Features: []string{s.name}, Emit: run.emit}); err != nil {
		return nil, err
	}
	if err := take(ctx, p, r.Dir, run); err != nil {
		return nil, err
	}
	if run.wanted == nil && run.held == nil {
		return nil, run.nothing()
	}
	target, warmupOnly := run.wanted, run.wanted == nil
	if warmupOnly {
		target = run.held
	}
	report, err := look(ctx, p, s, &r, target)
	if err != nil {
		return nil, err
	}
	if warmupOnly {
		return nil, fmt.Errorf("up to %s, feature %q of %s has only warm-up, which is not written:\n  %s\nhint: --set warmup=keep explains it",
			text(r.At), s.title(), s.key, report.Warmup.Why)
	}
	report.Held = run.held != nil
	return report, nil
}

// nothing says why there is no output up to the moment that was meant.
func (s *search) nothing() error {
	switch {
	case s.first == event.Unset:
		return fmt.Errorf("feature %q has no output: the sources have no event", s.subject.title())
	case s.later != nil:
		return fmt.Errorf("feature %q of %s has no output up to %s\nhint: its first has the time %s (%d)",
			s.subject.title(), s.subject.key, text(s.request.At), text(s.later.time), s.later.time)
	}
	return fmt.Errorf("feature %q of %s has no output\nhint: the events of the log have times from %s to %s",
		s.subject.title(), s.subject.key, text(s.first), text(s.last))
}

// text writes a time for people.
func text(t event.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// pruneEvery is after how many steps taps forget what nothing reaches back to.
const pruneEvery = 1024

// second is the log of the second run: it ends with the step that is meant.
type second struct {
	*watch

	subject *subject
	target  *found
	x       *engine.Executor
	program *graph.Program
	steps   int
	n       int64
	earlier int           // how many of its outputs came earlier in the step that is meant
	output  *event.Output // the one that is meant
	values  []event.Value
	cause   Cause
	plan    *graph.Plan
}

// look runs the plan up to an output and reports on it.
func look(ctx context.Context, p *graph.Plan, s *subject, r *Request, target *found) (*Report, error) {
	w := &watch{
		nodes: s.nodes, output: s.Port.Node, number: target.at, received: target.received,
		taps: map[*stream.Node]*tap{}, latest: map[*stream.Node]*crossing{},
	}
	if err := w.attach(); err != nil {
		return nil, err
	}
	run := &second{watch: w, subject: s, target: target, plan: p}
	var err error
	run.program, run.x, err = execute(p, engine.Options{Features: []string{s.name}, Emit: run.emit, Computed: run.crossed})
	if err != nil {
		return nil, err
	}
	if w.row, err = state.Of(run.program.Layout.Type); err != nil {
		return nil, err
	}
	w.layout = run.program.Layout
	if s.Across {
		w.find = func() (stream.Row, bool) { return run.x.Row(s.key) }
	}
	if err := take(ctx, p, r.Dir, run); err != nil {
		return nil, err
	}
	if run.output == nil || w.moments[w.output] == nil {
		return nil, fmt.Errorf("explaining %s: a second run over the sources did not give the output of the first", s.title())
	}
	return (&reporter{run, r, w.moments[w.output]}).report()
}

// Step takes the next event. Those of other keys have no part in a feature of one.
func (s *second) Step(e *event.Event) error {
	if e.Key != s.subject.key && !s.subject.Across {
		return s.Tick(e.Received)
	}
	if s.steps++; s.steps%pruneEvery == 0 {
		for _, t := range s.taps {
			t.prune()
		}
	}
	if e.Received == s.target.received && s.target.seq != 0 {
		s.note(e)
	}
	if err := s.x.Step(e); err != nil {
		return err
	}
	return s.enough()
}

// Tick takes a promise.
func (s *second) Tick(r event.Time) error {
	if err := s.x.Tick(r); err != nil {
		return err
	}
	return s.enough()
}

func (s *second) enough() error {
	if s.output != nil {
		return ingest.ErrStop
	}
	return nil
}

// note keeps the event of the step that is meant.
func (s *second) note(e *event.Event) {
	source := s.plan.Sources[e.Source]
	s.cause = Cause{
		Source: source.Declared.Name, Claimed: e.SourceTime, Flags: e.Flags,
		Event: &Place{e.Time, e.Received, lane(&e.Lane), e.Seq},
	}
	if e.Key != s.subject.key {
		s.cause.Key = pairsOf(e.Key)
	}
	if e.Control != nil {
		s.cause.Control = strings.TrimSpace(e.Control.Kind.String() + " " + e.Control.Detail)
		return
	}
	values := []event.Value{}
	if record, ok := e.Payload.(*event.Record); ok {
		values = append(values, record.Values...)
	} else {
		values = source.Schema.Read(e.Payload, values)
	}
	for i, v := range values {
		s.cause.Payload = append(s.cause.Payload, Field{source.Schema.Fields[i].Name, kept(v)})
	}
}

func (s *second) emit(o *event.Output) error {
	if o.Key != s.subject.key {
		return nil
	}
	if s.n++; s.n != s.target.at {
		if o.Received == s.target.received && o.Seq == s.target.seq {
			s.earlier++
		}
		return nil
	}
	kept := *o
	s.output, s.values = &kept, o.Values.Append(nil)
	s.settle(o, s.earlier)
	return nil
}

func lane(l *event.Lane) string { return l.Feed + "/" + strconv.Itoa(l.Number) }
