package bars

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// Activity is the output of [Tick], [Volume] and [Dollar].
type Activity struct {
	Open      float64    `doc:"price of the first trade"`
	High      float64    `doc:"highest price"`
	Low       float64    `doc:"lowest price"`
	Close     float64    `doc:"price of the last trade"`
	Volume    float64    `doc:"sum of the amounts"`
	VWAP      float64    `event:"vwap" doc:"average price weighted by amount"`
	Trades    int64      `doc:"number of trades"`
	StartTime event.Time `doc:"event time of the first trade, in nanoseconds since the Unix epoch"`
}

// TickParams are the params of [Tick].
type TickParams struct {
	Threshold int `required:"true" check:"positive" example:"100" doc:"number of trades of a bar"`
}

// SumParams are the params of [Volume] and [Dollar].
type SumParams struct {
	Threshold float64 `required:"true" check:"positive" example:"1000" doc:"sum at which a bar closes"`
}

// Tick is bars.tick: bars of equal numbers of trades (López de Prado, Advances in
// Financial Machine Learning, 2018, chapter 2, as are the other two).
var Tick = feature.Define(activity("tick", "bars of a number of trades each", "the number of trades"),
	func(b *feature.Builder, p TickParams) stream.Of[Activity] {
		return until(b, "tick", func(bar *begun) bool { return bar.Trades >= int64(p.Threshold) })
	})

// Volume is bars.volume: bars of about equal amounts.
var Volume = feature.Define(activity("volume", "bars in which about the same amount is traded", "the sum of amounts"),
	func(b *feature.Builder, p SumParams) stream.Of[Activity] {
		return until(b, "volume", func(bar *begun) bool { return reaches(bar.Volume, p.Threshold) })
	})

// Dollar is bars.dollar: bars of about equal value.
var Dollar = feature.Define(activity("dollar", "bars in which about the same value is traded", "the sum of price*amount"),
	func(b *feature.Builder, p SumParams) stream.Of[Activity] {
		return until(b, "dollar", func(bar *begun) bool { return reaches(bar.value, p.Threshold) })
	})

// reaches tells whether a sum is at its threshold; one that is no number any more is.
func reaches(sum, threshold float64) bool { return !(sum < threshold) }

func activity(name, doc, what string) feature.Meta {
	return feature.Meta{
		Name: "bars." + name,
		Doc:  doc + ", with open, high, low, close and average price",
		Formula: "over trades from the first one on, or the one after a bar, up to the one that brings " + what + ", added in order, to threshold or more: " +
			"that trade is wholly of the bar, whose time is the trade's; fields as those of bars.ohlcv",
		Inputs:  "a source of trades (default: the only market.trade)",
		Example: name + "_bars: {definition: bars." + name + ", inputs: [trades], params: {threshold: 1000}}",
	}
}

// dated is what a bar takes of a trade.
type dated struct {
	price, amount float64
	time          event.Time
}

// begun is a bar that is being built, with the time of its first trade.
type begun struct {
	partial

	start event.Time
}

func until(b *feature.Builder, name string, full func(bar *begun) bool) stream.Of[Activity] {
	trades := feature.In(b, market.Trades)
	withTimes := stream.Map2(trades, stream.Times(trades.Port), func(t *market.Trade, at *event.Time) dated {
		return dated{t.Price, t.Amount, *at}
	})
	return stream.Until(withTimes, stream.Fold[dated, begun, Activity]{
		Name: name,
		Add: func(bar *begun, t *dated) bool {
			if bar.Trades == 0 {
				bar.start = t.time
			}
			return add(&bar.partial, &market.Trade{Price: t.price, Amount: t.amount})
		},
		Result: func(bar *begun) Activity {
			done := finish(&bar.partial)
			return Activity{
				Open: done.Open, High: done.High, Low: done.Low, Close: done.Close,
				Volume: done.Volume, VWAP: done.VWAP, Trades: done.Trades, StartTime: bar.start,
			}
		},
	}, full)
}
