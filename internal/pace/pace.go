// Package pace lets the events of a run go on when their time has come: at a number
// of times the speed at which they were received, one by one, or as fast as they can.
// It decides when an event goes on, never which or in what order, so it changes no bit.
package pace

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
)

// Pacer is the time of one run on the Received axis: it begins with the first event
// and can be paused, stepped and made to pass faster or slower while the run goes.
// The zero value goes as fast as it can. All methods are safe from any goroutine; a
// Pacer is for one run and must not be copied after first use.
type Pacer struct {
	mu     sync.Mutex
	speed  Speed
	paused bool
	steps  int // events that go on though it is paused

	begun   bool
	now     event.Time // the time of the run, as of the last look
	from    event.Time // it when the watch was started
	watch   clock.Stopwatch
	changed chan struct{} // closed when what an event waits for has changed; nil while none waits
}

const (
	// least is the shortest wait: events that come more densely go on in groups, which
	// nobody can tell apart, and not each with a timer.
	least = time.Millisecond
	// period is how often time is told to pass while nothing goes on.
	period = 50 * time.Millisecond
	// ever is how long a paused event waits unless something changes.
	ever time.Duration = math.MaxInt64
)

// Wait waits until an event received at some time may go on, or until ctx is done.
// Events come in the order of Received. Whenever it waits, at first and from then on
// several times a second, it calls idle: all that will come was received after now.
func (p *Pacer) Wait(ctx context.Context, received event.Time, idle func(now event.Time) error) error {
	for {
		wait, now, changed := p.look(received)
		if wait == 0 {
			return nil
		}
		if err := idle(min(now, received-1)); err != nil {
			return err
		}
		if err := sleep(ctx, wait, changed); err != nil {
			return fmt.Errorf("waiting for the next event: %w", err)
		}
	}
}

// look returns how long to wait before looking again, 0 if the event may go on now,
// and what tells of a change before.
func (p *Pacer) look(received event.Time) (wait time.Duration, now event.Time, changed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.begun {
		p.begun, p.now = true, received
		p.restart()
	}
	p.pass()
	wait = p.until(received)
	if wait == 0 {
		return 0, p.now, nil
	}
	if p.changed == nil {
		p.changed = make(chan struct{})
	}
	return wait, p.now, p.changed
}

// until returns how long to wait for an event.
func (p *Pacer) until(received event.Time) time.Duration {
	switch {
	case p.paused && p.steps > 0:
		p.steps--
		p.now = max(p.now, received)
		return 0
	case p.paused:
		return ever
	case !p.timed():
		p.now = max(p.now, received)
		return 0
	case received <= p.now:
		return 0
	}
	rest := float64(uint64(received)-uint64(p.now)) / float64(p.speed) // whose difference may be more than an int64 holds
	if rest >= float64(period) {
		return period
	}
	return max(least, time.Duration(math.Ceil(rest)))
}

// timed tells whether events wait for their time.
func (p *Pacer) timed() bool { return p.speed != 0 && p.speed != Max }

// pass lets the time pass that has passed.
func (p *Pacer) pass() {
	if !p.begun || p.paused || !p.timed() {
		return
	}
	passed := float64(p.watch.Elapsed()) * float64(p.speed)
	if passed >= float64(ever) {
		p.now = p.from.Add(ever)
		p.restart()
		return
	}
	p.now = max(p.now, p.from.Add(time.Duration(passed)))
}

// restart lets time pass from now on, at the speed that it has now.
func (p *Pacer) restart() { p.from, p.watch = p.now, clock.Start() }

// change makes a change, as of now.
func (p *Pacer) change(to func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pass()
	to()
	p.restart()
	if p.changed != nil {
		close(p.changed)
		p.changed = nil
	}
}

// Pause stops the time of the run, and forgets steps that are still to be made.
func (p *Pacer) Pause() { p.change(func() { p.paused, p.steps = true, 0 }) }

// Resume lets time pass again, from where it was stopped or has been stepped to.
func (p *Pacer) Resume() { p.change(func() { p.paused, p.steps = false, 0 }) }

// Step pauses the run and lets n more events go on, each at once.
func (p *Pacer) Step(n int) {
	p.change(func() { p.paused, p.steps = true, p.steps+min(max(n, 0), math.MaxInt-p.steps) })
}

// SetSpeed changes how fast time passes, paused or not.
func (p *Pacer) SetSpeed(s Speed) { p.change(func() { p.speed = s }) }

// State is how a run is paced.
type State struct {
	Speed  Speed
	Paused bool
	// Steps are how many events are still let on while it is paused.
	Steps int
	// Now is the time of the run on the Received axis; event.Unset before the first event.
	Now event.Time
}

// State returns how the run is paced now.
func (p *Pacer) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := State{Speed: p.speed, Paused: p.paused, Steps: p.steps, Now: event.Unset}
	if p.begun {
		p.pass()
		s.Now = p.now
	}
	return s
}

// sleep waits for so long, until something has changed, or until ctx is done.
func sleep(ctx context.Context, d time.Duration, changed <-chan struct{}) error {
	var over <-chan time.Time
	if d < ever {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-over:
	case <-changed:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
