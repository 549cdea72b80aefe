package market_test

import (
	"math/rand/v2"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// updates returns changes of a book with about 1000 levels a side: a price that
// wanders, changes near it often and far from it seldom, a third of them deletions.
func updates(n int) (start, changes []market.Level) {
	random := rand.New(rand.NewPCG(1, 2))
	const middle = 618_000
	level := func(side market.Side, ticks int, size int64) market.Level {
		return market.Level{Side: side, Price: event.Decimal{Mantissa: int64(ticks), Scale: 1}, Size: event.Decimal{Mantissa: size, Scale: 3}}
	}
	for i := range 1000 {
		start = append(start, level(market.Buy, middle-1-i, 1), level(market.Sell, middle+i, 1))
	}
	at := middle
	for i := range n {
		if i%100 == 0 {
			at += random.IntN(3) - 1
		}
		away := min(int(random.ExpFloat64()*float64(40)), 900)
		size := max(int64(random.IntN(3000))-1000, 0)
		if i%2 == 0 {
			changes = append(changes, level(market.Buy, at-1-away, size))
		} else {
			changes = append(changes, level(market.Sell, at+away, size))
		}
	}
	return start, changes
}

func BenchmarkBookUpdate(b *testing.B) {
	for _, book := range forms() {
		name := map[market.Form]string{market.Sorted: "sorted", market.Laddered: "laddered", market.Automatic: "automatic"}[book.Form]
		for _, top := range []int{0, 25} {
			b.Run(map[int]string{0: name, 25: name + "+top25"}[top], func(b *testing.B) {
				start, changes := updates(1 << 16)
				book.Load(start)
				into := make([]event.Level, 0, 2*top)
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					book.Apply(changes[i&(1<<16-1):][:1])
					i++
					if top > 0 {
						into = book.AppendFloats(book.AppendFloats(into[:0], market.Buy, top), market.Sell, top)
					}
				}
			})
		}
	}
}

// TestBookAllocates holds that a book that has grown needs no more memory.
func TestBookAllocates(t *testing.T) {
	for _, book := range forms() {
		start, changes := updates(1 << 12)
		into := make([]market.BookLevel, 0, 50)
		run := func() {
			book.Load(start)
			for i := range changes {
				book.Apply(changes[i : i+1])
				into = book.AppendTop(book.AppendTop(into[:0], market.Buy, 25), market.Sell, 25)
			}
		}
		run()
		if allocs := testing.AllocsPerRun(3, run); allocs != 0 {
			t.Errorf("form %d: %v allocations, want 0", book.Form, allocs)
		}
	}
}
