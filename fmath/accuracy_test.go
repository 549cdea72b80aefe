package fmath

import (
	"flag"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// A longer run than the default measures the bounds in the comments.
var points = flag.Int("points", 22000, "random arguments per function")

// span draws arguments by their bits, so that drawing needs no arithmetic: the
// exponent from [lo, hi], the sign at random if signed, the rest at random, now
// and then with a run of equal bits.
type span struct {
	lo, hi int
	signed bool
}

func (s span) draw(r *rand.Rand) float64 {
	b := uint64(s.lo+r.IntN(s.hi-s.lo+1)+1023) << 52
	mant := r.Uint64() >> 12
	switch r.IntN(8) {
	case 0:
		mant &= ^uint64(0) << r.IntN(53) & (1<<52 - 1)
	case 1:
		mant |= 1<<r.IntN(53) - 1
	}
	b |= mant
	if s.signed {
		b |= r.Uint64() << 63
	}
	return math.Float64frombits(b)
}

// around lists the 2*n+1 neighbours of each number.
func around(n int, xs ...float64) []float64 {
	var all []float64
	for _, x := range xs {
		b := math.Float64bits(x)
		for d := -n; d <= n; d++ {
			all = append(all, math.Float64frombits(b+uint64(d)))
		}
	}
	return all
}

type function struct {
	name  string
	f     func(float64) float64
	ref   func(*big.Float) *big.Float
	bound float64 // as stated in the comment
	spans []span
	edges []float64
}

func functions() []function {
	// The argument that comes nearest to a multiple of pi/2.
	worst := math.Ldexp(6381956970095103, 797)
	angles := around(8, math.Pi/4, math.Pi/2, math.Pi, 2*math.Pi, 1e5, 1e22, 1e300, math.MaxFloat64/2, worst, 0x1p-28, 0x1p-26)
	circle := []span{{-30, 10, true}, {-2, 3, true}, {-1022, 1023, true}}
	positive := []span{{-1022, 1023, false}, {-1, 0, false}, {-4, 4, false}}
	ones := around(40, 1, 0.5, math.Sqrt2, math.Sqrt2/2, 181.0/128, 129.0/256*2, 2, 0x1p-1022, math.MaxFloat64/2, 0x1p-1060)
	return []function{
		{"Exp", Exp, refExp, 0.52, []span{{-60, 9, true}, {-6, 3, true}, {8, 9, true}}, expEdges()},
		{"Expm1", Expm1, refExpm1, 0.61, []span{{-60, 9, true}, {-6, 3, true}, {-1022, -50, true}}, expEdges()},
		{"Log", Log, refLog, 0.51, positive, ones},
		{"Log1p", Log1p, refLog1p, 0.51, log1pSpans(), append(append(ones, -1+0x1p-53, -1+0x1p-52, -1+0x3p-52), around(40, -1+0x1p-40, -0.5, -0.25, 0x1p60, 0x1p-54)...)},
		{"Log2", Log2, refLog2, 0.51, positive, ones},
		{"Sin", Sin, refSin, 0.82, circle, angles},
		{"Cos", Cos, refCos, 0.82, circle, angles},
		{"Tanh", Tanh, refTanh, 0.62, []span{{-30, 5, true}, {-5, 1, true}}, around(20, 0.0625, -0.0625, 22, 0x1p-28)},
	}
}

func log1pSpans() []span {
	return []span{{-60, 60, false}, {-1022, 1023, false}, {-12, -2, true}, {-60, -1, true}}
}

func expEdges() []float64 {
	steps := around(3, 0.125, -0.125, 0x1p-54, -38, 709.782712893384, -708.3964185322641, -745.1332191019411)
	for j := -64; j <= 64; j++ { // half-way between two table points
		steps = append(steps, around(1, (float64(j)+0.5)*math.Ln2/64)...)
	}
	return steps
}

// arguments calls visit with the edges and then points random arguments.
func (fn *function) arguments(visit func(x float64)) {
	for _, x := range fn.edges {
		visit(x)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range *points {
		visit(fn.spans[i%len(fn.spans)].draw(r))
	}
}

func TestError(t *testing.T) {
	for _, fn := range functions() {
		t.Run(fn.name, func(t *testing.T) {
			t.Parallel()
			worst, at := 0.0, 0.0
			fn.arguments(func(x float64) {
				if e := ulps(fn.f(x), fn.ref(wide(x))); e > worst {
					worst, at = e, x
				}
			})
			t.Logf("at most %.4f ulp, at %x", worst, at)
			if worst > fn.bound {
				t.Errorf("%s(%x) = %x: %.4f ulp off, stated %.2f", fn.name, at, fn.f(at), worst, fn.bound)
			}
		})
	}
}

func TestPowError(t *testing.T) {
	t.Parallel()
	worst, wx, wy := 0.0, 0.0, 0.0
	powArguments(*points, func(x, y float64) {
		if e := ulps(Pow(x, y), refPow(exact(x), exact(y))); e > worst {
			worst, wx, wy = e, x, y
		}
	})
	t.Logf("at most %.4f ulp, at %x, %x", worst, wx, wy)
	if worst > 0.53 {
		t.Errorf("Pow(%x, %x) = %x: %.4f ulp off, stated 0.53", wx, wy, Pow(wx, wy), worst)
	}
}

// powArguments calls visit with pairs whose power is mostly finite: any x with a
// small y, x near 1 with a large one, and pairs at the edge of the range.
func powArguments(n int, visit func(x, y float64)) {
	r := rand.New(rand.NewPCG(3, 4))
	anyX, smallY := span{-1022, 1023, false}, span{-12, 0, true}
	nearX, middleY := span{-3, 2, false}, span{-3, 8, true}
	hair, hugeY := span{-52, -10, true}, span{8, 62, true}
	for range n / 4 {
		visit(anyX.draw(r), smallY.draw(r))
		visit(nearX.draw(r), middleY.draw(r))
		x := 1 + hair.draw(r)
		if y := hugeY.draw(r); math.Abs(y*math.Log(x)) < 800 {
			visit(x, y)
		}
		if x = anyX.draw(r); x == 1 {
			continue
		}
		edge := 709.7 + r.Float64()
		if r.IntN(2) == 0 {
			edge = -708 - 38*r.Float64()
		}
		visit(x, edge/math.Log(x))
	}
}
