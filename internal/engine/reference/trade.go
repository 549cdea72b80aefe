package reference

import (
	"fmt"
	"strconv"

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

// makeActivity makes bars that close when what f makes of their trades is at the
// threshold.
func makeActivity(f func(trades []entry) float64) func(*making) {
	return func(m *making) {
		m.wants("price", "amount")
		m.gives("open", "high", "low", "close", "volume", "vwap")
		for _, name := range []string{"trades", "start_time"} {
			m.node.fields = append(m.node.fields, event.Column{Name: name, Kind: event.KindInt})
		}
		text := m.params.text("threshold", "")
		threshold, err := strconv.ParseFloat(text, 64)
		if err == nil && !(threshold > 0) {
			err = fmt.Errorf("%s is not positive", text)
		}
		m.params.fail("threshold", err)
		m.params.read["threshold"] = strconv.FormatFloat(threshold, 'g', -1, 64)
		m.node.formula = activity{f, threshold}
	}
}

// activity gives a bar as soon as its trades are enough. It remembers them.
type activity struct {
	f         func(trades []entry) float64
	threshold float64
}

func (a activity) step(memory any, m *moment) (any, []cell) {
	trades, _ := memory.([]entry)
	e := entry{m.time, m.args}
	if !isKnown(e, 2) {
		return memory, nil
	}
	trades = appended(trades, e)
	if a.f(trades) < a.threshold {
		return trades, nil
	}
	return nil, append(bar(trades), cell{value: event.Int(int64(trades[0].time))})
}

func tradeCount(trades []entry) float64 { return float64(len(trades)) }

func tradedAmount(trades []entry) float64 {
	total, _ := fold(window{newer: trades}, func(e entry) float64 { return e.args[1].Float() }, plus)
	return total
}

func tradedValue(trades []entry) float64 {
	total, _ := fold(window{newer: trades}, traded, plus)
	return total
}
