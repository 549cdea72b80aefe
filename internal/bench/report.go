package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/featurizer/featurizer/internal/clock"
)

// Options say how much is measured. The zero value is good.
type Options struct {
	// Short measures for a few seconds and less exactly, without the 10,000 symbols.
	Short bool
	// Progress is told what is measured next; nil for nobody.
	Progress func(note string)
}

// Report is what was measured of the machine.
type Report struct {
	Host      Host       `json:"machine"`
	Graph     []Graph    `json:"graph"`
	Latencies []Latency  `json:"latency"`
	Decoders  []Decoding `json:"decoders"`
}

// Graph is what an event of the graph costs over so many symbols, without making
// the events up. Each cost is the least of so many rounds, in which the ways take
// turns.
type Graph struct {
	Symbols int  `json:"symbols"`
	Rounds  int  `json:"rounds"`
	Fused   Cost `json:"fused"`
	Live    Cost `json:"live"`
	Batch   Cost `json:"batch"`
}

// effort is how long the parts are measured.
type effort struct {
	stages []stage
	graph  time.Duration // for each stage; one round at least
	steps  int           // of the latency
}

// stage is a number of symbols, with the events of a way in a round: for few symbols
// so many that what the others left in the caches hardly counts, for many, whose
// memory never fits, so few that there are several rounds.
type stage struct{ symbols, events int }

func (o *Options) effort() effort {
	if o.Short {
		return effort{[]stage{{10, 180_000}, {200, 180_000}}, time.Second, 200_000}
	}
	return effort{[]stage{{10, 900_000}, {200, 900_000}, {10_000, 150_000}}, 2500 * time.Millisecond, 1_000_000}
}

// Run measures this machine, until ctx is done.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	r, e := &Report{Host: host()}, o.effort()
	for _, s := range e.stages {
		o.Progress(fmt.Sprintf("the graph over %d symbols", s.symbols))
		if err := r.measureGraph(ctx, s, e); err != nil {
			return nil, fmt.Errorf("measuring the graph over %d symbols: %w", s.symbols, err)
		}
	}
	o.Progress("decoders")
	for _, s := range samples() {
		d, err := decoding(ctx, s)
		if err != nil {
			return nil, fmt.Errorf("measuring decoders: %w", err)
		}
		r.Decoders = append(r.Decoders, d)
	}
	return r, nil
}

// measureGraph measures the graph over so many symbols, and the latency of a step.
func (r *Report) measureGraph(ctx context.Context, s stage, e effort) error {
	works, err := warmWorks(ctx, s.symbols)
	if err != nil {
		return err
	}
	watch, rounds := clock.Start(), 1
	more := func(n int) bool { rounds = n; return watch.Elapsed() < e.graph }
	costs, err := inTurns(ctx, more, s.events, works[0].do, works[1].do, works[2].do, works[3].do)
	if err != nil {
		return err
	}
	for i := range costs[1:] {
		costs[1+i].Nanoseconds -= costs[0].Nanoseconds
	}
	r.Graph = append(r.Graph, Graph{s.symbols, rounds, costs[1], costs[2], costs[3]})
	if e.steps < minuteOf(s.symbols) { // would show too many turns of windows, or none
		return nil
	}
	l, err := latencyOf(ctx, works[2].machine, e.steps)
	r.Latencies = append(r.Latencies, l)
	return err
}

// warmWorks returns the market alone, fused, live and batch, with windows that are
// full. They fill side by side.
func warmWorks(ctx context.Context, symbols int) ([]*work, error) {
	ways := []string{onlyMarket, fused, live, batch}
	works, errs := make([]*work, len(ways)), make([]error, len(ways))
	var all sync.WaitGroup
	for i, way := range ways {
		all.Go(func() {
			if works[i], errs[i] = newWork(way, symbols); errs[i] == nil {
				errs[i] = works[i].warmUp(warm, ctx.Err)
			}
		})
	}
	all.Wait()
	return works, errors.Join(errs...)
}
