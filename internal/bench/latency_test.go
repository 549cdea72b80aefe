package bench

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkLatency times each step of the step executor by itself while event
// follows event: quantiles in nanoseconds of the wall, reading the clock (clock-ns)
// included. What it shows holds from a minute of events on (-benchtime 9000000x at
// 10,000 symbols): before, windows turn too often or not at all.
func BenchmarkLatency(b *testing.B) {
	for _, n := range []int{10, 200, 10_000} {
		var w *work
		b.Run(fmt.Sprintf("S=%d", n), func(b *testing.B) {
			if w == nil {
				w = warmed(b, live, n)
			}
			b.ResetTimer()
			l, err := latencyOf(b.Context(), w.machine, b.N)
			if err != nil {
				b.Fatal(err)
			}
			for unit, ns := range map[string]int{"p50-ns": l.P50, "p99-ns": l.P99, "p99.9-ns": l.P999, "max-ns": l.Max, "clock-ns": l.Clock} {
				b.ReportMetric(float64(ns), unit)
			}
		})
	}
}

func TestQuantile(t *testing.T) {
	sorted := make([]time.Duration, 1000)
	for i := range sorted {
		sorted[i] = time.Duration(i + 1)
	}
	for perMille, want := range map[int]int{500: 500, 990: 990, 999: 999, 1000: 1000, 0: 1} {
		if got := quantile(sorted, perMille); got != want {
			t.Errorf("of 1 to 1000, %d in a thousand do not exceed %d, want %d", perMille, got, want)
		}
	}
	if got := quantile(sorted[:1], 990); got != 1 {
		t.Errorf("the quantile of one is %d", got)
	}
}
