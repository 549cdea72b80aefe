package engine

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/stream"
)

// controlled is what control events of a leaf may reach.
type controlled struct {
	entry // the leaf's; what runs and is handed out is that of the nodes taking it in
	nodes []controlledNode
}

// controlledNode is a node that takes in control events.
type controlledNode struct {
	instr
	kernel stream.Controlled
}

// findControlled finds what control events of each leaf may reach.
func (x *Executor) findControlled() {
	p := x.program
	for i := range x.entries {
		from := &p.Leaves[i]
		c := controlled{entry: x.entries[i]}
		for _, in := range x.code(from.Controlled, noNode) {
			if kernel, takes := in.kernel.(stream.Controlled); takes {
				c.nodes = append(c.nodes, controlledNode{in, kernel})
			}
		}
		c.code, c.outputs = x.code(from.AfterControl, noNode), x.handedOut(from.ControlOutputs)
		x.controlled = append(x.controlled, c)
	}
}

// control runs a control event: a gap ends coverage, a node may take in others. The
// rest changes no state.
func (x *Executor) control(r *row, e *event.Event) error {
	if e.Control.Kind == event.Gap {
		x.gap(r, x.leafOf[e.Source])
	}
	if x.options.Control {
		err := x.options.Emit(&event.Output{
			Stream: controlStream, Key: r.key, Lane: r.lane, Seq: e.Seq,
			Time: e.Time, Received: e.Received, Control: e.Control,
		})
		if err != nil {
			return err
		}
	}
	c := &x.controlled[x.leafOf[e.Source]]
	if len(c.nodes) == 0 || c.mark.In(r.Row).Clock == event.Unset {
		return nil
	}
	if err := x.listed(x.controlStep(r, e, c)); err != nil {
		return x.skip(fmt.Errorf("at control event %d of lane %s/%d, key %s: %w", e.Seq, e.Lane.Feed, e.Lane.Number, e.Key, err))
	}
	return x.handOut(r, &c.entry)
}

// controlStream is the stream of control events.
//
//nolint:gochecknoglobals // nothing changes it
var controlStream = &event.OutputStream{Kind: event.OutputControl}

// gap ends the coverage of a leaf.
func (x *Executor) gap(r *row, leaf int) {
	x.lapse(r, leaf, &x.below[leaf].lapsing)
	if x.across != nil {
		x.across.gap(r, leaf)
	}
}

// controlStep runs the step of a control event as that of an event is run: first the
// windows that it closes.
func (x *Executor) controlStep(r *row, e *event.Event, c *controlled) (err error) {
	defer x.recovered(&err)
	x.undo.begin(x)
	if x.across != nil && x.across.layered {
		if err := x.across.closeBefore(r, e, &c.entry); err != nil {
			return err
		}
	} else if len(c.Windows) > 0 {
		if err := x.closeBeforeControl(r, e, c); err != nil {
			return err
		}
	}
	x.undo.touch(x, r)
	x.use(r)
	x.pass++
	// The outputs of the step tell what became of the source before its coverage
	// starts anew, and have the time of its last event: after a gap it counts, for this
	// step alone, as covered from then on.
	cover := c.cover.In(r.Row)
	lapsed := *cover == event.Never
	if lapsed {
		*cover = c.mark.In(r.Row).Clock
		x.regroup(r)
	}
	x.takeControl(r, e, c)
	x.run(r, c.code, &x.last)
	if x.across != nil {
		x.across.after(r)
	}
	if lapsed {
		*cover = event.Never
		x.regroup(r)
	}
	if x.across != nil {
		x.across.collectActive(event.Never)
	}
	return x.at.Err
}

// takeControl has the nodes that read the source take in a control event.
func (x *Executor) takeControl(r *row, e *event.Event, c *controlled) {
	x.fired = false
	x.at.Received, x.at.Flags, x.at.Err = x.root.received, e.Flags, nil
	for i := range c.nodes {
		n := &c.nodes[i]
		x.at.Time, x.running = clock(r, n.clocks), n.op
		if n.kernel.Control(r.Row, e.Control.Kind, &x.at) {
			x.emitted(r, &n.instr)
		}
	}
}

// closeBeforeControl closes, in order of end, the windows that the step of a control
// event would otherwise bring an input past their end.
func (x *Executor) closeBeforeControl(r *row, e *event.Event, c *controlled) error {
	defer x.findNextEnd(r, &c.entry)
	for x.mayClose(r, e, &c.entry) {
		if x.layered {
			return x.runPlanned(r, nil, e, &c.entry)
		}
		passed, _, err := x.rehearse(r, nil, e, &c.entry)
		if err != nil || len(passed) == 0 {
			return err
		}
		if err := x.closeAll(r, x.firstOf(passed)); err != nil {
			return err
		}
	}
	return nil
}

// begin puts an event into the row, or has it taken in if it is a control event.
func (x *Executor) begin(r *row, e *event.Event, in *entry) {
	if e.Control != nil {
		x.takeControl(r, e, &x.controlled[in.index])
		return
	}
	x.enter(r, e, in)
}
