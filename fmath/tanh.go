package fmath

import "math"

// Tanh returns the hyperbolic tangent of x. Error at most 0.62 ulp.
//
// Tanh(±0) = ±0, Tanh(±Inf) = ±1, Tanh(NaN) = NaN.
func Tanh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x):
		return math.NaN()
	case a > 22: // 1 - tanh(22) < 2^-62
		return math.Copysign(1, x)
	case a < 0x1p-28: // x - tanh(x) < 2^-57 x
		return x
	}
	return math.Copysign(tanhAbs(a), x)
}

// tanhAbs returns tanh(x) = e/(e+2), e = expm1(2x), for 2^-28 <= x <= 22.
func tanhAbs(x float64) float64 {
	k, hi, lo := expm1Parts(mul(2, x))
	e, elo := quickTwoSum(mul(hi, pow2(k)), mul(lo, pow2(k)))
	d, dlo := twoSum(e, 2)
	dlo += elo

	// One step of long division: the quotient, then what it leaves over.
	q := e / d
	p, plo := twoProd(q, d)
	rest := (e - p) - plo
	rest += elo - mul(q, dlo)
	return q + rest/d
}
