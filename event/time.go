package event

import (
	"math"
	"time"
)

// Time is a moment in nanoseconds since the Unix epoch, UTC.
type Time int64

// Never is later than every moment; Unset marks a moment that is not known yet.
const (
	Never Time = math.MaxInt64
	Unset Time = math.MinInt64
)

// Add returns t + d, held at the ends of the range instead of wrapping.
func (t Time) Add(d time.Duration) Time {
	sum := t + Time(d)
	switch {
	case d > 0 && sum < t:
		return Never
	case d < 0 && sum > t:
		return Unset
	}
	return sum
}

// Floor returns the start of the epoch-aligned bucket of length d that holds t:
// floor division, also below zero. d must be positive.
func (t Time) Floor(d time.Duration) Time {
	rest := t % Time(d)
	if rest < 0 {
		rest += Time(d)
	}
	return t - rest
}

// UTC returns t for printing.
func (t Time) UTC() time.Time { return time.Unix(0, int64(t)).UTC() }
