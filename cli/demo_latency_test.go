package cli

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestHistogram compares quantiles with those of the sorted list.
func TestHistogram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.Int64Range(0, math.MaxInt64).Draw(t, "ns") >> rapid.IntRange(0, 63).Draw(t, "shift"))
		})
		list := rapid.SliceOfN(length, 1, 200).Draw(t, "lengths")
		q := rapid.SampledFrom([]float64{0, 0.5, 0.9, 0.99, 1}).Draw(t, "q")
		var h histogram
		for _, d := range list {
			h.add(d)
		}
		slices.Sort(list)
		exact := list[max(int(math.Ceil(q*float64(len(list)))), 1)-1]
		got := h.quantile(q)
		if got < exact || float64(got) > float64(exact)*(1+1.0/(1<<precision)) {
			t.Errorf("quantile %v is %d, want %d", q, got, exact)
		}
		if h.max != list[len(list)-1] || h.total != uint64(len(list)) {
			t.Errorf("max %d of %d, want %d of %d", h.max, h.total, list[len(list)-1], len(list))
		}
	})
}

func TestHistogramWithoutLengths(t *testing.T) {
	var h histogram
	if got := h.quantile(0.5); got != 0 {
		t.Errorf("the median of nothing is %v", got)
	}
	h.add(-time.Second)
	if h.max != 0 || h.sum != 0 || h.total != 1 {
		t.Errorf("a clock that was set back: max %v, sum %v of %d", h.max, h.sum, h.total)
	}
}
