package recompute

import "math"

// sessionRun is a walk over the inputs of a session window.
type sessionRun struct {
	*series
	in         column
	gap        int64
	f          func(values []float64) float64
	values     []float64 // of the open session
	open, some bool      // there is an open one; one has closed
	end        int64     // of the open one
	closed     int64     // of the last that closed
	own        *anchor
	lost       []step
	marked     bool // the open one has an input that is not warm-up
	covered    int  // sessions with such an input
}

// sessions is window.* of kind session.
func sessions(in column, gap, delay int64, f func(values []float64) float64) *series {
	s := above([]string{"value"}, 0, in.series)
	s.endTimed, s.delay = true, max(delay, in.delay)
	r := &sessionRun{series: s, in: in, gap: gap, f: f, own: &anchor{}, lost: in.losses()}
	for i := range in.points {
		r.take(&in.points[i], in.float(i))
	}
	if r.open && r.end+s.delay <= s.of.lastTick {
		r.close(r.deadline())
	}
	s.anchors = append(s.anchors, r.own)
	return s
}

func (r *sessionRun) deadline() step { return step{r.end + r.delay, beforeLanes, 0, r.end} }

// take takes an input: it closes the open session if that is over by then or ends
// before it, and else is in it.
func (r *sessionRun) take(p *point, x float64) {
	if r.open {
		cause, deadline := p.at, r.deadline()
		cause.sub = r.end
		switch {
		case p.time > r.end && cause.compare(deadline) < 0:
			r.close(cause)
		case p.time > r.end, deadline.compare(p.at) < 0:
			r.close(deadline)
		}
	}
	stands := p.time
	over := r.some && p.time <= r.closed || p.time+r.gap <= p.at.received-r.delay
	if over && !r.in.endTimed {
		stands = p.at.received - r.delay
		r.moved++
	}
	if !r.open {
		r.open, r.marked, r.values, r.end = true, false, nil, stands+r.gap
	}
	r.end = max(r.end, stands+r.gap)
	if !math.IsNaN(x) {
		r.values = append(r.values, x)
	}
	r.lose(p.at)
	if _, covered := r.in.coverage(p.at); covered && !p.warm && !r.marked {
		r.marked = true
		r.covered++
	}
}

// lose forgets what was covered, where a gap has come up to a step.
func (r *sessionRun) lose(at step) {
	for len(r.lost) > 0 && r.lost[0].compare(at) <= 0 {
		r.own.changes = append(r.own.changes, change{at: r.lost[0], none: true})
		r.lost, r.covered, r.marked = r.lost[1:], 0, false
	}
}

// close closes the open session at a step.
func (r *sessionRun) close(at step) {
	r.lose(at)
	full := r.covered > 1
	if n := len(r.own.changes); full && (n == 0 || r.own.changes[n-1].none) {
		r.own.changes = append(r.own.changes, change{at: at, start: r.end})
	}
	r.points = append(r.points, point{at, r.end, !full, []value{num(r.f(r.values))}})
	r.open, r.some, r.closed = false, true, r.end
}
