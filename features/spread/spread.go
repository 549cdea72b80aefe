// Package spread holds features of the distance between bid and ask.
package spread

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/features/book"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// Spread is the output of [Relative].
type Spread struct {
	Spread float64 `doc:"2 (ask - bid) / (ask + bid), without unit"`
}

// Relative is spread.relative: the spread as a share of the middle. It is
// negative when bid and ask are crossed.
var Relative = feature.Define(feature.Meta{
	Name:    "spread.relative",
	Doc:     "the spread between best bid and best ask, relative to their middle",
	Formula: "2 * (ask - bid) / (ask + bid); negative when crossed; nothing for a quote with an absent side, null for a book with one",
	Inputs:  book.OfBest,
	Example: "spread: {definition: spread.relative, inputs: [quotes]}",
}, func(b *feature.Builder, of book.Of) stream.Of[Spread] {
	return book.Best(b, of, Spread{event.Null()}, func(q *market.Quote) Spread {
		return Spread{float64(2*(q.Ask-q.Bid)) / (q.Ask + q.Bid)}
	})
})
