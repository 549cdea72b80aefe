package engine

import (
	"cmp"
	"math"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/stream"
)

// outbox holds the outputs of the sub-steps that close windows: they leave when
// the step is over. Those of the event itself are read where they lie.
type outbox struct {
	list   []pending
	values []event.Value
	levels []event.Level // of the lists among the values
	heads  []uint64      // heads of rows
	output event.Output
}

// pending is an output that waits for the end of its step.
type pending struct {
	row    *row
	output int        // index of the feature's output; rowOutput for a row of values
	end    event.Time // of the windows that closed in its sub-step; event.Never for the event's own
	time   event.Time
	warmup bool
	first  int // where its values start
	last   int
	head   bool // they are the head of a row, among the heads
}

// rowOutput stands for a row where a feature's output would be; it is larger than
// all of them, as rows follow the features of their sub-step.
const rowOutput = math.MaxInt

// sort brings the outputs of several keys into output order: by sub-step, node,
// key. Those of one key are so already.
func (o *outbox) sort() {
	slices.SortStableFunc(o.list, func(a, b pending) int {
		return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.output, b.output), a.row.key.Compare(b.row.key))
	})
}

func (o *outbox) clear() {
	o.list, o.values, o.levels, o.heads = o.list[:0], o.values[:0], o.levels[:0], o.heads[:0]
}

// collect takes the outputs of a sub-step that closes windows.
func (x *Executor) collect(r *row, outputs []int, end event.Time) {
	if x.at.Err != nil {
		return
	}
	for _, i := range outputs {
		if out := &x.program.Outputs[i]; x.emittedNow(out.Node) {
			m := x.layout.Mark(r.Row, out.Node)
			first := len(x.out.values)
			x.out.values = x.read(r, i, x.out.values)
			x.out.list = append(x.out.list, pending{
				row: r, output: i, end: end, time: m.Clock, warmup: x.layout.Warmth(r.Row, out.Node).Warmup,
				first: first, last: len(x.out.values),
			})
		}
	}
	if x.group != nil {
		x.collectRow(r, end)
	}
}

// emittedNow tells whether a node has emitted in this pass.
func (x *Executor) emittedNow(node int) bool { return x.stamps[x.layout.MarkOf(node)] == x.pass }

// read appends the latest values of a feature.
func (x *Executor) read(r *row, output int, into []event.Value) []event.Value {
	return x.places[output].In(r.Pointer()).AppendKept(into, &x.out.levels)
}

// handOut hands out what the step of an event has put out: what waits of its
// earlier sub-steps, then what the event itself has.
func (x *Executor) handOut(r *row, in *entry) error {
	if x.across != nil { // it has all been collected
		return x.across.handOut()
	}
	if len(x.out.list) > 0 {
		if err := x.flush(); err != nil {
			return err
		}
	}
	for _, i := range in.outputs {
		if out := &x.program.Outputs[i]; x.emittedNow(out.Node) {
			m := x.layout.Mark(r.Row, out.Node)
			p := pending{row: r, output: i, time: m.Clock, warmup: x.layout.Warmth(r.Row, out.Node).Warmup}
			if err := x.hand(&p, x.places[i].In(r.Pointer())); err != nil {
				return err
			}
		}
	}
	switch {
	case x.group == nil:
		return nil
	case r.full:
		if !x.fired {
			return nil
		}
		return x.emit(r, x.rowStream[0].stream, r.latest, x.group.places.In(r.Pointer()))
	}
	x.collectRow(r, event.Never)
	return x.flush()
}

// flush hands out what waits.
func (x *Executor) flush() error {
	defer x.out.clear()
	for i := range x.out.list {
		p := &x.out.list[i]
		if err := x.hand(p, x.waiting(p)); err != nil {
			return err
		}
	}
	return nil
}

// waiting returns the values of an output that waits.
func (x *Executor) waiting(p *pending) event.Values {
	if p.head {
		return x.group.places.In(stream.RowOf(x.out.heads[p.first:p.last]).Pointer())
	}
	return event.ListOf(x.out.values[p.first:p.last]...)
}

// hand hands out one output under each of its names, unless it is warm-up that
// is held back.
func (x *Executor) hand(p *pending, values event.Values) error {
	policy := x.program.Plan.Config.Warmup
	if x.options.Flagged && p.output != rowOutput {
		policy = "keep"
	}
	drop := p.warmup && policy == "drop"
	if p.warmup && policy == "null" {
		values, p.warmup = event.ListOf(make([]event.Value, values.Len())...), false
	}
	as := x.rowStream
	if p.output != rowOutput {
		as = x.wanted[p.output]
	}
	x.out.output.Warmup = p.warmup
	for j := range as {
		switch {
		case !as[j].only.has(p.row.key):
		case drop:
			x.tally.Warmup++
		default:
			if err := x.emit(p.row, as[j].stream, p.time, values); err != nil {
				return err
			}
		}
	}
	x.out.output.Warmup = false
	return nil
}

// emit hands out one output under one name.
func (x *Executor) emit(r *row, s *event.OutputStream, t event.Time, values event.Values) error {
	o := &x.out.output
	if lane := x.laneOf(r); o.Lane.Order != lane.Order { // a copy costs more than a look
		o.Lane = *lane
	}
	o.Stream, o.Key, o.Seq = s, r.key, x.root.seq
	o.Time, o.Received, o.Values = t, x.root.received, values
	if s.Kind == event.OutputRow {
		x.tally.Rows++
	} else {
		x.tally.Outputs++
	}
	return x.options.Emit(o)
}
