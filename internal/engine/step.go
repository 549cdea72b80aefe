package engine

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// Step runs the next event of the log: first the deadlines that have come by its
// Received, then the event. Events come in K order. After an error the executor
// is at its end and returns the same error again.
func (x *Executor) Step(e *event.Event) error {
	if x.failed != nil {
		return x.failed
	}
	if x.timers.due(e.Received) {
		x.failed = x.deadlines(e.Received)
	}
	if x.failed == nil {
		x.failed = x.attempt(e)
	}
	return x.failed
}

// Tick says that nothing with a Received of at most r will follow: deadlines up
// to it run.
func (x *Executor) Tick(r event.Time) error {
	if x.failed == nil && x.timers.due(r) {
		x.failed = x.deadlines(r)
	}
	return x.failed
}

// attempt runs the step of an event and hands out what it put out.
func (x *Executor) attempt(e *event.Event) error {
	x.tally.Steps++
	x.root = root{e.Received, e.Seq, e.Lane}
	r := x.row(e)
	if e.Control != nil {
		return x.control(r, e)
	}
	entry := &x.program.Leaves[x.program.Plan.Sources[e.Source].Leaf]
	if !entry.Used {
		return nil
	}
	err := x.guard(func() error { return x.event(r, e, entry) })
	if err != nil {
		return x.skip(fmt.Errorf("at event %d of lane %s/%d, key %s: %w", e.Seq, e.Lane.Feed, e.Lane.Number, e.Key, err))
	}
	return x.flush()
}

// event runs an event: the windows that it closes, each end a sub-step, then the
// event itself.
func (x *Executor) event(r *row, e *event.Event, entry *graph.Entry) error {
	if err := x.closeBefore(r, e, entry); err != nil {
		return err
	}
	return x.run(r, substep{event: e, entry: entry})
}

// substep is a part of a step that runs the graph once: an event, or the windows
// of one end that close.
type substep struct {
	event *event.Event
	entry *graph.Entry
	end   event.Time
	close []int // ops
}

// run runs a sub-step and collects its outputs.
func (x *Executor) run(r *row, s substep) error {
	x.undo.touch(x, r)
	x.pass++
	if s.event != nil {
		x.enter(r, s.event, s.entry)
		x.runOps(r, s.entry.Ops, s)
		x.collect(r, s.entry.Outputs, event.Never)
	} else {
		x.runOps(r, x.program.OnClose, s)
		x.collect(r, x.program.CloseOutputs, s.end)
	}
	return x.at.Err
}

// enter puts an event into the row: its payload, its clock and, if it is the
// first since the start or a gap, the start of coverage.
func (x *Executor) enter(r *row, e *event.Event, entry *graph.Entry) {
	x.load(r, e, entry)
	m := x.layout.Mark(r.Row, entry.Node)
	m.Clock, m.Seq = e.Time, e.Seq
	x.stamps[entry.Node] = x.pass
	if cover := x.layout.Cover(r.Row, entry.Node); *cover == event.Never {
		*cover = e.Time
		x.regroup(r)
	}
}

// runOps runs the nodes that what has been emitted in this pass reaches.
func (x *Executor) runOps(r *row, ops []int, s substep) {
	x.at.Received, x.at.Err = x.root.received, nil
	for _, i := range ops {
		op := &x.program.Ops[i]
		if x.triggered(op) {
			if s.closes(r, op, i) {
				x.closePast(r, op, i, s.end)
			}
			if !x.runOp(r, op, i) {
				return
			}
		}
		if s.closes(r, op, i) {
			x.closeOp(r, op, i, s.end)
		}
	}
}

// triggered tells whether an input that makes op run has emitted in this pass.
func (x *Executor) triggered(op *graph.Op) bool {
	for _, in := range op.Trigger {
		if x.stamps[in] == x.pass {
			return true
		}
	}
	return false
}

// runOp runs a node; false if it failed.
func (x *Executor) runOp(r *row, op *graph.Op, i int) bool {
	x.at.Time = x.clock(r, op)
	if x.probe != nil && op.Timed != nil && op.Timed.Past(r.Row, &x.at) {
		x.probe.found(op, i, r)
		return true
	}
	x.running = op
	emit := op.Kernel.Step(r.Row, &x.at)
	if x.at.Err != nil {
		x.at.Err = fmt.Errorf("%s: %w", describe(op), x.at.Err)
		return false
	}
	if op.Timed != nil {
		x.schedule(r, i)
	}
	if op.Origin >= 0 {
		x.count(r, op)
	}
	if emit {
		x.emitted(r, op)
	}
	return true
}

// clock returns the time of a node's step: the largest clock of its inputs.
func (x *Executor) clock(r *row, op *graph.Op) event.Time {
	t := x.layout.Mark(r.Row, op.Inputs[0]).Clock
	for _, in := range op.Inputs[1:] {
		t = max(t, x.layout.Mark(r.Row, in).Clock)
	}
	return t
}

// emitted notes that a node has emitted at x.at.Time.
func (x *Executor) emitted(r *row, op *graph.Op) {
	x.stamps[op.Index] = x.pass
	m := x.layout.Mark(r.Row, op.Index)
	m.Clock, m.Seq = x.at.Time, x.root.seq
	for _, offset := range op.Floats {
		x.finite(r.Row, offset)
	}
	switch {
	case !op.Marked:
	case op.Node.Same:
		m.Warmup = x.layout.Mark(r.Row, op.Inputs[0]).Warmup
	default:
		m.Warmup = x.isWarmup(r, &op.Warmup, m.Clock)
	}
}

// finite turns a number that is none into null, and counts it (semantics 5).
func (x *Executor) finite(r stream.Row, offset uintptr) {
	value := stream.Float(r, offset)
	if event.Finite(*value) || event.IsExactNull(*value) {
		return
	}
	*value = event.Null()
	x.tally.NaNs++
}

// load copies an event's payload into the row.
func (x *Executor) load(r *row, e *event.Event, entry *graph.Entry) {
	if entry.Fields == nil {
		entry.Load(r.Row, e.Payload)
		return
	}
	record := e.Payload.(*event.Record) //nolint:errcheck,forcetypeassert // the plan binds emitters to definitions by this type
	at := x.layout.Output(r.Row, entry.Node)
	for i := range entry.Fields {
		entry.Fields[i].Write(at, record.Values[i])
	}
}
