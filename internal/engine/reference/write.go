package reference

import (
	"slices"

	"github.com/featurizer/featurizer/event"
)

// write hands out what a sub-step gave: the features' outputs, or else the rows.
func (x *Executor) write(s *step, sub *subStep) error {
	rows := x.rows != nil && x.options.Select == nil
	for _, f := range sub.fired {
		for _, c := range f.cells {
			if c.nan {
				x.tally.NaNs++
			}
		}
		for _, name := range f.node.names {
			if rows || x.options.Select != nil && !slices.Contains(x.options.Select, name) || !x.isFor(name, f.key) {
				continue
			}
			o := &event.Output{Stream: x.streams[name], Time: f.out.time, Warmup: f.out.warm, Values: event.ListOf(f.out.values...)}
			if err := x.hand(s, f.key, o); err != nil {
				return err
			}
		}
	}
	if !rows {
		return nil
	}
	for _, k := range x.rowKeys(sub) {
		if r := x.row(k); r != nil {
			o := &event.Output{Stream: x.rows.stream, Time: r.time, Warmup: r.warm, Values: event.ListOf(r.values...)}
			if err := x.hand(s, k, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// hand completes an output with what it has from its step, and hands it over
// unless it is warm-up that is held back.
func (x *Executor) hand(s *step, k *keyState, o *event.Output) error {
	o.Key, o.Received, o.Seq, o.Lane = k.key, s.received, s.seq, k.lane
	if s.event != nil {
		o.Lane = s.event.Lane
	}
	if o.Warmup {
		switch x.warmup {
		case "drop":
			x.tally.Warmup++
			return nil
		case "null":
			o.Warmup = false
			o.Values = event.ListOf(make([]event.Value, o.Values.Len())...)
		}
	}
	if o.Stream.Kind == event.OutputRow {
		x.tally.Rows++
	} else {
		x.tally.Outputs++
	}
	return x.options.Emit(o)
}
