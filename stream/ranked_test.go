package stream

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// TestRanked compares with a sorted list, over enough numbers to fill, split and
// join buckets.
func TestRanked(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var s ranked
		var want []float64 // in order of size
		values := []float64{math.Copysign(0, -1), 0, 1, -1, math.Inf(1), math.Inf(-1), 5e-324, -5e-324, math.MaxFloat64}
		size := rapid.SampledFrom([]int{3, 700, 3000}).Draw(rt, "size")
		seed := rapid.Uint64().Draw(rt, "seed")
		draw := func(n int) int { // as rapid would be slow
			seed = seed*6364136223846793005 + 1442695040888963407
			return int(seed>>33) % n
		}
		for _, up := range []int{8, 2, 9, 1} { // of ten: how many are taken in
			for range size {
				if len(want) > 0 && draw(10) >= up {
					i := draw(len(want))
					s.remove(want[i])
					want = slices.Delete(want, i, i+1)
					continue
				}
				x := values[draw(len(values))]
				if draw(3) > 0 {
					x = float64(draw(size)) - 50
				}
				at, _ := slices.BinarySearchFunc(want, x, func(a, b float64) int { return order(a, b) })
				want = slices.Insert(want, at, x)
				s.insert(x)
			}
			if s.n != len(want) || len(s.buckets) > s.n/128+1 {
				rt.Fatalf("%d numbers in %d buckets, want %d", s.n, len(s.buckets), len(want))
			}
			for i, x := range want {
				if got := s.number(i); math.Float64bits(got) != math.Float64bits(x) {
					rt.Fatalf("rank %d of %d: %v, want %v", i, len(want), got, x)
				}
			}
		}
	})
}

// order is that of the contract: -0 before 0.
func order(a, b float64) int {
	switch {
	case a < b, a == b && math.Signbit(a) && !math.Signbit(b):
		return -1
	case a == b && math.Signbit(a) == math.Signbit(b):
		return 0
	}
	return 1
}

// sortedQuantile is the quantile by its formula, over a sorted list.
func sortedQuantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return event.Null()
	}
	values = slices.Clone(values)
	slices.SortFunc(values, order)
	h := float64(len(values)-1) * q
	lo, hi := values[int(math.Floor(h))], values[int(math.Ceil(h))]
	return lo + float64((h-math.Floor(h))*(hi-lo))
}

// TestQuantile compares with sorting each window, with steps that are taken back
// and memory that is stored and put back in between.
func TestQuantile(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		q := rapid.SampledFrom([]float64{0, 0.1, 0.5, 0.9, 1}).Draw(rt, "q")
		span := rapid.SampledFrom([]param.Span{{Duration: 10}, {Events: 1}, {Events: 4}, {Events: 30}}).Draw(rt, "span")
		r := newRig(t, Quantile(Leaf[float64](), span, q).Port)
		s := r.memory.FieldByName("State").Addr().Interface().(*quantileState)
		samples := drawSamples(rt)
		for i, sample := range samples {
			keep := rapid.Bool().Draw(rt, "keep")
			if s.Settle(); keep && rapid.Bool().Draw(rt, "undone") {
				mark := s.Mark()
				for range rapid.IntRange(1, 3).Draw(rt, "steps") {
					r.set(0, sample.at+5, rapid.SampledFrom([]float64{7, event.Null()}).Draw(rt, "undone x"))
					r.stepAt(&At{Time: sample.at + 5, Keep: true})
				}
				s.Back(mark)
			}
			r.set(0, sample.at, sample.x)
			if !r.stepAt(&At{Time: sample.at, Keep: keep}) {
				rt.Fatal("nothing is put out")
			}
			var values []float64
			for j, other := range samples[:i+1] {
				inside := other.at > sample.at-event.Time(span.Duration)
				if span.Events > 0 {
					inside = j > i-span.Events
				}
				if inside && !event.IsNull(other.x) {
					values = append(values, other.x)
				}
			}
			if got, want := r.out().(float64), sortedQuantile(values, q); !equalBits(got, want) {
				rt.Fatalf("event %d of %v: %v, want %v", i, samples, got, want)
			}
			if rapid.IntRange(0, 9).Draw(rt, "stored") == 0 {
				b, err := s.AppendBinary(nil)
				if err == nil {
					err = s.UnmarshalBinary(b)
				}
				if err != nil {
					rt.Fatal(err)
				}
			}
		}
	})
}

// TestQuantileBytes holds that bytes that no window has made are refused.
func TestQuantileBytes(t *testing.T) {
	null := make([]byte, 24)
	for i := range 8 {
		null[16+i] = 0xFF
	}
	for _, b := range [][]byte{nil, make([]byte, 16), make([]byte, 23), null} {
		if err := new(quantileState).UnmarshalBinary(b); err == nil {
			t.Errorf("%x is taken", b)
		}
	}
}

// FuzzQuantileBytes holds that what is taken is given again.
func FuzzQuantileBytes(f *testing.F) {
	f.Add(make([]byte, 40))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s quantileState
		if s.UnmarshalBinary(b) != nil {
			return
		}
		if again, err := s.AppendBinary(nil); err != nil || !slices.Equal(again, b) {
			t.Errorf("%x comes back as %x, %v", b, again, err)
		}
	})
}

// TestQuantileAllocates holds that a full window allocates nothing, with and without
// steps that may be taken back.
func TestQuantileAllocates(t *testing.T) {
	for _, keep := range []bool{false, true} {
		r := newRig(t, Quantile(Leaf[float64](), param.Span{Duration: 3000}, 0.5).Port)
		s := r.memory.FieldByName("State").Addr().Interface().(*quantileState)
		at, x := At{Keep: keep}, r.memory.FieldByName("In0")
		run := func() {
			for range 3000 {
				at.Time++
				s.Settle()
				x.SetFloat(float64(uint64(at.Time) * 0x9E3779B97F4A7C15 >> 40))
				r.kernel.Step(r.row, &at)
			}
		}
		for range 20 {
			run()
		}
		most := 0.0
		if keep {
			most = 2 // the queue's memory is replaced once it is used up
		}
		if n := testing.AllocsPerRun(5, run); n > most {
			t.Errorf("keep %v: %v allocations", keep, n)
		}
	}
}

// BenchmarkQuantile is the cost of an event in a full window of n values.
func BenchmarkQuantile(b *testing.B) {
	for _, n := range []int{100, 10_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			r := newRig(b, Quantile(Leaf[float64](), param.Span{Events: n}, 0.5).Port)
			at, x := At{}, r.memory.FieldByName("In0")
			step := func() {
				at.Time++
				x.SetFloat(float64(uint64(at.Time) * 0x9E3779B97F4A7C15 >> 40))
				r.kernel.Step(r.row, &at)
			}
			for range 2 * n {
				step()
			}
			b.ReportAllocs()
			for b.Loop() {
				step()
			}
		})
	}
}
