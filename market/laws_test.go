package market_test

import (
	"testing"

	"github.com/featurizer/featurizer/featurizertest"
)

// TestLaws holds that features of the sources keep the laws: that payloads with texts,
// and with times that may be null, go through every executor.
func TestLaws(t *testing.T) {
	featurizertest.Laws(t, featurizertest.Case{Config: `
sources:
  candles: {definition: market.candle}
  fundings: {definition: market.funding}
  liquidations: {definition: market.liquidation}
  interests: {definition: market.open_interest}
features:
  body: {expr: "closed ? close - open : 0", inputs: [candles]}
  words: {expr: "interval == 'w1' ? open_time : close_time", inputs: [candles]}
  due: {definition: window.count, inputs: [fundings.next_funding_time], params: {window: 1s}}
  forced: {expr: "side == 'sell' ? -amount : amount", inputs: [liquidations]}
  held: {definition: transform.diff, inputs: [interests], params: {window: 3s}}
  candle_at: {definition: join.asof, inputs: [fundings, candles], params: {max_age: 2s}}
  both: {definition: join.latest, inputs: [candles, liquidations]}
rows: {features: [body, due, both], when: any, missing: "null", ages: true}
`})
}
