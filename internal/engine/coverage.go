package engine

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// isWarmup tells whether an output of time t is warm-up (semantics 4).
func (x *Executor) isWarmup(r *row, w *graph.Warmup, t event.Time) bool {
	covered := *x.layout.Group(r.Row, w.Group)
	switch w.Rule {
	case stream.ByCount, stream.BySession:
		return covered == event.Never
	case stream.ByBucket:
		start := t.Floor(w.Window)
		if w.Ends {
			start = t.Add(-w.Window)
		}
		return start.Add(-w.Below) <= covered
	case stream.ByElapsed:
	}
	return t.Add(-w.Reach) < covered
}

// count takes note of an input of a node that is warm only after a number of
// them: the time at which it becomes so is its coverage.
func (x *Executor) count(r *row, i int) {
	op := &x.program.Ops[i]
	if x.layout.Warmth(r.Row, op.Inputs[0]).Warmup {
		return
	}
	n := x.layout.Count(r.Row, op.Origin)
	*n++
	if *n != int64(op.Node.Memory.Last) {
		return
	}
	*x.layout.Cover(r.Row, op.Origin) = x.at.Time
	x.regroup(r)
}

// regroup brings the coverage of all groups up to date: what was full may not be
// so any more.
func (x *Executor) regroup(r *row) {
	for g, origins := range x.program.Groups {
		latest := event.Unset
		for _, o := range origins {
			latest = max(latest, *x.layout.Cover(r.Row, o))
		}
		*x.layout.Group(r.Row, g) = latest
	}
	for i := range x.program.Ops {
		op := &x.program.Ops[i]
		x.layout.Warmth(r.Row, op.Index).Cold = op.Marked
	}
	r.full = false
}
