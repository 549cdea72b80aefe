package fmath

import "math"

const (
	expSteps = 64 // table steps per power of two

	// log(2)/64 in two parts: the first has 33 bits, so its product with a
	// number of steps, which has at most 17, is exact.
	stepHi = 0x1.62e42fefp-7
	stepLo = math.Ln2/expSteps - stepHi

	expMax   = 710 // exp of more is infinite
	expMin   = -746
	expm1Min = -38 // expm1 of less rounds to -1

	// tiny is where 1+x rounds to 1.
	tiny = 0x1p-54
)

// Exp returns e^x. Error at most 0.52 ulp.
//
// Exp(+Inf) = +Inf, Exp(-Inf) = 0, Exp(NaN) = NaN; too large gives +Inf, too
// small 0.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return math.NaN()
	case x > expMax:
		return math.Inf(1)
	case x < expMin:
		return 0
	case math.Abs(x) < tiny:
		return 1
	}
	return scale(expParts(x, 0))
}

// Expm1 returns e^x - 1, accurate also near zero. Error at most 0.61 ulp.
//
// Expm1(±0) = ±0, Expm1(+Inf) = +Inf, Expm1(-Inf) = -1, Expm1(NaN) = NaN; too
// large gives +Inf.
func Expm1(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return math.NaN()
	case x > expMax:
		return math.Inf(1)
	case x < expm1Min:
		return -1
	case math.Abs(x) < tiny:
		return x
	}
	return scale(expm1Parts(x))
}

// expParts returns e^(x+xlo) as 2^k * (hi+lo) for expMin <= x <= expMax and xlo
// small beside x: with n = 64k+j the nearest number of steps, it is 2^k times
// 2^(j/64) from the table times e^r, |r| < log(2)/128.
func expParts(x, xlo float64) (k int, hi, lo float64) {
	n := math.Floor(mul(x, 1/(math.Ln2/expSteps)) + 0.5)
	r, rlo := twoSum(x-mul(n, stepHi), xlo-mul(n, stepLo))
	c := 1.0/120 + mul(r, 1.0/720)
	c = 1.0/24 + mul(r, c)
	c = 1.0/6 + mul(r, c)
	c = 0.5 + mul(r, c)
	p := r + (rlo + mul(mul(r, r), c)) // e^r - 1
	i := int(n)                        //bits:checked |x| <= 746, so |n| < 2^17
	t := exp2Table[i&(expSteps-1)]
	return i >> 6, t.hi, t.lo + mul(t.hi, p)
}

// expm1Parts returns e^x - 1 as 2^k * (hi+lo), |hi| >= |lo|, for expm1Min <= x
// <= expMax and |x| >= tiny.
func expm1Parts(x float64) (k int, hi, lo float64) {
	if math.Abs(x) < 0.125 {
		return 0, x, mul(mul(x, x), expm1Tail(x))
	}
	k, hi, lo = expParts(x, 0)
	if k > 100 {
		return k, hi, lo
	}
	hi, rest := twoSum(hi, -pow2(-k))
	return k, hi, rest + lo
}

// expm1Tail returns (e^x - 1 - x) / x^2 for |x| < 1/8, by its Taylor series.
func expm1Tail(x float64) float64 {
	c := 1.0/3628800 + mul(x, 1.0/39916800)
	c = 1.0/362880 + mul(x, c)
	c = 1.0/40320 + mul(x, c)
	c = 1.0/5040 + mul(x, c)
	c = 1.0/720 + mul(x, c)
	c = 1.0/120 + mul(x, c)
	c = 1.0/24 + mul(x, c)
	c = 1.0/6 + mul(x, c)
	return 0.5 + mul(x, c)
}
