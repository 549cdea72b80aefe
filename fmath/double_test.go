package fmath

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// A table is right if every entry is the nearest pair, or word, there is.
func TestTables(t *testing.T) {
	check := func(name string, j int, got pair, want *big.Float) {
		hi, _ := want.Float64()
		lo, _ := newBig().Sub(want, exact(hi)).Float64()
		if got != (pair{hi, lo}) {
			t.Errorf("%s[%d] = %x, want %x", name, j, got, pair{hi, lo})
		}
	}
	for j, got := range exp2Table {
		power := newBig().Mul(exact(float64(j)/expSteps), bigLn2())
		check("exp2Table", j, got, refExp(power))
	}
	for j, got := range logTable {
		if j += logFirst; j != logSteps {
			check("logTable", j, got, refLog(exact(float64(j)/logSteps)))
		} else if got != (pair{}) {
			t.Errorf("logTable[%d] = %x, want 0", j, got)
		}
	}
	digits := new(big.Float).Quo(wide(2), bigPi())
	for i, got := range twoOverPi {
		word, _ := digits.Uint64()
		if got != word {
			t.Errorf("twoOverPi[%d] = %x, want %x", i, got, word)
		}
		digits.Sub(digits, new(big.Float).SetUint64(word))
		digits.SetMantExp(digits, 64)
	}
}

func moderate() *rapid.Generator[float64] { return rapid.Float64Range(-1e100, 1e100) }

func TestSumsAndProductsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := moderate().Draw(t, "a"), moderate().Draw(t, "b")
		if math.Abs(a) < 1e-100 || math.Abs(b) < 1e-100 {
			t.Skip("products may underflow")
		}
		check := func(name string, hi, lo float64, want *big.Float) {
			got := new(big.Float).SetPrec(wideBits).SetFloat64(hi)
			if got.Add(got, wide(lo)); got.Cmp(want) != 0 {
				t.Errorf("%s(%x, %x) = %x + %x", name, a, b, hi, lo)
			}
		}
		sum, product := wide(a), wide(a)
		sum.Add(sum, wide(b))
		product.Mul(product, wide(b))
		s, rest := twoSum(a, b)
		check("twoSum", s, rest, sum)
		p, rest := twoProd(a, b)
		check("twoProd", p, rest, product)
		if math.Abs(a) < math.Abs(b) {
			a, b = b, a
		}
		s, rest = quickTwoSum(a, b)
		check("quickTwoSum", s, rest, sum)
	})
}

// scale rounds once, also below the smallest normal number.
func TestScaleRoundsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hi := rapid.Float64Range(1, 2).Draw(t, "hi")
		lo := rapid.Float64Range(-0x1p-5, 0x1p-5).Draw(t, "lo")
		k := rapid.OneOf(rapid.IntRange(-1080, -1015), rapid.IntRange(1015, 1024), rapid.IntRange(-1080, 1024)).Draw(t, "k")
		sum := wide(hi)
		sum.Add(sum, wide(lo))
		got := scale(k, hi, lo)
		if e := ulps(got, sum.SetMantExp(sum, k)); e > 0.5+0x1p-50 {
			t.Errorf("scale(%d, %x, %x) = %x: %v ulp off", k, hi, lo, got, e)
		}
	})
}

func TestExponent(t *testing.T) {
	for k := -1074; k <= 1023; k++ {
		for _, x := range around(1, math.Ldexp(1, k), math.Ldexp(1.4140625, k)) {
			if x == 0 {
				continue
			}
			e, m := exponent(x)
			if m < 0.7 || m > 1.415 || math.Ldexp(m, e) != x {
				t.Errorf("exponent(%x) = %d, %x", x, e, m)
			}
		}
	}
}
