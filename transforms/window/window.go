// Package window holds aggregates of one number over windows.
package window

import (
	"fmt"
	"time"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// Params are the params of the definitions of this package.
type Params struct {
	Window     param.Span    `default:"1m" doc:"length of the window: a duration, or a number of events such as 100 events"`
	Kind       string        `default:"sliding" enum:"sliding,tumbling" doc:"sliding: a value at every event over (t-window, t], or over the last events; tumbling: one per window [k*window, (k+1)*window)"`
	CloseDelay time.Duration `default:"2s" check:"nonnegative" doc:"how long after its end, by receipt, a tumbling window waits for events"`
}

// QuantileParams are the params of [Quantile].
type QuantileParams struct {
	Params

	Q float64 `required:"true" check:"0..1" example:"0.9" doc:"which quantile: 0 is the smallest value, 0.5 the median, 1 the largest"`
}

// The aggregates. Nulls are left out.
var (
	Count    = define("count", "number of values", "n", stream.Count())
	Sum      = define("sum", "sum of the values", "sum of x", stream.Sum())
	Mean     = define("mean", "mean of the values", "(sum of x) / n", stream.Mean())
	Min      = define("min", "smallest value", "min of x", stream.Min())
	Max      = define("max", "largest value", "max of x", stream.Max())
	First    = define("first", "first value", "the x of the smallest time", stream.First())
	Last     = define("last", "last value", "the x of the largest time", stream.Last())
	Variance = define("variance", "population variance of the values", "sum of (x - mean)^2 / n", stream.Variance())
	StdDev   = define("stddev", "population standard deviation of the values", "sqrt(sum of (x - mean)^2 / n)", stream.StdDev())
)

const ranks = "lo + (h - floor(h))*(hi - lo), h = (n-1)*q, lo and hi the x of rank floor(h) and ceil(h) in order of size, from 0,"

// Median is window.median.
var Median = feature.Define(
	meta("median", "median of the values", "q = 0.5: "+ranks, ""),
	func(b *feature.Builder, p Params) stream.Of[float64] { return quantile(b, p, 0.5) },
)

// Quantile is window.quantile.
var Quantile = feature.Define(
	meta("quantile", "quantile, by linear interpolation, of the values", ranks, ", q: 0.9"),
	func(b *feature.Builder, p QuantileParams) stream.Of[float64] { return quantile(b, p.Params, p.Q) },
)

func meta(name, doc, formula, params string) feature.Meta {
	return feature.Meta{
		Name:    "window." + name,
		Doc:     doc + " in a window",
		Formula: formula + " over the values in the window that are not null",
		Inputs:  "one number: feature or feature.field",
		Example: name + "_1m: {definition: window." + name + ", inputs: [trades.amount], params: {window: 1m" + params + "}}",
	}
}

func define[A any](name, doc, formula string, m stream.Monoid[float64, A, float64]) feature.Of[float64] {
	return feature.Define(meta(name, doc, formula, ""), func(b *feature.Builder, p Params) stream.Of[float64] {
		return over(b, p, stream.FoldOf(m), func(x stream.Of[float64]) stream.Of[float64] {
			return stream.SlideOver(x, p.Window, m)
		})
	})
}

func quantile(b *feature.Builder, p Params, q float64) stream.Of[float64] {
	return over(b, p, stream.QuantileFold(q), func(x stream.Of[float64]) stream.Of[float64] {
		return stream.Quantile(x, p.Window, q)
	})
}

// over aggregates the input over windows of the kind that is asked for.
func over[A any](b *feature.Builder, p Params, fold stream.Fold[float64, A, float64], slide func(stream.Of[float64]) stream.Of[float64]) stream.Of[float64] {
	x := feature.Number(b)
	switch {
	case p.Kind == "sliding":
		return slide(x)
	case p.Window.Events > 0:
		b.Err(fmt.Errorf("window: a tumbling window is a length of time, not %s; bars.tick makes bars of so many trades", p.Window))
		return x
	}
	return stream.Tumble(x, stream.Tumbling{Window: p.Window.Duration, CloseDelay: p.CloseDelay}, fold)
}
