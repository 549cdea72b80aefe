package market

import (
	"slices"

	"github.com/featurizer/featurizer/event"
)

// side is one side of a book.
type side struct {
	up     int         // 1 where higher prices are better, -1 where lower ones are
	list   []BookLevel // levels that lie in no ladder: sorted, the best last
	ladder *ladder     // nil before one was of use
	work   int         // what changes of the list have cost since a ladder was looked for
}

// A change of the list costs as much as moving searchWork levels, and one more for
// each that it moves. When that adds up to lookWork for each level of the side and
// leastWork besides, a ladder is looked for, which costs a fraction of it: a book that
// changes near its best prices, or is sent as snapshots, never pays for one.
const (
	searchWork = 16
	lookWork   = 128
	leastWork  = 4096
)

// set changes one level.
func (s *side) set(x *Level, form Form) {
	if slot, inside := s.ladder.slot(x.Price); inside {
		s.ladder.set(slot, x)
		return
	}
	var moved int
	level := newBookLevel(x)
	s.list, moved = setLevel(s.list, &level, s.up)
	s.work += searchWork + moved
	switch form {
	case Automatic:
		if s.work > lookWork*s.len()+leastWork {
			s.look(form)
		}
	case Laddered:
		if s.ladder.size() == 0 || s.work > lookWork*s.len() {
			s.look(form)
		}
	case Sorted:
	}
}

// load sets all levels of an empty side, which are sorted.
func (s *side) load(levels []BookLevel, form Form) {
	s.list = levels
	if form == Laddered {
		s.look(form)
	}
}

// reset takes all levels out.
func (s *side) reset() {
	s.list, s.work = s.list[:0], 0
	s.ladder.clear()
}

// look puts all levels where they now lie best: in a ladder for the ticks that their
// prices tell, if it holds enough of them, and for the rest in the list.
func (s *side) look(form Form) {
	s.gather()
	s.ladder.clear()
	s.work = 0
	p, ok := placeFor(s.list, s.up)
	if !ok || form == Automatic && p.held < len(s.list)/leastShare {
		return
	}
	if s.ladder == nil {
		s.ladder = &ladder{}
	}
	s.list = s.ladder.take(p, s.list)
}

// gather puts all levels in the list, from its end on, where those of the ladder go in
// their order.
func (s *side) gather() {
	down := s.top()
	s.list = slices.Grow(s.list, s.ladder.size())[:s.len()]
	for i := len(s.list) - 1; down.slot >= 0; i-- {
		s.list[i] = s.level(down.next())
	}
}

func (s *side) len() int { return len(s.list) + s.ladder.size() }

// at returns the level of a price.
func (s *side) at(price event.Decimal) (BookLevel, bool) {
	if slot, inside := s.ladder.slot(price); inside {
		if !s.ladder.has(slot) {
			return BookLevel{}, false
		}
		return s.ladder.level(slot), true
	}
	x := newBookLevel(&Level{Price: price})
	i, found := findLevel(s.list, &x, s.up)
	if !found {
		return BookLevel{}, false
	}
	return s.list[i], true
}

// down is a walk from the best level on.
type down struct {
	side *side
	list int // index of the next in the list, -1 after the last
	slot int // of the next in the ladder, -1 after the last
}

func (s *side) top() down { return down{s, len(s.list) - 1, s.ladder.highest()} }

// next returns where the next level lies: its index in the list, or else its slot in
// the ladder and a negative index. There must be one.
func (d *down) next() (index, slot int) {
	if d.slot < 0 || d.list >= 0 && d.isListed() {
		d.list--
		return d.list + 1, -1
	}
	slot = d.slot
	d.slot = d.side.ladder.below(slot)
	return -1, slot
}

// isListed tells whether the next level of the list comes before that of the ladder.
func (d *down) isListed() bool {
	listed, price := &d.side.list[d.list], d.side.ladder.slots[d.slot].price
	if listed.Price != price {
		return listed.Price > price == (d.side.up > 0)
	}
	laddered := d.side.ladder.level(d.slot)
	return compareLevels(listed, &laddered, d.side.up) > 0
}

// level returns the level that lies where a walk says.
func (s *side) level(index, slot int) BookLevel {
	if index >= 0 {
		return s.list[index]
	}
	return s.ladder.level(slot)
}

// atMost returns n, or how many levels there are if n is negative or more.
func (s *side) atMost(n int) int {
	if all := s.len(); n < 0 || n > all {
		return all
	}
	return n
}

func (s *side) appendTop(into []BookLevel, n int) []BookLevel {
	down := s.top()
	for range s.atMost(n) {
		into = append(into, s.level(down.next()))
	}
	return into
}

func (s *side) appendFloats(into []event.Level, n int) []event.Level {
	down := s.top()
	for range s.atMost(n) {
		if index, slot := down.next(); index >= 0 {
			into = append(into, event.Level{Price: s.list[index].Price, Size: s.list[index].Size})
		} else {
			into = append(into, event.Level{Price: s.ladder.slots[slot].price, Size: s.ladder.slots[slot].size})
		}
	}
	return into
}
