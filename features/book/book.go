// Package book holds features of the order book and its top.
//
// All that is over the deltas of one source shares one book per key (see [Books]),
// whatever its depth. It is kept as the node of a hidden feature and changed in
// place; what a feature shows of it is read where it lies, and only when it is read.
package book

import (
	"fmt"

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
	Name: "book.microprice",
	Doc:  "best bid and ask, each weighted by the size of the other side",
	Formula: "(bid*ask_size + ask*bid_size) / (bid_size + ask_size); null where the sizes are; " +
		"nothing for a quote with an absent side, null for a book with one",
	Inputs:  OfBest,
	Example: "micro: {definition: book.microprice, inputs: [quotes]}",
}, func(b *feature.Builder, of Of) stream.Of[Micro] {
	return Best(b, of, Micro{event.Null()}, func(q *market.Quote) Micro {
		total := q.BidSize + q.AskSize
		if total == 0 || event.IsNull(total) {
			return Micro{event.Null()}
		}
		return Micro{(float64(q.Bid*q.AskSize) + float64(q.Ask*q.BidSize)) / total}
	})
})

// Imbalanced is the output of [Imbalance].
type Imbalanced struct {
	Imbalance float64 `doc:"from -1 (asks alone) to 1 (bids alone)"`
}

// ImbalanceParams are the params of [Imbalance].
type ImbalanceParams struct {
	Depth int `default:"5" check:"positive" doc:"how many levels of each side, from the best"`
}

// Imbalance is book.imbalance: how much more lies on one side of the book.
var Imbalance = feature.Define(feature.Meta{
	Name:    "book.imbalance",
	Doc:     "how much more size the bids have than the asks near the top of the book",
	Formula: "(B-A)/(B+A), B and A the sums of the sizes of the best depth levels, from the best on; null for a book that lacks a side or is invalid",
	Inputs:  "a source of book deltas (default: the only market.book_delta), or a book.snapshot of at least as many levels",
	Example: "imbalance: {definition: book.imbalance, inputs: [deltas], params: {depth: 10}}",
}, func(b *feature.Builder, p ImbalanceParams) stream.Of[Imbalanced] {
	live := feature.Through(b, market.BookDeltas, Books)
	if has := depthOf(b); has >= 0 && has < p.Depth {
		b.Err(fmt.Errorf("depth: %d levels are asked for, and the input has %d", p.Depth, has))
	}
	return stream.Map(live, func(l *Live) Imbalanced { return l.imbalance(p.Depth) })
})

// depthOf returns the depth of the book that is the last input taken; negative for
// all levels.
func depthOf(b *feature.Builder) int {
	used := b.Used()
	if in := used[len(used)-1]; in.Schema != nil && len(in.Schema.Fields) > 0 && in.Schema.Fields[0].Kind == event.KindList {
		return in.Schema.Fields[0].Limit()
	}
	return -1
}

func (l *Live) imbalance(depth int) Imbalanced {
	if !l.Valid {
		return Imbalanced{event.Null()}
	}
	bought, sold := l.top(bids, depth), l.top(asks, depth)
	b, a := total(bought), total(sold)
	if len(bought) == 0 || len(sold) == 0 || b+a == 0 {
		return Imbalanced{event.Null()}
	}
	return Imbalanced{(b - a) / (b + a)}
}

// total adds the sizes of levels, from the best on.
func total(levels []event.Level) float64 {
	sum := 0.0
	for i := range levels {
		sum += levels[i].Size
	}
	return sum
}
