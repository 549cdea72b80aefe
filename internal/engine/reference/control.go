package reference

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
)

// control takes a control event. A gap leaves its source and key without coverage
// until their next event; nodes that read the source may take in others.
func (x *Executor) control(e *event.Event) error {
	if e.Control.Kind == event.Gap && e.Key != nil {
		if k := x.keys[e.Key.Canonical()]; k != nil {
			x.keys[e.Key.Canonical()] = x.gap(k, e.Control.Source)
			x.gapAcross(k, e.Control.Source)
		}
	}
	if err := x.tell(e); err != nil {
		return fmt.Errorf("handing out a control event: %w", err)
	}
	if e.Key == nil || e.Source >= len(x.sources) {
		return nil
	}
	if k := x.keys[e.Key.Canonical()]; k == nil || k.sources[x.sources[e.Source].leaf] == nil {
		return nil
	}
	return x.commit(&step{event: e, received: e.Received, seq: e.Seq})
}

// tell hands a control event out.
func (x *Executor) tell(e *event.Event) error {
	if !x.options.Control {
		return nil
	}
	return x.options.Emit(&event.Output{
		Stream: &event.OutputStream{Kind: event.OutputControl, Name: e.Control.Source},
		Key:    e.Key, Lane: e.Lane, Seq: e.Seq, Time: e.Time, Received: e.Received, Control: e.Control,
	})
}

// control plays the sub-step of a control event. What it gives tells what became of
// the source before its coverage starts anew: after a gap the source counts, for
// this step alone, as covered from its last event on.
func (r *run) control(p *pass) {
	source := r.x.sources[r.event.Source].leaf
	lapsed := r.key.coverage[source] == event.Unset
	if lapsed {
		r.key.coverage[source] = r.key.sources[source].time
	}
	p.nodes()
	if lapsed {
		r.key.coverage[source] = event.Unset
	}
}

// taking returns how a node takes in the control event of the sub-step; nil where
// there is none, or it is not the node's affair.
func (r *run) taking(n *node) func(any, *moment) (any, []cell) {
	f, ok := n.formula.(controlled)
	if !ok || r.event == nil || r.event.Control == nil || n.inputs[0] != (input{source: r.x.sources[r.event.Source].leaf}) {
		return nil
	}
	return f.control
}
