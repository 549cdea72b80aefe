package synthetic

import "github.com/featurizer/featurizer/market"

// slack is how many ticks the makers leave the other side of the book behind.
const slack = 2

// act lets the next thing happen and tells it.
func (m *exchange) act() error {
	d := &m.out.draft
	d.begin()
	switch m.next {
	case opening:
		return m.open()
	case trading, tradingNow:
		s, _ := m.traded()
		lots := min(sizeUpTo(largestTrade, &m.chance), *s.size(s.best))
		if err := m.tellTrade(s.best, lots); err != nil {
			return err
		}
		s.take(lots, d, &m.chance)
	case returning:
		s, other := m.traded()
		m.requote(s, other, d)
	case requoting:
		s, other := m.either()
		m.requote(s, other, d)
	case deepening:
		s, _ := m.either()
		u := m.chance.Next()
		worse := 1 + below(m.rules.Depth-1, float64(u*u)) // often near the best
		s.resize(s.best+worse*s.away, d, &m.chance)
	}
	return m.tellChange()
}

// open makes the book and tells it.
func (m *exchange) open() error {
	for _, s := range []*side{&m.bids, &m.asks} {
		s.best = m.target(s)
	}
	m.update = 1
	if err := m.tellBook(); err != nil {
		return err
	}
	return m.tellQuote()
}

// requote brings the best level of a side to where the makers believe it should
// be, or changes its size if it is there. The other side moves too if it is far
// behind, or in the way.
func (m *exchange) requote(s, other *side, d *draft) {
	if target := m.target(s); s.best != target {
		s.move(target, d, &m.chance)
	} else {
		s.resize(s.best, d, &m.chance)
	}
	target := m.target(other)
	if m.bids.best >= m.asks.best || abs(other.best-target) > slack {
		other.move(target, d, &m.chance)
	}
}

// target returns where the makers believe the best level of a side should be:
// the bid at the fair price, the ask above it.
func (m *exchange) target(s *side) int64 {
	if s.of == market.Buy {
		return m.fair
	}
	return m.fair + 1
}

// adrift tells whether the side that the next trade takes from has nothing to do
// with the fair price any more: that moved away, or trades ate the book away.
func (m *exchange) adrift() bool {
	s, _ := m.traded()
	return abs(s.best-m.target(s)) >= int64(m.rules.Depth)
}

// traded returns the side that the next trade takes from, and the other one.
func (m *exchange) traded() (s, other *side) {
	if m.taker == market.Buy {
		return &m.asks, &m.bids
	}
	return &m.bids, &m.asks
}

// either draws a side, and returns it and the other one.
func (m *exchange) either() (s, other *side) {
	if m.chance.Next() < 0.5 {
		return &m.bids, &m.asks
	}
	return &m.asks, &m.bids
}

func abs(x int64) int64 { return max(x, -x) }
