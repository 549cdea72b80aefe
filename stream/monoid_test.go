package stream

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

var number = rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 1, -1, 0.1, 0.7, 3, -42.5, 1e6, 1e-9})

// near tells whether numbers are equal up to rounding at a scale.
func near(a, b, scale float64) bool {
	return equalBits(a, b) || math.Abs(a-b) <= 1e-9*(1+scale)
}

func checkMonoid[A any](t *testing.T, m Monoid[float64, A, float64], isExact bool) {
	t.Run(m.Name, func(t *testing.T) {
		null := event.Null()
		if _, some := m.Lift(&null); some {
			t.Error("a null is lifted")
		}
		rapid.Check(t, func(rt *rapid.T) {
			xs := rapid.SliceOfN(number, 3, 3).Draw(rt, "xs")
			var parts [3]A
			scale := 0.0
			for i := range xs {
				parts[i], _ = m.Lift(&xs[i])
				scale += xs[i] * xs[i]
			}
			left := parts[0]
			m.Merge(&left, &parts[1])
			m.Merge(&left, &parts[2])
			tail, before := parts[1], parts[2]
			m.Merge(&tail, &parts[2])
			if any(before) != any(parts[2]) {
				rt.Fatalf("Merge changed its second operand: %v to %v", before, parts[2])
			}
			right := parts[0]
			m.Merge(&right, &tail)
			a, b := m.Result(&left), m.Result(&right)
			if isExact && !equalBits(a, b) || !near(a, b, scale) {
				rt.Fatalf("%v: (a b) c gives %v, a (b c) %v", xs, a, b)
			}
		})
	})
}

// TestMonoidsAreAssociative holds it up to rounding, and to the bit where no
// number is computed.
func TestMonoidsAreAssociative(t *testing.T) {
	checkMonoid(t, Count(), true)
	checkMonoid(t, Min(), true)
	checkMonoid(t, Max(), true)
	checkMonoid(t, First(), true)
	checkMonoid(t, Last(), true)
	checkMonoid(t, Sum(), false)
	checkMonoid(t, Mean(), false)
	checkMonoid(t, Variance(), false)
	checkMonoid(t, StdDev(), false)
}

// fold folds values from the left.
func fold[T, A, R any](m Monoid[T, A, R], xs ...T) R {
	var a A
	some := false
	for i := range xs {
		b, ok := m.Lift(&xs[i])
		switch {
		case !ok:
		case some:
			m.Merge(&a, &b)
		default:
			a, some = b, true
		}
	}
	if !some {
		return m.Empty
	}
	return m.Result(&a)
}

// TestMonoids holds results computed by hand.
func TestMonoids(t *testing.T) {
	null, minus := event.Null(), math.Copysign(0, -1)
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"count", fold(Count(), 5, null, 7), 2},
		{"count of nothing", fold(Count(), null), 0},
		{"sum", fold(Sum(), 5, null, 7), 12},
		{"sum of nothing", fold(Sum(), null), null},
		{"sum of minus zero", fold(Sum(), minus), minus},
		{"mean", fold(Mean(), 5, null, 8), 6.5},
		{"mean of nothing", fold(Mean()), null},
		{"min", fold(Min(), 5, null, -7, 2), -7},
		{"min of zeros", fold(Min(), 0, minus), minus},
		{"min of zeros, other order", fold(Min(), minus, 0), minus},
		{"max", fold(Max(), 5, null, -7, 8), 8},
		{"max of zeros", fold(Max(), minus, 0), 0},
		{"max of zeros, other order", fold(Max(), 0, minus), 0},
		{"max of infinities", fold(Max(), math.Inf(-1), math.Inf(1)), math.Inf(1)},
		{"smallest", fold(Extremes(), 5, null, -7, minus).Least, -7},
		{"largest", fold(Extremes(), 0, null, -7, minus).Largest, 0},
		{"smallest of nothing", fold(Extremes(), null).Least, null},
		{"mean of a distribution", fold(MeanStd(), 2, null, 4).Mean, 3},
		{"deviation of a distribution", fold(MeanStd(), 2, null, 4).Std, 1},
		{"mean of a distribution of nothing", fold(MeanStd(), null).Mean, null},
		{"first", fold(First(), null, 4, 5), 4},
		{"last", fold(Last(), 4, 5, null), 5},
		{"variance", fold(Variance(), 2, 4, 4, 4, 5, 5, 7, 9), 4},
		{"variance of one", fold(Variance(), 3, null), 0},
		{"variance of nothing", fold(Variance(), null), null},
		{"stddev", fold(StdDev(), 2, 4, 4, 4, 5, 5, 7, 9), 2},
		{"weighted mean", fold(WeightedMean(), Weighted{100, 1}, Weighted{110, 3}), 107.5},
		{"weighted mean, nulls", fold(WeightedMean(), Weighted{null, 1}, Weighted{110, null}, Weighted{5, 2}), 5},
		{"weighted mean of no weight", fold(WeightedMean(), Weighted{100, 0}), null},
		{"weighted mean of nothing", fold(WeightedMean()), null},
	} {
		if !equalBits(tt.got, tt.want) {
			t.Errorf("%s: %v, expected %v", tt.name, tt.got, tt.want)
		}
	}
}

// TestVarianceOrder holds the roundings of semantics 5, written out once.
func TestVarianceOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 2, 20).Draw(rt, "xs")
		merge := func(a, b Moments) Moments {
			n := a.N + b.N
			d := b.Mean - a.Mean
			return Moments{n, a.Mean + float64(d*(b.N/n)), (a.M2 + b.M2) + float64(float64(d*d)*float64(a.N*(b.N/n)))}
		}
		left := func(xs []float64) Moments {
			all := Moments{1, xs[0], 0}
			for _, x := range xs[1:] {
				all = merge(all, Moments{1, x, 0})
			}
			return all
		}
		cut := rapid.IntRange(1, len(xs)-1).Draw(rt, "cut")
		got, want := left(xs[:cut]), merge(left(xs[:cut]), left(xs[cut:]))
		tail := left(xs[cut:])
		if Variance().Merge(&got, &tail); got != want {
			rt.Fatalf("%v, expected %v", got, want)
		}
		if got, want := fold(Variance(), xs...), left(xs).M2/left(xs).N; !equalBits(got, want) {
			rt.Fatalf("%v, expected %v", got, want)
		}
		mean := 0.0
		for _, x := range xs {
			mean += x / float64(len(xs))
		}
		two := 0.0
		for _, x := range xs {
			two += (x - mean) * (x - mean) / float64(len(xs))
		}
		if got := fold(Variance(), xs...); math.Abs(got-two) > 1e-6*(1+two) {
			rt.Fatalf("%v, in two passes %v", got, two)
		}
	})
}
