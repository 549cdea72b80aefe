package volatility

import (
	"math"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/features/price"
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// Returned is the output of [Realized].
type Returned struct {
	Volatility float64 `doc:"as a part of the price; over the window, not a year"`
}

// RealizedParams are the params of [Realized].
type RealizedParams struct {
	Window param.Span `default:"1m" doc:"length of the sliding window: a duration, or a number of events such as 100 events"`
}

// Realized is volatility.realized (Andersen, Bollerslev, Diebold and Labys, Modeling
// and forecasting realized volatility, 2003).
var Realized = feature.Define(feature.Meta{
	Name: "volatility.realized",
	Doc:  "how much a price has moved over a sliding window, return by return",
	Formula: "sqrt(sum of r^2) over the returns in (t-window, t]; r = log(p/last p), last p the input before, its time that of p; " +
		"an input that is null or not above 0 has none, nor has the one after it; null where there is none in the window",
	Inputs:  "a number (default: price.mid_price of the only market.quote)",
	Example: "realized_1m: {definition: volatility.realized, inputs: [mid], params: {window: 1m}}",
}, func(b *feature.Builder, p RealizedParams) stream.Of[Returned] {
	prices := feature.NumberOr(b, price.MidPrice)
	squares := stream.Successive(prices, squaredReturn)
	return stream.Chained(stream.SlideOver(squares, p.Window, stream.Then(stream.Sum(), func(sum float64) Returned {
		return Returned{math.Sqrt(sum)}
	})))
})

// squaredReturn is null where one of the prices is none to reckon with.
func squaredReturn(last, p *float64) float64 {
	if last == nil || !(*last > 0 && *p > 0) { // a null is not above 0
		return event.Null()
	}
	r := fmath.Log(*p / *last)
	return float64(r * r)
}
