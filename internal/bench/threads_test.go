package bench

import (
	"fmt"
	"sync"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/market"
)

// BenchmarkThreads measures how many events a second of the wall the batch executor
// takes on one thread and on two, and two step executors, each in a goroutine of
// its own over half the keys; x-steps is the ratio of two threads to those. Events
// are made up beforehand. Each rate is the best of several runs that take turns.
func BenchmarkThreads(b *testing.B) {
	for _, n := range []int{10, 200, 2000} {
		var racers []*racer
		b.Run(fmt.Sprintf("S=%d", n), func(b *testing.B) {
			if racers == nil {
				racers = []*racer{newRacer(b, n, 1), newRacer(b, n, 2), newRacer(b, n, 0)}
			}
			best := make([]float64, len(racers))
			const rounds = 5
			events := max(b.N/rounds, 2)
			b.ResetTimer()
			for range rounds {
				for i, r := range racers {
					best[i] = max(best[i], r.race(b, events))
				}
			}
			b.ReportMetric(0, "ns/op") // of all together
			b.ReportMetric(best[0], "batch-1/s")
			b.ReportMetric(best[1], "batch-2/s")
			b.ReportMetric(best[2], "steps/s")
			b.ReportMetric(best[1]/best[2], "x-steps")
		})
	}
}

// racer runs the graph on threads.
type racer struct {
	parts []*machine
	logs  []log
	taken []sum
}

// newRacer returns a batch executor with workers, or without two step executors.
func newRacer(b *testing.B, symbols, workers int) *racer {
	b.Helper()
	made, parts := asBatch(engine.BatchOptions{Workers: workers, Each: inThreads}), 1
	if workers == 0 {
		made, parts = asStep, 2
	}
	r := &racer{logs: make([]log, parts), taken: make([]sum, parts)}
	for i := range parts {
		m, err := newMachine(graphConfig, symbols/parts, made, r.taken[i].take)
		if err != nil {
			b.Fatal(err)
		}
		m.market.spread()
		if err := m.run(steady * rate * symbols / parts); err != nil {
			b.Fatal(err)
		}
		r.parts = append(r.parts, m)
	}
	return r
}

// race returns how many events a second are taken.
func (r *racer) race(b *testing.B, events int) float64 {
	b.Helper()
	for i := range r.logs {
		r.logs[i].fill(r.parts[i].market, events/len(r.parts))
	}
	errs := make([]error, len(r.parts))
	watch := clock.Start()
	inThreads(len(r.parts), func(i int) { errs[i] = r.logs[i].run(r.parts[i].executor) })
	took := watch.Elapsed()
	for _, err := range errs {
		if err != nil {
			b.Fatal(err)
		}
	}
	return float64(events) / took.Seconds()
}

// inThreads runs a function for each part in a goroutine of its own.
func inThreads(parts int, run func(int)) {
	var all sync.WaitGroup
	for i := range parts {
		all.Go(func() { run(i) })
	}
	all.Wait()
}

// log holds events that were made up beforehand.
type log struct {
	events []event.Event
	quotes []market.Quote
	trades []market.Trade
}

// fill takes the next events of a market.
func (l *log) fill(m *made, events int) {
	if cap(l.events) < events {
		l.events, l.quotes, l.trades = make([]event.Event, 0, events), make([]market.Quote, events), make([]market.Trade, events)
	}
	l.events = l.events[:0]
	for i := range events {
		e := *m.next()
		if e.Source == quotes {
			l.quotes[i] = m.quote
			e.Payload = &l.quotes[i]
		} else {
			l.trades[i] = m.trade
			e.Payload = &l.trades[i]
		}
		l.events = append(l.events, e)
	}
}

// run gives the events to an executor, and all that they put out to its taker.
func (l *log) run(x executor) error {
	for i := range l.events {
		if err := x.Step(&l.events[i]); err != nil {
			return err
		}
	}
	return x.Tick(l.events[len(l.events)-1].Received)
}
