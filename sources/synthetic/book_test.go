package synthetic_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/sources/synthetic"
)

// TestBookAgrees holds, for any options, that a plain book made of the snapshot
// and the deltas has at every quote that quote as its best, is never crossed,
// and that trades are at its best prices and take from it what they say.
func TestBookAgrees(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		o := defaults(r)
		o.Duration = time.Hour
		o.Seed = rapid.Uint64().Draw(r, "seed")
		o.Depth = rapid.IntRange(1, 30).Draw(r, "depth")
		o.Tick = rapid.SampledFrom([]float64{0.01, 0.5, 0.0000025, 25, 1e-12}).Draw(r, "tick")
		o.Lot = rapid.SampledFrom([]float64{1, 0.001, 50, 0.00000001}).Draw(r, "lot")
		o.Price = rapid.SampledFrom([]float64{61.5, 100, 1000}).Draw(r, "price in ticks") * o.Tick
		o.Volatility = rapid.SampledFrom([]float64{0, 0.5, 20, 1000}).Draw(r, "volatility")
		o.Drift = rapid.SampledFrom([]float64{0, -1000}).Draw(r, "drift")
		o.Trades = rapid.SampledFrom([]float64{0, 0.1, 3, 1e6}).Draw(r, "trades")
		o.Quotes = rapid.SampledFrom([]float64{0, 0.1, 5, 1e6}).Draw(r, "quotes")
		o.Bursts = rapid.SampledFrom([]float64{0, 20, 60}).Draw(r, "bursts")
		o.Latency = rapid.SampledFrom([]time.Duration{0, time.Millisecond, time.Hour}).Draw(r, "latency")
		a := newAudit(r, o)
		run(r, o, all(r, "BTC"), a.take)
	})
}

// audit follows the events of one market.
type audit struct {
	t     failer
	depth int
	ticks *grid
	lots  *grid
	limit int // events are looked at

	bids, asks map[event.Decimal]event.Decimal
	update     uint64
	quoted     market.Quote
	trade      *market.Trade // told, but not yet taken from the book
	left       string        // size at its price after it
	trades     uint64
	at         event.Time
	changed    event.Time // when the last delta was
	arrived    event.Time
	count      int
}

// grid knows the steps of decimals.
type grid struct{ step event.Decimal }

func newGrid(t failer, step float64) *grid {
	t.Helper()
	d, err := event.ParseDecimal(strconv.AppendFloat(nil, step, 'f', -1, 64))
	if err != nil {
		t.Fatal(err)
	}
	return &grid{d}
}

func (g *grid) has(d event.Decimal) bool {
	return d.Scale == g.step.Scale && d.Mantissa >= 0 && d.Mantissa%g.step.Mantissa == 0
}

func newAudit(t failer, o *synthetic.Options) *audit {
	return &audit{t: t, depth: o.Depth, ticks: newGrid(t, o.Tick), lots: newGrid(t, o.Lot), limit: 3000, at: event.Unset, changed: event.Unset}
}

func (a *audit) take(e *event.Event) bool {
	a.count++
	a.times(e)
	switch p := e.Payload.(type) {
	case *market.BookDelta:
		a.delta(e, p)
	case *market.Quote:
		a.quote(e, p)
	case *market.Trade:
		a.deal(e, p)
	}
	return a.count < a.limit
}

func (a *audit) times(e *event.Event) {
	if e.SourceTime < a.at || e.Arrived < e.SourceTime || e.Arrived < a.arrived {
		a.t.Fatalf("event %d goes back: %d received at %d, after %d received at %d", a.count, e.SourceTime, e.Arrived, a.at, a.arrived)
	}
	a.at, a.arrived = e.SourceTime, e.Arrived
}

func (a *audit) delta(e *event.Event, d *market.BookDelta) {
	a.settled()
	snapshot := e.Flags == event.Snapshot
	switch {
	case snapshot != (a.bids == nil):
		a.t.Fatalf("event %d: flags %d", a.count, e.Flags)
	case snapshot:
		a.bids, a.asks = map[event.Decimal]event.Decimal{}, map[event.Decimal]event.Decimal{}
	case d.Previous != a.update || d.First != a.update+1 || d.Last != a.update+uint64(len(d.Levels)) || len(d.Levels) == 0:
		a.t.Fatalf("event %d: ids %d, %d to %d of %d levels after %d", a.count, d.Previous, d.First, d.Last, len(d.Levels), a.update)
	}
	if e.SourceTime <= a.changed {
		a.t.Fatalf("event %d: two deltas at %d", a.count, e.SourceTime)
	}
	a.changed = e.SourceTime
	if e.Native.Number != d.Last {
		a.t.Fatalf("event %d: native id %v of update %d", a.count, e.Native, d.Last)
	}
	a.update = d.Last
	for _, l := range d.Levels {
		a.level(l)
	}
	a.taken()
	if len(a.bids) != a.depth || len(a.asks) != a.depth {
		a.t.Fatalf("event %d: %d bids and %d asks, not %d each", a.count, len(a.bids), len(a.asks), a.depth)
	}
	if q := a.best(); q.Bid >= q.Ask || q.Bid <= 0 {
		a.t.Fatalf("event %d: the book is crossed: %+v", a.count, q)
	}
}

