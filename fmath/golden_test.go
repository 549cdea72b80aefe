package fmath

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Whatever changes a bit, be it a platform, a compiler flag or an edit here,
// turns these red. An edit that does it on purpose needs a new semantics version.

// digest is FNV-1a over the words given to it.
type digest uint64

func (d *digest) add(x float64) {
	w := math.Float64bits(x)
	for range 8 {
		*d = (*d ^ digest(w&0xff)) * 1099511628211
		w >>= 8
	}
}

// goldenDraws is how many results make a digest.
const goldenDraws = 1_000_000

// digests returns one digest per function over goldenDraws results, a third of
// them at arguments of arbitrary bits.
func digests() map[string]digest {
	sums := map[string]digest{}
	for _, fn := range functions() {
		r := rand.New(rand.NewPCG(5, 6))
		d := digest(14695981039346656037)
		for i := range goldenDraws {
			x := math.Float64frombits(r.Uint64())
			if i%3 != 0 {
				x = fn.spans[i%len(fn.spans)].draw(r)
			}
			d.add(fn.f(x))
		}
		sums[fn.name] = d
	}

	r := rand.New(rand.NewPCG(7, 8))
	base, power := span{-1022, 1023, false}, span{-12, 9, true}
	near := span{-3, 2, false}
	uniform, normal := NewUniform(9), NewNormal(9)
	pow, u, n := digest(1), digest(1), digest(1)
	for i := range goldenDraws {
		x := near.draw(r)
		if i%3 == 0 {
			x = base.draw(r)
		}
		pow.add(Pow(x, power.draw(r)))
		u.add(uniform.Next())
		n.add(normal.Next())
	}
	sums["Pow"], sums["Uniform"], sums["Normal"] = pow, u, n
	return sums
}

func TestGoldenDigests(t *testing.T) {
	want := goldenDigests()
	for name, got := range digests() {
		if got != want[name] {
			t.Errorf("%q: %#x, want %#x", name, uint64(got), uint64(want[name]))
		}
	}
}

func TestGoldenTable(t *testing.T) {
	calls := map[string]func(x, y float64) float64{"Pow": Pow}
	for _, fn := range functions() {
		calls[fn.name] = func(x, _ float64) float64 { return fn.f(x) }
	}
	for _, g := range goldenTable() {
		got := calls[g.name](math.Float64frombits(g.x), math.Float64frombits(g.y))
		if math.Float64bits(got) != g.want {
			t.Errorf("%s(%#x, %#x) = %#x, want %#x", g.name, g.x, g.y, math.Float64bits(got), g.want)
		}
	}
}

type golden struct {
	name string
	x, y uint64
	want uint64
}
