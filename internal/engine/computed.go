package engine

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/stream"
)

// Computed is what was computed of several keys in a sub-step. It is valid until the
// call that tells of it returns.
type Computed struct {
	Op       int // of the program
	Received event.Time
	Seq      uint64     // of the step; 0 for a deadline
	Key      *event.Key // of the one output; nil where each key has its own
	Time     event.Time
	Members  []Member
}

// Member is a key whose latest value was taken.
type Member struct {
	Key    *event.Key // nil for one that is picked and has had no event
	Valued bool       // it has had a value, null or not, and its own output if there is one for each
	New    bool       // the value is of this sub-step
	Time   event.Time // of the value
	Value  float64
	Output float64
	// Covered is from when on the key is covered; event.Never while it is not.
	Covered event.Time
}

// tell tells somebody who asked what was computed of several keys.
func (a *across) tell(c *cross, at event.Time) {
	told := &Computed{Op: c.plan.Op, Received: a.root.received, Seq: a.root.seq, Key: c.key, Time: at}
	for i := range c.members {
		m := &c.members[i]
		if m.row == nil {
			told.Members = append(told.Members, Member{Time: event.Unset, Covered: event.Never})
			continue
		}
		of := Member{
			Key: m.key, Valued: c.hasValue(m), New: m.stamps[c.fires] == a.pass,
			Time: c.inMark.In(m.Row).Clock, Value: c.values[i], Output: c.outputs[0], Covered: *a.layout.Group(m.Row, c.plan.Group),
		}
		if c.of.PerKey {
			of.Output = c.outputs[i]
		}
		told.Members = append(told.Members, of)
	}
	a.options.Computed(told)
}

// Row returns the memory of a key, if it has had an event.
func (x *Executor) Row(k *event.Key) (row stream.Row, ok bool) {
	if i := k.Index(); i < len(x.rows) && x.rows[i] != nil {
		return x.rows[i].Row, true
	}
	return stream.Row{}, false
}
