package bench

import (
	"fmt"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// rate is how many events a symbol has in ten ticks, a second: ten quotes and five
// trades.
const (
	tick = 100 * time.Millisecond // a quote of each symbol, and in every other tick a trade
	rate = 15
)

// lanes is how many lanes a feed has by default.
const lanes = 64

// The sources, as the graph numbers them.
const (
	quotes = iota
	trades
)

// start is half a second into a block of a minute, so that nothing that matters
// to a window falls together with the start.
const start = event.Time(1_700_000_040_500_000_000)

// made is a market of made-up events, always the same ones: the symbols take
// turns, so that neighbours in the log have different keys.
type made struct {
	keys   []*event.Key
	prices []float64
	seqs   []uint64
	random uint64

	symbol   int
	isTrade  bool
	ticks    int64
	received event.Time
	tick     time.Duration
	step     event.Time // between two symbols
	// pause is how long nothing happens after ten ticks, so that windows close by
	// their deadlines.
	pause time.Duration
	lanes []event.Lane // by symbol; nil for one and the same
	last  int          // the symbol of the last event

	event event.Event
	quote market.Quote
	trade market.Trade
}

func newMarket(keys []*event.Key) *made {
	m := &made{
		keys: keys, prices: make([]float64, len(keys)), seqs: make([]uint64, len(keys)),
		random: 88172645463325252, received: start,
	}
	m.every(tick)
	for i := range m.prices {
		m.prices[i] = float64(100 + i%1000)
	}
	return m
}

// every sets the length of a tick, before the first event.
func (m *made) every(tick time.Duration) {
	m.tick, m.step = tick, event.Time(tick)/event.Time(2*len(m.keys))
}

// spread spreads the symbols over as many lanes as a feed has.
func (m *made) spread() {
	m.lanes = make([]event.Lane, len(m.keys))
	for i, key := range m.keys {
		number := key.Lane(lanes)
		m.lanes[i] = event.Lane{Feed: "made", Number: number, Order: number}
	}
}

// keysOf returns so many keys.
func keysOf(keys *event.Keys, n int) ([]*event.Key, error) {
	list := make([]*event.Key, n)
	for i := range list {
		var err error
		if list[i], err = keys.Intern(event.Pair{Name: "symbol", Value: fmt.Sprintf("S%05d", i)}); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// next returns the next event, valid until the call after it.
func (m *made) next() *event.Event {
	m.random ^= m.random << 13
	m.random ^= m.random >> 7
	m.random ^= m.random << 17
	e := &m.event
	m.last = m.symbol
	if m.lanes != nil {
		e.Lane = m.lanes[m.symbol]
	}
	m.seqs[m.symbol]++
	m.received += m.step
	e.Key, e.Seq = m.keys[m.symbol], m.seqs[m.symbol]
	e.Received, e.Time = m.received, m.received-event.Time(3*time.Millisecond)
	if m.isTrade {
		side := market.Buy
		if m.random&1 == 0 {
			side = market.Sell
		}
		m.trade = market.Trade{Price: m.prices[m.symbol], Amount: float64(1+m.random>>1&1023) / 64, Side: side}
		e.Source, e.Payload = trades, &m.trade
	} else {
		m.prices[m.symbol] += float64(float64(int(m.random&15)-7) / 64)
		price := m.prices[m.symbol]
		m.quote = market.Quote{Bid: price - 0.25, BidSize: float64(1 + m.random>>4&255), Ask: price + 0.25, AskSize: float64(1 + m.random>>12&255)}
		e.Source, e.Payload = quotes, &m.quote
	}
	m.advance()
	return e
}

// advance goes on to the trade after a quote, the next symbol or the next tick.
func (m *made) advance() {
	if !m.isTrade && m.ticks%2 == 0 {
		m.isTrade = true
		return
	}
	m.isTrade = false
	if m.symbol++; m.symbol == len(m.keys) {
		m.symbol = 0
		m.ticks++
		m.received = start.Add(time.Duration(m.ticks)*m.tick + time.Duration(m.ticks/10)*m.pause)
	}
}
