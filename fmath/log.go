package fmath

import "math"

const (
	logSteps = 128 // table steps per unit
	logFirst = 90  // the table reaches from 90/128 ...
	logLast  = 182 // ... to 182/128

	// log(2) in two parts: the first has 40 bits, so its product with an
	// exponent is exact.
	ln2Hi = 0x1.62e42fefa2p-1
	ln2Lo = math.Ln2 - ln2Hi

	log2eHi = 0x1.71547652b82fep+0
	log2eLo = 1/math.Ln2 - log2eHi
)

// Log returns the natural logarithm of x. Error at most 0.51 ulp.
//
// Log(+Inf) = +Inf, Log(0) = -Inf, Log(x < 0) = NaN, Log(NaN) = NaN.
func Log(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case math.IsInf(x, 1):
		return x
	}
	hi, lo := logPair(x)
	return hi + lo
}

// Log1p returns log(1+x), accurate also near zero. Error at most 0.51 ulp.
//
// Log1p(+Inf) = +Inf, Log1p(±0) = ±0, Log1p(-1) = -Inf, Log1p(x < -1) = NaN,
// Log1p(NaN) = NaN.
func Log1p(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < -1:
		return math.NaN()
	case x == -1:
		return math.Inf(-1)
	case math.IsInf(x, 1) || math.Abs(x) < tiny:
		return x
	case x > 0x1p60: // log(1+x) - log(x) is far below an ulp
		return Log(x)
	}
	hi, lo := addLog2(logParts(twoSum(1, x)))
	return hi + lo
}

// Log2 returns the binary logarithm of x. Error at most 0.51 ulp; powers of two
// are exact.
//
// Log2(+Inf) = +Inf, Log2(0) = -Inf, Log2(x < 0) = NaN, Log2(NaN) = NaN.
func Log2(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case math.IsInf(x, 1):
		return x
	}
	k, hi, lo := logParts(x, 0)
	p, plo := twoProd(hi, log2eHi)
	plo += mul(hi, log2eLo) + mul(lo, log2eHi)
	s, rest := twoSum(float64(k), p)
	return s + (rest + plo)
}

// logPair returns log(x) as hi+lo with an error below 2^-66 of it, for finite
// x > 0.
func logPair(x float64) (hi, lo float64) {
	return addLog2(logParts(x, 0))
}

// addLog2 returns k*log(2) + hi + lo.
func addLog2(k int, hi, lo float64) (sum, rest float64) {
	n := float64(k)
	sum, rest = twoSum(mul(n, ln2Hi), hi)
	return quickTwoSum(sum, rest+(mul(n, ln2Lo)+lo))
}

// logParts returns k, hi and lo with log(x+xlo) = k*log(2) + hi + lo, for finite
// x > 0, |xlo| at most half an ulp of x, and 0 if x is subnormal or above 2^61.
// With x+xlo = 2^k * m, m near [sqrt(1/2), sqrt(2)), and c the table point next
// to m, it adds log(c) and log(1 + (m-c)/c). Around 1, c is 1 and log(c) is 0, so
// nothing cancels.
func logParts(x, xlo float64) (k int, hi, lo float64) {
	k, m := exponent(x)
	if xlo != 0 {
		xlo = mul(xlo, pow2(-k))
	}
	j := math.Floor(mul(m, logSteps) + 0.5)
	c := mul(j, 1.0/logSteps)
	g, glo := twoSum(m-c, xlo)

	// The pair g, glo divided by c: the quotient, then what it leaves over.
	r := g / c
	p, plo := twoProd(r, c)
	rlo := (((g - p) - plo) + glo) / c

	hi, lo = log1pSmall(r, rlo)
	t := logTable[int(j)-logFirst] //bits:checked m is near [0.7, 1.42)
	hi, rest := twoSum(t.hi, hi)
	return k, hi, rest + (t.lo + lo)
}

// log1pSmall returns log(1 + r + rlo) as hi+lo for |r| < 1/180, by its Taylor
// series; the first two terms are taken exactly.
func log1pSmall(r, rlo float64) (hi, lo float64) {
	c := -1.0/8 + mul(r, 1.0/9)
	c = 1.0/7 + mul(r, c)
	c = -1.0/6 + mul(r, c)
	c = 1.0/5 + mul(r, c)
	c = -1.0/4 + mul(r, c)
	c = 1.0/3 + mul(r, c)
	sq, sqlo := twoProd(r, r)
	hi, lo = quickTwoSum(r, -mul(0.5, sq))
	lo += rlo - mul(r, rlo)
	lo -= mul(0.5, sqlo)
	return hi, lo + mul(mul(r, sq), c)
}

// exponent returns x > 0 as 2^k * m with m in [sqrt(1/2), sqrt(2)], nearly.
func exponent(x float64) (k int, m float64) {
	if x < 0x1p-1022 {
		x = mul(x, 0x1p54)
		k = -54
	}
	b := math.Float64bits(x)
	k += int(b>>52) - 1023
	m = math.Float64frombits(b&(1<<52-1) | 1023<<52)
	if m > 1.4140625 { // 181/128
		k++
		m = mul(m, 0.5)
	}
	return k, m
}
