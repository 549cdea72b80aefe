package recompute

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// mid is what most other features stand on.
func mid() named {
	return named{name: "mid", yaml: "{definition: price.mid_price, inputs: [quotes]}", plain: func(m *market) *series { return midPrice(m.get("quotes")) }}
}

func ofMid(m *market) column { return m.number("mid", "mid_price") }

// onNumber is a feature of one number.
func onNumber(name, definition, input, params string, plain func(in column) *series) named {
	from, field, _ := strings.Cut(input, ".") // the field of a join has dots itself
	return named{
		name: name, yaml: fmt.Sprintf("{definition: %s, inputs: [%s], params: {%s}}", definition, input, params),
		plain: func(m *market) *series { return plain(m.number(from, field)) },
	}
}

func (f named) within(near float64) named { f.near = near; return f }

// priceFeatures are those made of one quote or of a window of trades by value.
func priceFeatures() []named {
	return []named{
		mid(),
		{name: "spread", yaml: "{definition: spread.relative, inputs: [quotes]}", plain: func(m *market) *series { return relativeSpread(m.get("quotes")) }},
		{name: "micro", yaml: "{definition: book.microprice}", plain: func(m *market) *series { return microprice(m.get("quotes")) }},
		{name: "tvi", yaml: "{definition: flow.trade_volume_imbalance, inputs: [trades], params: {window: 10s}}", plain: func(m *market) *series { return imbalance(m.get("trades"), 10*second) }, near: cancelled},
		{name: "tvi_short", yaml: "{definition: flow.trade_volume_imbalance, params: {window: 300ms}}", plain: func(m *market) *series { return imbalance(m.get("trades"), 300*millisecond) }, near: cancelled},
		{name: "tvi_default", yaml: "{definition: flow.trade_volume_imbalance}", plain: func(m *market) *series { return imbalance(m.get("trades"), minute) }, near: cancelled},
		volatility("vol_1s", "inputs: [mid], params: {window: 1s}", second),
		volatility("vol_10s", "inputs: [mid.mid_price], params: {window: 10s}", 10*second),
		volatility("vol_default", "", minute),
	}
}

// cancelled is how near values must be where sums or squares of much larger
// numbers cancel. Prices are near 1e5, one unit in the last place of which is
// 1.5e-11, so a deviation or a difference of them that is near zero has no more
// than its first ten digits. The largest error measured is a seventh of it.
const cancelled = 1e-10

func volatility(name, rest string, window int64) named {
	if rest != "" {
		rest = ", " + rest
	}
	return named{name: name, yaml: "{definition: volatility.stddev" + rest + "}", near: cancelled, plain: func(m *market) *series {
		s := *sliding(ofMid(m), window, aggregates["stddev"])
		s.fields = []string{"volatility"}
		return &s
	}}
}

// transformFeatures are transforms of the mid price and of one another.
func transformFeatures() []named {
	return []named{
		mid(),
		onNumber("diff", "transform.diff", "mid", "window: 5s", func(in column) *series { return diff(in, 5*second, false) }),
		onNumber("diff_rel", "transform.diff", "mid", "window: 700ms, relative: true", func(in column) *series { return diff(in, 700*millisecond, true) }),
		onNumber("lag_time", "transform.lag", "mid", "by: 1500ms", func(in column) *series { return lagTime(in, 1500*millisecond) }),
		onNumber("lag_7", "transform.lag", "mid", "by: 7 events", func(in column) *series { return lagEvents(in, 7) }),
		onNumber("ewma_tau", "transform.ewma", "mid", "tau: 2s", func(in column) *series { return ewma(in, 2e9) }),
		onNumber("ewma_half", "transform.ewma", "trades.amount", "halflife: 3s", func(in column) *series { return ewma(in, 3e9/math.Ln2) }),
		onNumber("each_250ms", "transform.sample", "mid", "every: 250ms", func(in column) *series { return sample(in, 250*millisecond) }),
		onNumber("calm", "transform.throttle", "mid", "every: 400ms", func(in column) *series { return throttle(in, 400*millisecond) }),
		onNumber("moves", "transform.unique", "mid", "", unique),
		onNumber("prices", "transform.unique", "trades.price", "", unique),
	}
}

