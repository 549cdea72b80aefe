package fmath

import (
	"math"
	"math/big"
	"sync"
)

// The reference: the same functions with 256 bits, by slow and obvious series on
// math/big, sharing nothing with the code under test.

const (
	refBits  = 256
	wideBits = 1400 // enough to reduce 1e308 modulo pi
)

func newBig() *big.Float         { return new(big.Float).SetPrec(refBits) }
func exact(x float64) *big.Float { return newBig().SetFloat64(x) }
func wide(x float64) *big.Float  { return new(big.Float).SetPrec(wideBits).SetFloat64(x) }
func shifted(x *big.Float, k int) *big.Float {
	return new(big.Float).SetPrec(x.Prec()).SetMantExp(x, k)
}

// arctan sums arctan(1/n), or artanh(1/n) if sign is +1, with wideBits.
func arctan(n, sign float64) *big.Float {
	power := new(big.Float).Quo(wide(1), wide(n))
	square := new(big.Float).Quo(wide(sign), wide(n*n))
	sum := wide(0)
	for i := 1.0; power.MantExp(nil) > -wideBits; i += 2 {
		sum.Add(sum, new(big.Float).Quo(power, wide(i)))
		power.Mul(power, square)
	}
	return sum
}

var (
	// bigPi is Machin's 16 arctan(1/5) - 4 arctan(1/239).
	bigPi = sync.OnceValue(func() *big.Float {
		a, b := shifted(arctan(5, -1), 4), shifted(arctan(239, -1), 2)
		return a.Sub(a, b)
	})
	// bigLn2 is 2 artanh(1/3).
	bigLn2 = sync.OnceValue(func() *big.Float { return shifted(arctan(3, 1), 1) })
)

// series returns the sum of the terms that next makes one from the other, from
// first on, until they no longer count.
func series(first *big.Float, next func(i int64, term *big.Float)) *big.Float {
	sum, term := newBig().Set(first), newBig().Set(first)
	if first.Sign() == 0 {
		return sum
	}
	for i := int64(1); ; i++ {
		next(i, term)
		if term.Sign() == 0 || term.MantExp(nil) < sum.MantExp(nil)-refBits {
			return sum
		}
		sum.Add(sum, term)
	}
}

func bigInt(i int64) *big.Float { return newBig().SetInt64(i) }

// refExpm1 sums the series for |x| < 1 and uses refExp beyond.
func refExpm1(x *big.Float) *big.Float {
	if x.MantExp(nil) > 0 {
		y := refExp(x)
		return y.Sub(y, bigInt(1))
	}
	return series(x, func(i int64, term *big.Float) {
		term.Mul(term, x).Quo(term, bigInt(i+1))
	})
}

// refExp takes out powers of two, sums the series for a 2^-16th of the rest and
// squares it back.
func refExp(x *big.Float) *big.Float {
	q, _ := newBig().Quo(x, bigLn2()).Int64()
	r := newBig().Mul(bigInt(q), bigLn2())
	r.Sub(x, r)
	r = shifted(r, -16)
	y := series(bigInt(1), func(i int64, term *big.Float) {
		term.Mul(term, r).Quo(term, bigInt(i))
	})
	for range 16 {
		y.Mul(y, y)
	}
	return shifted(y, int(q))
}

// refLog takes one step of Halley's method from a float64 guess, which makes 53
// good bits 159. x may carry more bits than a float64.
func refLog(x *big.Float) *big.Float {
	mant := newBig()
	e := x.MantExp(mant)
	if f, _ := mant.Float64(); f < math.Sqrt2/2 {
		mant, e = shifted(mant, 1), e-1
	}
	// log1p, because mant - 1 may need more bits than mant near 1.
	f, _ := newBig().Sub(mant, bigInt(1)).Float64()
	y := refLog1pFrom(mant, exact(math.Log1p(f)))
	return y.Add(y, newBig().Mul(bigInt(int64(e)), bigLn2()))
}

func refLog1pFrom(m, guess *big.Float) *big.Float {
	power := refExp(guess)
	diff := newBig().Sub(m, power)
	diff.Quo(diff, newBig().Add(m, power))
	return newBig().Add(guess, shifted(diff, 1))
}

// refLog1p sums the series where 1+x would lose bits.
func refLog1p(x *big.Float) *big.Float {
	if x.MantExp(nil) > -40 {
		return refLog(newBig().Add(bigInt(1), x))
	}
	sum, power := newBig().Set(x), newBig().Set(x)
	for i := int64(2); i < 8; i++ {
		power.Mul(power, x)
		power.Neg(power)
		sum.Add(sum, newBig().Quo(power, bigInt(i)))
	}
	return sum
}

func refLog2(x *big.Float) *big.Float {
	y := refLog(x)
	return y.Quo(y, bigLn2())
}

func refPow(x, y *big.Float) *big.Float {
	l := refLog(x)
	return refExp(l.Mul(l, y))
}

func refTanh(x *big.Float) *big.Float {
	e := refExpm1(shifted(x, 1))
	return newBig().Quo(e, newBig().Add(e, bigInt(2)))
}

// refSinCos reduces with 1400 bits of pi and sums both series.
func refSinCos(x *big.Float) (sin, cos *big.Float) {
	halfPi := shifted(bigPi(), -1)
	t := new(big.Float).SetPrec(wideBits).Quo(x, halfPi)
	t.Add(t, wide(math.Copysign(0.5, float64(x.Sign()))))
	n, _ := t.Int(nil)
	r := new(big.Float).SetPrec(wideBits).SetInt(n)
	r.Mul(r, halfPi)
	r.Sub(x, r)
	r.SetPrec(refBits)

	square := newBig().Mul(r, r)
	square.Neg(square)
	s := series(r, func(i int64, term *big.Float) {
		term.Mul(term, square).Quo(term, bigInt(2*i*(2*i+1)))
	})
	c := series(bigInt(1), func(i int64, term *big.Float) {
		term.Mul(term, square).Quo(term, bigInt(2*i*(2*i-1)))
	})
	switch new(big.Int).And(n, big.NewInt(3)).Int64() {
	case 0:
		return s, c
	case 1:
		return c, s.Neg(s)
	case 2:
		return s.Neg(s), c.Neg(c)
	default:
		return c.Neg(c), s
	}
}

func refSin(x *big.Float) *big.Float { s, _ := refSinCos(x); return s }
func refCos(x *big.Float) *big.Float { _, c := refSinCos(x); return c }

// ulps returns how far got is from want, in units of the last place of want; an
// infinite got counts as 2^1024.
func ulps(got float64, want *big.Float) float64 {
	if math.IsNaN(got) {
		return math.Inf(1)
	}
	e := max(want.MantExp(nil)-53, -1074)
	g := newBig()
	if math.IsInf(got, 0) {
		if e > 1024-53 && (got > 0) == (want.Sign() > 0) {
			return 0
		}
		g = shifted(exact(math.Copysign(1, got)), 1024)
	} else {
		g.SetFloat64(got)
	}
	diff, _ := shifted(g.Sub(g, want), -e).Float64()
	return math.Abs(diff)
}
