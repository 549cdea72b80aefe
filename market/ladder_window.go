package market

import (
	"math/bits"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// wordBits is how many slots a word of the bitmap is for.
const wordBits = 64

// window is one side of a ladder. A rung is a price in ticks, negated for asks,
// so that on both sides the higher rung is the better.
type window struct {
	side  Side
	sign  int64
	base  int64       // rung of the first slot
	slots []BookLevel // one for each rung
	used  []uint64    // bit of each slot that holds a level
	best  int         // the highest slot that is used, -1 if none is
	count int         // slots that are used
	far   []BookLevel // levels that are in no slot, the best last
}

func newWindow(side Side, width int) window {
	words := (width + wordBits - 1) / wordBits
	return window{
		side: side, sign: int64(side.up()), best: -1,
		slots: make([]BookLevel, words*wordBits), used: make([]uint64, words),
	}
}

func (w *window) reset() {
	clear(w.used)
	w.best, w.count, w.far = -1, 0, w.far[:0]
}

// slot returns the slot of a price, false where it has none.
func (w *window) slot(l *Ladder, price event.Decimal) (int, bool) {
	rung, ok := l.rung(price)
	slot := w.sign*rung - w.base
	return int(slot), ok && uint64(slot) < uint64(len(w.slots))
}

// set puts a level where it belongs, or takes it out where its size is zero.
func (w *window) set(l *Ladder, x *Level) {
	slot, inside := w.slot(l, x.Price)
	switch {
	case !inside:
		far := newBookLevel(x)
		w.far = setLevel(w.far, &far, w.side)
		w.settle(l)
	case x.Size.Mantissa == 0:
		if w.drop(slot) {
			w.settle(l)
		}
	default:
		in := w.take(slot)
		if in.ExactPrice != x.Price { // what an emptied slot holds is mostly of use again
			in.ExactPrice, in.Price = x.Price, x.Price.Float()
		}
		in.ExactSize, in.Size = x.Size, x.Size.Float()
	}
}

// take marks a slot as used and returns what is in it, which is to be set.
func (w *window) take(slot int) *BookLevel {
	word, bit := &w.used[uint(slot)/wordBits], uint64(1)<<(uint(slot)%wordBits)
	if *word&bit == 0 {
		*word |= bit
		w.count++
		w.best = max(w.best, slot)
	}
	return &w.slots[slot]
}

// drop empties a slot and tells whether it was the best.
func (w *window) drop(slot int) bool {
	word, bit := &w.used[uint(slot)/wordBits], uint64(1)<<(uint(slot)%wordBits)
	if *word&bit == 0 {
		return false
	}
	*word &^= bit
	w.count--
	if slot != w.best {
		return false
	}
	w.best = w.below(slot)
	return true
}

// below returns the next used slot below one, -1 if there is none.
func (w *window) below(slot int) int {
	at := uint(slot) / wordBits
	word := w.used[at] & (1<<(uint(slot)%wordBits) - 1)
	for word == 0 {
		if at == 0 {
			return -1
		}
		at--
		word = w.used[at]
	}
	return int(at)*wordBits + bits.Len64(word) - 1
}

// farther tells whether a level outside is better than one inside.
func (w *window) farther(far, slot int) bool {
	return compareLevels(&w.far[far], &w.slots[slot], w.side.up()) > 0
}

// settle moves the window where it lies badly.
func (w *window) settle(l *Ladder) {
	last := len(w.far) - 1
	if last < 0 {
		return
	}
	if w.best < 0 || w.farther(last, w.best) {
		if rung, ok := l.rung(w.far[last].ExactPrice); ok {
			w.move(l, w.sign*rung)
		}
		return
	}
	if w.best < len(w.slots)/4 {
		w.move(l, w.base+int64(w.best))
	}
}

// move puts the window around a rung and each level where it then belongs.
func (w *window) move(l *Ladder, around int64) {
	all := w.far
	for slot := w.best; slot >= 0; slot = w.below(slot) {
		all = append(all, w.slots[slot])
	}
	up := w.side.up()
	slices.SortFunc(all, func(a, b BookLevel) int { return compareLevels(&a, &b, up) })
	w.place(l, all, around)
}

// load replaces all levels by others, the best last. The window goes to the best
// one on the grid.
func (w *window) load(l *Ladder, all []BookLevel) {
	for _, level := range slices.Backward(all) {
		if rung, ok := l.rung(level.ExactPrice); ok {
			w.place(l, all, w.sign*rung)
			return
		}
	}
	w.place(l, all, w.base)
}

// place puts the window around a rung and levels, the best last, where they then
// belong. They may lie where the levels outside do: none is read after its place
// was written.
func (w *window) place(l *Ladder, all []BookLevel, around int64) {
	w.far = all
	w.reset()
	w.base = around - int64(len(w.slots)-len(w.slots)/4)
	for i := range all {
		if slot, inside := w.slot(l, all[i].ExactPrice); inside {
			*w.take(slot) = all[i]
		} else {
			w.far = append(w.far, all[i])
		}
	}
}
