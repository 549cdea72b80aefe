package bench

import (
	"math"

	"github.com/featurizer/featurizer/event"
)

// window is the memory of an aligned two-stack window of a minute (semantics 5).
// Who uses it does the merging, so that no call goes by a pointer.
type window[A any] struct {
	block             event.Time
	prefix            A
	head              int
	current, previous []timed[A]
}

type timed[A any] struct {
	time  event.Time
	value A
}

// turn goes on to the block of t and returns the values whose tails are to be
// folded.
func (w *window[A]) turn(t event.Time) []timed[A] {
	block := t - t%minute
	tails := w.current
	if block != w.block+minute {
		tails = tails[:0]
	}
	w.current, w.previous, w.block, w.head = w.previous[:0], tails, block, 0
	return tails
}

// tail returns the fold of the values of the block before that are still in the
// window; nil if there are none.
func (w *window[A]) tail(t event.Time) *A {
	for w.head < len(w.previous) && w.previous[w.head].time <= t-minute {
		w.head++
	}
	if w.head == len(w.previous) {
		return nil
	}
	return &w.previous[w.head].value
}

func (h *hand) deviation(t event.Time, x float64) float64 {
	w := &h.mids
	if t >= w.block+minute {
		tails := w.turn(t)
		for i := len(tails) - 2; i >= 0; i-- {
			tails[i].value.merge(&tails[i+1].value)
		}
	}
	one := moments{1, x, 0}
	w.current = append(w.current, timed[moments]{t, one})
	if len(w.current) == 1 {
		w.prefix = one
	} else {
		w.prefix.merge(&one)
	}
	all := w.prefix
	if tail := w.tail(t); tail != nil {
		all = *tail
		all.merge(&w.prefix)
	}
	return math.Sqrt(all.m2 / all.n)
}

func (h *hand) imbalance(t event.Time, x volumes) float64 {
	w := &h.values
	if t >= w.block+minute {
		tails := w.turn(t)
		for i := len(tails) - 2; i >= 0; i-- {
			tails[i].value.merge(&tails[i+1].value)
		}
	}
	w.current = append(w.current, timed[volumes]{t, x})
	if len(w.current) == 1 {
		w.prefix = x
	} else {
		w.prefix.merge(&x)
	}
	all := w.prefix
	if tail := w.tail(t); tail != nil {
		all = *tail
		all.merge(&w.prefix)
	}
	return float64(2*(all.bought-all.sold)) / (all.bought + all.sold)
}

// queue is a ring of values; a second has no more than its size.
type queue struct {
	ring        [16]timed[float64]
	first, next int
}

// first returns the first value of the last second.
func (h *hand) first(t event.Time, x float64) float64 {
	q := &h.firsts
	q.ring[q.next%len(q.ring)] = timed[float64]{t, x}
	q.next++
	for q.ring[q.first%len(q.ring)].time <= t-second {
		q.first++
	}
	return q.ring[q.first%len(q.ring)].value
}
