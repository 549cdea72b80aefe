package clock

import "time"

// Stopwatch measures how long something takes, in time that nobody can set; the
// zero value has never been started.
type Stopwatch struct{ began time.Time }

// Start starts a stopwatch.
func Start() Stopwatch { return Stopwatch{time.Now()} }

// Elapsed returns the time since the start; it never goes backwards.
func (s Stopwatch) Elapsed() time.Duration { return time.Since(s.began) }
