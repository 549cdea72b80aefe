//go:build unix

package bench

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/featurizer/featurizer/event"
)

// BenchmarkGraph measures an event of the graph, which gives a row of fourteen
// values at every event: by hand (fused), by the step executor (live) and by the
// batch executor, at 10, 200 and 10,000 symbols. An op is an event. ns/event is the
// processor time that it takes without the made-up market, which a busy machine
// changes less than the time of the wall; x-fused its ratio to the work by hand.
// The taker of each row takes all its numbers.
func BenchmarkGraph(b *testing.B) {
	symbols := []int{10, 200, 10_000}
	alone, fused := map[int]float64{}, map[int]float64{}
	for _, way := range []struct {
		name string
		run  func(b *testing.B, n int) float64
	}{{"market", benchmarkMarket}, {"fused", benchmarkHand}, {"live", benchmarkStep}, {"batch", benchmarkBatch}} {
		b.Run(way.name, func(b *testing.B) {
			for _, n := range symbols {
				b.Run(fmt.Sprintf("S=%d", n), func(b *testing.B) {
					each := way.run(b, n)
					switch way.name {
					case "market":
						alone[n] = each
					case "fused":
						fused[n] = each - alone[n]
					default:
						if fused[n] > 0 {
							b.ReportMetric((each-alone[n])/fused[n], "x-fused")
						}
					}
					if way.name != "market" {
						each -= alone[n]
					}
					b.ReportMetric(each, "ns/event")
				})
			}
		})
	}
}

func benchmarkMarket(b *testing.B, n int) float64 {
	keys, err := symbols(&event.Keys{}, n)
	if err != nil {
		b.Fatal(err)
	}
	m := newMarket(keys)
	var last *event.Event
	return perEvent(b, func() { last = m.next() }, func() bool { return last != nil })
}

func benchmarkHand(b *testing.B, n int) float64 {
	var got sum
	h := newHands(b, n, got.takeWide)
	h.fill(warm)
	return perEvent(b, func() { h.run(1) }, func() bool { return got.rows >= b.N })
}

func benchmarkStep(b *testing.B, n int) float64 {
	var got sum
	s := newStep(b, graphConfig, n, got.take)
	err := s.run(warm * rate * n)
	got.rows = 0
	return perEvent(b, func() {
		if e := s.run(1); e != nil {
			err = e
		}
	}, func() bool { return err == nil && got.rows >= b.N })
}

func benchmarkBatch(b *testing.B, n int) float64 {
	var got sum
	s := newBatch(b, graphConfig, n, got.take)
	err := s.run(warm * rate * n)
	return perEvent(b, func() {
		if e := s.run(1); e != nil {
			err = e
		}
	}, func() bool { return err == nil && s.executor.Tick(s.market.received) == nil && got.rows >= b.N })
}

// perEvent measures one and returns the processor time that it takes, in
// nanoseconds. Afterwards done must hold, else nothing was measured.
func perEvent(b *testing.B, one func(), done func() bool) float64 {
	b.ReportAllocs()
	var began time.Duration
	for b.Loop() {
		if began == 0 {
			began = processorTime(b)
		}
		one()
	}
	took := processorTime(b) - began
	if !done() {
		b.Fatal("the run failed, or there were fewer rows than events")
	}
	return float64(took.Nanoseconds()) / float64(b.N)
}

// processorTime returns the processor time that this process has used.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
