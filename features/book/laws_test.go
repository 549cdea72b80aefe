package book_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/book"
	"github.com/featurizer/featurizer/featurizertest"
)

// everything is features of books and what stands on them: one book, windows that a
// control event may close, rows with lists in them.
const everything = `
sources:
  deltas: {definition: market.book_delta}
  quotes: {definition: market.quote}
  trades: {definition: market.trade}
features:
  book:      {definition: book.snapshot, inputs: [deltas], params: {depth: 3}}
  each:      {definition: book.snapshot, inputs: [book], params: {depth: 2, every: 1s}}
  mid:       {definition: price.mid_price, inputs: [book]}
  mid_each:  {definition: price.mid_price, inputs: [each]}
  mid_quote: {definition: price.mid_price}
  spread:    {definition: spread.relative, inputs: [deltas]}
  imbalance: {definition: book.imbalance, inputs: [book], params: {depth: 2}}
  mean:      {definition: window.mean, inputs: [imbalance], params: {window: 3s}}
  bars:      {definition: window.last, inputs: [mid], params: {window: 2s, kind: tumbling, close_delay: 500ms}}
  upper:     {definition: window.count, inputs: [bars], params: {window: 4s, kind: tumbling}}
  ago:       {definition: transform.lag, inputs: [mid], params: {by: 2 events}}
  at:        {definition: join.latest, inputs: [mid, trades], params: {when: mid}}
  of_join:   {definition: window.sum, inputs: [at.trades.amount], params: {window: 1s, kind: tumbling}}
  score:     {expr: "mid.mid_price - mid_quote.mid_price", inputs: [mid, mid_quote]}
rows: {features: [book, each, mid_each, score, bars], when: any, missing: null, ages: true}
`

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"default":             featurizertest.Of(book.Microprice.Definition, ""),
		"microprice of book":  featurizertest.Of(book.Microprice.Definition, "source: book"),
		"snapshot":            featurizertest.Of(book.Snapshot.Definition, ""),
		"snapshot named":      featurizertest.Of(book.Snapshot.Definition, "depth: 2", "deltas"),
		"snapshot whole":      featurizertest.Of(book.Snapshot.Definition, "depth: -1"),
		"snapshot each 2s":    featurizertest.Of(book.Snapshot.Definition, "depth: 3, every: 2s"),
		"imbalance":           featurizertest.Of(book.Imbalance.Definition, ""),
		"imbalance of best":   featurizertest.Of(book.Imbalance.Definition, "depth: 1", "deltas"),
		"order flow":          featurizertest.Of(book.OrderFlowImbalance.Definition, ""),
		"order flow of 100ms": featurizertest.Of(book.OrderFlowImbalance.Definition, "window: 100ms", "quotes"),
		"order flow of 6":     featurizertest.Of(book.OrderFlowImbalance.Definition, "window: 6 events"),
		"all together":        {Config: everything},
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
