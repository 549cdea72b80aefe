//go:build unix

package bench

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/featurizer/featurizer/event"
)

// BenchmarkStep measures an event of the graph, which gives a row of fourteen
// values at every event, beside the same by hand. An op is an event; cpu-ns/event
// is the processor time that it took, which a busy machine changes less than
// ns/op. The made-up market, which both include, is measured alone too; x-hand is
// the ratio of the graph to the work by hand without it.
func BenchmarkStep(b *testing.B) {
	for _, n := range []int{10, 200, 10_000} {
		b.Run(fmt.Sprintf("S=%d", n), func(b *testing.B) {
			var alone, hands float64
			b.Run("market", func(b *testing.B) { alone = benchmarkMarket(b, n) })
			b.Run("hand", func(b *testing.B) { hands = benchmarkHand(b, n) - alone })
			b.Run("step", func(b *testing.B) {
				graph := benchmarkStep(b, n) - alone
				if hands > 0 {
					b.ReportMetric(graph/hands, "x-hand")
				}
			})
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
	got = sum{}
	return perEvent(b, func() {
		if e := s.run(1); e != nil {
			err = e
		}
	}, func() bool { return err == nil && got.rows >= b.N })
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
	each := float64(took.Nanoseconds()) / float64(b.N)
	b.ReportMetric(each, "cpu-ns/event")
	return each
}

// processorTime returns the processor time that this process has used.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
