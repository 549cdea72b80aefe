package synthetic

import (
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/market"
)

// Sizes in lots: many are small and few large, up to these.
const (
	largest      = 300 // of a level
	largestTrade = 100
)

// side is one side of a book: as many levels as it is deep, one at each tick from
// the best on.
type side struct {
	of   market.Side
	away int64   // step to the level that is one worse: -1 for bids, 1 for asks
	best int64   // tick
	lots []int32 // sizes; that of a tick is at the tick modulo their number
}

// newSide makes a side without a place yet.
func newSide(of market.Side, depth int, chance *fmath.Uniform) side {
	s := side{of: of, away: 1, lots: make([]int32, depth)}
	if of == market.Buy {
		s.away = -1
	}
	for i := range s.lots {
		s.lots[i] = sizeUpTo(largest, chance)
	}
	return s
}

// sizeUpTo draws a size.
func sizeUpTo(most int32, chance *fmath.Uniform) int32 {
	u := chance.Next()
	return 1 + int32(below(int(most), float64(u*u)))
}

// below returns the whole number that lies a fraction u of the way to n.
func below(n int, u float64) int64 {
	return int64(float64(n) * u) //bits:checked u is at least 0 and below 1
}

// size returns where the size of a tick is.
func (s *side) size(tick int64) *int32 { return &s.lots[tick%int64(len(s.lots))] }

// resize gives a level another size.
func (s *side) resize(tick int64, d *draft, chance *fmath.Uniform) {
	size := s.size(tick)
	lots := sizeUpTo(largest, chance)
	if lots == *size {
		lots++
	}
	*size = lots
	d.set(s.of, tick, lots)
}

// move brings the best level to another tick. Levels that would leave a hole or
// make the side too deep go, and for each one comes at the other end.
func (s *side) move(best int64, d *draft, chance *fmath.Uniform) {
	depth := int64(len(s.lots))
	steps := (s.best - best) * s.away // how much better it gets
	first, count := best, min(steps, depth)
	if steps < 0 {
		count = min(-steps, depth)
		first = best + (depth-count)*s.away
	}
	for i := range count {
		tick := first + i*s.away
		d.set(s.of, s.ahead(tick), 0)
		*s.size(tick) = sizeUpTo(largest, chance)
		d.set(s.of, tick, *s.size(tick))
	}
	s.best = best
}

// ahead returns the tick of the level that one at another tick takes the memory
// of.
func (s *side) ahead(tick int64) int64 {
	depth := int64(len(s.lots))
	gone := (tick - s.best) * s.away % depth
	if gone < 0 {
		gone += depth
	}
	return s.best + gone*s.away
}

// take takes lots from the best level. If none are left there, the next level is
// the best.
func (s *side) take(lots int32, d *draft, chance *fmath.Uniform) {
	size := s.size(s.best)
	if lots == *size {
		s.move(s.best+s.away, d, chance)
		return
	}
	*size -= lots
	d.set(s.of, s.best, *size)
}

// all puts all levels into a draft, from the best on.
func (s *side) all(d *draft) {
	for i := range int64(len(s.lots)) {
		tick := s.best + i*s.away
		d.set(s.of, tick, *s.size(tick))
	}
}
