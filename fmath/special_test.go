package fmath

import (
	"math"
	"testing"
)

func specials() []float64 {
	positive := []float64{
		0, 1, 2, 3, 4, 0.5, 1.5, 2.5, 1023, 1024, 1075, 5e-324, 0x1p-1022, 0x1p-54, 0x1p-60, 0x1p52 + 1, 0x1p53 - 1, 0x1p53, 0x1p60,
		0x1p65, 0x1p70, 1e300, 1 - 0x1p-53, 1 + 0x1p-52, math.MaxFloat64, math.Inf(1),
	}
	all := []float64{math.NaN(), math.Float64frombits(0xfff8000000000123)}
	for _, x := range positive {
		all = append(all, x, -x)
	}
	return all
}

// special reports whether Go's documentation names the result: a NaN, an
// infinity, zero or one. There package math is right, and only there.
func special(x float64) bool {
	return math.IsNaN(x) || math.IsInf(x, 0) || x == 0 || math.Abs(x) == 1
}

// same reports whether got has the bits of want, a NaN being math.NaN().
func same(got, want float64) bool {
	if math.IsNaN(want) {
		want = math.NaN()
	}
	return math.Float64bits(got) == math.Float64bits(want)
}

func TestSpecialCases(t *testing.T) {
	theirs := map[string]func(float64) float64{
		"Exp": math.Exp, "Expm1": math.Expm1, "Log": math.Log, "Log1p": math.Log1p,
		"Log2": math.Log2, "Sin": math.Sin, "Cos": math.Cos, "Tanh": math.Tanh,
	}
	for _, fn := range functions() {
		seen := 0
		for _, x := range specials() {
			want := theirs[fn.name](x)
			if !special(want) {
				continue
			}
			seen++
			if got := fn.f(x); !same(got, want) {
				t.Errorf("%s(%g) = %g (%x), want %g", fn.name, x, got, math.Float64bits(got), want)
			}
		}
		if seen < 5 {
			t.Errorf("%s: only %d special cases", fn.name, seen)
		}
	}
}

func TestPowSpecialCases(t *testing.T) {
	seen := 0
	for _, x := range specials() {
		for _, y := range specials() {
			want := math.Pow(x, y)
			near1 := math.Abs(want) == 1 && math.Abs(x) != 1 && y != 0 // rounded, not special
			if near1 || !special(want) {
				continue
			}
			seen++
			if got := Pow(x, y); !same(got, want) {
				t.Errorf("Pow(%g, %g) = %g (%x), want %g", x, y, got, math.Float64bits(got), want)
			}
		}
	}
	if seen < 1500 {
		t.Errorf("only %d special cases", seen)
	}
}

// A result that is a float64 must come out exactly.
func TestExactResults(t *testing.T) {
	for k := -1074; k <= 1023; k++ {
		x := math.Ldexp(1, k)
		if got := Log2(x); got != float64(k) {
			t.Errorf("Log2(2^%d) = %g", k, got)
		}
		if got := Pow(2, float64(k)); got != x {
			t.Errorf("Pow(2, %d) = %g, want %g", k, got, x)
		}
	}
	for base := 2; base <= 50; base++ {
		want := int64(1)
		for n := 1; want*int64(base) < 1<<53; n++ {
			want *= int64(base)
			if got := Pow(float64(base), float64(n)); got != float64(want) {
				t.Errorf("Pow(%d, %d) = %g, want %d", base, n, got, want)
			}
			if got := Pow(-float64(base), float64(n)); math.Abs(got) != float64(want) || (got < 0) != (n%2 == 1) {
				t.Errorf("Pow(-%d, %d) = %g, want %d", base, n, got, want)
			}
			if got := Pow(float64(want), 1/float64(n)); n&(n-1) == 0 && got != float64(base) {
				t.Errorf("Pow(%d, 1/%d) = %g, want %d", want, n, got, base)
			}
		}
	}
}

func TestSymmetry(t *testing.T) {
	odd := map[string]bool{"Sin": true, "Tanh": true}
	even := map[string]bool{"Cos": true}
	for _, fn := range functions() {
		fn.arguments(func(x float64) {
			if odd[fn.name] && !same(fn.f(-x), -fn.f(x)) {
				t.Errorf("%s(%x) is not -%s(%x)", fn.name, -x, fn.name, x)
			}
			if even[fn.name] && !same(fn.f(-x), fn.f(x)) {
				t.Errorf("%s(%x) is not %s(%x)", fn.name, -x, fn.name, x)
			}
		})
	}
}

func TestNoAllocation(t *testing.T) {
	var sum float64
	for _, fn := range functions() {
		if n := testing.AllocsPerRun(100, func() { sum += fn.f(0.7) }); n != 0 {
			t.Errorf("%s allocates %v times", fn.name, n)
		}
	}
	u, n := NewUniform(1), NewNormal(1)
	if n := testing.AllocsPerRun(100, func() { sum += Pow(3, 0.7) + u.Next() + n.Next() }); n != 0 {
		t.Errorf("Pow, Uniform and Normal allocate %v times", n)
	}
}
