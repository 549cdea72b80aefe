package fmath

import "math"

// Sin returns the sine of x, in radians, for arguments of any size. Error at
// most 0.82 ulp.
//
// Sin(±0) = ±0, Sin(±Inf) = NaN, Sin(NaN) = NaN.
func Sin(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return math.NaN()
	case math.Abs(x) < 0x1p-28:
		return x
	}
	q, r, rlo := reduce(math.Abs(x))
	if math.Signbit(x) {
		return -quadrant(q, r, rlo)
	}
	return quadrant(q, r, rlo)
}

// Cos returns the cosine of x, in radians, for arguments of any size. Error at
// most 0.82 ulp.
//
// Cos(±Inf) = NaN, Cos(NaN) = NaN.
func Cos(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return math.NaN()
	}
	q, r, rlo := reduce(math.Abs(x))
	return quadrant(q+1, r, rlo)
}

// quadrant returns the sine of q quarter turns plus r+rlo.
func quadrant(q int, r, rlo float64) float64 {
	switch q & 3 {
	case 0:
		return sinSmall(r, rlo)
	case 1:
		return cosSmall(r, rlo)
	case 2:
		return -sinSmall(r, rlo)
	default:
		return -cosSmall(r, rlo)
	}
}

// sinSmall returns the sine of r+rlo, |r| <= pi/4, by its Taylor series.
func sinSmall(r, rlo float64) float64 {
	z := mul(r, r)
	c := -1.0/1307674368000 + mul(z, 1.0/355687428096000)
	c = 1.0/6227020800 + mul(z, c)
	c = -1.0/39916800 + mul(z, c)
	c = 1.0/362880 + mul(z, c)
	c = -1.0/5040 + mul(z, c)
	c = 1.0/120 + mul(z, c)
	c = -1.0/6 + mul(z, c)
	slope := 1 - mul(0.5, z)
	return r + (mul(rlo, slope) + mul(mul(r, z), c))
}

// cosSmall returns the cosine of r+rlo, |r| <= pi/4, by its Taylor series; the
// first two terms are taken exactly.
func cosSmall(r, rlo float64) float64 {
	z, zlo := twoProd(r, r)
	c := -1.0/87178291200 + mul(z, 1.0/20922789888000)
	c = 1.0/479001600 + mul(z, c)
	c = -1.0/3628800 + mul(z, c)
	c = 1.0/40320 + mul(z, c)
	c = -1.0/720 + mul(z, c)
	c = 1.0/24 + mul(z, c)
	s, rest := quickTwoSum(1, -mul(0.5, z))
	rest -= mul(0.5, zlo) + mul(r, rlo)
	return s + (rest + mul(mul(z, z), c))
}
