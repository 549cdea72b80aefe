package bench

import (
	"fmt"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/standard"
)

// head are the sources of every config here.
const head = `version: 1
sources:
  quotes: {definition: market.quote}
  trades: {definition: market.trade}
`

// graphFeatures are the work that is measured.
const graphFeatures = `features:
  mid:         {definition: price.mid_price, inputs: [quotes]}
  spread:      {definition: spread.relative, inputs: [quotes]}
  vol_1m:      {definition: volatility.stddev, inputs: [mid], params: {window: 1m}}
  smooth:      {definition: transform.ewma, inputs: [mid], params: {tau: 10s}}
  change:      {definition: transform.diff, inputs: [mid], params: {window: 1s}}
  each_second: {definition: transform.sample, inputs: [mid], params: {every: 1s}}
  bars_1s:     {definition: bars.ohlcv, inputs: [trades], params: {window: 1s}}
  tvi_1m:      {definition: flow.trade_volume_imbalance, inputs: [trades], params: {window: 1m}}
`

// graphRows is the row of fourteen values.
const graphRows = "rows: {features: [mid, spread, vol_1m, smooth, change, each_second, bars_1s, tvi_1m], when: any}\n"

const graphConfig = head + graphFeatures + graphRows

// executor is what runs a graph.
type executor interface {
	Step(e *event.Event) error
	Tick(r event.Time) error
	Tally() event.Tally
}

// maker makes the executor of a program.
type maker func(*graph.Program, engine.Options) (executor, error)

// asStep makes the step executor.
func asStep(p *graph.Program, o engine.Options) (executor, error) { return engine.New(p, o) }

// asBatch makes the batch executor.
func asBatch(b engine.BatchOptions) maker {
	return func(p *graph.Program, o engine.Options) (executor, error) { return engine.NewBatch(p, o, b) }
}

// machine is an executor over a made-up market.
type machine struct {
	market   *made
	executor executor
}

// newMachine returns an executor of a config over so many symbols. It hands out
// the rows of the config; all features if it has none.
func newMachine(text string, symbols int, made maker, emit func(*event.Output) error) (*machine, error) {
	c, err := config.Parse("bench.yaml", []byte(text), config.Options{})
	if err != nil {
		return nil, err
	}
	registry, err := standard.Registry()
	if err != nil {
		return nil, err
	}
	plan, err := graph.Build(c, registry, graph.Options{ByHand: true})
	if err != nil {
		return nil, fmt.Errorf("building the graph: %w", err)
	}
	program, err := graph.Compile(plan)
	if err != nil {
		return nil, fmt.Errorf("compiling the graph: %w", err)
	}
	keys, err := keysOf(plan.Keys, symbols)
	if err != nil {
		return nil, err
	}
	options := engine.Options{Rows: plan.Rows != nil, Emit: emit}
	for _, f := range plan.Features {
		if plan.Rows == nil {
			options.Features = append(options.Features, f.Names...)
		}
	}
	x, err := made(program, options)
	if err != nil {
		return nil, err
	}
	return &machine{newMarket(keys), x}, nil
}

// run runs so many events.
func (m *machine) run(events int) error {
	for range events {
		if err := m.executor.Step(m.market.next()); err != nil {
			return err
		}
	}
	return nil
}

// byHand is the work by hand over a made-up market.
type byHand struct {
	market *made
	hands  []hand
}

func newHands(symbols int, emit func(*wide)) (*byHand, error) {
	keys, err := keysOf(&event.Keys{}, symbols)
	if err != nil {
		return nil, err
	}
	b := &byHand{newMarket(keys), make([]hand, symbols)}
	for i := range b.hands {
		h := &b.hands[i]
		h.emit, h.mids, h.values = emit, newDeviation(), newImbalance()
	}
	return b, nil
}

func (b *byHand) run(events int) {
	for range events {
		e := b.market.next()
		h := &b.hands[b.market.last]
		if e.Source == quotes {
			h.quote(e.Time, &b.market.quote)
		} else {
			h.trade(e.Time, &b.market.trade)
		}
	}
}

// fill says that every feature of every symbol is past its warm-up.
func (b *byHand) fill() {
	for i := range b.hands {
		b.hands[i].filled = true
	}
}
