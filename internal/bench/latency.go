package bench

import (
	"context"
	"slices"
	"time"

	"github.com/featurizer/featurizer/internal/clock"
)

// Latency is how long one step of the step executor takes while event follows
// event without a pause, in nanoseconds of the wall, reading the clock included.
type Latency struct {
	Symbols int `json:"symbols"`
	Steps   int `json:"steps"`
	P50     int `json:"p50_ns"`
	P99     int `json:"p99_ns"`
	P999    int `json:"p999_ns"`
	Max     int `json:"max_ns"`
	Clock   int `json:"clock_ns"` // what reading the clock takes, p50
}

// latencyOf times so many steps, each by itself. They should be a minute or more.
func latencyOf(ctx context.Context, m *machine, steps int) (Latency, error) {
	took := make([]time.Duration, steps)
	for i := range took {
		if i&(1<<16-1) == 0 && ctx.Err() != nil {
			return Latency{}, ctx.Err()
		}
		e := m.market.next()
		watch := clock.Start()
		err := m.executor.Step(e)
		took[i] = watch.Elapsed()
		if err != nil {
			return Latency{}, err
		}
	}
	slices.Sort(took)
	return Latency{
		Symbols: len(m.market.keys), Steps: steps,
		P50: quantile(took, 500), P99: quantile(took, 990), P999: quantile(took, 999), Max: quantile(took, 1000),
		Clock: clockTakes(),
	}, nil
}

// clockTakes returns what the same timing shows where nothing is done.
func clockTakes() int {
	took := make([]time.Duration, 10_000)
	for i := range took {
		watch := clock.Start()
		took[i] = watch.Elapsed()
	}
	slices.Sort(took)
	return quantile(took, 500)
}

// quantile returns the least of sorted times that so many in a thousand do not exceed.
func quantile(sorted []time.Duration, perMille int) int {
	return int(sorted[max(len(sorted)*perMille/1000, 1)-1])
}
