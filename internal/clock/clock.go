// Package clock is the one room that asks the machine what time it is.
// Everything else is given a moment, or a Clock, so that a recorded day replays to the same bits.
package clock

import (
	"sync/atomic"
	"time"
)

// Clock tells the current moment in nanoseconds since 1970-01-01 UTC.
// Implementations are safe for use from several goroutines.
// Successive calls may go backwards: a wall clock can be set.
// Whoever needs an order (a sequencer) makes its own.
type Clock interface {
	Now() int64
}

// System is the clock of this machine.
type System struct{}

// Now returns the wall time of this machine in nanoseconds since 1970-01-01 UTC.
func (System) Now() int64 { return time.Now().UnixNano() }

// Fake is a clock that moves only when told; the zero value stands at 1970-01-01 UTC.
// It must not be copied after first use.
type Fake struct {
	now atomic.Int64
}

// Now returns the moment the clock was last put to.
func (f *Fake) Now() int64 { return f.now.Load() }

// Set puts the clock to now, forwards or backwards.
func (f *Fake) Set(now int64) { f.now.Store(now) }

// Advance moves the clock by d, which may be negative, and returns the new moment.
func (f *Fake) Advance(d time.Duration) int64 { return f.now.Add(int64(d)) }

var (
	_ Clock = System{}
	_ Clock = (*Fake)(nil)
)
