package stream

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

// TestMomentsAreAssociative holds it up to rounding.
func TestMomentsAreAssociative(t *testing.T) {
	third := Skew()
	third.Result = func(a *Thirds) float64 { return a.M3 / 1e6 }
	checkMonoid(t, third, false)
	for _, c := range []struct {
		name string
		of   func(*Joint) float64
	}{
		{"C", func(a *Joint) float64 { return a.C }},
		{"M2X", func(a *Joint) float64 { return a.M2X }},
		{"MeanY", func(a *Joint) float64 { return a.MeanY }},
	} {
		m := joint(c.name, c.of)
		checkMonoid(t, Monoid[float64, Joint, float64]{
			Name:   c.name,
			Lift:   func(x *float64) (Joint, bool) { return m.Lift(&Pair{*x, 3 - float64(*x*2)}) },
			Merge:  m.Merge,
			Result: m.Result,
		}, false)
	}
}

// TestSkew holds results computed by hand.
func TestSkew(t *testing.T) {
	null := event.Null()
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"of nothing", fold(Skew(), null), null},
		{"of one", fold(Skew(), 5), null},
		{"of equals", fold(Skew(), 0.5, 0.5, 0.5), null},
		{"of two", fold(Skew(), 1, 3), 0},
		// Mean 2, M2 = 1+1+1+9 = 12, M3 = -1-1-1+27 = 24: 2 * 24 / 12^1.5.
		{"right", fold(Skew(), 1, 1, null, 1, 5), math.Sqrt(4./12) * 2},
		{"left", fold(Skew(), -1, -1, -1, -5), -math.Sqrt(4./12) * 2},
	} {
		if !equalBits(tt.got, tt.want) && math.Abs(tt.got-tt.want) > 1e-15 {
			t.Errorf("%s: %v, expected %v", tt.name, tt.got, tt.want)
		}
	}
}

// TestPairs holds results computed by hand.
func TestPairs(t *testing.T) {
	null := event.Null()
	// Of (1,1) (3,7) (5,7): means 3 and 5, M2X = 4+0+4, M2Y = 16+4+4, C = 8+0+4.
	some := []Pair{{1, 1}, {null, 9}, {3, 7}, {9, null}, {5, 7}}
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"cov of nothing", fold(Cov(), Pair{null, 1}), null},
		{"corr of nothing", fold(Corr()), null},
		{"beta of nothing", fold(Beta()), null},
		{"cov of one", fold(Cov(), Pair{3, 4}), 0},
		{"corr of one", fold(Corr(), Pair{3, 4}), null},
		{"beta of one", fold(Beta(), Pair{3, 4}), null},
		{"cov", fold(Cov(), some...), 12. / 3},
		{"corr", fold(Corr(), some...), 12 / math.Sqrt(8*24)},
		{"beta", fold(Beta(), some...), 12. / 24},
		{"corr where X is the same", fold(Corr(), Pair{1, 1}, Pair{1, 2}), null},
		{"beta where X is the same", fold(Beta(), Pair{1, 1}, Pair{1, 2}), 0},
		{"beta where Y is the same", fold(Beta(), Pair{1, 1}, Pair{2, 1}), null},
		{"corr of opposites", fold(Corr(), Pair{1, -1}, Pair{3, -3}, Pair{7, -7}), -1},
	} {
		if !equalBits(tt.got, tt.want) && math.Abs(tt.got-tt.want) > 1e-15 {
			t.Errorf("%s: %v, expected %v", tt.name, tt.got, tt.want)
		}
	}
}

// TestCorrIsHeld holds that rounding leads no correlation beyond 1.
func TestCorrIsHeld(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var pairs []Pair
		for _, x := range rapid.SliceOfN(rapid.Float64Range(-1e3, 1e3), 1, 20).Draw(rt, "xs") {
			pairs = append(pairs, Pair{x, float64(x*3) + 0.1})
		}
		if r := fold(Corr(), pairs...); r > 1 || r < -1 {
			rt.Fatalf("%v: %v", pairs, r)
		}
	})
}
