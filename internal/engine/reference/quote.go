package reference

import "github.com/featurizer/featurizer/event"

// quote is what the formulas of a quote see: numbers, null where not known.
type quote struct{ bid, bidSize, ask, askSize float64 }

// onQuote computes one number of each two-sided quote.
type onQuote func(q quote) float64

func (f onQuote) step(_ any, m *moment) (any, []cell) {
	q := quote{m.args[0].Float(), m.args[1].Float(), m.args[2].Float(), m.args[3].Float()}
	if m.args[0].IsNull() || m.args[2].IsNull() {
		return nil, nil
	}
	return nil, []cell{number(f(q))}
}

func makeQuote(f onQuote, field string) func(*making) {
	return func(m *making) {
		m.params.oneOf("source", "quote", "book")
		m.params.read["source"] = "" // the inputs say it
		if m.ofBook(f.onTop) {
			m.gives(field)
			return
		}
		m.wants("bid", "bid_size", "ask", "ask_size")
		m.gives(field)
		m.node.formula = f
	}
}

func midPrice(q quote) float64 { return (q.bid + q.ask) / 2 }

func relativeSpread(q quote) float64 { return float64(2*(q.ask-q.bid)) / (q.ask + q.bid) }

// microprice is null where a size is not known or both are zero.
func microprice(q quote) float64 {
	total := q.bidSize + q.askSize
	if event.IsNull(q.bidSize) || event.IsNull(q.askSize) || total == 0 {
		return event.Null()
	}
	return (float64(q.bid*q.askSize) + float64(q.ask*q.bidSize)) / total
}
