package fmath

import (
	"math"
	"math/bits"
)

const (
	piOver2Hi = 0x1.921fb54442d18p+0
	piOver2Lo = math.Pi/2 - piOver2Hi
)

// reduce returns q modulo 4 and r, rlo with x = q*pi/2 + r + rlo and |r| at most
// pi/4, for finite x >= 0.
func reduce(x float64) (q int, r, rlo float64) {
	if x <= math.Pi/4 {
		return 0, x, 0
	}
	q, hi, lo := quarters(x)
	r, rlo = twoProd(hi, piOver2Hi)
	rlo += mul(hi, piOver2Lo) + mul(lo, piOver2Hi)
	r, rlo = quickTwoSum(r, rlo)
	return q, r, rlo
}

// quarters returns x*2/pi as q modulo 4 plus hi+lo in [-1/2, 1/2], for finite
// x > pi/4 (Payne and Hanek). The work is done in integers: x is M * 2^e, of the
// digits of 2/pi those that make multiples of four quarters are left out, and
// the next 192 settle two bits of quarters and 128 of a fraction. No float64 comes
// nearer than 2^-62 to a multiple of pi/2, so at least 66 bits of the rest are
// right and its first word is never 0.
func quarters(x float64) (q int, hi, lo float64) {
	b := math.Float64bits(x)
	mant := b&(1<<52-1) | 1<<52
	w2, w1, w0 := window(int(b>>52) - 1023 - 52 + 62)

	// p = mant * w modulo 2^192: two bits of quarters, then the fraction.
	h0, p0 := bits.Mul64(mant, w0)
	h1, l1 := bits.Mul64(mant, w1)
	p1, carry := bits.Add64(h0, l1, 0)
	p2 := h1 + mant*w2 + carry

	q = int(p2 >> 62)
	f1, f0 := p2<<2|p1>>62, p1<<2|p0>>62
	if f1>>63 == 0 {
		hi, lo = fraction(f1, f0)
		return q, hi, lo
	}
	// The next quarter is nearer: take the fraction from above.
	n0, borrow := bits.Sub64(0, f0, 0)
	n1, _ := bits.Sub64(0, f1, borrow)
	hi, lo = fraction(n1, n0)
	return q + 1, -hi, -lo
}

// window returns 192 digits of twoOverPi from the given one on.
func window(start int) (w2, w1, w0 uint64) {
	i, s := start>>6, uint(start&63)
	t := twoOverPi[i : i+4]
	join := func(a, b uint64) uint64 { return a<<s | b>>(64-s) }
	return join(t[0], t[1]), join(t[1], t[2]), join(t[2], t[3])
}

// fraction returns the number 0.f1f0, f1 being the higher 64 bits, as hi+lo; f1 is
// not 0.
func fraction(f1, f0 uint64) (hi, lo float64) {
	s := bits.LeadingZeros64(f1)
	a, b := f1<<s|f0>>(64-s), f0<<s
	hi = mul(float64(a>>11), pow2(-53-s))
	lo = mul(float64(a<<53>>11|b>>22), pow2(-106-s))
	return hi, lo
}
