package window

import (
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// The aggregates of two inputs. Whenever one of them fires, the latest values of both
// are a pair; one with a null is left out.
var (
	Cov = definePairs("cov", "population covariance of two numbers",
		"sum of (x - mean x)*(y - mean y) / n", stream.Cov())
	Corr = definePairs("corr", "Pearson's correlation of two numbers",
		"sum of (x - mean x)*(y - mean y) / sqrt(sum of (x - mean x)^2 * sum of (y - mean y)^2), null where x or y is the same in all,", stream.Corr())
	Beta = definePairs("beta", "slope of the first of two numbers against the second, by least squares,",
		"sum of (x - mean x)*(y - mean y) / sum of (y - mean y)^2, null where y is the same in all,", stream.Beta())
)

func definePairs(name, doc, formula string, m stream.Monoid[stream.Pair, stream.Joint, float64]) feature.Of[float64] {
	return feature.Define(feature.Meta{
		Name: "window." + name,
		Doc:  doc + " in a window",
		Formula: formula + " over the pairs in the window without a null; x is the first input, y the second; " +
			"a pair is the latest values of both, one per step in which one fires",
		Inputs:  "two numbers: feature or feature.field",
		Example: name + "_1m: {definition: window." + name + ", inputs: [mid, trades.price], params: {window: 1m}}",
	}, func(b *feature.Builder, p Params) stream.Of[float64] {
		x, y := feature.Number(b), feature.Number(b)
		pairs := stream.Map2(x, y, func(x, y *float64) stream.Pair { return stream.Pair{X: *x, Y: *y} })
		return over(b, pairs, &p, &p, merged(m))
	})
}
