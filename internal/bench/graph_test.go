package bench

import (
	"testing"

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

// graphConfig is the work that is measured.
const graphConfig = head + `features:
  mid:         {definition: price.mid_price, inputs: [quotes]}
  spread:      {definition: spread.relative, inputs: [quotes]}
  vol_1m:      {definition: volatility.stddev, inputs: [mid], params: {window: 1m}}
  smooth:      {definition: transform.ewma, inputs: [mid], params: {tau: 10s}}
  change:      {definition: transform.diff, inputs: [mid], params: {window: 1s}}
  each_second: {definition: transform.sample, inputs: [mid], params: {every: 1s}}
  bars_1s:     {definition: bars.ohlcv, inputs: [trades], params: {window: 1s}}
  tvi_1m:      {definition: flow.trade_volume_imbalance, inputs: [trades], params: {window: 1m}}
rows: {features: [mid, spread, vol_1m, smooth, change, each_second, bars_1s, tvi_1m], when: any}
`

// executor is what runs the graph.
type executor interface {
	Step(e *event.Event) error
	Tick(r event.Time) error
}

// step is an executor over a made-up market.
type step struct {
	market   *made
	executor executor
}

// newStep returns a step executor of a config over so many symbols.
func newStep(t testing.TB, text string, n int, emit func(*event.Output) error) *step {
	t.Helper()
	return newExecutor(t, text, n, func(p *graph.Program, o engine.Options) (executor, error) {
		o.Emit = emit
		return engine.New(p, o)
	})
}

// newBatch returns a batch executor of a config over so many symbols.
func newBatch(t testing.TB, text string, n int, emit func(*event.Output) error) *step {
	t.Helper()
	return newExecutor(t, text, n, func(p *graph.Program, o engine.Options) (executor, error) {
		o.Emit = emit
		return engine.NewBatch(p, o, engine.BatchOptions{})
	})
}

func newExecutor(t testing.TB, text string, n int, made func(*graph.Program, engine.Options) (executor, error)) *step {
	t.Helper()
	c, err := config.Parse("bench.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	registry, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := graph.Build(c, registry, graph.Options{ByHand: true})
	if err != nil {
		t.Fatal(err)
	}
	program, err := graph.Compile(plan)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := symbols(plan.Keys, n)
	if err != nil {
		t.Fatal(err)
	}
	options := engine.Options{Rows: plan.Rows != nil}
	for _, f := range plan.Features {
		if plan.Rows == nil {
			options.Features = append(options.Features, f.Names...)
		}
	}
	x, err := made(program, options)
	if err != nil {
		t.Fatal(err)
	}
	return &step{newMarket(keys), x}
}

// run runs so many events.
func (s *step) run(events int) error {
	for range events {
		if err := s.executor.Step(s.market.next()); err != nil {
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

func newHands(t testing.TB, n int, emit func(*wide)) *byHand {
	t.Helper()
	keys, err := symbols(&event.Keys{}, n)
	if err != nil {
		t.Fatal(err)
	}
	b := &byHand{newMarket(keys), make([]hand, n)}
	for i := range b.hands {
		b.hands[i].emit = emit
	}
	return b
}

func (b *byHand) run(events int) {
	for range events {
		e := b.market.next()
		h := &b.hands[e.Key.Index()]
		if e.Source == quotes {
			h.quote(e.Time, &b.market.quote)
		} else {
			h.trade(e.Time, &b.market.trade)
		}
	}
}

// fill runs until every feature of every symbol is past its warm-up.
func (b *byHand) fill(seconds int) {
	b.run(seconds * rate * len(b.hands))
	for i := range b.hands {
		b.hands[i].filled = true
	}
}
