package market

import (
	"math"
	"math/bits"

	"github.com/featurizer/featurizer/event"
)

// A ladder has rungsPerLevel slots for each level of the side, rounded up to a power
// of two, at most mostRungs of 32 bytes each. A quarter of them lie above the place
// where it holds the most levels, for prices that go there. It must hold one in
// leastShare of the levels.
const (
	rungsPerLevel = 16
	mostRungs     = 1 << 14
	leastShare    = 4
)

// place is where a ladder can stand.
type place struct {
	grid  grid
	up    int64
	base  int64 // rung of its first slot
	width int   // slots
	held  int   // of the levels it was found for, those that lie in it
}

// placeFor returns the place of a ladder that holds as many as it can of the levels
// of a side, which are sorted, the best last: of several such places the best. There
// is none for prices that are multiples of no tick that fits.
func placeFor(levels []BookLevel, up int) (place, bool) {
	g, ok := gridOf(levels)
	if !ok {
		return place{}, false
	}
	width := wordBits
	for width < rungsPerLevel*len(levels) && width < mostRungs {
		width *= 2
	}
	p := place{grid: g, up: int64(up), width: width}
	reach, low := int64(width-width/4), 0
	for top := range levels {
		rung, ok := g.rung(levels[top].ExactPrice)
		if !ok {
			return place{}, false // too far from zero
		}
		for ; ; low++ {
			lowest, _ := g.rung(levels[low].ExactPrice)
			if p.up*(rung-lowest) < reach {
				break
			}
		}
		if held := top - low + 1; held >= p.held {
			p.held, p.base = held, p.up*rung-reach+1
		}
	}
	return p, true
}

// grid tells prices in ticks.
type grid struct {
	tick  event.Decimal
	steps [maxPower + 1]int64 // mantissa of a tick, by how many digits more than the tick's a price has; 0 if it does not fit
}

// gridOf returns the grid of the largest tick that all prices are multiples of: the
// greatest common divisor of their mantissas, written with equally many digits.
func gridOf(levels []BookLevel) (grid, bool) {
	scale := int8(0)
	for i := range levels {
		scale = max(scale, levels[i].ExactPrice.Scale)
	}
	divisor := uint64(0)
	for i := range levels {
		price := levels[i].ExactPrice
		more := int(scale) - int(price.Scale)
		if price.Mantissa == 0 {
			continue
		}
		if more > maxPower {
			return grid{}, false
		}
		high, low := bits.Mul64(magnitude(price.Mantissa), uint64(powers[more]))
		if high > 0 {
			return grid{}, false
		}
		divisor = commonDivisor(divisor, low)
	}
	if divisor == 0 || divisor > math.MaxInt64 {
		return grid{}, false
	}
	return newGrid(event.Decimal{Mantissa: int64(divisor), Scale: scale}), true
}

// commonDivisor returns the greatest common divisor, of 0 and b that is b.
func commonDivisor(a, b uint64) uint64 {
	for a != 0 {
		a, b = b%a, a
	}
	return b
}

// newGrid returns the grid of a tick above zero.
func newGrid(tick event.Decimal) grid {
	g := grid{tick: tick.Reduced()}
	for more := range g.steps {
		if high, step := bits.Mul64(uint64(g.tick.Mantissa), uint64(powers[more])); high == 0 && step <= math.MaxInt64 {
			g.steps[more] = int64(step)
		}
	}
	return g
}

// farthest is how many ticks from zero a rung may be: far enough from the ends of
// an int64 to add the width of a ladder. Prices beyond count as off the grid.
const farthest = 1 << 60

// rung returns the price in ticks; false where it is no multiple of the tick. The
// answer depends on the price's value alone, not on how many zeros it has: where a
// mantissa or a step does not fit an int64, no writing of the price is on the grid.
func (g *grid) rung(price event.Decimal) (int64, bool) {
	mantissa, step, more := price.Mantissa, g.steps[0], int(price.Scale)-int(g.tick.Scale)
	switch {
	case mantissa == 0:
		return 0, true
	case more > maxPower || more < -maxPower:
		return 0, false
	case more >= 0:
		step = g.steps[more]
	default:
		high, low := bits.Mul64(magnitude(mantissa), uint64(powers[-more]))
		if high > 0 || low > math.MaxInt64 {
			return 0, false
		}
		mantissa *= powers[-more]
	}
	if step == 0 {
		return 0, false
	}
	rung := mantissa / step
	return rung, rung*step == mantissa && rung < farthest && rung > -farthest
}

// price returns the price of a rung as it was written, with so many digits. It must
// have been written so.
func (g *grid) price(rung int64, scale int8) event.Decimal {
	more := int(scale) - int(g.tick.Scale)
	switch {
	case rung == 0:
		return event.Decimal{Scale: scale}
	case more >= 0:
		return event.Decimal{Mantissa: rung * g.steps[more], Scale: scale}
	}
	return event.Decimal{Mantissa: rung * g.tick.Mantissa / powers[-more], Scale: scale}
}
