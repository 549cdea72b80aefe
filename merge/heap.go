// Package merge tells which of many runs, each in order, goes on next: emitters of a
// feed, feeds of a log, files of an emitter.
package merge

import "github.com/featurizer/featurizer/event"

// Place is where an entry of a run stands among those of all runs: by its moment,
// then by its rank. Those of different runs should differ in one of the two.
type Place struct {
	At   event.Time
	Rank uint64
}

// Before tells whether p comes before another place.
func (p Place) Before(other Place) bool {
	return p.At < other.At || p.At == other.At && p.Rank < other.Rank
}

// Heap holds runs by the place of their next entry. The zero value is empty, ready
// to use. While one run stays before all others, going on costs one comparison;
// changing to another costs two for each halving of their number.
type Heap[R any] struct {
	list   []next[R] // the first is before all others, each before those at twice its index
	second int       // index of the one after the first; 0 where there is none
}

// next is a run that stands at an entry.
type next[R any] struct {
	place Place
	run   R
}

// Len returns the number of runs.
func (h *Heap[R]) Len() int { return len(h.list) }

// First returns the run whose next entry is before those of all others. There must
// be one.
func (h *Heap[R]) First() R { return h.list[0].run }

// Push adds a run whose next entry is at p.
func (h *Heap[R]) Push(p Place, run R) {
	h.list = append(h.list, next[R]{p, run})
	for i := len(h.list) - 1; i > 0; {
		parent := (i - 1) / 2
		if !h.list[i].place.Before(h.list[parent].place) {
			break
		}
		h.list[i], h.list[parent] = h.list[parent], h.list[i]
		i = parent
	}
	h.second = h.child(0)
}

// Advance says that the first run has gone on to an entry at p.
func (h *Heap[R]) Advance(p Place) {
	h.list[0].place = p
	if h.second > 0 && h.list[h.second].place.Before(p) {
		h.settle()
	}
}

// Drop takes the first run out: it has ended.
func (h *Heap[R]) Drop() {
	last := len(h.list) - 1
	h.list[0] = h.list[last]
	h.list[last] = next[R]{} // what it holds is free
	h.list = h.list[:last]
	h.settle()
}

// settle moves the first run down to where it belongs.
func (h *Heap[R]) settle() {
	for i := 0; ; {
		child := h.child(i)
		if child == 0 || !h.list[child].place.Before(h.list[i].place) {
			break
		}
		h.list[i], h.list[child] = h.list[child], h.list[i]
		i = child
	}
	h.second = h.child(0)
}

// child returns the index of the earlier run of those below i; 0 where there is none.
func (h *Heap[R]) child(i int) int {
	child := 2*i + 1
	switch {
	case child >= len(h.list):
		return 0
	case child+1 < len(h.list) && h.list[child+1].place.Before(h.list[child].place):
		return child + 1
	}
	return child
}
