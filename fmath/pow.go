package fmath

import "math"

// Pow returns x^y. Error at most 0.53 ulp: the logarithm is carried with some 66
// bits, so that little is lost when y multiplies it.
//
// Special cases, in order:
//
//	Pow(x, ±0) = 1 and Pow(1, y) = 1 for any x and y
//	Pow(NaN, y) = NaN and Pow(x, NaN) = NaN
//	Pow(±0, y) = ±Inf for y an odd integer < 0, +Inf for any other y < 0
//	Pow(±0, y) = ±0 for y an odd integer > 0, +0 for any other y > 0
//	Pow(-1, ±Inf) = 1
//	Pow(x, +Inf) = +Inf and Pow(x, -Inf) = +0 for |x| > 1
//	Pow(x, +Inf) = +0 and Pow(x, -Inf) = +Inf for |x| < 1
//	Pow(+Inf, y) = +Inf for y > 0, +0 for y < 0
//	Pow(-Inf, y) = Pow(-0, -y)
//	Pow(x, y) = NaN for finite x < 0 and finite y not an integer
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case math.IsNaN(x) || math.IsNaN(y):
		return math.NaN()
	case x < 0 && !math.IsInf(x, -1) && math.Floor(y) != y:
		return math.NaN()
	}
	r := powAbs(math.Abs(x), y)
	if math.Signbit(x) && isOdd(y) {
		return -r
	}
	return r
}

// powAbs is Pow for x >= 0 and y not zero, neither a NaN.
func powAbs(x, y float64) float64 {
	switch {
	case x == 1:
		return 1
	case x == 0 || math.IsInf(x, 1) || math.Abs(y) > 0x1p65:
		// log(x) is at least 2^-53 in size, so a large y settles it.
		if (x > 1) == (y > 0) {
			return math.Inf(1)
		}
		return 0
	case math.Abs(y) < 0x1p-65: // |y*log(x)| < 2^-55
		return 1
	}
	hi, lo := logPair(x)
	p, plo := twoProd(hi, y)
	plo += mul(lo, y)
	switch {
	case p > expMax:
		return math.Inf(1)
	case p < expMin:
		return 0
	}
	return scale(expParts(p, plo))
}

// isOdd reports whether y is an odd integer. From 2^53 on all are even.
func isOdd(y float64) bool {
	if math.Floor(y) != y || math.Abs(y) >= 0x1p53 {
		return false
	}
	half := mul(y, 0.5)
	return math.Floor(half) != half
}
