package featurizertest

import (
	"fmt"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/engine/reference"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/state"
)

// machine is an executor with what it has handed out.
type machine interface {
	Step(e *event.Event) error
	Tick(r event.Time) error
	Tally() event.Tally
	// took returns what was handed out since it was last asked.
	took() []output
	// reach says that what follows is caused by the event at a place of the log.
	reach(at int)
}

// box collects outputs.
type box struct {
	list []output
	at   int
}

func (b *box) put(o *event.Output) error {
	b.list = append(b.list, newOutput(o, b.at))
	return nil
}

func (b *box) took() []output {
	list := b.list
	b.list = nil
	return list
}

func (b *box) reach(at int) { b.at = at }

// stepper is the step executor, with rows if the config has some.
type stepper struct {
	*engine.Executor
	*box
	plan      *graph.Plan
	program   *graph.Program
	snapshots *engine.Snapshots
	codec     *state.Codec // of the memory of a key
}

func newStepper(p *graph.Plan) (*stepper, error) {
	program, err := graph.Compile(p)
	if err != nil {
		return nil, err
	}
	b := &box{}
	x, err := engine.New(program, engine.Options{Features: featureNames(p), Rows: p.Rows != nil, Emit: b.put})
	if err != nil {
		return nil, err
	}
	snapshots, err := x.Snapshots()
	if err != nil {
		return nil, err
	}
	codec, err := state.Of(program.Layout.Type)
	if err != nil {
		return nil, err
	}
	return &stepper{x, b, p, program, snapshots, codec}, nil
}

// referee is the reference executor. It hands out features or rows, so there are
// two of it if the config has rows.
type referee struct {
	*box
	features *reference.Executor
	rows     *reference.Executor // nil if the config has none
}

func newReferee(p *graph.Plan) (*referee, error) {
	b := &box{}
	names := featureNames(p)
	features, err := reference.New(p.Config, reference.Options{Select: names, Emit: b.put})
	if err != nil {
		return nil, err
	}
	r := &referee{box: b, features: features}
	if p.Rows != nil {
		r.rows, err = reference.New(p.Config, reference.Options{Emit: b.put})
	}
	return r, err
}

// Step takes the next event.
func (r *referee) Step(e *event.Event) error {
	if err := r.features.Step(e); err != nil || r.rows == nil {
		return err
	}
	return r.rows.Step(e)
}

// Tick lets time pass with an event that means nothing.
func (r *referee) Tick(at event.Time) error {
	return r.Step(&event.Event{Received: at, Control: &event.Control{Kind: event.Connected}})
}

// Tally counts features and rows together.
func (r *referee) Tally() event.Tally {
	t := r.features.Tally()
	if r.rows != nil {
		rows := r.rows.Tally()
		t.Rows = rows.Rows
		t.Warmup += rows.Warmup
	}
	return t
}

// result is what a run over a whole log gave.
type result struct {
	outputs []output
	tally   event.Tally
}

// finish is a moment after a log at which all windows that it opened are due,
// and a few of those that are filled without end.
func finish(p *graph.Plan, log []logged) event.Time {
	if len(log) == 0 {
		return event.Unset
	}
	longest := time.Duration(0)
	for _, n := range nodes(p) {
		longest = max(longest, n.Window+n.Gap+n.Delay)
	}
	return log[len(log)-1].event.Received.Add(2 * longest)
}

// feed hands an event of a log to a machine.
func feed(m machine, p *graph.Plan, l *logged, at int) error {
	e, err := l.in(p)
	if err != nil {
		return err
	}
	m.reach(at)
	if err := m.Step(e); err != nil {
		return fmt.Errorf("event %d of the log: %w", at+1, err)
	}
	return nil
}

// run feeds a whole log, then lets time pass up to end.
func run(m machine, p *graph.Plan, log []logged, end event.Time) (*result, error) {
	for i := range log {
		if err := feed(m, p, &log[i], i); err != nil {
			return nil, err
		}
	}
	m.reach(len(log))
	if err := m.Tick(end); err != nil {
		return nil, err
	}
	return &result{m.took(), m.Tally()}, nil
}

// fresh returns a new step executor of a new plan.
func (s *subject) fresh() (*stepper, error) {
	p, err := s.plan()
	if err != nil {
		return nil, err
	}
	return newStepper(p)
}

// runFresh runs a log on a new step executor, until all windows are due.
func (s *subject) runFresh(log []logged) (*result, error) {
	m, err := s.fresh()
	if err != nil {
		return nil, err
	}
	return run(m, m.plan, log, finish(m.plan, log))
}
