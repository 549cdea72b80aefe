// Package flow holds features of the flow of trades.
package flow

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// Imbalance is the output of [TradeVolumeImbalance].
type Imbalance struct {
	TVI float64 `event:"tvi" doc:"from -2 (all sold) to 2 (all bought)"`
}

// Params are the params of [TradeVolumeImbalance].
type Params struct {
	Window param.Span `default:"1m" doc:"length of the sliding window: a duration, or a number of events such as 100 events"`
}

// volumes are the values bought and sold by takers, in quote units.
type volumes struct{ bought, sold float64 }

// TradeVolumeImbalance is flow.trade_volume_imbalance.
var TradeVolumeImbalance = feature.Define(feature.Meta{
	Name:    "flow.trade_volume_imbalance",
	Doc:     "how much more takers bought than sold over a sliding window, by value",
	Formula: "2*(B-S)/(B+S), B and S the sums of price*amount of buys and sells in (t-window, t]; null where B+S = 0",
	Inputs:  "a source of trades (default: the only market.trade)",
	Example: "tvi_1m: {definition: flow.trade_volume_imbalance, inputs: [trades], params: {window: 1m}}",
}, func(b *feature.Builder, p Params) stream.Of[Imbalance] {
	return stream.SlideOver(feature.In(b, market.Trades), p.Window, imbalance())
})

func imbalance() stream.Monoid[market.Trade, volumes, Imbalance] {
	return stream.Monoid[market.Trade, volumes, Imbalance]{
		Name:   "trade_volumes",
		Lift:   lift,
		Merge:  func(a, b *volumes) { a.add(b) },
		Result: func(a *volumes) Imbalance { return a.imbalance() },
		Empty:  Imbalance{event.Null()},
		Push: func(p, e *volumes, t *market.Trade) bool {
			v, some := lift(t)
			if *e = v; some && p != nil {
				p.add(e)
			}
			return some
		},
		Pair: func(s, p *volumes) Imbalance {
			all := *s
			all.add(p)
			return all.imbalance()
		},
	}
}

// lift returns the value of a trade on its taker's side.
func lift(t *market.Trade) (volumes, bool) {
	value := float64(t.Price * t.Amount)
	switch t.Side {
	case market.Buy:
		return volumes{bought: value}, !event.IsNull(value)
	case market.Sell:
		return volumes{sold: value}, !event.IsNull(value)
	case market.NoSide:
	}
	return volumes{}, false
}

func (a *volumes) add(b *volumes) {
	a.bought += b.bought
	a.sold += b.sold
}

func (a *volumes) imbalance() Imbalance {
	total := a.bought + a.sold
	if total == 0 {
		return Imbalance{event.Null()}
	}
	return Imbalance{float64(2*(a.bought-a.sold)) / total}
}
