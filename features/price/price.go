// Package price holds features of price level.
package price

import (
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// Mid is the output of [MidPrice].
type Mid struct {
	MidPrice float64 `doc:"(bid + ask) / 2, in quote units"`
}

// MidPrice is price.mid_price: the middle of the best bid and offer. A quote
// without one of its sides gives no output.
var MidPrice = feature.Define(feature.Meta{
	Name:    "price.mid_price",
	Doc:     "the middle between best bid and best ask",
	Formula: "(bid + ask) / 2; nothing for a quote with an absent side",
	Inputs:  "a source of quotes (default: the only market.quote)",
	Example: "mid: {definition: price.mid_price, inputs: [quotes]}",
}, func(b *feature.Builder, _ struct{}) stream.Of[Mid] {
	return stream.MapIf(feature.In(b, market.Quotes), func(q *market.Quote, out *Mid) (bool, error) {
		out.MidPrice = (q.Bid + q.Ask) / 2
		return q.TwoSided(), nil
	})
})
