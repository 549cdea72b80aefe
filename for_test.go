package featurizer_test

import (
	"testing"
	"time"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// TestForInBatch holds that a run that ends by `For` hands out the same in all executors.
func TestForInBatch(t *testing.T) {
	const text = `version: 1
emitters:
  feed: {type: script}
keys:
  - {symbol: [A]}
sources:
  quotes: {definition: market.quote, emitter: feed}
features:
  m: {definition: price.mid_price}
`
	var events []scriptedEvent
	for i := range 100 {
		at := event.Time(1_700_000_000_000_000_000 + int64(i)*1e9)
		events = append(events, scriptedEvent{"quotes", "A", event.Event{Arrived: at, SourceTime: at, Payload: &market.Quote{Bid: 1, BidSize: 1, Ask: 2, AskSize: 1}}})
	}
	step := runText(t, text, events, featurizer.Options{Executor: featurizer.StepExecutor, For: 10 * time.Second})
	batch := runText(t, text, events, featurizer.Options{Executor: featurizer.BatchExecutor, For: 10 * time.Second})
	if step.lines != batch.lines {
		t.Errorf("step wrote %d bytes, batch %d", len(step.lines), len(batch.lines))
	}
	auto := runText(t, text, events, featurizer.Options{Threads: 2, For: 10 * time.Second})
	if step.lines != auto.lines {
		t.Errorf("step wrote %d bytes, auto with 2 threads %d", len(step.lines), len(auto.lines))
	}
}
