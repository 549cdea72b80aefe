package stream

import (
	"math"

	"github.com/featurizer/featurizer/event"
)

// Monoid is an aggregate over values T with partial results A and results R.
//
// Merge turns a into a (+) b, where all values of a come before those of b; it
// must be associative up to rounding. The order in which partial results are
// merged is fixed by semantics 5, so equal windows give equal bits.
type Monoid[T, A, R any] struct {
	Name string // part of the identity of features that use it
	// Lift returns the partial result of one value; false leaves the value out,
	// as for a null.
	Lift func(x *T) (A, bool)
	// Merge turns a into a (+) b. It must not change b.
	Merge func(a, b *A)
	// Result returns the result of a window with at least one lifted value.
	Result func(a *A) R
	// Empty is the result of a window with none.
	Empty R
	// Exact says that merging in any order gives the same bits.
	Exact bool
	// Push and Pair may be nil. Where they are given they do the same as the others,
	// with fewer calls: Push lifts x into the place e and, unless p is nil, merges
	// it into p; false leaves x out. Pair returns the result of s (+) p and changes
	// neither.
	Push func(p, e *A, x *T) bool
	Pair func(s, p *A) R
}

// Then returns the monoid with f applied to its results.
func Then[T, A, R, Q any](m Monoid[T, A, R], f func(R) Q) Monoid[T, A, Q] {
	n := Monoid[T, A, Q]{
		Name: m.Name, Lift: m.Lift, Merge: m.Merge, Push: m.Push, Exact: m.Exact,
		Result: func(a *A) Q { return f(m.Result(a)) }, Empty: f(m.Empty),
	}
	if m.Pair != nil {
		n.Pair = func(s, p *A) Q { return f(m.Pair(s, p)) }
	}
	return n
}

func lift(x *float64) (float64, bool) { return *x, !event.IsNull(*x) }

func same(a *float64) float64 { return *a }

// Count counts the values that are not null.
func Count() Monoid[float64, float64, float64] {
	return Monoid[float64, float64, float64]{
		Name:   "count",
		Lift:   func(x *float64) (float64, bool) { return 1, !event.IsNull(*x) },
		Merge:  func(a, b *float64) { *a += *b },
		Result: same, Exact: true,
	}
}

// Sum adds the values; null for none.
func Sum() Monoid[float64, float64, float64] {
	return Monoid[float64, float64, float64]{
		Name: "sum", Lift: lift,
		Merge:  func(a, b *float64) { *a += *b },
		Result: same, Empty: event.Null(),
	}
}

// Min returns the smallest value; null for none. -0 is smaller than 0.
func Min() Monoid[float64, float64, float64] {
	return Monoid[float64, float64, float64]{
		Name: "min", Lift: lift,
		Merge: func(a, b *float64) {
			if *b < *a || *b == *a && math.Signbit(*b) {
				*a = *b
			}
		},
		Result: same, Empty: event.Null(), Exact: true,
	}
}

// Max returns the largest value; null for none. 0 is larger than -0.
func Max() Monoid[float64, float64, float64] {
	return Monoid[float64, float64, float64]{
		Name: "max", Lift: lift,
		Merge: func(a, b *float64) {
			if *b > *a || *b == *a && !math.Signbit(*b) {
				*a = *b
			}
		},
		Result: same, Empty: event.Null(), Exact: true,
	}
}

// First returns the first value; null for none.
func First() Monoid[float64, float64, float64] {
	return Monoid[float64, float64, float64]{
		Name: "first", Lift: lift,
		Merge:  func(_, _ *float64) {},
		Result: same, Empty: event.Null(), Exact: true,
	}
}

// Last returns the last value; null for none.
func Last() Monoid[float64, float64, float64] {
	return Monoid[float64, float64, float64]{
		Name: "last", Lift: lift,
		Merge:  func(a, b *float64) { *a = *b },
		Result: same, Empty: event.Null(), Exact: true,
	}
}

// Range is the smallest and the largest of some values.
type Range struct{ Least, Largest float64 }

