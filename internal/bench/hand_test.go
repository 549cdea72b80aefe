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
// both sides are always there and every bar closes by a trade.
type hand struct {
	row    wide
	filled bool // every feature has a value
	emit   func(*wide)

	smooth ewma
	second event.Time // of the last sample
	bar    bar
	mids   window[moments]
	firsts queue
	values window[volumes]
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

type moments struct{ n, mean, m2 float64 }

func (a *moments) merge(b *moments) {
	n := a.n + b.n
	d, share := b.mean-a.mean, b.n/n
	a.mean += float64(d * share)
	a.m2 = (a.m2 + b.m2) + float64(float64(d*d)*float64(a.n*share))
	a.n = n
}

type volumes struct{ bought, sold float64 }

func (a *volumes) merge(b *volumes) { a.bought += b.bought; a.sold += b.sold }

const (
	minute = event.Time(time.Minute)
	second = event.Time(time.Second)
	tau    = float64(10 * time.Second)
)

func (h *hand) quote(t event.Time, q *market.Quote) {
	r := &h.row
	mid := (q.Bid + q.Ask) / 2
	r.mid = mid
	r.spread = float64(2*(q.Ask-q.Bid)) / (q.Ask + q.Bid)
	r.vol = h.deviation(t, mid)
	r.change = mid - h.first(t, mid)
	h.ewma(t, mid)
	if s := t - t%second; s != h.second {
		h.second, r.sample = s, mid
	}
	if h.filled {
		h.emit(r)
	}
}

func (h *hand) ewma(t event.Time, x float64) {
	s := &h.smooth
	if s.times == 0 || t > s.time {
		s.base, s.baseTime, s.time = s.value, s.time, t
		s.times = min(s.times+1, 2)
	}
	s.value = x
	if s.times == 2 {
		s.value = s.base - float64(fmath.Expm1(-(float64(t-s.baseTime)/tau))*(x-s.base))
	}
	h.row.smooth = s.value
}

func (h *hand) trade(t event.Time, x *market.Trade) {
	b, r := &h.bar, &h.row
	if t >= b.end {
		if b.end > 0 {
			r.open, r.high, r.low, r.close = b.open, b.high, b.low, b.close
			r.volume, r.vwap, r.trades = b.volume, b.value/b.volume, b.trades
			if h.filled {
				h.emit(r)
			}
		}
		*b = bar{end: t - t%second + second, open: x.Price, high: x.Price, low: x.Price}
	}
	value := float64(x.Price * x.Amount)
	b.high, b.low, b.close = max(b.high, x.Price), min(b.low, x.Price), x.Price
	b.volume += x.Amount
	b.value += value
	b.trades++
	v := volumes{sold: value}
	if x.Side == market.Buy {
		v = volumes{bought: value}
	}
	r.tvi = h.imbalance(t, v)
	if h.filled {
		h.emit(r)
	}
}
