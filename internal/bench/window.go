package bench

import (
	"math"

	"github.com/featurizer/featurizer/event"
)

// The windows by hand are aligned two-stack windows of a minute (semantics 5).
// Their memory is made for the rate of the made-up market, and small: the log has
// the bare values of two blocks, of which a turn makes the tails of the block
// before. How many values a tail folds is its place.

// How many values the logs hold: more than come in a minute, and powers of two,
// so that a place needs no check.
const (
	midSlots   = 1024
	valueSlots = 512
)

// timed is a value in the log of a window.
type timed struct {
	time  event.Time
	value float64
}

// blocks are where a window stands in its log, counted from the start of all.
type blocks struct {
	end   event.Time // of the block
	next  int        // the value to come
	start int        // the first of the block
	head  int        // the first of the block before that is still in the window
}

// turn goes on to the block of t. What is left of the block before is what lies
// between head and start.
func (b *blocks) turn(t event.Time) {
	before := b.end
	b.end = t - t%minute + minute
	b.head, b.start = b.start, b.next
	if b.end != before+minute {
		b.head = b.next
	}
}

// deviation is the standard deviation of a minute.
type deviation struct {
	blocks

	n, mean, m2 float64 // of the block
	log         *[midSlots]timed
	tails       *[midSlots]spread // from the last value of the block before
}

// spread is the mean of some numbers, and the sum of their squared distances to it.
type spread struct{ mean, m2 float64 }

// newDeviation returns a window of no values.
func newDeviation() deviation {
	return deviation{log: new([midSlots]timed), tails: new([midSlots]spread)}
}

func (w *deviation) push(t event.Time, x float64) float64 {
	if t >= w.end {
		w.turn(t)
	}
	w.log[w.next&(midSlots-1)] = timed{t, x}
	w.next++
	n := w.n + 1
	d, share := x-w.mean, 1/n
	w.mean += float64(d * share)
	w.m2 += float64(float64(d*d) * float64(w.n*share))
	w.n = n
	for w.head < w.start && w.log[w.head&(midSlots-1)].time <= t-minute {
		w.head++
	}
	left := w.start - w.head
	if left == 0 {
		return math.Sqrt(w.m2 / n)
	}
	tail := &w.tails[left&(midSlots-1)]
	old := float64(left)
	all := old + n
	d, share = w.mean-tail.mean, n/all
	m2 := (tail.m2 + w.m2) + float64(float64(d*d)*float64(old*share))
	return math.Sqrt(m2 / all)
}

// turn goes on to the block of t and folds the tails of the block before.
func (w *deviation) turn(t event.Time) {
	w.blocks.turn(t)
	w.n, w.mean, w.m2 = 0, 0, 0
	var tail spread
	for i := w.start - 1; i >= w.head; i-- {
		x, n := w.log[i&(midSlots-1)].value, float64(w.start-i)
		if n == 1 {
			tail = spread{x, 0}
		} else {
			d, share := tail.mean-x, (n-1)/n
			tail = spread{x + float64(d*share), tail.m2 + float64(float64(d*d)*share)}
		}
		w.tails[(w.start-i)&(midSlots-1)] = tail
	}
}

// imbalance is the imbalance of what was bought and sold in a minute.
type imbalance struct {
	blocks
	volumes // of the block

	log   *[valueSlots]timed // what was sold is below 0
	tails *[valueSlots]volumes
}

type volumes struct{ bought, sold float64 }

// newImbalance returns a window of no values.
func newImbalance() imbalance {
	return imbalance{log: new([valueSlots]timed), tails: new([valueSlots]volumes)}
}

func (w *imbalance) push(t event.Time, x float64) float64 {
	if t >= w.end {
		w.turn(t)
	}
	w.log[w.next&(valueSlots-1)] = timed{t, x}
	w.next++
	w.bought += max(x, 0)
	w.sold += max(-x, 0)
	for w.head < w.start && w.log[w.head&(valueSlots-1)].time <= t-minute {
		w.head++
	}
	all := w.volumes
	if left := w.start - w.head; left > 0 {
		tail := &w.tails[left&(valueSlots-1)]
		all.bought, all.sold = tail.bought+all.bought, tail.sold+all.sold
	}
	return float64(2*(all.bought-all.sold)) / (all.bought + all.sold)
}

// turn goes on to the block of t and folds the tails of the block before.
func (w *imbalance) turn(t event.Time) {
	w.blocks.turn(t)
	w.volumes = volumes{}
	var tail volumes
	for i := w.start - 1; i >= w.head; i-- {
		x := w.log[i&(valueSlots-1)].value
		tail.bought, tail.sold = max(x, 0)+tail.bought, max(-x, 0)+tail.sold
		w.tails[(w.start-i)&(valueSlots-1)] = tail
	}
}
