package recompute

// joinFeatures bring streams together: diamonds, windows with quotes, both sources.
func joinFeatures() []named {
	return []named{
		mid(),
		{name: "spread", yaml: "{definition: spread.relative, inputs: [quotes]}", plain: func(m *market) *series { return relativeSpread(m.get("quotes")) }},
		bar("bars", bucketing{length: second, delay: 0}),
		onNumber("moves", "transform.unique", "mid", "", unique),
		onNumber("lag_5", "transform.lag", "mid", "by: 5 events", func(in column) *series { return lagEvents(in, 5) }),
		volatility("vol", "inputs: [mid], params: {window: 3s}", 3*second),
		{name: "diamond", yaml: "{definition: join.latest, inputs: [spread, mid]}", plain: func(m *market) *series {
			return latest(-1, m.all("spread"), m.all("mid"))
		}},
		{name: "both", yaml: "{definition: join.latest, inputs: [trades, quotes.bid, mid]}", plain: func(m *market) *series {
			return latest(-1, m.all("trades"), m.fields("quotes", "bid"), m.all("mid"))
		}},
		{name: "at_trades", yaml: "{definition: join.latest, inputs: [mid, trades.amount, vol], params: {when: trades}}", near: cancelled, plain: func(m *market) *series {
			return latest(1, m.all("mid"), m.fields("trades", "amount"), m.all("vol"))
		}},
		{name: "at_bars", yaml: "{definition: join.latest, inputs: [trades, bars, mid], params: {when: bars}}", plain: func(m *market) *series {
			return latest(1, m.all("trades"), m.all("bars"), m.all("mid"))
		}},
		{name: "at_moves", yaml: "{definition: join.latest, inputs: [moves, bars.close, lag_5], params: {when: any}}", plain: func(m *market) *series {
			return latest(-1, m.all("moves"), m.fields("bars", "close"), m.all("lag_5"))
		}},
		{name: "known", yaml: "{definition: join.asof, inputs: [trades, mid]}", plain: func(m *market) *series {
			return asOf(0, m.all("trades"), m.all("mid"))
		}},
		{name: "fresh", yaml: "{definition: join.asof, inputs: [quotes, trades.price], params: {max_age: 20ms}}", plain: func(m *market) *series {
			return asOf(20*millisecond, m.all("quotes"), m.fields("trades", "price"))
		}},
		{name: "same_step", yaml: "{definition: join.asof, inputs: [moves, spread], params: {max_age: 1s}}", plain: func(m *market) *series {
			return asOf(second, m.all("moves"), m.all("spread"))
		}},
		{name: "move_bar", yaml: "{definition: join.asof, inputs: [moves, bars.vwap], params: {max_age: 1s}}", plain: func(m *market) *series {
			return asOf(second, m.all("moves"), m.fields("bars", "vwap"))
		}},
		{name: "bar_quote", yaml: "{definition: join.asof, inputs: [bars, quotes], params: {max_age: 5s}}", plain: func(m *market) *series {
			return asOf(5*second, m.all("bars"), m.all("quotes"))
		}},
	}
}
