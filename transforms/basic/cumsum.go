package basic

import (
	"time"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// CumSumParams are the params of [CumSum].
type CumSumParams struct {
	Reset string `default:"never" enum:"never,day" doc:"when the sum begins at 0 again: never, or with the first event of each day, UTC"`
}

// CumSum is transform.cumsum.
var CumSum = feature.Define(feature.Meta{
	Name: "transform.cumsum",
	Doc:  "running sum of a value",
	Formula: "the sum, in order, of 0 and all values since the first event, or reset: day of those whose event time is of the same UTC day; " +
		"a null adds nothing, and the sum is written",
	Inputs:  oneNumber,
	Example: "bought: {definition: transform.cumsum, inputs: [trades.amount], params: {reset: day}}",
}, func(b *feature.Builder, p CumSumParams) stream.Of[float64] {
	if p.Reset == "day" {
		return stream.CumSumOf(feature.Number(b), 24*time.Hour)
	}
	return stream.CumSum(feature.Number(b))
})
