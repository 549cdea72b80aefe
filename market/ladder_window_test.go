package market

import (
	"math"
	"testing"

	"github.com/featurizer/featurizer/event"
)

// TestLadderMoves holds that windows follow the best price, so that levels near
// it lie in them, and stay where the best price is off the grid.
func TestLadderMoves(t *testing.T) {
	const width = 256
	l, err := NewLadder(event.Decimal{Mantissa: 5, Scale: 1}, width)
	if err != nil {
		t.Fatal(err)
	}
	set := func(price, size int64) {
		for _, side := range []Side{Buy, Sell} {
			l.Apply([]Level{{side, event.Decimal{Mantissa: price, Scale: 1}, event.Decimal{Mantissa: size}}})
		}
	}
	near := func(when string, want int) {
		t.Helper()
		for _, w := range []*window{&l.bids, &l.asks} {
			if w.count != want {
				t.Errorf("%s: %d levels in the window of side %s, %d outside; want %d inside", when, w.count, w.side, len(w.far), want)
			}
		}
	}
	for _, step := range []int64{1, -1} {
		l.Reset()
		at := int64(1_000_000)
		for n := range 10 * width {
			set(at, 1)
			set(at-20*5*step, 0)
			at += 5 * step
			near("on a walk", min(n+1, 20))
		}
		set(at+100*width*5, 1)
		set(at-100*width*5, 1)
		near("with a wild price", 1)
		set(at+100*width*5, 0)
		set(at-100*width*5, 0)
		near("after a wild price", 20)
		set(at+100*width*5+1, 1)
		set(at-100*width*5-1, 1)
		near("with a wild price off the grid", 20)
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
		l, err := NewLadder(c.tick, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := l.rung(c.price); ok != c.ok || ok && got != c.want {
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
