// Package volatility holds features of how much a price moves.
package volatility

import (
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/features/price"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// Volatility is the output of the definitions of this package.
type Volatility struct {
	Volatility float64 `doc:"in units of the input"`
}

// StdDevParams are the params of [StdDev].
type StdDevParams struct {
	Window param.Span `default:"1m" doc:"length of the sliding window: a duration, or a number of events such as 100 events"`
}

// StdDev is volatility.stddev: the population standard deviation over a sliding
// window, by the merge of Chan, Golub and LeVeque (1979).
var StdDev = feature.Define(feature.Meta{
	Name:    "volatility.stddev",
	Doc:     "standard deviation of the input over a sliding window",
	Formula: "sqrt(sum of (x - mean)^2 / n) over the values in (t-window, t]; null where there are none",
	Inputs:  "a number (default: price.mid_price of the only market.quote)",
	Example: "vol_1m: {definition: volatility.stddev, inputs: [mid], params: {window: 1m}}",
}, func(b *feature.Builder, p StdDevParams) stream.Of[Volatility] {
	deviation := stream.Then(stream.StdDev(), func(x float64) Volatility { return Volatility{x} })
	return stream.SlideOver(feature.NumberOr(b, price.MidPrice), p.Window, deviation)
})
