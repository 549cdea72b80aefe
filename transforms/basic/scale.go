package basic

import (
	"math"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// ScaleParams are the params of [MinMax] and [ZScore].
type ScaleParams struct {
	Window time.Duration `default:"1m" check:"positive" doc:"length of the sliding window"`
}

// MinMax is transform.min_max.
var MinMax = feature.Define(feature.Meta{
	Name: "transform.min_max",
	Doc:  "where a value lies between the smallest and the largest of a sliding window, from 0 to 1",
	Formula: "(x - min)/(max - min), min and max of the values in (t-window, t], that of now among them; " +
		"0.5 where max = min; null where x is",
	Inputs:  oneNumber,
	Example: "place: {definition: transform.min_max, inputs: [mid], params: {window: 1m}}",
}, func(b *feature.Builder, p ScaleParams) stream.Of[float64] {
	x := feature.Number(b)
	return stream.Map2(x, stream.Slide(x, p.Window, stream.Extremes()), func(x *float64, r *stream.Range) float64 {
		switch {
		case event.IsNull(*x):
			return event.Null()
		case r.Max == r.Min:
			return 0.5
		}
		return (*x - r.Min) / (r.Max - r.Min)
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
	return stream.Map2(x, stream.Slide(x, p.Window, stream.Distribution()), func(x *float64, m *stream.Moments) float64 {
		std := math.Sqrt(m.M2 / m.N)
		if event.IsNull(*x) || std == 0 {
			return event.Null()
		}
		return (*x - m.Mean) / std
	})
})
