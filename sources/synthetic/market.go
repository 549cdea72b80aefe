package synthetic

import (
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/market"
)

// action is what happens in a market at one moment.
type action int

const (
	opening    action = iota
	trading           // someone takes from the best level of a side
	returning         // the makers come back to a side before someone takes from it
	tradingNow        // someone does, now that they are back
	requoting         // the makers change the best bid or ask
	deepening         // they change a level below
)

// exchange is the made-up market of one key. What happens in it depends on the
// seed, the key and the rules alone: not on other markets, nor on who listens.
type exchange struct {
	rules   *rules
	key     string // canonical
	out     *outlet
	streams [kinds]stream

	rate     float64 // of all that happens, a second
	arrivals arrivals
	walk     walk
	chance   fmath.Uniform // what happens, on which side, sizes
	wire     fmath.Uniform // time until receipt

	next     action
	at       event.Time    // when it happens
	received event.Time    // when that is received
	passed   time.Duration // since what happened before
	taker    market.Side   // of the next trade
	fair     int64         // the tick below the price that makers believe in

	bids, asks side
	quoted     top    // as last told
	update     uint64 // the last update id
	trade      uint64 // the last trade id
}

func newExchange(r *rules, key string, out *outlet) *exchange {
	rate := r.Trades + r.Quotes // a second
	if r.Depth > 1 {
		rate += r.Quotes // as many changes below the best level
	}
	m := &exchange{
		rules: r, key: key, out: out,
		rate:     rate,
		arrivals: newArrivals(r, key, rate),
		walk:     walk{fmath.NewNormal(seedOf(r.Seed, key, "price")), r.log},
		chance:   fmath.NewUniform(seedOf(r.Seed, key, "book")),
		wire:     fmath.NewUniform(seedOf(r.Seed, key, "wire")),
		at:       r.start, received: event.Unset, taker: market.Buy,
	}
	for k := range m.streams {
		m.streams[k] = stream{faults: fmath.NewUniform(seedOf(r.Seed, key, kind(k).String())), book: bookWatch{lost: event.Never}}
	}
	m.bids = newSide(market.Buy, r.Depth, &m.chance)
	m.asks = newSide(market.Sell, r.Depth, &m.chance)
	return m
}

func (m *exchange) begins() event.Time { return m.receipt() }

// play lets the next thing happen and draws the one after it.
func (m *exchange) play() (event.Time, error) {
	m.fair = m.walk.advance(m.passed, m.rules)
	if m.next == trading && m.adrift() {
		m.next = returning
	}
	if err := m.refresh(); err != nil {
		return event.Never, err
	}
	if err := m.act(); err != nil {
		return event.Never, err
	}
	m.schedule()
	return m.receipt(), nil
}

// schedule draws what happens next, and when.
func (m *exchange) schedule() {
	before := m.at
	if m.next == returning {
		m.next, m.at = tradingNow, m.at.Add(1)
	} else {
		m.next, m.at = m.draw(), m.arrivals.after(m.at, m.rules)
	}
	m.passed = time.Duration(m.at - before)
}

// draw draws what happens next.
func (m *exchange) draw() action {
	m.taker = market.Buy
	switch u := float64(m.chance.Next() * m.rate); {
	case u < m.rules.Trades/2:
		return trading
	case u < m.rules.Trades:
		m.taker = market.Sell
		return trading
	case u < m.rules.Trades+m.rules.Quotes, m.rules.Depth == 1:
		return requoting
	}
	return deepening
}

// receipt draws when the next thing is received: not before what was before.
func (m *exchange) receipt() event.Time {
	if m.at >= m.rules.end {
		return event.Never
	}
	delay := float64(float64(m.rules.Latency) * (0.5 + m.wire.Next()))
	m.received = max(m.received, m.at.Add(nanoseconds(delay)))
	return m.received
}
