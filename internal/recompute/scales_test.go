package recompute

import (
	"fmt"
	"testing"
	"time"
)

// How near values must be that are measured by what is itself a difference of prices,
// and has few digits left; and slopes, which are large where that is next to nothing.
const (
	scaledNear = 1e-6
	slopeNear  = 1e-5
)

// scaleFeatures are measures of a value by those before it.
func scaleFeatures() []named {
	const hour = 60 * minute
	newYork := -4 * hour // in summer
	return []named{
		mid(),
		onNumber("place", "transform.min_max", "mid", "window: 5s", func(in column) *series { return scaled(in, 5*second, minMax) }).within(scaledNear),
		onNumber("place_amount", "transform.min_max", "trades.amount", "window: 700ms", func(in column) *series { return scaled(in, 700*millisecond, minMax) }),
		onNumber("score", "transform.zscore", "mid", "window: 5s", func(in column) *series { return scaled(in, 5*second, zscore) }).within(scaledNear),
		onNumber("skew", "window.skew", "mid", "window: 5s", func(in column) *series { return sliding(in, 5*second, skewness) }).within(scaledNear),
		onNumber("skew_amount", "window.skew", "trades.amount", "window: 2s", func(in column) *series { return sliding(in, 2*second, skewness) }).within(scaledNear),
		onNumber("grown", "transform.return", "mid", "by: 1500ms", func(in column) *series { return returns(in, lagTime(in, 1500*millisecond), growth) }).within(cancelled),
		onNumber("grown_7", "transform.return", "place_amount", "by: 7 events", func(in column) *series { return returns(in, lagEvents(in, 7), growth) }).within(scaledNear),
		onNumber("grown_log", "transform.return", "mid", "by: 3 events, log: true", func(in column) *series { return returns(in, lagEvents(in, 3), logGrowth) }).within(cancelled),
		onNumber("above", "window.mean", "grown_log", "window: 2s", func(in column) *series { return sliding(in, 2*second, aggregates["mean"]) }).within(cancelled),
		onNumber("all", "transform.cumsum", "trades.amount", "", func(in column) *series { return cumSum(in, func(_, _ int64) bool { return true }) }),
		onNumber("today", "transform.cumsum", "grown", "reset: day", func(in column) *series {
			return cumSum(in, func(t, now int64) bool { return floor(t, 24*hour) == floor(now, 24*hour) })
		}).within(scaledNear),
		{name: "hour", yaml: "{definition: time.hour, inputs: [quotes], params: {zone: America/New_York}}", plain: func(m *market) *series {
			return clock(m.get("quotes"), newYork, time.Time.Hour)
		}},
		{name: "minute", yaml: "{definition: time.minute, inputs: [place]}", plain: func(m *market) *series {
			return clock(m.get("place"), 0, time.Time.Minute)
		}},
		{name: "weekday", yaml: "{definition: time.weekday, inputs: [trades], params: {zone: Asia/Kolkata}}", plain: func(m *market) *series {
			return clock(m.get("trades"), 5*hour+30*minute, func(t time.Time) int { return (int(t.Weekday()) + 6) % 7 })
		}},
		{name: "session", yaml: "{definition: time.session, inputs: [trades], params: {zone: America/New_York, open: '18:00', close: '17:00'}}", plain: func(m *market) *series {
			return session(m.get("trades"), newYork, 18*hour, 23*hour)
		}},
		{name: "vwap", yaml: "{definition: price.vwap, params: {window: 3s}}", plain: func(m *market) *series { return vwap(m.get("trades"), 3*second) }},
		{name: "realized", yaml: "{definition: volatility.realized, inputs: [mid], params: {window: 3s}}", plain: func(m *market) *series { return realized(ofMid(m), 3*second) }, near: cancelled},
	}
}

// pairFeatures are of two numbers: of one stream, of two, of what comes of one another.
func pairFeatures() []named {
	list := []named{mid(), onNumber("moves", "transform.unique", "trades.price", "", unique)}
	for name, f := range map[string]func(x, y []float64) float64{"cov": covariance, "corr": correlation, "beta": slope} {
		for i, in := range [][2]string{{"mid.mid_price", "trades.price"}, {"trades.amount", "trades.price"}, {"moves.value", "trades.price"}} {
			x, y := in[0], in[1]
			near := scaledNear
			if name == "beta" {
				near = slopeNear
			}
			list = append(list, named{
				name: fmt.Sprintf("%s_%d", name, i), near: near,
				yaml: fmt.Sprintf("{definition: window.%s, inputs: [%s, %s], params: {window: 1500ms}}", name, x, y),
				plain: func(m *market) *series {
					return paired(m.fieldOf(x), m.fieldOf(y), 1500*millisecond, f)
				},
			})
		}
	}
	return list
}

// activityFeatures are bars of so many trades, or of so much traded.
func activityFeatures() []named {
	bars := func(name, definition, threshold string, plain func(trades *series) *series) named {
		return named{
			name: name, yaml: fmt.Sprintf("{definition: bars.%s, params: {threshold: %s}}", definition, threshold),
			plain: func(m *market) *series { return plain(m.get("trades")) },
		}
	}
	return []named{
		bars("ticks", "tick", "13", func(trades *series) *series {
			return activity(trades, 13, func(_, _ float64) float64 { return 1 })
		}),
		bars("volumes", "volume", "2.5", func(trades *series) *series {
			return activity(trades, 2.5, func(_, amount float64) float64 { return amount })
		}),
		bars("values", "dollar", "150000", func(trades *series) *series {
			return activity(trades, 150000, func(price, amount float64) float64 { return price * amount })
		}),
		onNumber("close_mean", "window.mean", "ticks.close", "window: 5s", func(in column) *series { return sliding(in, 5*second, aggregates["mean"]) }),
	}
}

// TestScales compares what measures values by others, of one stream and of two.
func TestScales(t *testing.T) {
	for _, group := range []struct {
		name     string
		features []named
	}{
		{"scale", scaleFeatures()},
		{"pairs", pairFeatures()},
		{"activity", activityFeatures()},
	} {
		for _, name := range captures {
			t.Run(group.name+"/"+name, func(t *testing.T) {
				single(t, name, group.features).check(t)
			})
		}
	}
}
