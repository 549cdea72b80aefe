package synthetic_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// symbols returns so many names.
func symbols(count int) []string {
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("S%05d-USD", i)
	}
	return names
}

// The cost of an event, trades, quotes and deltas together.
func BenchmarkMarket(b *testing.B) {
	for _, count := range []int{1, 200, 10000} {
		b.Run(fmt.Sprint("symbols=", count), func(b *testing.B) {
			o := defaults(b)
			o.Duration = 1000 * time.Hour
			sources := all(b, symbols(count)...)
			e := open(b, o)
			left := b.N
			for _, s := range sources {
				register(b, e, s, func(*event.Event) error {
					if left--; left < 0 {
						return errEnough
					}
					return nil
				})
			}
			b.ReportAllocs()
			b.ResetTimer()
			_ = e.Run(context.Background())
		})
	}
}

func register(t failer, e source.DataSourceEventEmitter, s *source.Declared, to source.Callback) {
	t.Helper()
	if err := e.Register(s, to); err != nil {
		t.Fatal(err)
	}
}

// TestEventAllocates holds that events need no memory: short and long runs
// allocate the same. Events that are late need some until the most that are on
// their way at a time are, and the test program itself some. A gap does: its note
// has a text.
func TestEventAllocates(t *testing.T) {
	for _, faults := range []float64{0, 0.05} {
		allocated := func(d time.Duration) float64 {
			return testing.AllocsPerRun(3, func() {
				o := defaults(t)
				o.Duration, o.Disorder, o.Duplicates, o.Bursts = d, faults, faults, 10
				e := open(t, o)
				sources := all(t, symbols(20)...)
				for _, s := range sources {
					register(t, e, s, func(*event.Event) error { return nil })
				}
				if err := e.Run(context.Background()); err != nil {
					t.Fatal(err)
				}
			})
		}
		short, long := allocated(time.Minute), allocated(4*time.Minute)
		if more := long - short; more > 50 {
			t.Errorf("faults %v: %v allocations for a minute, %v for four", faults, short, long)
		}
	}
}
