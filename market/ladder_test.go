package market

import (
	"math"
	"testing"

	"github.com/featurizer/featurizer/event"
)

// scene is a book beside what it should hold in ladders.
type scene struct {
	t    *testing.T
	book Book
}

// level returns a level of so many tenths.
func level(side Side, price, size int64) Level {
	return Level{side, event.Decimal{Mantissa: price, Scale: 1}, event.Decimal{Mantissa: size}}
}

// set changes a price of both sides.
func (s *scene) set(price, size int64) {
	s.book.Apply([]Level{level(Buy, price, size), level(Sell, price, size)})
}

// storm changes the same prices again and again, so that a ladder is looked for.
func (s *scene) storm(prices ...int64) {
	for range 2 * (lookWork*s.book.Len(Buy) + leastWork) / searchWork {
		for _, price := range prices {
			s.set(price, 1)
		}
	}
}

// holds says how many levels of each side lie in ladders.
func (s *scene) holds(when string, want int) {
	s.t.Helper()
	for _, x := range []*side{&s.book.bids, &s.book.asks} {
		if got := x.ladder.size(); got != want {
			s.t.Errorf("%s: %d levels in the ladder and %d beside it, want %d in it", when, got, len(x.list), want)
		}
	}
}

// TestLadderIsUsedWhereItPays holds that a book which changes far from its best price
// gets a ladder, and that one which cannot have one, or pays little, has none.
func TestLadderIsUsedWhereItPays(t *testing.T) {
	const at, n = 1_000_000, 100
	s := &scene{t: t}
	whole := func() {
		var levels []Level
		for i := range int64(n) {
			levels = append(levels, level(Buy, at+5*i, 1), level(Sell, at+5*i, 1))
		}
		s.book.Load(levels)
	}
	for range 3 * leastWork {
		whole()
	}
	s.holds("of snapshots", 0)
	s.storm(at, at+5)
	s.holds("after many changes", n)
	whole()
	s.holds("of a snapshot", 0)
	s.storm(at)

	s.set(at+1, 1)
	s.set(at+100*mostRungs, 1)
	s.set(at-100*mostRungs, 1)
	s.holds("with one off the grid and two far away", n)
	s.storm(at+1, at+100*mostRungs)
	s.holds("with a smaller tick", 1+n) // a ladder for ticks of 0.1
	s.set(at+1, 0)
	for i := range int64(4 * n) {
		s.set(at+1_000_003*i, 1)
	}
	s.storm(at + 1_000_003)
	s.holds("with most of them far from each other", 0)
	s.set(at, 0)
	s.book.Load([]Level{{Buy, event.Decimal{Mantissa: 1, Scale: 99}, event.Decimal{Mantissa: 1}}, {Sell, event.Decimal{Mantissa: 1, Scale: 99}, event.Decimal{Mantissa: 1}}})
	s.set(10, 1)
	s.storm(10)
	s.holds("with prices of no tick", 0)
}

// TestLadderFollows holds that a ladder is found again where the price has gone.
func TestLadderFollows(t *testing.T) {
	for _, step := range []int64{1, -1} {
		s := &scene{t: t}
		at := int64(1_000_000)
		for range 40 * wordBits {
			s.set(at, 1)
			s.set(at-20*step, 0)
			s.set(at-10*step, 2)
			at += step
		}
		if held := s.book.bids.ladder.size(); held < 10 {
			t.Errorf("on a walk by %d the ladder holds %d of 20 levels", step, held)
		}
	}
}

// TestGrid holds which tick prices tell, and that a level's price is told as written.
func TestGrid(t *testing.T) {
	decimal := func(mantissa int64, scale int8) event.Decimal { return event.Decimal{Mantissa: mantissa, Scale: scale} }
	for _, c := range []struct {
		prices []event.Decimal
		tick   event.Decimal
		ok     bool
	}{
		{[]event.Decimal{decimal(100, 1), decimal(105, 1), decimal(1150, 2), decimal(9, 0)}, decimal(5, 1), true},
		{[]event.Decimal{decimal(0, 3), decimal(-15, 1), decimal(3, 0)}, decimal(15, 1), true},
		{[]event.Decimal{decimal(7, 2)}, decimal(7, 2), true},
		{[]event.Decimal{decimal(12, 0), decimal(-18, 0), decimal(30, 0)}, decimal(6, 0), true},
		{nil, decimal(0, 0), false},
		{[]event.Decimal{decimal(0, 0)}, decimal(0, 0), false},
		{[]event.Decimal{decimal(math.MinInt64, 0)}, decimal(0, 0), false},
		{[]event.Decimal{decimal(1, 19), decimal(1, 0)}, decimal(0, 0), false},
		{[]event.Decimal{decimal(1, 5), decimal(math.MaxInt64, 0)}, decimal(0, 0), false},
	} {
		var levels []BookLevel
		for _, price := range c.prices {
			levels = append(levels, BookLevel{ExactPrice: price})
		}
		g, ok := gridOf(levels)
		if ok != c.ok || g.tick != c.tick {
			t.Errorf("of %v the tick is %v, %t; want %v, %t", c.prices, g.tick, ok, c.tick, c.ok)
		}
		for _, price := range c.prices {
			rung, on := g.rung(price)
			if c.ok && (!on || g.price(rung, price.Scale) != price) {
				t.Errorf("%v is rung %d, %t, of the tick %v, and told as %v", price, rung, on, c.tick, g.price(rung, price.Scale))
			}
		}
	}
}

