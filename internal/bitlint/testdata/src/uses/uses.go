package uses

import (
	"hash/maphash" // want `import of hash/maphash: its hashes change`
	. "math"
	m "math"
	"math/cmplx"      // want `import of math/cmplx: its functions`
	"math/rand"       // want `import of math/rand: its floats`
	r2 "math/rand/v2" // want `import of math/rand/v2: its floats`
)

type named struct{}

func (named) Exp(x float64) float64 { return x }

func calls(x float64) {
	_ = m.Exp(x)      // want `math.Exp has other bits on other machines: use fmath.Exp`
	_ = Pow(x, 2)     // want `math.Pow has other bits on other machines: use fmath.Pow`
	_ = m.Hypot(x, x) // want `math.Hypot is not known to have the same bits on every machine, and fmath has no twin`
	f := m.Tanh       // want `math.Tanh`
	_ = f(x)
	_ = []func(float64) float64{m.Sin, m.Floor} // want `math.Sin`
	_ = m.FMA(x, x, x)                          // want `math.FMA`
	_ = m.Exp(1)                                // want `math.Exp`

	_ = m.Sqrt(m.Abs(m.Floor(m.Ceil(m.Trunc(m.Copysign(x, m.Inf(1)))))))
	_ = m.Min(m.Max(x, m.NaN()), m.Pi*m.MaxFloat32)
	_ = m.IsNaN(x) || m.IsInf(x, 0) || m.Signbit(x)
	_ = m.Float64frombits(m.Float64bits(x)) + float64(m.Float32frombits(m.Float32bits(1)))
	_, _ = m.Frexp(m.Ldexp(x, m.MaxInt8))
	_, _ = m.Modf(m.Round(m.RoundToEven(m.Nextafter(x, 1))))
	_ = named{}.Exp(x)

	_ = cmplx.Abs(1)
	_ = rand.Float64() + r2.Float64()
	_ = maphash.MakeSeed()
}
