package featurizer_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/features/bars"
	"github.com/featurizer/featurizer/features/price"
	"github.com/featurizer/featurizer/features/volatility"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/sinks/jsonl"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/standard"
	"github.com/featurizer/featurizer/stream"
)

// must keeps the examples short.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

const waveConfig = `version: 1
emitters:
  feed: {type: synthetic, duration: 2s}
keys:
  - {sensor: A}
sources:
  wave: {definition: synthetic.sine, emitter: feed, params: {step: 500ms, freq: 0.25, mean: 10}}
features:
  mean: {definition: window.mean, inputs: [wave], params: {window: 1s}}
`

// A config is built and run; outputs go to a sink.
func ExampleBuild() {
	c := must(config.Parse("wave.yaml", []byte(waveConfig), config.Options{}))
	p := must(featurizer.Build(c, must(standard.Registry()), featurizer.Options{}))
	p.SetSink(jsonl.New(os.Stdout))
	summary := must(p.Run(context.Background()))
	fmt.Println(summary.Events, "events,", summary.Warmup, "outputs held back as warm-up")
	// Output:
	// {"kind":"feature","feature":"mean","key":{"sensor":"A"},"lane":"feed/9","seq":3,"time":1704067201000000000,"received":1704067201000000000,"values":{"value":10.853553390593273}}
	// {"kind":"feature","feature":"mean","key":{"sensor":"A"},"lane":"feed/9","seq":4,"time":1704067201500000000,"received":1704067201500000000,"values":{"value":10.853553390593273}}
	// 4 events, 2 outputs held back as warm-up
}

// Callbacks see the events of a source and the outputs of a feature.
func ExamplePipeline_OnFeature() {
	c := must(config.Parse("wave.yaml", []byte(waveConfig), config.Options{}))
	p := must(featurizer.Build(c, must(standard.Registry()), featurizer.Options{}))
	must(0, p.OnSource("wave", func(e *event.Event) { fmt.Println("event", e.Seq, e.Time.UTC().Format(time.StampMilli)) }))
	must(0, p.OnFeature("mean", func(o *event.Output) { fmt.Printf("mean %.3f\n", o.Values.Float(0)) }))
	must(p.Run(context.Background()))
	// Output:
	// event 1 Jan  1 00:00:00.000
	// event 2 Jan  1 00:00:00.500
	// event 3 Jan  1 00:00:01.000
	// mean 10.854
	// event 4 Jan  1 00:00:01.500
	// mean 10.854
}

// Run is what a definition of one's own puts out.
type Run struct {
	Length int64 `doc:"how many inputs in a row were larger than the one before"`
}

// runState is what the definition remembers per key. It is a plain struct, so
// that it is stored and restored without further ado.
type runState struct {
	Last   float64
	Length int64
}

// UpRun is a definition of one's own. It is written for one key and knows nothing
// of files, sockets or batches.
var UpRun = feature.Define(feature.Meta{
	Name: "my.up_run", Doc: "length of the run of rising values", Formula: "n + 1 if x > previous x, else 0",
}, func(b *feature.Builder, p struct {
	Min int64 `default:"1" doc:"shorter runs give no output"`
},
) stream.Of[Run] {
	return stream.Scan(feature.Number(b), stream.Memory{Unbounded: true},
		func(s *runState, x *float64, out *Run) (bool, error) {
			s.Length++
			if *x <= s.Last {
				s.Length = 0
			}
			s.Last = *x
			out.Length = s.Length
			return s.Length >= p.Min, nil
		})
})

// A definition of one's own is registered and used like a built-in one.
func Example_ownDefinition() {
	r := must(standard.Registry())
	must(0, r.AddFeatures(UpRun.Definition))
	c := must(config.Parse("runs.yaml", []byte(waveConfig+"  runs: {definition: my.up_run, inputs: [wave], params: {min: 2}}\n"), config.Options{}))
	p := must(featurizer.Build(c, r, featurizer.Options{}))
	must(0, p.OnFeature("runs", func(o *event.Output) { fmt.Println(o.Values.At(0).Int(), "up") }))
	must(p.Run(context.Background()))
	// Output:
	// 2 up
	// 3 up
}

// ticker is an emitter of one's own: it makes three quotes.
type ticker struct {
	quotes *source.Declared
	to     source.Callback
}

func (t *ticker) Register(s *source.Declared, to source.Callback) error {
	if s.Definition != market.Quotes.Definition {
		return fmt.Errorf("it has quotes, not %s", s.Definition.Name)
	}
	t.quotes, t.to = s, to
	return nil
}

