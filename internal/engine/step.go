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
	x.root = root{e.Received, e.Seq, &e.Lane}
	r := x.row(e)
	x.use(r)
	if e.Control != nil {
		return x.control(r, e)
	}
	in := &x.entries[x.leafOf[e.Source]]
	if !in.Used {
		return nil
	}
	if err := x.listed(x.event(r, e, in)); err != nil {
		return x.skip(atEvent(e, err))
	}
	return x.handOut(r, in)
}

// atEvent says at which event a step has failed.
func atEvent(e *event.Event, err error) error {
	return fmt.Errorf("at event %d of lane %s/%d, key %s: %w", e.Seq, e.Lane.Feed, e.Lane.Number, e.Key, err)
}

// event runs an event: the windows that it closes, each end a sub-step, then the
// event itself. A panic of a user's function is an error.
func (x *Executor) event(r *row, e *event.Event, in *entry) (err error) {
	defer x.recovered(&err)
	if x.undo.on {
		x.undo.begin(x)
	}
	if x.across != nil && x.across.layered {
		if err := x.across.closeBefore(r, e, in); err != nil {
			return err
		}
	} else if len(in.Windows) > 0 && max(e.Time, r.clock) >= r.nextEnd[in.index] {
		if err := x.closeBefore(r, e, in); err != nil {
			return err
		}
	}
	if x.undo.on {
		x.undo.touch(x, r)
	}
	x.use(r)
	x.pass++
	x.enter(r, e, in)
	x.last.time = e.Time
	x.run(r, in.code, &x.last)
	if x.across != nil {
		x.across.after(r)
		x.across.collectActive(event.Never)
	}
	return x.at.Err
}

// substep is a part of a step that runs the graph once: an event, or the windows
// of one end that close.
type substep struct {
	time  event.Time // of the event
	end   event.Time // of the windows
	close []int      // their ops; nil for an event
}

// closeAll runs a sub-step that closes windows and collects its outputs.
func (x *Executor) closeAll(r *row, s substep) error {
	x.undo.touch(x, r)
	if x.across != nil {
		x.across.one[0] = keyStep{r, s}
		return x.across.closeAll(x.across.one[:])
	}
	x.pass++
	x.fired = false
	x.run(r, x.onClose, &s)
	x.collect(r, x.closeOutputs, s.end)
	return x.at.Err
}

// enter puts an event into the row: its payload, its clock and, if it is the
// first since the start or a gap, the start of coverage.
func (x *Executor) enter(r *row, e *event.Event, in *entry) {
	x.running, x.at.Flags = noNode, e.Flags
	switch {
	case e.Payload == nil:
		in.move(x.frame, r.Row)
	case in.Fields == nil:
		in.Copy(r.At(in.payload), e.Payload)
	default:
		load(r.Row, e, in)
	}
	m := in.mark.In(r.Row)
	m.Clock, m.Seq = e.Time, e.Seq
	x.stamps[in.stamp] = x.pass
	if x.fired = in.slot; in.slot {
		r.latest = max(r.latest, e.Time)
	}
	r.clock = max(r.clock, e.Time)
	if cover := in.cover.In(r.Row); *cover == event.Never {
		*cover = e.Time
		x.regroup(r)
	}
}

// load copies the values of a record.
func load(r stream.Row, e *event.Event, in *entry) {
	record := e.Payload.(*event.Record) //nolint:errcheck,forcetypeassert // the plan binds emitters to definitions by this type
	for i := range in.Fields {
		in.Fields[i].Write(r.At(in.payload), record.Values[i])
	}
}

// run runs the nodes that what has been emitted in this pass reaches. It stops
// at the first that fails, with the error in x.at.
func (x *Executor) run(r *row, code []instr, s *substep) {
	x.at.Received, x.at.Err = x.root.received, nil
	for i := range code {
		in := &code[i]
		if in.timed != nil && (s.close != nil || x.probe != nil) {
			if x.runTimed(r, in, s); x.at.Err != nil {
				return
			}
			continue
		}
		if !in.always && x.stamps[in.trigger] != x.pass && (len(in.more) == 0 || !x.anyOf(in.more)) {
			continue
		}
		x.at.Time = s.time
		if len(in.clocks) > 0 {
			x.at.Time = clock(r, in.clocks)
		}
		x.running = in.op
		emit := in.kernel.Step(r.Row, &x.at)
		if in.special {
			x.after(r, in)
		}
		if emit {
			x.emitted(r, in)
		} else if x.at.Err != nil {
			x.at.Err = fmt.Errorf("%s: %w", x.describe(in.op), x.at.Err)
			return
		}
	}
}

// anyOf tells whether nodes of one of the marks have emitted in this pass.
func (x *Executor) anyOf(marks []int) bool {
	for _, m := range marks {
		if x.stamps[m] == x.pass {
			return true
		}
	}
	return false
}

// clock returns the time of a node's step: the largest clock of its inputs.
func clock(r *row, inputs []stream.Place[graph.Mark]) event.Time {
	t := event.Unset
	for _, in := range inputs {
		t = max(t, in.In(r.Row).Clock)
	}
	return t
}

// after looks at what only some nodes do: windows that open, inputs that count.
func (x *Executor) after(r *row, in *instr) {
	if in.counts {
		x.count(r, in.op)
		return
	}
	if in.session >= 0 {
		x.inSession(r, in)
	}
	x.schedule(r, in)
	r.clock = max(r.clock, x.at.Time) // of a result, if there is one
}

// emitted notes that a node has emitted at x.at.Time.
func (x *Executor) emitted(r *row, in *instr) {
	if !in.follows {
		x.stamps[in.stamp] = x.pass
		m := in.mark.In(r.Row)
		m.Clock, m.Seq = x.at.Time, x.root.seq
		if in.slot {
			x.fired = true
			r.latest = max(r.latest, x.at.Time)
		}
	}
	for _, place := range in.floats {
		if v := place.In(r.Row); !event.Finite(*v) {
			x.finite(v)
		}
	}
	if w := in.warmth.In(r.Row); w.Cold {
		x.warm(r, in, w)
	}
}

// warm finds out whether an output is still warm-up.
func (x *Executor) warm(r *row, in *instr, w *graph.Warmth) {
	op := &x.program.Ops[in.op]
	if op.Node.Same {
		w.Warmup = x.layout.Warmth(r.Row, op.Inputs[0]).Warmup
	} else {
		w.Warmup = x.isWarmup(r, &op.Warmup, x.at.Time)
	}
	w.Cold = w.Warmup
}

// finite turns a number that is none into null, and counts it (semantics 5).
func (x *Executor) finite(value *float64) {
	if event.IsExactNull(*value) {
		return
	}
	*value = event.Null()
	x.tally.NaNs++
}