// chainFeatures are transforms above transforms: the warm-up of a path.
func chainFeatures() []named {
	return []named{
		mid(),
		onNumber("moves", "transform.unique", "mid", "", unique),
		onNumber("a_diff", "transform.diff", "lag_3", "window: 2s", func(in column) *series { return diff(in, 2*second, false) }).within(cancelled),
		onNumber("a_lag", "transform.lag", "a_diff", "by: 1s", func(in column) *series { return lagTime(in, second) }).within(cancelled),
		onNumber("lag_3", "transform.lag", "vol", "by: 3 events", func(in column) *series { return lagEvents(in, 3) }).within(cancelled),
		onNumber("lag_lag", "transform.lag", "lag_3", "by: 2 events", func(in column) *series { return lagEvents(in, 2) }).within(cancelled),
		onNumber("vol", "window.stddev", "moves", "window: 4s", func(in column) *series { return sliding(in, 4*second, aggregates["stddev"]) }).within(cancelled),
		onNumber("sampled", "transform.sample", "vol", "every: 1s", func(in column) *series { return sample(in, second) }).within(cancelled),
		onNumber("smooth", "transform.ewma", "sampled", "tau: 5s", func(in column) *series { return ewma(in, 5e9) }).within(cancelled),
		onNumber("largest", "window.max", "sampled", "window: 3s", func(in column) *series { return sliding(in, 3*second, aggregates["max"]) }).within(cancelled),
		onNumber("again", "transform.sample", "sampled", "every: 2s", func(in column) *series { return sample(in, 2*second) }).within(cancelled),
		onNumber("rare", "transform.throttle", "smooth", "every: 3s", func(in column) *series { return throttle(in, 3*second) }).within(cancelled),
		onNumber("sampled_max", "window.max", "sampled", "kind: tumbling, window: 4s", func(in column) *series {
			return tumblingOf(in, bucketing{length: 4 * second, delay: 2 * second}, "max")
		}).within(cancelled),
		onNumber("vol_mean", "window.mean", "vol", "kind: tumbling, window: 3s", func(in column) *series {
			return tumblingOf(in, bucketing{length: 3 * second, delay: 2 * second}, "mean")
		}).within(cancelled),
	}
}

