// Package bars holds features that summarise trades in bars.
package bars

import (
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// Bar is the output of the definitions of this package.
type Bar struct {
	Open   float64 `doc:"price of the first trade"`
	High   float64 `doc:"highest price"`
	Low    float64 `doc:"lowest price"`
	Close  float64 `doc:"price of the last trade"`
	Volume float64 `doc:"sum of the amounts"`
	VWAP   float64 `event:"vwap" doc:"average price weighted by amount"`
	Trades int64   `doc:"number of trades"`
}

// OHLCVParams are the params of [OHLCV].
type OHLCVParams struct {
	Window     time.Duration `default:"1m" check:"positive" doc:"length of a bar; bars are aligned to the Unix epoch, UTC"`
	Fill       string        `default:"none" enum:"none,previous" doc:"what a bar without trades is: nothing, or the previous close"`
	CloseDelay time.Duration `default:"2s" check:"nonnegative" doc:"how long after its end, by receipt, a bar waits for trades"`
}

// partial is a bar that is being built.
type partial struct {
	Bar
	value float64 // sum of price*amount
}

// OHLCV is bars.ohlcv: open, high, low, close, volume over tumbling windows.
var OHLCV = feature.Define(feature.Meta{
	Name: "bars.ohlcv",
	Doc:  "open, high, low, close, volume, average price and number of trades per bar",
	Formula: "over the trades of a tumbling window [k*window, (k+1)*window): volume = sum of amounts, " +
		"vwap = sum(price*amount)/volume, null where volume = 0; its time is the window's end",
	Inputs:  "a source of trades (default: the only market.trade)",
	Example: "bars_1s: {definition: bars.ohlcv, inputs: [trades], params: {window: 1s}}",
}, func(b *feature.Builder, p OHLCVParams) stream.Of[Bar] {
	fold := stream.Fold[market.Trade, partial, Bar]{Name: "ohlcv", Add: add, Result: finish}
	if p.Fill == "previous" {
		fold.Fill = flat
	}
	return stream.Tumble(feature.In(b, market.Trades), stream.Tumbling{Window: p.Window, CloseDelay: p.CloseDelay}, fold)
})

// add takes a trade into a bar; one without a price or an amount is left out.
func add(bar *partial, t *market.Trade) bool {
	if event.IsNull(t.Price) || event.IsNull(t.Amount) {
		return false
	}
	p, value := t.Price, float64(t.Price*t.Amount)
	if bar.Trades == 0 {
		*bar = partial{Bar{Open: p, High: p, Low: p, Close: p, Volume: t.Amount, Trades: 1}, value}
		return true
	}
	bar.High, bar.Low, bar.Close = max(bar.High, p), min(bar.Low, p), p
	bar.Volume += t.Amount
	bar.value += value
	bar.Trades++
	return true
}

func finish(bar *partial) Bar {
	null := event.Null()
	if bar.Trades == 0 {
		return Bar{Open: null, High: null, Low: null, Close: null, Volume: null, VWAP: null}
	}
	done := bar.Bar
	done.VWAP = null
	if done.Volume != 0 {
		done.VWAP = bar.value / done.Volume
	}
	return done
}

// flat is the bar of a window without trades.
func flat(previous *Bar) Bar {
	p := previous.Close
	return Bar{Open: p, High: p, Low: p, Close: p, VWAP: p}
}
