package fmath

import "math"

// pair is the unevaluated sum of two float64, the second small beside the first.
type pair struct{ hi, lo float64 }

// mul returns x*y rounded. The explicit conversion keeps the compiler from
// joining the product with an addition, also after inlining.
func mul(x, y float64) float64 { return float64(x * y) }

// twoSum returns a+b rounded and what the rounding lost (Knuth, TAOCP 2, 4.2.2).
func twoSum(a, b float64) (sum, rest float64) {
	sum = a + b
	v := sum - a
	return sum, (a - (sum - v)) + (b - v)
}

// quickTwoSum is twoSum for |a| >= |b| (Dekker).
func quickTwoSum(a, b float64) (sum, rest float64) {
	sum = a + b
	return sum, b - (sum - a)
}

// twoProd returns a*b rounded and what the rounding lost (Dekker, Veltkamp).
// Neither factor may be above 2^970 and the product not below 2^-960.
func twoProd(a, b float64) (prod, rest float64) {
	prod = mul(a, b)
	ah, al := halves(a)
	bh, bl := halves(b)
	rest = mul(ah, bh) - prod
	rest += mul(ah, bl)
	rest += mul(al, bh)
	return prod, rest + mul(al, bl)
}

// halves splits a into two parts of at most 26 bits each.
func halves(a float64) (hi, lo float64) {
	c := mul(a, 1<<27+1)
	hi = c - (c - a)
	return hi, a - hi
}

// pow2 returns 2^k for -1022 <= k <= 1023.
func pow2(k int) float64 {
	return math.Float64frombits(uint64(k+1023) << 52)
}

// scale returns (hi+lo) * 2^k with one rounding, subnormal results included (a
// rest below 2^-53 of an ulp may lose against a tie). Here k <= 1024 and hi+lo
// lies near [1, 2), or anywhere in (-2, 2) if k >= -1020. It is the last step of
// a function: above the largest float64 it gives infinity, as it should.
func scale(k int, hi, lo float64) float64 {
	s := hi + lo
	switch {
	case k > 1023:
		return mul(mul(s, 2), pow2(k-1))
	case k >= -1020:
		return mul(s, pow2(k))
	}
	// c * 2^k is the smallest normal number.
	c := pow2(-1022 - k)
	if s >= c {
		return mul(mul(s, 0x1p-1000), pow2(k+1000))
	}
	// The last bit of c+s weighs as much as that of a subnormal result, so
	// adding rounds where it must, and the bits above c are the result.
	s, rest := quickTwoSum(hi, lo)
	t, more := quickTwoSum(c, s)
	t += more + rest
	return math.Float64frombits(math.Float64bits(t) - math.Float64bits(c))
}