// Extremes returns the smallest and the largest value, as [Min] and [Max] do.
func Extremes() Monoid[float64, Range, Range] {
	least, most := Min(), Max()
	return Monoid[float64, Range, Range]{
		Name: "extremes",
		Lift: func(x *float64) (Range, bool) { return Range{*x, *x}, !event.IsNull(*x) },
		Merge: func(a, b *Range) {
			least.Merge(&a.Least, &b.Least)
			most.Merge(&a.Largest, &b.Largest)
		},
		Result: func(a *Range) Range { return *a },
		Empty:  Range{event.Null(), event.Null()},
		Exact:  true,
	}
}

// Total is a number of values and their sum.
type Total struct{ N, Sum float64 }

// Mean returns sum / n; null for none.
func Mean() Monoid[float64, Total, float64] {
	return Monoid[float64, Total, float64]{
		Name:   "mean",
		Lift:   func(x *float64) (Total, bool) { return Total{1, *x}, !event.IsNull(*x) },
		Merge:  func(a, b *Total) { a.N += b.N; a.Sum += b.Sum },
		Result: func(a *Total) float64 { return a.Sum / a.N },
		Empty:  event.Null(),
	}
}

// Weighted is a value with its weight.
type Weighted struct{ Value, Weight float64 }

// WeightedMean returns the sum of value * weight over the sum of weights; null
// where that is zero or there are no values. A value or weight that is null is
// left out.
func WeightedMean() Monoid[Weighted, Weighted, float64] {
	return Monoid[Weighted, Weighted, float64]{
		Name: "weighted_mean",
		Lift: func(x *Weighted) (Weighted, bool) {
			return Weighted{float64(x.Value * x.Weight), x.Weight}, !event.IsNull(x.Value) && !event.IsNull(x.Weight)
		},
		Merge: func(a, b *Weighted) { a.Value += b.Value; a.Weight += b.Weight },
		Result: func(a *Weighted) float64 {
			if a.Weight == 0 {
				return event.Null()
			}
			return a.Value / a.Weight
		},
		Empty: event.Null(),
	}
}

// Moments are the number of values, their mean and the sum of squared
// differences from it.
type Moments struct{ N, Mean, M2 float64 }

// merge is the pairwise update of Chan, Golub and LeVeque (1979), in the order
// and with the roundings of semantics 5.
func (a *Moments) merge(b *Moments) {
	n := a.N + b.N
	d := b.Mean - a.Mean
	share := b.N / n
	a.Mean += float64(d * share)
	a.M2 = (a.M2 + b.M2) + float64(float64(d*d)*float64(a.N*share))
	a.N = n
}

// push is the Push of monoids over moments.
func pushMoments(p, e *Moments, x *float64) bool {
	if event.IsNull(*x) {
		return false
	}
	*e = Moments{1, *x, 0}
	if p != nil {
		p.merge(e)
	}
	return true
}

// Distribution is a mean and the population standard deviation from it.
type Distribution struct{ Mean, Std float64 }

// MeanStd returns both; nulls for no values.
func MeanStd() Monoid[float64, Moments, Distribution] {
	return Monoid[float64, Moments, Distribution]{
		Name:   "mean_std",
		Lift:   func(x *float64) (Moments, bool) { return Moments{1, *x, 0}, !event.IsNull(*x) },
		Merge:  func(a, b *Moments) { a.merge(b) },
		Result: func(a *Moments) Distribution { return Distribution{a.Mean, math.Sqrt(a.M2 / a.N)} },
		Empty:  Distribution{event.Null(), event.Null()},
		Push:   pushMoments,
	}
}

// Variance returns the population variance; null for none.
func Variance() Monoid[float64, Moments, float64] {
	return Monoid[float64, Moments, float64]{
		Name:   "variance",
		Lift:   func(x *float64) (Moments, bool) { return Moments{1, *x, 0}, !event.IsNull(*x) },
		Merge:  func(a, b *Moments) { a.merge(b) },
		Result: func(a *Moments) float64 { return a.M2 / a.N },
		Empty:  event.Null(),
		Push:   pushMoments,
		Pair: func(s, p *Moments) float64 {
			all := *s
			all.merge(p)
			return all.M2 / all.N
		},
	}
}

// StdDev returns the population standard deviation; null for none.
func StdDev() Monoid[float64, Moments, float64] {
	m := Then(Variance(), math.Sqrt)
	m.Name = "stddev"
	m.Pair = func(s, p *Moments) float64 {
		all := *s
		all.merge(p)
		return math.Sqrt(all.M2 / all.N)
	}
	return m
}
