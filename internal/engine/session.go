package engine

import "github.com/featurizer/featurizer/event"

// The end of a session window moves with every input. Its timer does not: there is
// one for each key and op that has an open session, set when the session opens, and
// when it goes off too early it is set anew. So an input costs no timer.

// findSessions numbers the ops with session windows.
func (x *Executor) findSessions() {
	for i := range x.program.Ops {
		number := -1
		if x.program.Ops[i].Node.Gap > 0 {
			number = x.sessionOps
			x.sessionOps++
		}
		x.sessions = append(x.sessions, number)
	}
}

// arm sets a timer, unless a session has one that goes off no later.
func (x *Executor) arm(t timer) {
	if i := x.sessions[t.op]; i >= 0 {
		if t.row.armed[i] <= t.due {
			return
		}
		t.row.armed[i] = t.due
	}
	x.timers.push(t)
}

// popTimer takes the earliest timer.
func (x *Executor) popTimer() timer {
	t := x.timers.pop()
	if i := x.sessions[t.op]; i >= 0 && t.row.armed[i] == t.due {
		t.row.armed[i] = event.Never
	}
	return t
}

// armOpen sets the timer of a session that is open.
func (x *Executor) armOpen(r *row, i int) {
	op := &x.program.Ops[i]
	if end, open := op.Timed.Due(r.Row); open && op.Node.Gap > 0 {
		x.arm(timer{end.Add(op.Node.Delay), r, i})
	}
}

// armAgain sets the timers of sessions that were due and still are open: a result of
// the step has come in time.
func (x *Executor) armAgain(due []dueWindow) {
	for _, w := range due {
		x.armOpen(w.row, w.op)
	}
}

// What is known of sessions since coverage began, as the count of an origin.
const (
	noSession    = iota // none that is covered
	firstSession        // the open one has an input that is not warm-up, and is the first
	laterSession        // such a one has closed
)

// inSession takes note of an input of a session.
func (x *Executor) inSession(r *row, in *instr) {
	op := &x.program.Ops[in.op]
	n := x.layout.Count(r.Row, op.Origin)
	if *n == noSession && !x.layout.Warmth(r.Row, op.Inputs[0]).Warmup {
		*n = firstSession
	}
}

// sessionOver takes note of a session that has ended, and tells whether it was full:
// not the first since coverage began.
func (x *Executor) sessionOver(r *row, i int) bool {
	n := x.layout.Count(r.Row, x.program.Ops[i].Origin)
	if *n == firstSession {
		*n = laterSession
		return false
	}
	return *n == laterSession
}

// sessionClosed takes note of a session that has closed: the first result that is full
// is coverage for what is above.
func (x *Executor) sessionClosed(r *row, i int) {
	cover := x.layout.Cover(r.Row, x.program.Ops[i].Origin)
	if x.sessionOver(r, i) && *cover == event.Never {
		*cover = x.at.Time
		x.regroup(r)
	}
}
