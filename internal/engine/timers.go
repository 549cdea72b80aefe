package engine

import "github.com/featurizer/featurizer/event"

// timer is the deadline of a window.
type timer struct {
	due event.Time
	row *row
	op  int
}

// timers is a heap of deadlines, the earliest first. Timers of windows that have
// closed by an event stay until they are due.
type timers struct{ list []timer }

// due tells whether a deadline has come by t.
func (h *timers) due(t event.Time) bool { return len(h.list) > 0 && h.list[0].due <= t }

func (h *timers) push(t timer) {
	h.list = append(h.list, t)
	i := len(h.list) - 1
	for i > 0 && h.list[i].due < h.list[(i-1)/2].due {
		h.list[i], h.list[(i-1)/2] = h.list[(i-1)/2], h.list[i]
		i = (i - 1) / 2
	}
}

func (h *timers) pop() timer {
	first, last := h.list[0], len(h.list)-1
	h.list[0] = h.list[last]
	h.list = h.list[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if h.list[child].due < h.list[least].due {
				least = child
			}
		}
		if least == i {
			return first
		}
		h.list[i], h.list[least] = h.list[least], h.list[i]
		i = least
	}
}
