package featurizer_test

import (
	"math"
	"testing"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

func TestInfSource(t *testing.T) {
	for _, def := range []string{
		"transform.unique, inputs: [trades.price]", "window.sum, inputs: [trades.price], params: {window: 2s}", "transform.sample, inputs: [trades.price], params: {every: 2s}",
		"transform.diff, inputs: [trades.price], params: {window: 2s}", "transform.lag, inputs: [trades.price], params: {by: 2 events}", "transform.ewma, inputs: [trades.price], params: {tau: 2s}",
		"bars.ohlcv, inputs: [trades], params: {window: 1s, fill: previous}",
	} {
		text := `version: 1
emitters:
  feed: {type: script}
keys:
  - {symbol: [A]}
sources:
  trades: {definition: market.trade, emitter: feed}
warmup: keep
features:
  u: {definition: ` + def + `}
`
		var events []scriptedEvent
		at := event.Time(1_700_000_000_000_000_000)
		for i := range 40 {
			p := []float64{1, math.Inf(1), math.Inf(1), 2, math.Inf(-1)}[i*i%5]
			at += 3e8 + event.Time(i%7)*4e8
			events = append(events, scriptedEvent{"trades", "A", event.Event{Arrived: at, SourceTime: at, Payload: &market.Trade{Price: p, Amount: 1}}})
		}
		slow := runText(t, text, events, featurizer.Options{Executor: featurizer.ReferenceExecutor})
		for _, o := range []featurizer.Options{{Executor: featurizer.StepExecutor}, {Executor: featurizer.BatchExecutor, BatchSize: 7}} {
			fast := runText(t, text, events, o)
			if fast.lines != slow.lines {
				t.Errorf("%s %s: %s", def, o.Executor, firstDifference(fast.lines, slow.lines))
			}
			if a, b := fast.summary.NaNs, slow.summary.NaNs; a != b {
				t.Errorf("%s %s: nans %d, reference %d", def, o.Executor, a, b)
			}
		}
	}
}
