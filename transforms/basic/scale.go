package basic

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// ScaleParams are the params of [MinMax] and [ZScore].
type ScaleParams struct {
	Window param.Span `default:"1m" doc:"length of the sliding window: a duration, or a number of events such as 100 events"`
}

// MinMax is transform.min_max.
var MinMax = feature.Define(feature.Meta{
	Name: "transform.min_max",
	Doc:  "where a value lies between the smallest and the largest of a sliding window, from 0 to 1",
	Formula: "(x - least)/(largest - least), least and largest of the values in (t-window, t], that of now among them; " +
		"0.5 where they are equal; null where x is",
	Inputs:  oneNumber,
	Example: "place: {definition: transform.min_max, inputs: [mid], params: {window: 1m}}",
}, func(b *feature.Builder, p ScaleParams) stream.Of[float64] {
	x := feature.Number(b)
	return stream.Against(stream.SlideOver(x, p.Window, stream.Extremes()), x, func(r *stream.Range, x *float64) float64 {
		switch {
		case event.IsNull(*x):
			return event.Null()
		case r.Largest == r.Least:
			return 0.5
		}
		return (*x - r.Least) / (r.Largest - r.Least)
	})
})

// ZScore is transform.zscore, over the mean and deviation that window.stddev has, by
// the merge of Chan, Golub and LeVeque (1979).
var ZScore = feature.Define(feature.Meta{
	Name: "transform.zscore",
	Doc:  "how many standard deviations a value lies above the mean of a sliding window",
	Formula: "(x - mean)/std, mean and population standard deviation of the values in (t-window, t], that of now among them; " +
		"null where std = 0 or x is null",
	Inputs:  oneNumber,
	Example: "surprise: {definition: transform.zscore, inputs: [mid], params: {window: 1m}}",
}, func(b *feature.Builder, p ScaleParams) stream.Of[float64] {
	x := feature.Number(b)
	return stream.Against(stream.SlideOver(x, p.Window, stream.MeanStd()), x, func(of *stream.Distribution, x *float64) float64 {
		if event.IsNull(*x) || of.Std == 0 {
			return event.Null()
		}
		return (*x - of.Mean) / of.Std
	})
})
