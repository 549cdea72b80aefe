// Package window holds aggregates of one number over windows.
package window

import (
	"errors"
	"fmt"
	"time"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// Params are the params of the definitions of this package.
type Params struct {
	Window     param.Span    `example:"1m" doc:"length of the window: a duration, or a number of events such as 100 events; 1m by default, none for kind: session"`
	Kind       string        `default:"sliding" enum:"sliding,tumbling,session" doc:"sliding: a value at every event over (t-window, t], or over the last events; tumbling: one per window [k*window, (k+1)*window); session: one per run of events none of which comes more than gap after the one before"`
	Gap        time.Duration `check:"positive" example:"30s" doc:"for kind: session, which must have it: how long nothing must come for a session to end"`
	CloseDelay time.Duration `default:"2s" check:"nonnegative" doc:"how long after its end, by receipt, a window that tumbles or a session waits for events"`
}

// complete fills in the window by default, and says what does not go together.
func (p *Params) complete() error {
	isSession, given := p.Kind == "session", p.Window != param.Span{}
	switch {
	case isSession && given:
		return errors.New("window: a session has no length, only a gap: leave window out")
	case isSession && p.Gap == 0:
		return errors.New("gap: a session window needs one, such as gap: 30s")
	case !isSession && p.Gap > 0:
		return fmt.Errorf("gap: a %s window has a length, window, and no gap: leave gap out, or say kind: session", p.Kind)
	case p.Kind == "tumbling" && p.Window.Events > 0:
		return fmt.Errorf("window: a tumbling window is a length of time, not %s; bars.tick makes bars of so many trades", p.Window)
	case !isSession && !given:
		p.Window.Duration = time.Minute
	}
	return nil
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
	Skew     = define("skew", "population skewness of the values", "sqrt(n) * sum of (x - mean)^3 / (sum of (x - mean)^2)^1.5, null where the values are equal,", stream.Skew())
	StdDev   = define("stddev", "population standard deviation of the values", "sqrt(sum of (x - mean)^2 / n)", stream.StdDev())
)

const ranks = "lo + (h - floor(h))*(hi - lo), h = (n-1)*q, lo and hi the x of rank floor(h) and ceil(h) in order of size, from 0,"

// Median is window.median.
var Median = feature.Define(
	meta("median", "median of the values", "q = 0.5: "+ranks, ""),
	func(b *feature.Builder, p Params) stream.Of[float64] {
		return over(b, feature.Number(b), &p, &p, quantile(0.5))
	},
)

// Quantile is window.quantile.
var Quantile = feature.Define(
	meta("quantile", "quantile, by linear interpolation, of the values", ranks, ", q: 0.9"),
	func(b *feature.Builder, p QuantileParams) stream.Of[float64] {
		return over(b, feature.Number(b), &p.Params, &p, quantile(p.Q))
	},
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
		return over(b, feature.Number(b), &p, &p, merged(m))
	})
}

// aggregate is how the values of windows become one, for each kind of window.
type aggregate[T, A any] struct {
	fold  stream.Fold[T, A, float64] // of those that close
	slide func(x stream.Of[T], window param.Span) stream.Of[float64]
}

func merged[T, A any](m stream.Monoid[T, A, float64]) aggregate[T, stream.Folded[A]] {
	return aggregate[T, stream.Folded[A]]{
		stream.FoldOf(m),
		func(x stream.Of[T], window param.Span) stream.Of[float64] { return stream.SlideOver(x, window, m) },
	}
}

func quantile(q float64) aggregate[float64, stream.Collected] {
	return aggregate[float64, stream.Collected]{
		stream.QuantileFold(q),
		func(x stream.Of[float64], window param.Span) stream.Of[float64] { return stream.Quantile(x, window, q) },
	}
}

// over aggregates a stream over windows. p are the params of the window, among all of
// the definition.
func over[T, A any](b *feature.Builder, in stream.Of[T], p *Params, all any, a aggregate[T, A]) stream.Of[float64] {
	if err := p.complete(); err != nil {
		b.Err(err)
		return stream.Leaf[float64]()
	}
	b.Canonical(all)
	switch p.Kind {
	case "tumbling":
		return stream.Tumble(in, stream.Tumbling{Window: p.Window.Duration, CloseDelay: p.CloseDelay}, a.fold)
	case "session":
		return stream.Sessions(in, stream.Session{Gap: p.Gap, CloseDelay: p.CloseDelay}, a.fold)
	}
	return a.slide(in, p.Window)
}
