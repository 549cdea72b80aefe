package bench

import (
	"context"
	"runtime"
)

// Cost is what one event costs.
type Cost struct {
	Nanoseconds float64 `json:"ns_per_event"` // of processor time
	Allocations float64 `json:"allocs_per_event"`
}

// costOf measures a run of so many events.
func costOf(events int, run func(events int) error) (Cost, error) {
	before := mallocs()
	began, err := processorTime()
	if err != nil {
		return Cost{}, err
	}
	if err := run(events); err != nil {
		return Cost{}, err
	}
	ended, err := processorTime()
	if err != nil {
		return Cost{}, err
	}
	n := float64(events)
	return Cost{float64((ended - began).Nanoseconds()) / n, float64(mallocs()-before) / n}, nil
}

// mallocs returns how many allocations there were.
func mallocs() uint64 {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return now.Mallocs
}

// least is the least of two costs: what disturbs a run, and memory that windows have
// to get first, only adds to it.
func (c Cost) least(other Cost) Cost {
	return Cost{min(c.Nanoseconds, other.Nanoseconds), min(c.Allocations, other.Allocations)}
}

// inTurns measures runs of so many events, in turns for as many rounds as more
// says, and returns the least cost of each.
func inTurns(ctx context.Context, more func(rounds int) bool, events int, runs ...func(events int) error) ([]Cost, error) {
	best := make([]Cost, len(runs))
	for round := 0; round == 0 || more(round); round++ {
		for i, run := range runs {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			c, err := costOf(events, run)
			if err != nil {
				return nil, err
			}
			if round == 0 {
				best[i] = c
			}
			best[i] = best[i].least(c)
		}
	}
	return best, nil
}

// times says that there are so many rounds.
func times(n int) func(rounds int) bool { return func(rounds int) bool { return rounds < n } }
