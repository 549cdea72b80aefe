package basic

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// ReturnParams are the params of [Return].
type ReturnParams struct {
	By  param.Span `required:"true" example:"5s" doc:"how far back: a duration such as 5s, or a number of events such as 3 events"`
	Log bool       `default:"false" doc:"the natural logarithm of the ratio instead of the ratio less 1"`
}

// Return is transform.return.
var Return = feature.Define(feature.Meta{
	Name: "transform.return",
	Doc:  "by how much a value has grown in some time, or some events, as a part of what it was",
	Formula: "x/lag - 1, lag as transform.lag has it, null where lag = 0; log: log(x/lag), null where x or lag is not above 0; " +
		"null where x or lag is null",
	Inputs:  oneNumber,
	Example: "return_5s: {definition: transform.return, inputs: [mid], params: {by: 5s}}",
}, func(b *feature.Builder, p ReturnParams) stream.Of[float64] {
	x := feature.Number(b)
	before := lagged(x, p.By)
	if p.Log {
		return stream.Against(before, x, logReturn)
	}
	return stream.Against(before, x, simpleReturn)
})

func simpleReturn(lag, x *float64) float64 {
	if event.IsNull(*lag) || event.IsNull(*x) || *lag == 0 {
		return event.Null()
	}
	return *x / *lag - 1
}

func logReturn(lag, x *float64) float64 {
	if !(*lag > 0 && *x > 0) { // a null is neither
		return event.Null()
	}
	return fmath.Log(*x / *lag)
}
