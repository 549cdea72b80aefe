package bench

import (
	"fmt"
	"testing"
)

// BenchmarkGraph measures an event of the graph, which gives a row of fourteen
// values at every event: by hand (fused), by the step executor (live) and by the
// batch executor, at 10, 200 and 10,000 symbols. An op is an event. ns/event is the
// processor time that it takes without the made-up market (with it, ns/op), x-fused
// its ratio to the work by hand, allocs/event its allocations.
func BenchmarkGraph(b *testing.B) {
	byHand := map[int]float64{}
	for _, way := range []string{fused, live, batch} {
		b.Run(way, func(b *testing.B) {
			for _, n := range []int{10, 200, 10_000} {
				var w *work // warm once, however often the benchmark is called
				b.Run(fmt.Sprintf("S=%d", n), func(b *testing.B) {
					if w == nil {
						w = warmed(b, way, n)
					}
					c := benchmarkWork(b, w)
					if way == fused {
						byHand[n] = c.Nanoseconds
					} else if byHand[n] > 0 {
						b.ReportMetric(c.Nanoseconds/byHand[n], "x-fused")
					}
				})
			}
		})
	}
}

// warmed returns work whose windows have all the memory that they will need.
func warmed(b *testing.B, way string, symbols int) *work {
	b.Helper()
	w, err := newWork(way, symbols)
	if err == nil {
		err = w.warmUp(steady, func() error { return nil })
	}
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// benchmarkWork measures b.N events of work, in ten runs that take turns with the
// made-up market alone, and reports what one costs: the least of the runs, less the
// market, and all allocations.
func benchmarkWork(b *testing.B, w *work) Cost {
	b.Helper()
	alone, err := newWork(onlyMarket, w.symbols)
	if err != nil {
		b.Fatal(err)
	}
	const rounds = 10
	allocations := uint64(0)
	counted := func(events int) error {
		before := mallocs()
		err := w.do(events)
		allocations += mallocs() - before
		return err
	}
	events := max(b.N/rounds, 1)
	b.ReportAllocs()
	b.ResetTimer()
	costs, err := inTurns(b.Context(), times(rounds), events, counted, alone.do)
	if err != nil {
		b.Fatal(err)
	}
	c := Cost{costs[0].Nanoseconds - costs[1].Nanoseconds, float64(allocations) / float64(rounds*events)}
	b.ReportMetric(costs[0].Nanoseconds, "ns/op") // with the market
	b.ReportMetric(c.Nanoseconds, "ns/event")
	b.ReportMetric(c.Allocations, "allocs/event")
	return c
}