func (t *ticker) Run(ctx context.Context) error {
	for i := range 3 {
		for _, key := range t.quotes.Keys {
			bid := 100 + float64(i)
			err := t.to(&event.Event{
				Key: key, Source: t.quotes.Index, SourceTime: event.Time(time.Second) * event.Time(i),
				Payload: &market.Quote{Bid: bid, BidSize: 1, Ask: bid + 1, AskSize: 1},
			})
			if err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// An emitter of one's own is registered under a type that configs can name.
func Example_ownEmitter() {
	r := must(standard.Registry())
	must(0, r.AddEmitters(&source.EmitterType{
		Name: "ticker", Doc: "three quotes", Params: must(param.For[struct{}]()), NewParams: func() any { return new(struct{}) },
		New: func(string, string, any) (source.DataSourceEventEmitter, error) { return &ticker{}, nil },
	}))
	c := must(config.Parse("own.yaml", []byte(`version: 1
emitters: {feed: {type: ticker}}
keys: [{symbol: X}]
sources: {quotes: {definition: market.quote, emitter: feed}}
features: {mid: {definition: price.mid_price}}
`), config.Options{}))
	p := must(featurizer.Build(c, r, featurizer.Options{}))
	must(0, p.OnFeature("mid", func(o *event.Output) { fmt.Println(o.Key, o.Values.Float(0)) }))
	must(p.Run(context.Background()))
	// Output:
	// symbol=X 100.5
	// symbol=X 101.5
	// symbol=X 102.5
}

// emitQuotes hands quotes of one key to a graph, a second apart.
func emitQuotes(g *featurizer.FeatureStreamGraph, bids ...float64) {
	key := must(g.Key(event.Pair{Name: "symbol", Value: "X"}))
	for i, bid := range bids {
		must(0, g.Emit("quotes", event.Event{
			Key: key, SourceTime: event.Time(time.Second) * event.Time(i),
			Payload: &market.Quote{Bid: bid, BidSize: 1, Ask: bid + 1, AskSize: 1},
		}))
	}
}

// A graph written in Go is fed by hand; callbacks run inside Emit.
func ExampleFeatureStreamGraph() {
	c := featurizer.Composition{
		Sources: []featurizer.Source{{Name: "quotes", Definition: market.Quotes.Definition}},
		Features: []featurizer.Feature{
			{Name: "mid", Definition: price.MidPrice.Definition, Inputs: []string{"quotes"}},
			{Name: "vol", Definition: volatility.StdDev.Definition, Inputs: []string{"mid"}, Params: &volatility.StdDevParams{Window: param.Span{Duration: 2 * time.Second}}},
		},
		Rows: &featurizer.Rows{Features: []string{"mid", "vol"}},
	}
	g := must(c.Graph())
	fmt.Println(g.Inputs(), g.Outputs())
	must(0, g.SetCallback("mid", func(o *event.Output) { fmt.Println("mid", o.Values.Float(0)) }))
	must(0, g.SetRowCallback(func(o *event.Output) { fmt.Println("row", o.Values.Float(0), o.Values.Float(1)) }))
	emitQuotes(g, 100, 101, 102, 104)
	// Output:
	// [quotes] [mid vol]
	// mid 100.5
	// mid 101.5
	// mid 102.5
	// row 102.5 0.5
	// mid 104.5
	// row 104.5 1
}

// A graph can be made from a config too; its emitters are not used.
func ExampleNewFeatureStreamGraph() {
	c := must(config.Parse("mid.yaml", []byte(`version: 1
sources: {quotes: {definition: market.quote}}
features:
  mid: {definition: price.mid_price}
  change: {definition: transform.diff, inputs: [mid], params: {window: 1m}}
`), config.Options{}))
	g := must(featurizer.NewFeatureStreamGraph(c, must(standard.Registry())))
	must(0, g.SetCallback("mid", func(o *event.Output) { fmt.Println(o.Values.Float(0)) }))
	emitQuotes(g, 100, 101)
	// Output:
	// 100.5
	// 101.5
}

// The outputs of a feature can be filtered and mapped before a callback sees them.
func ExampleFeatureStreamGraph_Stream() {
	c := featurizer.Composition{
		Sources:  []featurizer.Source{{Name: "quotes", Definition: market.Quotes.Definition}},
		Features: []featurizer.Feature{{Name: "mid", Definition: price.MidPrice.Definition}},
	}
	g := must(c.Graph())
	high := g.Stream("mid").
		Filter(func(o *event.Output) bool { return o.Values.Float(0) > 101 }).
		Map(func(v []event.Value) []event.Value { return append(v, event.String("high")) })
	must(0, high.Each(func(o *event.Output) { fmt.Println(o.Values.Float(0), o.Values.At(1).Text()) }))
	emitQuotes(g, 100, 101, 102)
	// Output:
	// 101.5 high
	// 102.5 high
}

// A tick lets time pass where no event does: a bar closes when its wait is over.
func ExampleFeatureStreamGraph_Tick() {
	c := featurizer.Composition{
		Sources:  []featurizer.Source{{Name: "trades", Definition: market.Trades.Definition}},
		Features: []featurizer.Feature{{Name: "bars", Definition: bars.OHLCV.Definition, Params: &bars.OHLCVParams{Window: time.Second, CloseDelay: time.Second}}},
	}
	g := must(c.Graph())
	must(0, g.SetCallback("bars", func(o *event.Output) { fmt.Println("bar of", o.Values.At(6).Int(), "trades at", o.Time.UTC().Second()) }))
	key := must(g.Key(event.Pair{Name: "symbol", Value: "X"}))
	for _, at := range []event.Time{500e6, 1200e6, 1700e6} {
		must(0, g.Emit("trades", event.Event{Key: key, SourceTime: at, Payload: &market.Trade{Price: 100, Amount: 1, Side: market.Buy}}))
	}
	must(0, g.Tick(2999e6))
	fmt.Println("tick")
	must(0, g.Tick(3000e6))
	// Output:
	// tick
	// bar of 2 trades at 2
}
