package synthetic

import "github.com/featurizer/featurizer/event"

// turn says when something is received.
type turn struct {
	at    event.Time
	order uint64 // decides between turns at one moment
	what  int
}

func (t *turn) before(other *turn) bool {
	return t.at < other.at || t.at == other.at && t.order < other.order
}

// heap gives the earliest of its turns. Each has up to fan turns below it, none
// of them earlier: with four, a heap of 10,000 is seven high, and the four lie
// beside one another in memory.
type heap []turn

const fan = 4

// first returns the earliest turn, one at event.Never if there is none.
func (h heap) first() turn {
	if len(h) == 0 {
		return turn{at: event.Never}
	}
	return h[0]
}

// replaceFirst moves the earliest turn to a later moment.
func (h heap) replaceFirst(at event.Time) {
	t := h[0]
	t.at = at
	h.sink(t)
}

// sink puts a turn where the first one was, or below.
func (h heap) sink(t turn) {
	i := 0
	for {
		low := fan*i + 1
		if low >= len(h) {
			break
		}
		least := low
		for j := low + 1; j < min(low+fan, len(h)); j++ {
			if h[j].before(&h[least]) {
				least = j
			}
		}
		if !h[least].before(&t) {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = t
}

// push adds a turn.
func (h *heap) push(t turn) {
	*h = append(*h, t)
	list := *h
	i := len(list) - 1
	for i > 0 {
		above := (i - 1) / fan
		if !t.before(&list[above]) {
			break
		}
		list[i] = list[above]
		i = above
	}
	list[i] = t
}

// pop takes the earliest turn out.
func (h *heap) pop() turn {
	list := *h
	first, last := list[0], list[len(list)-1]
	*h = list[:len(list)-1]
	if len(*h) > 0 {
		h.sink(last)
	}
	return first
}
