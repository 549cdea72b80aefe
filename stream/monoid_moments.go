package stream

import (
	"math"

	"github.com/featurizer/featurizer/event"
)

// Thirds are the number of values, their mean and the sums of squared and of cubed
// differences from it.
type Thirds struct {
	Moments

	M3 float64
}

// merge is the pairwise update of Pébay (Formulas for robust, one-pass parallel
// computation of covariances and arbitrary-order statistical moments, 2008), in the
// order and with the roundings of semantics 5.
func (a *Thirds) merge(b *Thirds) {
	n := a.N + b.N
	d := b.Mean - a.Mean
	own, share := a.N/n, b.N/n
	square := float64(float64(d*d) * float64(a.N*share))
	cube := float64(square * float64(d*(own-share)))
	mixed := float64(float64(3*d) * (float64(own*b.M2) - float64(share*a.M2)))
	a.M3 = ((a.M3 + b.M3) + cube) + mixed
	a.Moments.merge(&b.Moments)
}

// Skew returns the population skewness; null for none and for values that are equal.
func Skew() Monoid[float64, Thirds, float64] {
	return Monoid[float64, Thirds, float64]{
		Name:  "skew",
		Lift:  func(x *float64) (Thirds, bool) { return Thirds{Moments{1, *x, 0}, 0}, !event.IsNull(*x) },
		Merge: func(a, b *Thirds) { a.merge(b) },
		Result: func(a *Thirds) float64 {
			if a.M2 == 0 {
				return event.Null()
			}
			return float64(math.Sqrt(a.N/a.M2) * (a.M3 / a.M2))
		},
		Empty: event.Null(),
	}
}

// Pair is a value of each of two streams.
type Pair struct{ X, Y float64 }

// Joint are the number of pairs, the means of both values, the sums of their squared
// differences from them, and that of the products of these differences.
type Joint struct{ N, MeanX, MeanY, M2X, M2Y, C float64 }

// merge is the pairwise update of Pébay (2008), in the order and with the roundings
// of semantics 5.
func (a *Joint) merge(b *Joint) {
	n := a.N + b.N
	dx, dy := b.MeanX-a.MeanX, b.MeanY-a.MeanY
	share := b.N / n
	weight := float64(a.N * share)
	a.MeanX += float64(dx * share)
	a.MeanY += float64(dy * share)
	a.M2X = (a.M2X + b.M2X) + float64(float64(dx*dx)*weight)
	a.M2Y = (a.M2Y + b.M2Y) + float64(float64(dy*dy)*weight)
	a.C = (a.C + b.C) + float64(float64(dx*dy)*weight)
	a.N = n
}

// Cov returns the population covariance of pairs; null for none. A pair with a null
// is left out, here and in [Corr] and [Beta].
func Cov() Monoid[Pair, Joint, float64] {
	return joint("cov", func(a *Joint) float64 { return a.C / a.N })
}

// Corr returns Pearson's correlation of pairs, held to -1 and 1 where rounding leads
// beyond; null where one of the two does not vary.
func Corr() Monoid[Pair, Joint, float64] {
	return joint("corr", func(a *Joint) float64 {
		if a.M2X == 0 || a.M2Y == 0 {
			return event.Null()
		}
		return math.Max(-1, math.Min(1, a.C/math.Sqrt(float64(a.M2X*a.M2Y))))
	})
}

// Beta returns the slope of the line through pairs that best tells X from Y, by least
// squares; null where Y does not vary.
func Beta() Monoid[Pair, Joint, float64] {
	return joint("beta", func(a *Joint) float64 {
		if a.M2Y == 0 {
			return event.Null()
		}
		return a.C / a.M2Y
	})
}

func joint(name string, result func(a *Joint) float64) Monoid[Pair, Joint, float64] {
	return Monoid[Pair, Joint, float64]{
		Name: name,
		Lift: func(p *Pair) (Joint, bool) {
			return Joint{N: 1, MeanX: p.X, MeanY: p.Y}, !event.IsNull(p.X) && !event.IsNull(p.Y)
		},
		Merge:  func(a, b *Joint) { a.merge(b) },
		Result: result,
		Empty:  event.Null(),
	}
}
