package book

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// OrderFlow is the output of [OrderFlowImbalance].
type OrderFlow struct {
	OFI float64 `event:"ofi" doc:"in units of size; above zero where buying presses"`
}

// OrderFlowParams are the params of [OrderFlowImbalance].
type OrderFlowParams struct {
	Window param.Span `default:"10s" doc:"length of the sliding window: a duration, or a number of events such as 100 events"`
}

// OrderFlowImbalance is book.order_flow_imbalance (Cont, Kukanov and Stoikov, The
// price impact of order book events, 2014).
var OrderFlowImbalance = feature.Define(feature.Meta{
	Name: "book.order_flow_imbalance",
	Doc:  "what was added to the bids and taken from the asks at the best prices, less the other way round, over a sliding window",
	Formula: "the sum of e over (t-window, t]; for a quote after a quote e = " +
		"((bid >= last bid ? bid_size : 0) - (bid <= last bid ? last bid_size : 0) - (ask <= last ask ? ask_size : 0)) + (ask >= last ask ? last ask_size : 0); " +
		"a quote with a null has none, nor has the one after it; null where there is none in the window",
	Inputs:  "a source of quotes (default: the only market.quote)",
	Example: "ofi: {definition: book.order_flow_imbalance, inputs: [quotes], params: {window: 10s}}",
}, func(b *feature.Builder, p OrderFlowParams) stream.Of[OrderFlow] {
	flow := stream.Scan(feature.In(b, market.Quotes), stream.Memory{Last: 1}, func(last *chain, q *market.Quote, e *float64) (bool, error) {
		*e = last.flow(q)
		return true, nil
	})
	return stream.Chained(stream.SlideOver(flow, p.Window, stream.Then(stream.Sum(), func(sum float64) OrderFlow { return OrderFlow{sum} })))
})

// chain is the last quote, if it has no null.
type chain struct {
	Quote market.Quote
	Whole bool
}

// flow takes in the next quote and returns what it contributes.
func (c *chain) flow(q *market.Quote) float64 {
	last, both := c.Quote, c.Whole
	c.Quote = *q
	c.Whole = q.TwoSided() && !event.IsNull(q.BidSize) && !event.IsNull(q.AskSize)
	if !both || !c.Whole {
		return event.Null()
	}
	var bid, lastBid, ask, lastAsk float64
	if q.Bid >= last.Bid {
		bid = q.BidSize
	}
	if q.Bid <= last.Bid {
		lastBid = last.BidSize
	}
	if q.Ask <= last.Ask {
		ask = q.AskSize
	}
	if q.Ask >= last.Ask {
		lastAsk = last.AskSize
	}
	return ((bid - lastBid) - ask) + lastAsk
}
