package synthetic

import (
	"hash/fnv"
	"math"
	"strconv"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
)

// seedOf returns the seed of one kind of chance in the market of a key. Every
// chance has a sequence of its own, so that no market, stream or fault changes
// what another draws.
func seedOf(seed uint64, key, chance string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strconv.FormatUint(seed, 10) + "\x1e" + chance + "\x1e" + key)) // a hash never fails
	return h.Sum64()
}

// walk is the price that makers believe in: a geometric Brownian motion, the log
// of which moves by independent normal steps.
type walk struct {
	normal fmath.Normal
	log    float64 // of the price in ticks
}

// advance lets time pass and returns the price, in whole ticks rounded down.
func (w *walk) advance(by time.Duration, r *rules) int64 {
	seconds := float64(by) / second
	noise := float64(float64(r.volatility*math.Sqrt(seconds)) * w.normal.Next())
	w.log = min(max(w.log+float64(r.drift*seconds)+noise, r.low), r.high)
	return int64(math.Floor(fmath.Exp(w.log))) //bits:checked log is held between low and high
}

// arrivals are the moments at which something happens: a Poisson process, the
// rate of which is higher in bursts that are a Poisson process themselves.
type arrivals struct {
	steps  fmath.Uniform
	bursts fmath.Uniform
	rate   float64    // outside of bursts, a nanosecond
	burst  bool       // now is one
	until  event.Time // its end, else the begin of the next
}

// newArrivals returns the arrivals of a market at a rate a second.
func newArrivals(r *rules, key string, rate float64) arrivals {
	a := arrivals{
		steps:  fmath.NewUniform(seedOf(r.Seed, key, "steps")),
		bursts: fmath.NewUniform(seedOf(r.Seed, key, "bursts")),
		rate:   rate / second, until: event.Never,
	}
	if r.Bursts > 0 {
		a.until = r.start.Add(a.pause(r))
	}
	return a
}

// pause draws how long it is until the next burst. With the burst itself it is,
// on average, the time that there is one burst in.
func (a *arrivals) pause(r *rules) time.Duration {
	return nanoseconds(float64(exponential(&a.bursts) * (minute/r.Bursts - float64(burstLength))))
}

// after draws the first moment after t. A wait is a number of mean waits; how
// much time that is depends on the rate while it lasts.
func (a *arrivals) after(t event.Time, r *rules) event.Time {
	if a.rate == 0 {
		return event.Never
	}
	wait, rate := exponential(&a.steps), a.now(r)
	for a.until != event.Never {
		left := float64(float64(a.until-t) * rate)
		if wait < left {
			break
		}
		wait, t = wait-left, a.until
		a.turn(r)
		rate = a.now(r)
	}
	return t.Add(max(nanoseconds(wait/rate), 1))
}

// now returns the rate.
func (a *arrivals) now(r *rules) float64 {
	if a.burst {
		return float64(a.rate * r.BurstFactor)
	}
	return a.rate
}

// turn begins a burst or ends one.
func (a *arrivals) turn(r *rules) {
	a.burst = !a.burst
	if a.burst {
		a.until = a.until.Add(burstLength)
	} else {
		a.until = a.until.Add(a.pause(r))
	}
}

// exponential draws from the exponential distribution with mean 1.
func exponential(u *fmath.Uniform) float64 { return -fmath.Log(1 - u.Next()) }

// nanoseconds returns a length, at most some 290 years.
func nanoseconds(ns float64) time.Duration {
	const longest = 9.2e18
	if !(ns < longest) {
		return math.MaxInt64
	}
	return time.Duration(ns) //bits:checked it is below the longest and not negative
}
