// Package basic holds transforms of one number: definitions whose input the
// user names.
package basic

import (
	"errors"
	"math"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

const oneNumber = "one number: feature or feature.field"

// DiffParams are the params of [Diff].
type DiffParams struct {
	Window   param.Span `default:"1m" doc:"length of the sliding window: a duration, or a number of events such as 100 events"`
	Relative bool       `default:"false" doc:"divide by the first value"`
}

// Diff is transform.diff.
var Diff = feature.Define(feature.Meta{
	Name:    "transform.diff",
	Doc:     "difference from the first value in a sliding window",
	Formula: "x - first, first = the first value in (t-window, t] that is not null; relative: (x - first)/first, null where first = 0",
	Inputs:  oneNumber,
	Example: "change: {definition: transform.diff, inputs: [mid], params: {window: 1m}}",
}, func(b *feature.Builder, p DiffParams) stream.Of[float64] {
	if p.Relative {
		return stream.RelativeDiffOver(feature.Number(b), p.Window)
	}
	return stream.DiffOver(feature.Number(b), p.Window)
})

// LagParams are the params of [Lag].
type LagParams struct {
	By param.Span `required:"true" example:"5s" doc:"how far back: a duration, or a number of events such as 3 events"`
}

// Lag is transform.lag.
var Lag = feature.Define(feature.Meta{
	Name:    "transform.lag",
	Doc:     "the value of some time, or some events, ago",
	Formula: "by a duration: the last value with time <= t - by; by n events: the value n events before",
	Inputs:  oneNumber,
	Example: "before: {definition: transform.lag, inputs: [mid], params: {by: 5s}}",
}, func(b *feature.Builder, p LagParams) stream.Of[float64] {
	x := feature.Number(b)
	return lagged(x, p.By)
})

// lagged returns what a number was some time or some events ago.
func lagged(x stream.Of[float64], by param.Span) stream.Of[float64] {
	if by.Events > 0 {
		return stream.LagEvents(x, by.Events, event.Null())
	}
	return stream.Lag(x, by.Duration, event.Null())
}

// EwmaParams are the params of [Ewma].
type EwmaParams struct {
	Tau      time.Duration `check:"nonnegative" example:"10s" doc:"time constant: the weight of a value falls to 1/e in this time"`
	Halflife time.Duration `check:"nonnegative" example:"7s" doc:"instead of tau: the weight of a value falls to 1/2 in this time"`
}

// Ewma is transform.ewma.
var Ewma = feature.Define(feature.Meta{
	Name: "transform.ewma",
	Doc:  "exponentially weighted moving average over irregular times",
	Formula: "y = y0 + a*(x - y0), a = 1 - exp(-dt/tau), y0 the average after the last earlier time, dt the time since; " +
		"values of one time replace one another; tau = halflife/ln 2",
	Inputs:  oneNumber,
	Example: "smooth: {definition: transform.ewma, inputs: [mid], params: {halflife: 10s}}",
}, func(b *feature.Builder, p EwmaParams) stream.Of[float64] {
	x := feature.Number(b)
	switch {
	case p.Tau > 0 && p.Halflife > 0:
		b.Err(errors.New("give tau or halflife, not both"))
		return x
	case p.Tau == 0 && p.Halflife == 0:
		b.Err(errors.New("give tau or halflife, longer than 0"))
		return x
	}
	tau := float64(p.Tau)
	if p.Halflife > 0 {
		tau = float64(p.Halflife) / fmath.Log(2)
	}
	return stream.Ewma(x, tau)
})

// EveryParams are the params of [Sample] and [Throttle].
type EveryParams struct {
	Every time.Duration `default:"1s" check:"positive" doc:"length of time for which one value passes"`
}

// Sample is transform.sample.
var Sample = feature.Define(feature.Meta{
	Name:    "transform.sample",
	Doc:     "the first value of each bucket of time",
	Formula: "passes the first event of each bucket [k*every, (k+1)*every) of event time",
	Inputs:  oneNumber,
	Example: "each_second: {definition: transform.sample, inputs: [mid], params: {every: 1s}}",
}, func(b *feature.Builder, p EveryParams) stream.Of[float64] {
	return stream.Sample(feature.Number(b), p.Every)
})

// Throttle is transform.throttle.
var Throttle = feature.Define(feature.Meta{
	Name:    "transform.throttle",
	Doc:     "at most one value per length of time",
	Formula: "passes an event at least every after the last one passed",
	Inputs:  oneNumber,
	Example: "calm: {definition: transform.throttle, inputs: [mid], params: {every: 1s}}",
}, func(b *feature.Builder, p EveryParams) stream.Of[float64] {
	return stream.Throttle(feature.Number(b), p.Every)
})

// Unique is transform.unique.
var Unique = feature.Define(feature.Meta{
	Name:    "transform.unique",
	Doc:     "drops repeated values",
	Formula: "drops an event whose value equals that of the event before; null equals null",
	Inputs:  oneNumber,
	Example: "moves: {definition: transform.unique, inputs: [mid]}",
}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
	return stream.Unique(feature.Number(b), func(x, y *float64) bool {
		return *x == *y || math.IsNaN(*x) && math.IsNaN(*y)
	})
})
