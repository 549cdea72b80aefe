package recompute

import (
	"math"
	"sort"
)

// bucketing is how a stream is cut into windows.
type bucketing struct {
	length, delay int64
	// fill: windows without members close too, once there was one with, where there
	// is coverage: not while a gap lasts.
	fill bool
}

// tumbling makes the series of f over the members of each window, as places in
// the input, in order of closing.
func tumbling(in column, fields []string, b bucketing, f func(members []int, before []value) []value) *series {
	s := above(fields, b.length, in.series)
	s.endTimed, s.delay = true, max(b.delay, in.delay)
	start, members := int64(math.MinInt64), []int(nil)
	var before []value
	finish := func(start int64, members []int) bool {
		at, closes := in.closing(start+b.length, s.delay)
		_, covered := s.coverage(at)
		if closes && (covered || len(members) > 0) {
			before = f(members, before)
			s.points = append(s.points, point{at, start + b.length, s.warmBucket(at, start, in.reach), before})
		}
		return closes
	}
	for i := range in.points {
		bucket := in.bucket(i, b.length, s.delay)
		if len(members) > 0 && bucket != start {
			finish(start, members)
			members = members[:0]
			for empty := start + b.length; b.fill && empty < bucket; empty += b.length {
				finish(empty, nil)
			}
		}
		start, members = bucket, append(members, i)
		if !in.endTimed && bucket != floor(in.points[i].time, b.length) {
			s.moved++
		}
	}
	if len(members) > 0 {
		more := finish(start, members)
		for empty := start + b.length; b.fill && more; empty += b.length {
			more = finish(empty, nil)
		}
	}
	return s
}

// bucket returns the start of the window that a point counts in.
func (s *series) bucket(i int, length, delay int64) int64 {
	p := &s.points[i]
	if s.endTimed {
		return floor(p.time-1, length)
	}
	return max(floor(p.time, length), floor(p.at.received-delay, length))
}

// closing returns where a window of the stream closes: in a sub-step before the
// first point at or past its end, or at the deadline, whichever is first. An end of
// a window below that is its own is counted first and closes it in its sub-step.
func (s *series) closing(end, delay int64) (at step, closes bool) {
	deadline := step{end + delay, beforeLanes, 0, end}
	i := sort.Search(len(s.points), func(i int) bool { return s.points[i].time >= end })
	if i < len(s.points) {
		cause := s.points[i].at
		if !s.endTimed || s.points[i].time > end {
			cause.sub = end
		}
		if cause.compare(deadline) < 0 {
			return cause, true
		}
		return deadline, true
	}
	return deadline, deadline.received <= s.of.lastTick
}

// tumblingOf is window.* of kind tumbling.
func tumblingOf(in column, b bucketing, aggregate string) *series {
	f := aggregates[aggregate]
	return tumbling(in, []string{"value"}, b, func(members []int, _ []value) []value {
		var values []float64
		for _, i := range members {
			if x := in.float(i); !math.IsNaN(x) {
				values = append(values, x)
			}
		}
		return []value{num(f(values))}
	})
}

var barFields = []string{"open", "high", "low", "close", "volume", "vwap", "trades"}

// bars is bars.ohlcv.
func bars(trades *series, b bucketing) *series {
	return tumbling(trades.column("price"), barFields, b, func(members []int, before []value) []value {
		if len(members) == 0 {
			last := before[3]
			return []value{last, last, last, last, num(0), last, whole(0)}
		}
		var prices, amounts, values []float64
		for _, i := range members {
			price, amount := trades.points[i].values[0].x, trades.points[i].values[1].x
			prices, amounts, values = append(prices, price), append(amounts, amount), append(values, price*amount)
		}
		volume := total(amounts)
		return []value{
			num(prices[0]), num(fold(prices, math.Max)), num(fold(prices, math.Min)), num(prices[len(prices)-1]),
			num(volume), num(total(values) / volume), whole(int64(len(members))),
		}
	})
}
