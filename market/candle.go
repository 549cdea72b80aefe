package market

import "github.com/featurizer/featurizer/source"

// Candle is what a venue tells of the trades of one interval, over and over while it
// lasts. A number that it does not tell is null.
type Candle struct {
	OpenTime  Moment  `doc:"when the interval begins, in nanoseconds since the Unix epoch"`
	CloseTime Moment  `doc:"when it ends, as the venue says it: at some the last moment in it, at others the first after it"`
	Interval  string  `doc:"length of the interval in the venue's words, such as 1m"`
	Open      float64 `doc:"price of the first trade"`
	High      float64 `doc:"highest price"`
	Low       float64 `doc:"lowest price"`
	Close     float64 `doc:"price of the last trade so far"`
	Volume    float64 `doc:"traded quantity so far, in the venue's unit"`
	Trades    float64 `doc:"number of trades so far"`
	Closed    bool    `doc:"whether the interval is over: the candle is not told again"`
}

// Candles is market.candle.
var Candles = source.Define[Candle]("market.candle", "open, high, low, close and volume of intervals, as the venue makes them")
