package price

import (
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// Average is the output of [VWAP].
type Average struct {
	VWAP float64 `event:"vwap" doc:"average price weighted by amount, in quote units"`
}

// VWAPParams are the params of [VWAP].
type VWAPParams struct {
	Window param.Span `default:"1m" doc:"length of the sliding window: a duration, or a number of events such as 100 events"`
}

// VWAP is price.vwap: the average price of what was traded (Berkowitz, Logue and
// Noser, The total cost of transactions on the NYSE, 1988).
var VWAP = feature.Define(feature.Meta{
	Name:    "price.vwap",
	Doc:     "average price of the trades of a sliding window, weighted by amount",
	Formula: "sum of price*amount / sum of amount over the trades in (t-window, t]; null where the sum of amounts is 0",
	Inputs:  "a source of trades (default: the only market.trade)",
	Example: "vwap_1m: {definition: price.vwap, inputs: [trades], params: {window: 1m}}",
}, func(b *feature.Builder, p VWAPParams) stream.Of[Average] {
	trades := stream.Map(feature.In(b, market.Trades), func(t *market.Trade) stream.Weighted {
		return stream.Weighted{Value: t.Price, Weight: t.Amount}
	})
	return stream.SlideOver(trades, p.Window, stream.Then(stream.WeightedMean(), func(x float64) Average { return Average{x} }))
})