func aggregateNames() []string {
	var names []string
	for name := range aggregates {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// nearOf is the tolerance of an aggregate: only these two cancel.
func nearOf(aggregate string) float64 {
	if aggregate == "stddev" || aggregate == "variance" {
		return cancelled
	}
	return 0
}

// paramsOf returns the params that an aggregate needs besides those of its window.
func paramsOf(aggregate string) string {
	if aggregate == "quantile" {
		return ", q: 0.9"
	}
	return ""
}

func slidingFeatures(input string, window int64) []named {
	var list []named
	if input == "mid" {
		list = append(list, mid())
	}
	for _, name := range aggregateNames() {
		params := fmt.Sprintf("window: %dms", window/millisecond) + paramsOf(name)
		list = append(list, onNumber("w_"+name, "window."+name, input, params, func(in column) *series {
			return sliding(in, window, aggregates[name])
		}).within(nearOf(name)))
	}
	return list
}

func eventsFeatures(input string, n int) []named {
	list := []named{mid()}
	for _, name := range aggregateNames() {
		params := fmt.Sprintf("window: %d events", n) + paramsOf(name)
		list = append(list, onNumber("e_"+name, "window."+name, input, params, func(in column) *series {
			return slidingEvents(in, n, aggregates[name])
		}).within(nearOf(name)))
	}
	return list
}

// sessionFeatures are sessions of an input, and what stands on one of them.
func sessionFeatures(input string, gap, delay int64) []named {
	list := []named{mid()}
	for _, name := range aggregateNames() {
		params := fmt.Sprintf("kind: session, gap: %dms, close_delay: %dms", gap/millisecond, delay/millisecond) + paramsOf(name)
		list = append(list, onNumber("s_"+name, "window."+name, input, params, func(in column) *series {
			return sessions(in, gap, delay, aggregates[name])
		}).within(nearOf(name)))
	}
	return append(
		list,
		onNumber("u_mean", "window.max", "s_sum", "window: 3s", func(in column) *series { return sliding(in, 3*second, aggregates["max"]) }),
		onNumber("u_count", "window.count", "s_last", "kind: session, gap: 700ms", func(in column) *series {
			return sessions(in, 700*millisecond, 2*second, aggregates["count"])
		}),
		onNumber("u_top", "window.max", "s_max", "kind: tumbling, window: 1s", func(in column) *series {
			return tumblingOf(in, bucketing{length: second, delay: 2 * second}, "max")
		}),
	)
}

func tumblingFeatures(input string, b bucketing) []named {
	var list []named
	if input == "mid" {
		list = append(list, mid())
	}
	for _, name := range aggregateNames() {
		params := fmt.Sprintf("kind: tumbling, window: %dms, close_delay: %dms", b.length/millisecond, b.delay/millisecond) + paramsOf(name)
		list = append(list, onNumber("t_"+name, "window."+name, input, params, func(in column) *series {
			return tumblingOf(in, b, name)
		}).within(nearOf(name)))
	}
	return list
}

func bar(name string, b bucketing) named { return barOf(name, "trades", b) }

func barOf(name, trades string, b bucketing) named {
	fill := "none"
	if b.fill {
		fill = "previous"
	}
	return named{
		name: name,
		yaml: fmt.Sprintf("{definition: bars.ohlcv, inputs: [%s], params: {window: %dns, fill: %s, close_delay: %dns}}",
			trades, b.length, fill, b.delay),
		plain: func(m *market) *series { return bars(m.get(trades), b) },
	}
}

// barFeatures are bars and what stands on them.
func barFeatures() []named {
	return []named{
		bar("bars_100ms", bucketing{length: 100 * millisecond, delay: 0}),
		bar("bars_100ms_full", bucketing{length: 100 * millisecond, delay: 0, fill: true}),
		bar("bars_1s", bucketing{length: second, delay: 2 * second}),
		bar("bars_1s_full", bucketing{length: second, delay: 100 * millisecond, fill: true}),
		bar("bars_7s", bucketing{length: 7 * second, delay: 3 * second, fill: true}),
		{name: "bars_default", yaml: "{definition: bars.ohlcv}", plain: func(m *market) *series { return bars(m.get("trades"), bucketing{length: minute, delay: 2 * second}) }},
		onNumber("close_mean", "window.mean", "bars_1s.close", "window: 5s", func(in column) *series { return sliding(in, 5*second, aggregates["mean"]) }),
		onNumber("close_lag", "transform.lag", "bars_1s_full.close", "by: 3s", func(in column) *series { return lagTime(in, 3*second) }),
		onNumber("close_before", "transform.lag", "bars_1s.close", "by: 2 events", func(in column) *series { return lagEvents(in, 2) }),
		onNumber("volume_each", "transform.sample", "bars_100ms.volume", "every: 1s", func(in column) *series { return sample(in, second) }),
	}
}

// nestedFeatures are tumbling windows above tumbling windows, with names that come
// before those of what they stand on, and windows beside them that close with
// them: what closes at one end is one sub-step.
func nestedFeatures() []named {
	return []named{
		bar("bars_100ms", bucketing{length: 100 * millisecond, delay: 0}),
		bar("bars_1s", bucketing{length: second, delay: 2 * second}),
		bar("bars_1s_full", bucketing{length: second, delay: 100 * millisecond, fill: true}),
		onNumber("a_high", "window.max", "bars_1s.high", "kind: tumbling, window: 10s, close_delay: 0s", func(in column) *series {
			return tumblingOf(in, bucketing{length: 10 * second}, "max")
		}),
		onNumber("b_count", "window.sum", "bars_100ms.trades", "kind: tumbling, window: 1s, close_delay: 500ms", func(in column) *series {
			return tumblingOf(in, bucketing{length: second, delay: 500 * millisecond}, "sum")
		}),
		onNumber("c_bars", "window.count", "bars_1s_full.close", "kind: tumbling, window: 3s, close_delay: 100ms", func(in column) *series {
			return tumblingOf(in, bucketing{length: 3 * second, delay: 100 * millisecond}, "count")
		}),
		onNumber("d_highs", "window.min", "a_high", "kind: tumbling, window: 30s", func(in column) *series {
			return tumblingOf(in, bucketing{length: 30 * second, delay: 2 * second}, "min")
		}),
		expr("e_mixed", "bars_100ms.close / b_count.value", "bars_100ms, b_count", func(x []float64) value { return num(divide(x[0], x[1])) }, func(m *market) []part {
			return []part{m.fields("bars_100ms", "close"), m.all("b_count")}
		}),
		onNumber("f_mixed", "window.max", "e_mixed", "kind: tumbling, window: 2s, close_delay: 0s", func(in column) *series {
			return tumblingOf(in, bucketing{length: 2 * second}, "max")
		}),
	}
}

// TestDefinitions compares every definition over one input on every capture.
func TestDefinitions(t *testing.T) {
	for _, group := range []struct {
		name     string
		features []named
	}{
		{"price", priceFeatures()},
		{"transform", transformFeatures()},
		{"chain", chainFeatures()},
		{"sliding mid", slidingFeatures("mid", 2*second)},
		{"sliding amount", slidingFeatures("trades.amount", 5*second)},
		{"sliding price", slidingFeatures("trades.price", 900*millisecond)},
		{"events mid", eventsFeatures("mid", 50)},
		{"events amount", eventsFeatures("trades.amount", 7)},
		{"sessions mid", sessionFeatures("mid", 40*millisecond, 0)},
		{"sessions amount", sessionFeatures("trades.amount", 100*millisecond, 2*second)},
		{"tumbling mid", tumblingFeatures("mid", bucketing{length: second, delay: 2 * second})},
		{"tumbling amount", tumblingFeatures("trades.amount", bucketing{length: 250 * millisecond, delay: 0})},
		{"bars", barFeatures()},
		{"nested", nestedFeatures()},
		{"join", joinFeatures()},
		{"expr", exprFeatures()},
	} {
		for _, name := range captures {
			t.Run(group.name+"/"+name, func(t *testing.T) {
				single(t, name, group.features).check(t)
			})
		}
	}
}