// TestRung holds which prices are on a grid, however they are written.
func TestRung(t *testing.T) {
	const largest = math.MaxInt64
	for _, c := range []struct {
		tick, price event.Decimal
		want        int64
		ok          bool
	}{
		{event.Decimal{Mantissa: 5, Scale: 2}, event.Decimal{Mantissa: 115, Scale: 2}, 23, true},
		{event.Decimal{Mantissa: 500, Scale: 4}, event.Decimal{Mantissa: -1150, Scale: 3}, -23, true},
		{event.Decimal{Mantissa: 5, Scale: 2}, event.Decimal{Mantissa: 116, Scale: 2}, 23, false},
		{event.Decimal{Mantissa: 5, Scale: 2}, event.Decimal{Mantissa: 115, Scale: 4}, 0, false},
		{event.Decimal{Mantissa: 5, Scale: 2}, event.Decimal{Mantissa: 2}, 40, true},
		{event.Decimal{Mantissa: 5, Scale: 2}, event.Decimal{Scale: 99}, 0, true},
		{event.Decimal{Mantissa: 5, Scale: 99}, event.Decimal{}, 0, true},
		{event.Decimal{Mantissa: 5, Scale: 99}, event.Decimal{Mantissa: 1}, 0, false},
		{event.Decimal{Mantissa: 5}, event.Decimal{Mantissa: 5, Scale: 99}, 0, false},
		{event.Decimal{Mantissa: largest}, event.Decimal{Mantissa: -largest}, -1, true},
		{event.Decimal{Mantissa: largest}, event.Decimal{Mantissa: largest, Scale: 1}, 0, false},
		{event.Decimal{Mantissa: 1}, event.Decimal{Mantissa: largest}, largest, false},
		{event.Decimal{Mantissa: 1}, event.Decimal{Mantissa: 1<<60 - 1}, 1<<60 - 1, true},
		{event.Decimal{Mantissa: 1}, event.Decimal{Mantissa: 1 << 60}, 1 << 60, false},
		// 10 * 2^59 fits 64 bits, 10 * 2^62 is 2^63 in them.
		{event.Decimal{Mantissa: 1 << 40, Scale: 1}, event.Decimal{Mantissa: 1 << 59}, 10 << 19, true},
		{event.Decimal{Mantissa: 1 << 40, Scale: 1}, event.Decimal{Mantissa: 1 << 62}, 0, false},
		{event.Decimal{Mantissa: 1 << 40, Scale: 1}, event.Decimal{Mantissa: math.MinInt64}, 0, false},
	} {
		g := newGrid(c.tick)
		if got, ok := g.rung(c.price); ok != c.ok || ok && got != c.want {
			t.Errorf("tick %v, price %v: %d, %v; want %d, %v", c.tick, c.price, got, ok, c.want, c.ok)
		}
	}
}

// TestCompareDecimals holds comparisons that a product of 64 bits gets wrong.
func TestCompareDecimals(t *testing.T) {
	const largest = math.MaxInt64
	for _, c := range []struct {
		a, b event.Decimal
		want int
	}{
		{event.Decimal{Mantissa: 1 << 62}, event.Decimal{Mantissa: largest, Scale: 1}, 1}, // 10 * 2^62 is 2^63 in 64 bits
		{event.Decimal{Mantissa: 1 << 61}, event.Decimal{Mantissa: 1<<62 + 1, Scale: 1}, 1},
		{event.Decimal{Mantissa: 3, Scale: 1}, event.Decimal{Mantissa: 30000, Scale: 5}, 0},
		{event.Decimal{Mantissa: 1}, event.Decimal{Mantissa: largest, Scale: 19}, 1},
		{event.Decimal{Mantissa: 1}, event.Decimal{Mantissa: largest, Scale: 18}, -1},
		{event.Decimal{Scale: 90}, event.Decimal{Mantissa: 1, Scale: 99}, -1},
		{event.Decimal{Scale: 90}, event.Decimal{}, 0},
	} {
		if got := compareDecimals(c.a, c.b); got != c.want {
			t.Errorf("%v to %v: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := compareDecimals(c.b, c.a); got != -c.want {
			t.Errorf("%v to %v: %d, want %d", c.b, c.a, got, -c.want)
		}
		c.a.Mantissa, c.b.Mantissa = -c.a.Mantissa, -c.b.Mantissa
		if got := compareDecimals(c.a, c.b); got != -c.want {
			t.Errorf("%v to %v: %d, want %d", c.a, c.b, got, -c.want)
		}
	}
}
