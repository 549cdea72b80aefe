package recompute

// Prices of quotes. A quote with an absent side gives none.

func twoSided(p *point) bool { return p.values[0].kind != null && p.values[2].kind != null }

func perQuote(quotes *series, field string, f func(bid, bidSize, ask, askSize float64) float64) *series {
	return above([]string{field}, 0, quotes).each(quotes, func(i int) ([]value, bool) {
		p := &quotes.points[i]
		v := p.values
		return []value{num(f(v[0].x, v[1].x, v[2].x, v[3].x))}, twoSided(p)
	})
}

func midPrice(quotes *series) *series {
	return perQuote(quotes, "mid_price", func(bid, _, ask, _ float64) float64 { return (bid + ask) / 2 })
}

func relativeSpread(quotes *series) *series {
	return perQuote(quotes, "spread", func(bid, _, ask, _ float64) float64 { return 2 * (ask - bid) / (ask + bid) })
}

func microprice(quotes *series) *series {
	return perQuote(quotes, "microprice", func(bid, bidSize, ask, askSize float64) float64 {
		return (bid*askSize + ask*bidSize) / (bidSize + askSize)
	})
}
