package reference

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
)

// Options say what to hand out.
type Options struct {
	// Select names the features to write. Nil: the rows if the config has them,
	// else all features.
	Select []string
	// Control also hands out control events.
	Control bool
	// Emit takes the outputs, in output order. Nil: nobody does.
	Emit func(*event.Output) error
}

// Executor runs a config's graph over events in K order.
type Executor struct {
	sources []sourceNode
	nodes   []*node // in order of node index
	rows    *rowGroup
	warmup  string // what becomes of warm-up outputs: drop, null or keep
	skip    bool   // whether failed steps are skipped
	options Options
	streams map[string]*event.OutputStream // of features, by name
	leads   map[string][]int               // of features, by name: the sources they lead to

	keys     map[string]*keyState // by canonical key
	names    []string             // of keys, sorted; out of date where it is shorter
	tally    event.Tally
	received event.Time // of the last event
	finished bool
}

// New builds the graph of a config that validates.
func New(c *config.Config, o Options) (*Executor, error) {
	if o.Emit == nil {
		o.Emit = func(*event.Output) error { return nil }
	}
	x := &Executor{
		options: o, warmup: c.Warmup, skip: c.OnError == "skip",
		keys: map[string]*keyState{}, received: event.Unset,
		streams: map[string]*event.OutputStream{},
	}
	if x.warmup == "" {
		x.warmup = "drop"
	}
	b, err := newBuilder(c)
	if err != nil {
		return nil, fmt.Errorf("building the reference graph: %w", err)
	}
	x.sources, x.nodes, x.leads = b.sources, b.ordered(), b.leads
	for _, name := range o.Select {
		if b.features[name] == nil {
			return nil, fmt.Errorf("selecting outputs: no feature %q", name)
		}
	}
	if c.Rows != nil {
		if x.rows, err = newRowGroup(c.Rows, b); err != nil {
			return nil, fmt.Errorf("building the rows: %w", err)
		}
	}
	for _, n := range x.nodes {
		for _, name := range n.names {
			x.streams[name] = &event.OutputStream{Kind: event.OutputFeature, Name: name, Columns: n.fields}
		}
	}
	return x, nil
}

// Step takes the next event in K order: first the deadlines that come before
// it, then the event itself.
func (x *Executor) Step(e *event.Event) error {
	if x.finished {
		return errors.New("taking an event: the log has ended")
	}
	if e.Received < x.received {
		return fmt.Errorf("taking an event: received %d comes after %d", e.Received, x.received)
	}
	x.received = e.Received
	if err := x.deadlines(e.Received); err != nil {
		return err
	}
	x.tally.Steps++
	if e.Control != nil {
		return x.control(e)
	}
	values, err := x.payload(e)
	if err != nil {
		if x.skip {
			x.tally.Skipped++
			return nil
		}
		return err
	}
	if x.keys[e.Key.Canonical()] == nil {
		x.keys[e.Key.Canonical()] = x.newKeyState(e.Key)
	}
	return x.commit(&step{event: e, values: values, received: e.Received, seq: e.Seq})
}

// Tick takes the promise that no event with a Received of at most r will follow.
func (x *Executor) Tick(r event.Time) error { return x.deadlines(r) }

// payload reads what an event carries. Nothing else of a step can fail.
func (x *Executor) payload(e *event.Event) ([]event.Value, error) {
	if e.Key == nil || e.Source < 0 || e.Source >= len(x.sources) {
		return nil, fmt.Errorf("taking an event: no key, or no source %d", e.Source)
	}
	return x.sources[e.Source].read(e.Payload)
}

// deadlines runs every deadline D <= until, each D as one step. Closing windows
// can open others, so the next D is looked for after each.
func (x *Executor) deadlines(until event.Time) error {
	for {
		due := event.Never
		for _, name := range sorted(x.keys) {
			for _, d := range x.open(x.keys[name]) {
				due = min(due, d.deadline)
			}
		}
		if due > until || due == event.Never {
			return nil
		}
		s := &step{received: due}
		for _, name := range sorted(x.keys) {
			for _, d := range x.open(x.keys[name]) {
				if d.deadline == due {
					s.addDue(d.closing)
				}
			}
		}
		slices.SortFunc(s.groups, byEnd)
		x.tally.Steps++
		if err := x.commit(s); err != nil {
			return err
		}
	}
}

// commit settles a step, takes over its states and hands out what it gave, one
// sub-step after the other.
func (x *Executor) commit(s *step) error {
	for _, sub := range x.settle(s) {
		maps.Copy(x.keys, sub.next)
		x.tally.Moved += sub.moved
		if err := x.write(s, sub); err != nil {
			return fmt.Errorf("handing out a step: %w", err)
		}
	}
	return nil
}

// Finish ends the log. A log ends with a tick at its last Received, and all
// deadlines up to there have run: windows that are still open give nothing.
func (x *Executor) Finish() error {
	x.finished = true
	return nil
}

// Tally returns the counts so far.
func (x *Executor) Tally() event.Tally { return x.tally }
