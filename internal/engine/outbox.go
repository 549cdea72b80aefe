package engine

import (
	"cmp"
	"math"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// outbox holds the outputs of the step that runs: they leave when it is over.
type outbox struct {
	list   []pending
	values []event.Value
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
	o.list, o.values = o.list[:0], o.values[:0]
}

// collect takes the outputs of a sub-step.
func (x *Executor) collect(r *row, outputs []int, end event.Time) {
	if x.at.Err != nil {
		return
	}
	for _, i := range outputs {
		out := &x.program.Outputs[i]
		if x.wanted[i] == nil || x.stamps[out.Node] != x.pass {
			continue
		}
		m := x.layout.Mark(r.Row, out.Node)
		first := len(x.out.values)
		x.out.values = x.read(r, i, x.out.values)
		x.out.list = append(x.out.list, pending{r, i, end, m.Clock, m.Warmup, first, len(x.out.values)})
	}
	if x.group != nil {
		x.collectRow(r, end)
	}
}

// read appends the latest values of a feature.
func (x *Executor) read(r *row, output int, into []event.Value) []event.Value {
	out := &x.program.Outputs[output]
	at := r.At(out.Offset)
	fields := out.Feature.Schema.Fields
	for i := range fields {
		into = append(into, fields[i].Read(at))
	}
	return into
}

// flush hands out what a step has put out.
func (x *Executor) flush() error {
	defer x.out.clear()
	policy := x.program.Plan.Config.Warmup
	for i := range x.out.list {
		p := &x.out.list[i]
		values := x.out.values[p.first:p.last]
		drop := p.warmup && policy == "drop"
		if p.warmup && policy == "null" {
			clear(values)
			p.warmup = false
		}
		as := x.rowStream
		if p.output != rowOutput {
			as = x.wanted[p.output]
		}
		for j := range as {
			switch {
			case !as[j].only.has(p.row.key):
			case drop:
				x.tally.Warmup++
			default:
				if err := x.emit(p, as[j].stream, values); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// emit hands out one output under one name.
func (x *Executor) emit(p *pending, s *event.OutputStream, values []event.Value) error {
	x.out.output = event.Output{
		Stream: s, Key: p.row.key, Lane: x.laneOf(p.row), Seq: x.root.seq,
		Time: p.time, Received: x.root.received, Warmup: p.warmup, Values: values,
	}
	if s.Kind == event.OutputRow {
		x.tally.Rows++
	} else {
		x.tally.Outputs++
	}
	return x.options.Emit(&x.out.output)
}
