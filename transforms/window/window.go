// Package window holds aggregates of one number over windows.
package window

import (
	"time"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// Params are the params of the definitions of this package.
type Params struct {
	Window     time.Duration `default:"1m" check:"positive" doc:"length of the window"`
	Kind       string        `default:"sliding" enum:"sliding,tumbling" doc:"sliding: a value at every event over (t-window, t]; tumbling: one per window [k*window, (k+1)*window)"`
	CloseDelay time.Duration `default:"2s" check:"nonnegative" doc:"how long after its end, by receipt, a tumbling window waits for events"`
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
	Skew     = define("skew", "population skewness of the values", "sqrt(n) * sum of (x - mean)^3 / (sum of (x - mean)^2)^1.5, null where the values are equal,", stream.Skew())
	StdDev   = define("stddev", "population standard deviation of the values", "sqrt(sum of (x - mean)^2 / n)", stream.StdDev())
)

func define[A any](name, doc, formula string, m stream.Monoid[float64, A, float64]) feature.Of[float64] {
	return feature.Define(feature.Meta{
		Name:    "window." + name,
		Doc:     doc + " in a window",
		Formula: formula + " over the values in the window that are not null",
		Inputs:  "one number: feature or feature.field",
		Example: name + "_1m: {definition: window." + name + ", inputs: [trades.amount], params: {window: 1m}}",
	}, func(b *feature.Builder, p Params) stream.Of[float64] {
		return aggregate(feature.Number(b), p, m)
	})
}

// aggregate emits what a monoid makes of a window of the kind that is asked for.
func aggregate[T, A any](in stream.Of[T], p Params, m stream.Monoid[T, A, float64]) stream.Of[float64] {
	if p.Kind == "tumbling" {
		return stream.Tumble(in, stream.Tumbling{Window: p.Window, CloseDelay: p.CloseDelay}, stream.FoldOf(m))
	}
	return stream.Slide(in, p.Window, m)
}
