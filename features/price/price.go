// Package price holds features of price level.
package price

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/features/book"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// Mid is the output of [MidPrice].
type Mid struct {
	MidPrice float64 `doc:"(bid + ask) / 2, in quote units"`
}

// MidPrice is price.mid_price: the middle of the best bid and offer, of quotes or of a
// book. A quote without one of its sides gives no output.
var MidPrice = feature.Define(feature.Meta{
	Name:    "price.mid_price",
	Doc:     "the middle between best bid and best ask",
	Formula: "(bid + ask) / 2; nothing for a quote with an absent side, null for a book with one",
	Inputs:  book.OfBest,
	Example: "mid: {definition: price.mid_price, inputs: [quotes]}",
}, func(b *feature.Builder, of book.Of) stream.Of[Mid] {
	return book.Best(b, of, Mid{event.Null()}, func(q *market.Quote) Mid { return Mid{(q.Bid + q.Ask) / 2} })
})