func (a *audit) level(l market.Level) {
	if !a.ticks.has(l.Price) || !a.lots.has(l.Size) || l.Price.Mantissa == 0 {
		a.t.Fatalf("event %d: level %+v is off the grid", a.count, l)
	}
	side := a.bids
	if l.Side == market.Sell {
		side = a.asks
	}
	old, known := side[l.Price]
	switch {
	case l.Size.Mantissa == 0 && !known, l.Size == old:
		a.t.Fatalf("event %d: level %+v changes nothing", a.count, l)
	case l.Size.Mantissa == 0:
		delete(side, l.Price)
	default:
		side[l.Price] = l.Size
	}
}

// best returns the best of the book as a quote has it.
func (a *audit) best() market.Quote {
	var bid, ask event.Decimal
	for price := range a.bids {
		if price.Mantissa > bid.Mantissa {
			bid = price
		}
	}
	for price := range a.asks {
		if ask.Mantissa == 0 || price.Mantissa < ask.Mantissa {
			ask = price
		}
	}
	return market.Quote{Bid: parsed(bid), BidSize: parsed(a.bids[bid]), Ask: parsed(ask), AskSize: parsed(a.asks[ask])}
}

// decimalText writes a decimal as a venue would.
func decimalText(d event.Decimal) string {
	digits := fmt.Sprintf("%0*d", int(d.Scale)+1, d.Mantissa)
	point := len(digits) - int(d.Scale)
	return strings.TrimSuffix(digits[:point]+"."+digits[point:], ".")
}

func parsed(d event.Decimal) float64 {
	x, err := strconv.ParseFloat(decimalText(d), 64)
	if err != nil {
		panic(err)
	}
	return x
}

func (a *audit) quote(e *event.Event, q *market.Quote) {
	if e.Native.Number != a.update {
		a.t.Fatalf("event %d: quote of update %v after %d", a.count, e.Native, a.update)
	}
	if *q != a.best() {
		a.t.Fatalf("event %d: quote %+v of a book with %+v", a.count, *q, a.best())
	}
	if *q == a.quoted {
		a.t.Fatalf("event %d: the quote is the one before", a.count)
	}
	a.quoted = *q
}

// settled holds that the best of the book has been quoted.
func (a *audit) settled() {
	if a.bids != nil && a.best() != a.quoted {
		a.t.Fatalf("event %d: the best %+v was not quoted", a.count, a.best())
	}
}

func (a *audit) deal(e *event.Event, d *market.Trade) {
	a.settled()
	a.trades++
	if e.Native.Number != a.trades || d.ID != e.Native {
		a.t.Fatalf("event %d: trade %v, %v; the last one was %d", a.count, d.ID, e.Native, a.trades-1)
	}
	price, size := a.quoted.Ask, a.quoted.AskSize
	if d.Side == market.Sell {
		price, size = a.quoted.Bid, a.quoted.BidSize
	}
	if d.Price != price || d.Amount > size || d.Amount <= 0 || d.Side == market.NoSide {
		a.t.Fatalf("event %d: trade %+v at %+v", a.count, *d, a.quoted)
	}
	told := *d
	a.trade = &told
	a.left = fmt.Sprintf("%.9g", size-d.Amount)
}

// taken holds that the book has lost what was traded.
func (a *audit) taken() {
	if a.trade == nil {
		return
	}
	side := a.asks
	if a.trade.Side == market.Sell {
		side = a.bids
	}
	left := 0.0
	for price, size := range side {
		if parsed(price) == a.trade.Price {
			left = parsed(size)
		}
	}
	if got := fmt.Sprintf("%.9g", left); got != a.left {
		a.t.Fatalf("event %d: %s is left after trade %+v, not %s", a.count, got, *a.trade, a.left)
	}
	a.trade = nil
}
