package recompute

import (
	"math"
	"slices"
	"sort"
)

// diff is transform.diff: against the first value in (t-window, t] that is not null.
func diff(in column, window int64, relative bool) *series {
	from := 0
	return scalar(in, window, func(i int) float64 {
		for !inWindow(in.points[from].time, in.points[i].time, window) {
			from++
		}
		first := nan
		for j := from; j <= i && math.IsNaN(first); j++ {
			first = in.float(j)
		}
		change := in.float(i) - first
		switch {
		case !relative:
			return change
		case first == 0:
			return nan
		}
		return change / first
	})
}

// lagTime is transform.lag by a duration: the last value with Time <= t - by.
func lagTime(in column, by int64) *series {
	return scalar(in, by, func(i int) float64 {
		then := in.points[i].time - by
		n := sort.Search(i+1, func(j int) bool { return in.points[j].time > then })
		if n == 0 {
			return nan
		}
		return in.float(n - 1)
	})
}

// lagEvents is transform.lag by n events.
func lagEvents(in column, n int) *series {
	s := scalar(in, 0, func(i int) float64 {
		if i < n {
			return nan
		}
		return in.float(i - n)
	})
	return s.countedFrom(in, n+1)
}

// countedFrom makes the points of s warm-up until n inputs that are not have come since
// coverage began; what is above it is warm-up as long.
func (s *series) countedFrom(in column, n int) *series {
	own := &anchor{}
	lost := in.losses()
	for full, i := 0, 0; i < len(s.points); i++ {
		p := &s.points[i]
		for len(lost) > 0 && lost[0].compare(p.at) <= 0 {
			own.changes = append(own.changes, change{at: lost[0], none: true})
			lost, full = lost[1:], 0
		}
		if _, covered := in.coverage(p.at); covered && !in.points[i].warm {
			full++
		}
		p.warm = full < n
		if full == n && (len(own.changes) == 0 || own.changes[len(own.changes)-1].none) {
			own.changes = append(own.changes, change{at: p.at, start: p.time})
		}
	}
	s.anchors = append(s.anchors, own)
	return s
}

// ewma is transform.ewma with a time constant in nanoseconds.
func ewma(in column, tau float64) *series {
	begun := false
	var before, beforeTime, y, at float64
	return scalar(in, 0, func(i int) float64 {
		x, now := in.float(i), float64(in.points[i].time-in.points[0].time)
		switch {
		case math.IsNaN(x):
			return nan
		case !begun:
			begun, y, at = true, x, now
			before, beforeTime = x, now
			return y
		case now > at:
			before, beforeTime, at = y, at, now
		}
		weight := 1 - math.Exp(-(now-beforeTime)/tau)
		if now == beforeTime { // the first time of all: values replace one another
			weight = 1
		}
		y = before + weight*(x-before)
		return y
	})
}

// sample is transform.sample: the first point of each bucket.
func sample(in column, every int64) *series {
	s := passing(in, func(i int) bool {
		return i == 0 || floor(in.points[i].time, every) != floor(in.points[i-1].time, every)
	})
	for i := range s.points {
		p := &s.points[i]
		p.warm = s.warmBucket(p.at, floor(p.time, every), in.reach)
	}
	s.reach += every
	return s
}

// throttle is transform.throttle.
func throttle(in column, every int64) *series {
	last := int64(math.MinInt64 / 2)
	return passing(in, func(i int) bool {
		if in.points[i].time-last < every {
			return false
		}
		last = in.points[i].time
		return true
	})
}

// unique is transform.unique: null equals null.
func unique(in column) *series {
	return passing(in, func(i int) bool {
		if i == 0 {
			return true
		}
		x, y := in.float(i), in.float(i-1)
		return x != y && !(math.IsNaN(x) && math.IsNaN(y))
	})
}

// losses returns the steps at which coverage ends.
func (s *series) losses() []step {
	var lost []step
	for _, a := range s.anchors {
		for _, c := range a.changes {
			if c.none {
				lost = append(lost, c.at)
			}
		}
	}
	slices.SortFunc(lost, step.compare)
	return lost
}
