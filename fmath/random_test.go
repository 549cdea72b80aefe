package fmath

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The first numbers of splitmix64 from state 0, as other libraries print them.
func TestUniformIsSplitmix64(t *testing.T) {
	var u Uniform
	got := []uint64{u.next(), u.next(), u.next()}
	want := []uint64{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestStateIsAllThereIs(t *testing.T) {
	u, n := NewUniform(7), NewNormal(7)
	for range 10 {
		u.Next()
		n.Next()
	}
	u2, n2 := Uniform{State: u.State}, Normal{State: n.State}
	for range 10 {
		if u.Next() != u2.Next() || n.Next() != n2.Next() {
			t.Fatal("a generator made from a State goes another way")
		}
	}
}

func TestSeedsDiffer(t *testing.T) {
	seen := map[string]uint64{}
	for seed := range uint64(1000) {
		u, n := NewUniform(seed), NewNormal(seed)
		key := fmt.Sprint(u.Next(), n.Next())
		if other, ok := seen[key]; ok {
			t.Errorf("seeds %d and %d begin alike", seed, other)
		}
		seen[key] = seed
	}
}

// distance returns the Kolmogorov-Smirnov distance between draws and a
// distribution, times the root of their number; a right generator exceeds 2.2 in
// one of 10000 seeds.
func distance(draws []float64, below func(x float64) float64) float64 {
	slices.Sort(draws)
	n, worst := float64(len(draws)), 0.0
	for i, x := range draws {
		p := below(x)
		worst = max(worst, p-float64(i)/n, float64(i+1)/n-p)
	}
	return worst * math.Sqrt(n)
}

func TestDistributions(t *testing.T) {
	const draws = 200000
	u, n := NewUniform(1), NewNormal(1)
	uniform, normal := make([]float64, draws), make([]float64, draws)
	lagged := 0.0
	for i := range draws {
		uniform[i], normal[i] = u.Next(), n.Next()
		if i > 0 {
			lagged += normal[i] * normal[i-1]
		}
	}
	if c := lagged / math.Sqrt(draws); math.Abs(c) > 4 {
		t.Errorf("neighbours are correlated: %.2f deviations", c)
	}
	if d := distance(uniform, func(x float64) float64 { return x }); d > 2.2 {
		t.Errorf("Uniform: distance %.3f", d)
	}
	if uniform[0] < 0 || uniform[draws-1] >= 1 {
		t.Errorf("Uniform draws from [%g, %g]", uniform[0], uniform[draws-1])
	}
	if d := distance(normal, func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }); d > 2.2 {
		t.Errorf("Normal: distance %.3f", d)
	}
}
