// Package book holds features of the order book and its top.
package book

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// Micro is the output of [Microprice].
type Micro struct {
	Microprice float64 `doc:"price weighted by the size of the other side, in quote units"`
}

// Microprice is book.microprice: bid and ask, each weighted by the size of the
// other side.
var Microprice = feature.Define(feature.Meta{
	Name:    "book.microprice",
	Doc:     "best bid and ask, each weighted by the size of the other side",
	Formula: "(bid*ask_size + ask*bid_size) / (bid_size + ask_size); null where the sizes are; nothing for a quote with an absent side",
	Inputs:  "a source of quotes (default: the only market.quote)",
	Example: "micro: {definition: book.microprice, inputs: [quotes]}",
}, func(b *feature.Builder, _ struct{}) stream.Of[Micro] {
	return stream.MapIf(feature.In(b, market.Quotes), func(q *market.Quote, out *Micro) (bool, error) {
		out.Microprice = event.Null()
		if total := q.BidSize + q.AskSize; total != 0 && !event.IsNull(total) {
			out.Microprice = (float64(q.Bid*q.AskSize) + float64(q.Ask*q.BidSize)) / total
		}
		return q.TwoSided(), nil
	})
})
