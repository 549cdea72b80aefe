package engine

import (
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// cross is an op that computes of several keys.
type cross struct {
	plan    *graph.Cross
	of      *stream.Cross
	op      *graph.Op
	in, out stream.Place[float64]
	inMark  stream.Place[graph.Mark]
	fires   int // the number of the input's mark
	mark    stream.Place[graph.Mark]
	stamp   int     // the number of its own
	lapsing lapsing // what is above it, in the rows of its outputs

	members []member   // in order; those without a row have had no event
	key     *event.Key // of the one output; nil where there is one for each member
	target  *row       // that key's, once there is one
	lane    event.Lane // that key's; without a feed it is the first member's

	values, outputs, room []float64
}

// member is one of the keys whose values are taken.
type member struct {
	*row
	named bool // in the config, so that it is waited for
}

func (x *Executor) newCross(plan *graph.Cross) (cross, error) {
	op := &x.program.Ops[plan.Op]
	in, mark := op.Inputs[0], x.layout.MarkOf(op.Index)
	c := cross{
		plan: plan, of: op.Node.Cross, op: op, lapsing: lapsingOf(x.program, plan.Above),
		in:     stream.PlaceOf[float64](x.layout.OutputOffset(in) + op.Node.Inputs[0].Offset),
		out:    stream.PlaceOf[float64](x.layout.OutputOffset(op.Index)),
		inMark: x.layout.MarkPlace(x.layout.MarkOf(in)), fires: x.layout.MarkOf(in),
		mark: x.layout.MarkPlace(mark), stamp: mark,
		members: make([]member, len(op.Node.Cross.Picked)),
	}
	if c.of.PerKey {
		return c, nil
	}
	var err error
	c.key, err = x.program.Plan.Keys.Intern(plan.Feature.KeySet.Common()...)
	if err != nil {
		return c, fmt.Errorf("feature %s: %w", plan.Feature.Definition.Name, err)
	}
	lanes := x.program.Plan.Config.Lanes
	number := c.key.Lane(lanes)
	c.lane = event.Lane{Feed: plan.Feed, Number: number, Order: plan.Rank*lanes + number}
	return c, nil
}

// has tells whether values of a key are taken.
func (c *cross) has(k *event.Key) bool {
	return c.plan.Members.Has(k) && (c.plan.Names == nil || slices.Equal(k.Names(), c.plan.Names))
}

// enlist takes in the row of a member.
func (c *cross) enlist(r *row) {
	if c.key == r.key && c.key != nil {
		c.target = r
	}
	if !c.has(r.key) {
		return
	}
	m := member{r, slices.Contains(c.plan.Members.Keys, r.key)}
	if c.of.Picked != nil {
		for i, pairs := range c.of.Picked {
			if feature.Fits(r.key, pairs) {
				c.members[i] = m
			}
		}
		return
	}
	at, _ := slices.BinarySearchFunc(c.members, r.key, func(m member, k *event.Key) int { return m.key.Compare(k) })
	c.members = slices.Insert(c.members, at, m)
}

// targets returns the rows of the outputs that there are.
func (c *cross) targets() []*row {
	if !c.of.PerKey {
		if c.target == nil {
			return nil
		}
		return []*row{c.target}
	}
	var list []*row
	for _, m := range c.members {
		if m.row != nil {
			list = append(list, m.row)
		}
	}
	return list
}

// isFired tells whether one of the values is new.
func (a *across) isFired(c *cross) bool {
	return slices.ContainsFunc(a.active, func(r *row) bool { return r.stamps[c.fires] == a.pass && c.has(r.key) })
}

// compute puts out what the values of the keys give.
func (a *across) compute(c *cross) {
	at := event.Unset
	c.values = c.values[:0]
	for i := range c.members {
		value := event.Null()
		if m := &c.members[i]; c.hasValue(m) {
			value = *c.in.In(m.Row)
			at = max(at, c.inMark.In(m.Row).Clock)
		}
		c.values = append(c.values, value)
	}
	n := len(c.values)
	c.outputs, c.room = slices.Grow(c.outputs[:0], n)[:max(n, 1)], slices.Grow(c.room[:0], n)[:n]
	a.running = c.plan.Op
	c.of.Compute(c.values, c.outputs, c.room)
	a.putAll(c, at)
	if a.options.Computed != nil && a.probe == nil {
		a.tell(c, at)
	}
}

// putAll writes what was computed into the rows of the outputs.
func (a *across) putAll(c *cross, at event.Time) {
	covered := a.coverage(c)
	if !c.of.PerKey {
		a.put(c, a.targetOf(c), moment{at, covered, c.outputs[0]})
		return
	}
	for i := range c.members {
		if m := &c.members[i]; c.hasValue(m) {
			a.put(c, m.row, moment{at, covered, c.outputs[i]})
		}
	}
}

// hasValue tells whether a member has had a value, null or not.
func (c *cross) hasValue(m *member) bool {
	return m.row != nil && c.inMark.In(m.Row).Clock != event.Unset
}

// coverage returns from when on all members are covered: those that the config names
// whether or not they have had an event, others once they have.
func (a *across) coverage(c *cross) event.Time {
	latest, named := event.Unset, 0
	for i := range c.members {
		m := &c.members[i]
		switch {
		case m.row != nil && m.named, c.hasValue(m):
		case c.of.Picked != nil:
			return event.Never
		default:
			continue
		}
		latest = max(latest, *a.layout.Group(m.Row, c.plan.Group))
		if m.named {
			named++
		}
	}
	if named < len(c.plan.Members.Keys) {
		return event.Never
	}
	return latest
}

// targetOf returns the row of the one output.
func (a *across) targetOf(c *cross) *row {
	if c.target != nil {
		return c.target
	}
	if c.lane.Feed == "" {
		of := c.members[slices.IndexFunc(c.members, func(m member) bool { return m.row != nil })].lane
		c.lane.Feed, c.lane.Order = of.Feed, of.Order-of.Number+c.lane.Number
	}
	return a.rowOf(c.key, c.lane) // which enlists it
}

// moment is an output of what computes of several keys.
type moment struct {
	at, covered event.Time
	value       float64
}

// put writes an output into its row.
func (a *across) put(c *cross, t *row, m moment) {
	a.undo.touch(a.Executor, t)
	a.hold(t)
	a.activate(t)
	out := c.out.In(t.Row)
	if *out = m.value; !event.Finite(m.value) {
		a.finite(out)
	}
	mark := c.mark.In(t.Row)
	mark.Clock, mark.Seq = m.at, a.root.seq
	t.stamps[c.stamp] = a.pass
	t.clock = max(t.clock, m.at)
	if cover := a.layout.Cover(t.Row, c.plan.Origin); *cover != m.covered {
		*cover = m.covered
		a.regroup(t)
	}
	w := a.layout.Warmth(t.Row, c.op.Index)
	w.Warmup = a.isWarmup(t, &c.op.Warmup, m.at)
	w.Cold = w.Warmup
}
