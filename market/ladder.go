package market

import (
	"math/bits"

	"github.com/featurizer/featurizer/event"
)

// wordBits is how many slots a word of the bitmap is for.
const wordBits = 64

// ladder holds levels of one side in slots, one for each tick from a lowest on, so
// that a change costs the same wherever it is. A rung is a price in ticks, negated
// for asks, so that on both sides the higher one is the better. The zero value, and a
// nil pointer, has no slots; it gets some by take and loses them by clear.
type ladder struct {
	place place
	slots []slot
	used  []uint64 // bit of each slot that holds a level
	above int      // one more than the highest slot that holds a level; 0 if none does
	count int      // slots that hold one
}

// slot is a level. Its price is that of the rung, and only how it was written is kept.
type slot struct {
	price, size float64
	mantissa    int64 // of the size
	scale       int8  // of the size
	priceScale  int8
}

// take makes a ladder at a place for levels, the best last, and returns those that
// lie beyond it, in their memory.
func (l *ladder) take(p place, levels []BookLevel) []BookLevel {
	l.place, l.above, l.count = p, 0, 0
	if cap(l.slots) < p.width {
		l.slots, l.used = make([]slot, p.width), make([]uint64, p.width/wordBits)
	}
	l.slots, l.used = l.slots[:p.width], l.used[:p.width/wordBits]
	clear(l.used)
	beyond := levels[:0]
	for i := range levels {
		x := &levels[i]
		at, inside := l.slot(x.ExactPrice)
		if !inside {
			beyond = append(beyond, *x)
			continue
		}
		l.mark(at)
		l.slots[at] = slot{x.Price, x.Size, x.ExactSize.Mantissa, x.ExactSize.Scale, x.ExactPrice.Scale}
	}
	return beyond
}

// clear takes all levels out, and the slots away; their memory stays.
func (l *ladder) clear() {
	if l != nil {
		l.slots, l.used, l.above, l.count = l.slots[:0], l.used[:0], 0, 0
	}
}

// size returns the number of levels.
func (l *ladder) size() int {
	if l == nil {
		return 0
	}
	return l.count
}

// highest returns the slot of the best level, -1 if there is none.
func (l *ladder) highest() int {
	if l == nil {
		return -1
	}
	return l.above - 1
}

// slot returns the slot of a price, false where it has none.
func (l *ladder) slot(price event.Decimal) (int, bool) {
	if l == nil || len(l.slots) == 0 {
		return 0, false
	}
	rung, ok := l.place.grid.rung(price)
	at := l.place.up*rung - l.place.base
	return int(at), ok && uint64(at) < uint64(len(l.slots))
}

// set changes the level of a slot, or takes it out where its size is zero.
func (l *ladder) set(at int, x *Level) {
	if x.Size.Mantissa == 0 {
		l.drop(at)
		return
	}
	s := &l.slots[at]
	if !l.has(at) {
		l.mark(at)
		s.price = x.Price.Float()
	}
	s.size, s.mantissa, s.scale, s.priceScale = x.Size.Float(), x.Size.Mantissa, x.Size.Scale, x.Price.Scale
}

// has tells whether a slot holds a level.
func (l *ladder) has(at int) bool {
	return l.used[uint(at)/wordBits]&(1<<(uint(at)%wordBits)) != 0
}

// mark says that an empty slot holds a level.
func (l *ladder) mark(at int) {
	l.used[uint(at)/wordBits] |= 1 << (uint(at) % wordBits)
	l.count++
	l.above = max(l.above, at+1)
}

// drop empties a slot.
func (l *ladder) drop(at int) {
	if !l.has(at) {
		return
	}
	l.used[uint(at)/wordBits] &^= 1 << (uint(at) % wordBits)
	l.count--
	if at+1 == l.above {
		l.above = l.below(at) + 1
	}
}

// below returns the next slot below one that holds a level, -1 if there is none.
func (l *ladder) below(at int) int {
	i := uint(at) / wordBits
	word := l.used[i] & (1<<(uint(at)%wordBits) - 1)
	for word == 0 {
		if i == 0 {
			return -1
		}
		i--
		word = l.used[i]
	}
	return int(i)*wordBits + bits.Len64(word) - 1
}

// level returns the level of a slot that holds one.
func (l *ladder) level(at int) BookLevel {
	s := &l.slots[at]
	return BookLevel{
		Price: s.price, Size: s.size,
		ExactPrice: l.place.grid.price(l.place.up*(l.place.base+int64(at)), s.priceScale),
		ExactSize:  event.Decimal{Mantissa: s.mantissa, Scale: s.scale},
	}
}
