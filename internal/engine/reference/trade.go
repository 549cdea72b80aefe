package reference

import (
	"github.com/featurizer/featurizer/event"
)

// makeImbalance: 2*(B-S)/(B+S) of the volumes bought and sold in the window.
// A trade whose side is not known counts in neither.
func makeImbalance(m *making) {
	m.wants("price", "amount", "side")
	m.gives("tvi")
	span, events := m.params.span("window", "1m")
	m.slide(slide{span: span, events: events, need: 2, value: imbalance})
}

// volumes are what was bought and what was sold.
type volumes struct{ buy, sell float64 }

func (v volumes) plus(other volumes) volumes {
	return volumes{v.buy + other.buy, v.sell + other.sell}
}

func imbalance(w window) cell {
	lift := func(e entry) volumes {
		switch e.args[2].Text() {
		case "buy":
			return volumes{buy: traded(e)}
		case "sell":
			return volumes{sell: traded(e)}
		}
		return volumes{}
	}
	v, ok := fold(w, lift, volumes.plus)
	if !ok || v.buy+v.sell == 0 {
		return cell{}
	}
	return number(float64(2*(v.buy-v.sell)) / (v.buy + v.sell))
}

// traded is the volume of a trade in quote units, rounded before it is added.
func traded(e entry) float64 { return float64(e.args[0].Float() * e.args[1].Float()) }

func makeBars(m *making) {
	m.wants("price", "amount")
	m.gives("open", "high", "low", "close", "volume", "vwap")
	m.node.fields = append(m.node.fields, event.Column{Name: "trades", Kind: event.KindInt})
	t := &tumble{
		size:  m.params.duration("window", "1m"),
		delay: m.params.delay("close_delay", "2s"),
		need:  2, fold: bar,
	}
	if m.params.oneOf("fill", "none", "previous") == "previous" {
		t.fill = filled
	}
	m.tumble(t)
}

// bar is open, high, low, close, volume, vwap and trades of a window's trades.
func bar(trades []entry) []cell {
	if len(trades) == 0 {
		return []cell{{}, {}, {}, {}, {}, {}, {value: event.Int(0)}}
	}
	w := window{newer: trades}
	amount := func(e entry) float64 { return e.args[1].Float() }
	volume, _ := fold(w, amount, plus)
	paid, _ := fold(w, traded, plus)
	vwap := cell{}
	if volume != 0 {
		vwap = number(paid / volume)
	}
	return []cell{
		first(w), greatest(w), least(w), last(w),
		number(volume), vwap,
		{value: event.Int(int64(len(trades)))},
	}
}

// filled is the bar of a window without trades: the last price, and nothing traded.
func filled(trade entry) []cell {
	price := number(trade.args[0].Float())
	return []cell{price, price, price, price, number(0), price, {value: event.Int(0)}}
}
