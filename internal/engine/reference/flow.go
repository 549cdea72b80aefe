package reference

import (
	"github.com/featurizer/featurizer/event"
)

func makeOrderFlow(m *making) {
	m.wants("bid", "bid_size", "ask", "ask_size")
	m.gives("ofi")
	span, events := m.params.span("window", "10s")
	m.node.span = span
	if events > 0 {
		m.node.counts = events + 1 // what the first contributes takes the one before it
	}
	m.node.formula = orderFlow{slide{span: span, events: events, need: 1, value: sum}}
}

// orderFlow is the sum of what each quote of a window adds to the bids and takes
// from the asks.
type orderFlow struct{ slide }

type flowMemory struct {
	last   []event.Value // of the last quote
	window any           // of what quotes contributed
}

func (f orderFlow) step(memory any, m *moment) (any, []cell) {
	s, _ := memory.(flowMemory)
	e := event.Value{} // what the quote contributes
	if s.last != nil && isKnown(entry{args: s.last}, 4) && isKnown(entry{args: m.args}, 4) {
		e = event.Float(contribution(quoteOf(s.last), quoteOf(m.args)))
	}
	window, cells := f.slide.step(s.window, &moment{time: m.time, args: []event.Value{e}})
	return flowMemory{m.args, window}, cells
}

func quoteOf(v []event.Value) quote {
	return quote{v[0].Float(), v[1].Float(), v[2].Float(), v[3].Float()}
}

func contribution(last, now quote) float64 {
	given := func(counts bool, size float64) float64 {
		if counts {
			return size
		}
		return 0
	}
	bids := given(now.bid >= last.bid, now.bidSize) - given(now.bid <= last.bid, last.bidSize)
	return bids - given(now.ask <= last.ask, now.askSize) + given(now.ask >= last.ask, last.askSize)
}
