package reference

import (
	"time"

	"github.com/featurizer/featurizer/event"
)

// session closes one session after the other and gives what fold makes of each. An
// input is in the open session if it stands at most a gap after the last of it.
type session struct {
	gap   time.Duration
	delay time.Duration // close_delay: its own or a lower window's, the longest
	need  int           // how many arguments an input must have to count
	fold  func(entries []entry) []cell
}

// sessionMemory is what a session window keeps.
type sessionMemory struct {
	open   *openSession // nil: none
	closed event.Time   // end of the last one that closed; Unset before
}

type openSession struct {
	last    event.Time // where the latest of its inputs stands
	entries []entry    // all inputs, those that are null too
	// covered says that one of its inputs has come since coverage began and is not
	// warm-up.
	covered bool
}

// session lets a node with session windows take part in the sub-step.
func (r *run) session(n *node, m *moment) {
	memory, _ := r.key.nodes[n.index].memory.(*sessionMemory)
	if memory == nil {
		memory = &sessionMemory{closed: event.Unset}
	}
	due := func() bool {
		return memory.open != nil && r.close[closing{n.index, r.key.key.Canonical(), n.session.end(memory)}]
	}
	if m.any() {
		at, moved := n.stands(memory, m)
		past := memory.open != nil && at > n.session.end(memory)
		if past && !due() {
			r.sub.past = append(r.sub.past, closing{n.index, r.key.key.Canonical(), n.session.end(memory)})
			return
		}
		if past {
			memory = r.closeSession(n, memory)
		}
		memory = r.join(n, memory, m, at)
		if moved {
			r.sub.moved++
		}
	}
	if due() { // the end may have moved
		r.closeSession(n, memory)
	}
}

// end returns where the open session ends.
func (s *session) end(m *sessionMemory) event.Time { return m.open.last.Add(s.gap) }

// stands returns where an input stands: at its Time, unless the session that it would
// be in is over by then; whether it stands by its Received.
func (n *node) stands(memory *sessionMemory, m *moment) (at event.Time, moved bool) {
	if n.endTimedInputs() {
		return m.time, false
	}
	byReceipt := m.received.Add(-n.session.delay)
	alone := m.time.Add(n.session.gap) // where the session ends that it would make alone
	if alone <= byReceipt || memory.closed != event.Unset && m.time <= memory.closed {
		return byReceipt, true
	}
	return m.time, false
}

// join counts an input in the open session, or opens one.
func (r *run) join(n *node, memory *sessionMemory, m *moment, at event.Time) *sessionMemory {
	next := *memory
	next.open = &openSession{last: at}
	if memory.open != nil {
		*next.open = *memory.open
		next.open.last = max(memory.open.last, at)
	}
	next.open.entries = appended(next.open.entries, entry{m.time, m.args})
	state := &r.key.nodes[n.index]
	if !n.inputIsWarm(r.key, m) && !next.open.covered {
		next.open.covered = true
		state.seen++
	}
	state.memory = &next
	return &next
}

// closeSession closes the open session, gives its value, and returns the memory after
// it. The first that is covered is warm-up still.
func (r *run) closeSession(n *node, m *sessionMemory) *sessionMemory {
	end := n.session.end(m)
	next := &sessionMemory{closed: end}
	state := &r.key.nodes[n.index]
	state.memory = next
	if state.seen > 1 && state.full == event.Unset {
		state.full = end
	}
	r.give(n, end, n.session.fold(known(m.open.entries, n.session.need)))
	return next
}

// forget starts to count covered sessions again; what is open stays.
func (m *sessionMemory) forget() any {
	next := *m
	if m.open != nil {
		open := *m.open
		open.covered = false
		next.open = &open
	}
	return &next
}
