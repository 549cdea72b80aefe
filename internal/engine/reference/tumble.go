package reference

import (
	"time"

	"github.com/featurizer/featurizer/event"
)

// tumble closes one window after the other and gives what fold makes of each.
type tumble struct {
	size  time.Duration
	delay time.Duration // close_delay: its own or a lower window's, the longest
	need  int           // how many of the arguments must be there for an input to count
	fold  func(entries []entry) []cell
	// fill gives an empty window's value from the last input; nil: empty windows
	// give nothing.
	fill func(last entry) []cell
}

// tumbleMemory is what a tumbling window keeps.
type tumbleMemory struct {
	open   *openWindow // nil: none
	closed event.Time  // end of the last one that closed; Unset before
	last   *entry      // the last input that counts since a gap; kept for fill
}

type openWindow struct {
	end     event.Time
	entries []entry // all inputs, those that are null too
}

// tumble lets a node with windows take part in the sub-step.
func (r *run) tumble(n *node, m *moment) {
	memory, _ := r.key.nodes[n.index].memory.(*tumbleMemory)
	if memory == nil {
		memory = &tumbleMemory{closed: event.Unset}
	}
	var current closing
	if memory.open != nil {
		current = closing{n.index, r.key.key.Canonical(), memory.open.end}
	}
	due := memory.open != nil && r.close[current]
	if !m.any() {
		if due {
			r.closeWindow(n, memory)
		}
		return
	}
	end, moved := n.bucket(memory, m)
	past := memory.open != nil && end > memory.open.end
	if past && !due {
		r.sub.past = append(r.sub.past, current)
		return
	}
	if past { // it ends together with what closes here, and closes first
		memory = r.closeWindow(n, memory)
	}
	memory = n.tumble.add(memory, end, entry{m.time, m.args})
	r.key.nodes[n.index].memory = memory
	if moved {
		r.sub.moved++
	}
	if !past && (due || n.endTimedInputs() && m.time == end) {
		r.closeWindow(n, memory)
	}
}

// bucket returns the end of the window that an input counts in, and whether
// that is a later one than its Time says.
func (n *node) bucket(memory *tumbleMemory, m *moment) (end event.Time, moved bool) {
	size := n.tumble.size
	byTime := m.time.Floor(size)
	start := byTime
	if n.endTimedInputs() {
		start = (m.time - 1).Floor(size)
		byTime = start
	} else {
		start = max(start, m.received.Add(-n.tumble.delay).Floor(size))
	}
	start = max(start, memory.closed) // what has closed is not opened again
	return start.Add(size), start > byTime
}

// add counts an input in the window with the given end.
func (t *tumble) add(m *tumbleMemory, end event.Time, e entry) *tumbleMemory {
	next := *m
	next.open = &openWindow{end: end}
	if m.open != nil {
		next.open.entries = m.open.entries
	}
	next.open.entries = appended(next.open.entries, e)
	if len(known([]entry{e}, t.need)) > 0 {
		next.last = &e
	}
	return &next
}

// closeWindow closes the open window, gives its value, and returns the memory
// after it. Where empty windows are filled, the next one opens at once.
func (r *run) closeWindow(n *node, m *tumbleMemory) *tumbleMemory {
	t, window := n.tumble, m.open
	next := *m
	next.open, next.closed = nil, window.end
	cells := t.fold(known(window.entries, t.need))
	if t.fill != nil && m.last != nil {
		if len(known(window.entries, t.need)) == 0 {
			cells = t.fill(*m.last)
		}
		next.open = &openWindow{end: window.end.Add(t.size)}
	}
	r.key.nodes[n.index].memory = &next
	r.give(n, window.end, cells)
	return &next
}

// forget drops what may not be filled in after a gap; an empty window that only
// waited to be filled goes with it.
func (m *tumbleMemory) forget() any {
	next := *m
	next.last = nil
	if m.open != nil && len(m.open.entries) == 0 {
		next.open = nil
	}
	return &next
}
