package recompute

import (
	"math"
	"slices"
)

// expr is a feature of an expression with what it means, nulls as NaN.
func expr(name, text, inputs string, f func(x []float64) value, parts func(m *market) []part) named {
	return named{
		name: name, yaml: "{expr: \"" + text + "\", inputs: [" + inputs + "]}",
		plain: func(m *market) *series { return expression(f, parts(m)...) },
	}
}

// known tells whether none is null.
func known(x ...float64) bool {
	return !slices.ContainsFunc(x, math.IsNaN)
}

// isIf is a truth where all that it is about is known.
func isIf(b bool, about ...float64) value {
	if !known(about...) {
		return value{}
	}
	return is(b)
}

// or is coalesce of two.
func or(x, y float64) float64 {
	if math.IsNaN(x) {
		return y
	}
	return x
}

func divide(x, y float64) float64 {
	if y == 0 {
		return nan
	}
	return x / y
}

// least and most are null where one is.
func least(x, y float64) float64 {
	if !known(x, y) {
		return nan
	}
	return math.Min(x, y)
}

func most(x, y float64) float64 { return -least(-x, -y) }

func quotesOf(m *market) []part { return []part{m.all("quotes")} }

// exprFeatures are expressions over sources, features and windows.
func exprFeatures() []named {
	midAndTrades := func(m *market) []part { return []part{m.all("mid"), m.fields("trades", "price", "amount")} }
	return append(logicFeatures(),
		mid(),
		bar("bars", bucketing{length: second, delay: 500 * millisecond}),
		expr("micro", "(bid*ask_size + ask*bid_size) / (bid_size + ask_size)", "quotes", func(x []float64) value {
			return num((x[0]*x[3] + x[2]*x[1]) / (x[1] + x[3]))
		}, quotesOf),
		expr("order", "bid - ask * 2 + 3 / 4 - -1 - (bid - 10)", "quotes", func(x []float64) value {
			return num(x[0] - x[2]*2 + 3.0/4 + 1 - (x[0] - 10))
		}, quotesOf).within(cancelled),
		expr("functions", "log(bid) + exp(-bid_size) + sqrt(ask_size) + abs(bid - ask) + floor(ask / 7) + pow(bid_size, 0.5)", "quotes", func(x []float64) value {
			return num(math.Log(x[0]) + math.Exp(-x[1]) + math.Sqrt(x[3]) + math.Abs(x[0]-x[2]) + math.Floor(x[2]/7) + math.Pow(x[1], 0.5))
		}, quotesOf),
		expr("extremes", "min(bid_size, ask_size) / max(bid_size, ask_size)", "quotes", func(x []float64) value {
			return num(least(x[1], x[3]) / most(x[1], x[3]))
		}, quotesOf),
		expr("away", "(price - mid_price) / mid_price", "mid, trades", func(x []float64) value {
			return num((x[1] - x[0]) / x[0])
		}, midAndTrades).within(1e-15),
		expr("of_bars", "bars.close - mid.mid_price + bars.trades", "bars, mid", func(x []float64) value {
			return num(x[0] - x[2] + x[1])
		}, func(m *market) []part { return []part{m.fields("bars", "close", "trades"), m.all("mid")} }).within(cancelled),
		expr("overflow", "exp(bid) - exp(ask)", "quotes", func([]float64) value { return value{} }, quotesOf),
		expr("through_infinity", "1 / exp(bid) + bid_size", "quotes", func(x []float64) value { return num(x[1]) }, quotesOf),
		expr("no_root", "sqrt(bid - ask)", "quotes", func(x []float64) value { return num(math.Sqrt(x[0] - x[2])) }, quotesOf),
		expr("no_ratio", "bid_size / (floor(ask_size) - floor(ask_size / 2) * 2)", "quotes", func(x []float64) value {
			return num(divide(x[1], math.Floor(x[3])-math.Floor(x[3]/2)*2))
		}, quotesOf),
		onNumber("expr_mean", "window.mean", "away", "window: 1s", func(in column) *series { return sliding(in, second, aggregates["mean"]) }).within(1e-15),
		onNumber("expr_tumble", "window.last", "of_bars", "kind: tumbling, window: 2s, close_delay: 100ms", func(in column) *series {
			return tumblingOf(in, bucketing{length: 2 * second, delay: 100 * millisecond}, "last")
		}).within(cancelled),
	)
}

// logicFeatures are expressions with comparisons, truths and nulls. Truths of the
// trades are null before the first quote or trade.
func logicFeatures() []named {
	trades := func(m *market) []part {
		return []part{m.fields("quotes", "bid", "ask"), m.fields("trades", "price", "amount")}
	}
	return []named{
		expr("heavier", "bid_size > ask_size", "quotes", func(x []float64) value { return isIf(x[1] > x[3], x[1], x[3]) }, quotesOf),
		expr("inside", "price >= bid && price <= ask && !(amount == 0.001)", "quotes, trades", func(x []float64) value {
			return isIf(x[2] >= x[0] && x[2] <= x[1] && x[3] != 0.001, x...)
		}, trades),
		expr("outside", "price < bid || price > ask || amount != amount", "quotes, trades", func(x []float64) value {
			return isIf(x[2] < x[0] || x[2] > x[1], x...)
		}, trades),
		expr("choice", "price > (bid + ask) / 2 ? amount : -amount", "quotes, trades", func(x []float64) value {
			switch {
			case !known(x[0], x[1], x[2]):
				return value{}
			case x[2] > (x[0]+x[1])/2:
				return num(x[3])
			}
			return num(-x[3])
		}, trades),
		expr("filled", "coalesce(price, bid, 1) - coalesce(bid, ask, 2)", "quotes, trades", func(x []float64) value {
			return num(or(or(x[2], x[0]), 1) - or(or(x[0], x[1]), 2))
		}, trades).within(cancelled),
		expr("absent", "isnull(price) || isnull(bid)", "quotes, trades", func(x []float64) value { return is(!known(x[2], x[0])) }, trades),
		expr("lazy", "isnull(price) ? 0 : price / bid", "quotes, trades", func(x []float64) value {
			if !known(x[2]) {
				return num(0)
			}
			return num(x[2] / x[0])
		}, trades),
	}
}
