package bench

import (
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/market"
)

// hand is the work of the graph written by hand for one symbol, all in one piece:
// what scalar Go can do at best. It holds to the same rules, so that its rows are
// those of the graph bit by bit, but only as far as the made-up market needs:
// times rise, both sides are always there and every bar closes by a trade. What
// it reads at every event lies here; the log of what windows hold lies apart.
type hand struct {
	row    wide
	filled bool // every feature has a value
	emit   func(*wide)

	smooth ewma
	sample event.Time // when the next is due
	bar    bar
	mids   deviation
	first  int // of the log of mids, in the last second
	values imbalance
}

// wide is the row: what the graph gives as fourteen values.
type wide struct {
	mid, spread, vol, smooth, change, sample  float64
	open, high, low, close, volume, vwap, tvi float64
	trades                                    int64
}

type ewma struct {
	base, value    float64
	baseTime, time event.Time
	times          int
}

type bar struct {
	end                                   event.Time
	open, high, low, close, volume, value float64
	trades                                int64
}

const (
	minute = event.Time(time.Minute)
	second = event.Time(time.Second)
	tau    = float64(10 * time.Second)
)

func (h *hand) quote(t event.Time, q *market.Quote) {
	r := &h.row
	mid := float64((q.Bid + q.Ask) / 2) // rounded, so that no product of it is fused with a difference
	r.mid = mid
	r.spread = float64(2*(q.Ask-q.Bid)) / (q.Ask + q.Bid)
	r.vol = h.mids.push(t, mid)
	log := h.mids.log
	for log[h.first&(midSlots-1)].time <= t-second {
		h.first++
	}
	r.change = mid - log[h.first&(midSlots-1)].value
	r.smooth = h.smooth.push(t, mid)
	if t >= h.sample {
		h.sample, r.sample = t-t%second+second, mid
	}
	if h.filled {
		h.emit(r)
	}
}

func (s *ewma) push(t event.Time, x float64) float64 {
	if s.times == 0 || t > s.time {
		s.base, s.baseTime, s.time = s.value, s.time, t
		s.times = min(s.times+1, 2)
	}
	s.value = x
	if s.times == 2 {
		s.value = s.base - float64(fmath.Expm1(-(float64(t-s.baseTime)/tau))*(x-s.base))
	}
	return s.value
}

func (h *hand) trade(t event.Time, x *market.Trade) {
	b, r := &h.bar, &h.row
	if t >= b.end {
		h.closeBar()
		*b = bar{end: t - t%second + second, open: x.Price, high: x.Price, low: x.Price}
	}
	value := float64(x.Price * x.Amount)
	b.high, b.low, b.close = max(b.high, x.Price), min(b.low, x.Price), x.Price
	b.volume += x.Amount
	b.value += value
	b.trades++
	r.tvi = h.values.push(t, float64(value*float64(3-2*int(x.Side)))) // Buy is 1, Sell is 2: sides are no branch to guess
	if h.filled {
		h.emit(r)
	}
}

func (h *hand) closeBar() {
	b, r := &h.bar, &h.row
	if b.end == 0 {
		return
	}
	r.open, r.high, r.low, r.close = b.open, b.high, b.low, b.close
	r.volume, r.vwap, r.trades = b.volume, b.value/b.volume, b.trades
	if h.filled {
		h.emit(r)
	}
}
