package synthetic

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
)

// Options are the options of the emitter. A price, tick, lot or depth of zero
// stands for its default.
type Options struct {
	Start    string        `default:"2024-01-01T00:00:00Z" doc:"time of the first event, RFC 3339"`
	Duration time.Duration `default:"1m" check:"positive" doc:"length of time that is made up"`

	Seed       uint64        `default:"1" doc:"another seed makes other markets; each key has a market of its own"`
	Price      float64       `default:"100" check:"positive" doc:"price that each market begins at"`
	Tick       float64       `default:"0.01" check:"positive" doc:"step between prices"`
	Lot        float64       `default:"0.01" check:"positive" doc:"step between sizes"`
	Depth      int           `default:"20" check:"1..1000" doc:"price levels on each side of the book"`
	Volatility float64       `default:"0.5" check:"0..1000" doc:"standard deviation of the log of the price over a year of 365 days: 0.5 is about 50 %"`
	Drift      float64       `default:"0" check:"-1000..1000" doc:"growth of the expected price, a year, compounded continuously: 0.1 is about 10 %"`
	Trades     float64       `default:"2" check:"0..10000000" doc:"trades a second in each market, on average"`
	Quotes     float64       `default:"10" check:"0..10000000" doc:"new quotes a second in each market, beside the one after each trade; the book changes as often again below its best levels"`
	Latency    time.Duration `default:"2ms" check:"nonnegative" doc:"mean time from an event until it is received"`

	Disorder    float64       `default:"0" check:"0..1" doc:"fraction of the trades and quotes that come late, after others that happened later"`
	DisorderBy  time.Duration `default:"100ms" check:"positive" doc:"the most that they come late by"`
	Duplicates  float64       `default:"0" check:"0..1" doc:"fraction of the events that come a second time a little later, with the same native id"`
	Gaps        float64       `default:"0" check:"0..1" doc:"fraction of the events that are lost, so that ids are missing; a book that misses a change is invalid until a snapshot comes, a second later"`
	Bursts      float64       `default:"0" check:"0..60" doc:"bursts a minute in each market, on average, each a second long"`
	BurstFactor float64       `default:"20" check:"1..1000000" doc:"how many times as many events there are in a burst"`
}

// rules are the options of the markets in the units that these work with.
type rules struct {
	Options
	start, end event.Time
	tick, lot  event.Decimal // one step
	log        float64       // of the price at the start, in ticks
	low, high  float64       // what log is held between
	drift      float64       // of log, a second
	volatility float64       // of log, over a second
	faulty     bool          // some events are late, lost or doubled
}

// The units of rates and the length of a burst.
const (
	second      = 1e9 // nanoseconds
	minute      = 60 * second
	year        = 365 * 24 * 3600.0 // seconds
	burstLength = time.Second
)

// most is how large prices and sizes get, in units of their last digit: float64
// and Decimal hold all numbers up to there exactly.
const (
	most     = 1e15
	maxScale = 18
)

// newRules checks the options.
func newRules(o *Options) (*rules, error) {
	r := &rules{Options: *o}
	r.Price, r.Tick, r.Lot, r.Depth = cmp.Or(o.Price, 100), cmp.Or(o.Tick, 0.01), cmp.Or(o.Lot, 0.01), cmp.Or(o.Depth, 20)
	start, err := time.Parse(time.RFC3339Nano, o.Start)
	if err != nil {
		return nil, fmt.Errorf("start: expected a time such as 2024-01-01T00:00:00Z, got %q", o.Start)
	}
	r.start = event.Time(start.UnixNano())
	r.end = r.start.Add(o.Duration)
	if r.tick, err = step(r.Tick, 1); err != nil {
		return nil, fmt.Errorf("tick: %w", err)
	}
	if r.lot, err = step(r.Lot, largest); err != nil {
		return nil, fmt.Errorf("lot: %w", err)
	}
	// The best bid stays high enough that the lowest level of a book, twice as deep
	// while trades eat into it, has a price above zero.
	low, high := float64(2*r.Depth+1), most/float64(r.tick.Mantissa)
	ticks := r.Price / r.Tick
	switch {
	case !(ticks >= low):
		return nil, fmt.Errorf("price: %v is too low for a book with %d levels of %v on each side: it takes at least %v", r.Price, r.Depth, r.Tick, times(r.tick, int64(2*r.Depth+1)).Float())
	case ticks > high:
		return nil, fmt.Errorf("price: %v is too high for a tick of %v: a price has at most 15 digits", r.Price, r.Tick)
	}
	r.log, r.low, r.high = fmath.Log(ticks), fmath.Log(low), fmath.Log(high)
	r.volatility = o.Volatility / math.Sqrt(year)
	r.drift = (o.Drift - float64(o.Volatility*o.Volatility*0.5)) / year // of the log: Ito
	r.faulty = o.Disorder > 0 || o.Duplicates > 0 || o.Gaps > 0
	return r, nil
}

// step returns a step of prices or sizes as the exact decimal that was written;
// count of them is the most there are.
func step(x float64, count int64) (event.Decimal, error) {
	text := strconv.AppendFloat(nil, x, 'f', -1, 64)
	d, err := event.ParseDecimal(text)
	if err != nil || d.Mantissa > most/count || d.Scale > maxScale {
		return event.Decimal{}, fmt.Errorf("%v has too many digits", x)
	}
	return d, nil
}

// times returns so many steps.
func times(step event.Decimal, count int64) event.Decimal {
	return event.Decimal{Mantissa: step.Mantissa * count, Scale: step.Scale}
}
