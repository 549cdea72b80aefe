package featurizer_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

const crossText = `version: 1
emitters: {feed: {type: script}}
keys: [{symbol: [A, B, C]}]
sources: {quotes: {definition: market.quote, emitter: feed}}
features:
  mid: {definition: price.mid_price}
  mean: {definition: cross.mean, inputs: [mid]}
  rank: {definition: cross.rank, inputs: [mid]}
  spread: {definition: cross.spread, inputs: [mid], params: {a: {symbol: A}, b: {symbol: C}}}
  high: {definition: window.max, inputs: [spread], params: {window: 2s}}
  relative: {expr: "rank - mid", inputs: [rank, mid]}
  bars: {definition: window.last, inputs: [mean], params: {window: 500ms, kind: tumbling, close_delay: 100ms}}
`

// drawQuotes draws quotes of three symbols.
func drawQuotes(t *rapid.T) []scriptedEvent {
	at := event.Time(1_700_000_000_000_000_000)
	var list []scriptedEvent
	for range rapid.IntRange(2, 60).Draw(t, "quotes") {
		at += event.Time(rapid.SampledFrom([]int64{1, 1e6, 40e6, 250e6, 700e6}).Draw(t, "received"))
		bid := float64(rapid.IntRange(95, 105).Draw(t, "bid"))
		list = append(list, scriptedEvent{
			"quotes", rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "symbol"),
			event.Event{Arrived: at, SourceTime: at, Payload: &market.Quote{Bid: bid, BidSize: 1, Ask: bid + 1, AskSize: 1}},
		})
	}
	return list
}

// TestCrossColdStart holds that what is computed of several keys, and what is above
// it, gives nothing after a late start that a run from the beginning has not given. Its
// inputs have no memory: others would have to be read from before the start (Last(1)).
func TestCrossColdStart(t *testing.T) {
	compared := 0
	rapid.Check(t, func(rt *rapid.T) {
		events := drawQuotes(rt)
		cut := rapid.IntRange(1, len(events)-1).Draw(rt, "cut")
		warm := map[string]bool{}
		for line := range strings.Lines(runText(t, crossText, events, featurizer.Options{}).lines) {
			warm[withoutSeq(t, line)] = true
		}
		for line := range strings.Lines(runText(t, crossText, events[cut:], featurizer.Options{}).lines) {
			compared++
			if !warm[withoutSeq(t, line)] {
				rt.Fatalf("a run from event %d on gives what one from the beginning does not:\n%s", cut, line)
			}
		}
	})
	if compared < 100 {
		t.Errorf("%d outputs compared, too few to show anything", compared)
	}
}

// withoutSeq returns what a line says but for the place in its log, which begins
// later.
func withoutSeq(t *testing.T, line string) string {
	t.Helper()
	var o struct {
		Feature  string
		Key      map[string]string
		Time     int64
		Received int64
		Values   map[string]any
	}
	if err := json.Unmarshal([]byte(line), &o); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(o)
}
