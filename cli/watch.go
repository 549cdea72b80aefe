package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
)

// live draws what a run does on a screen, several times a second.
type live struct {
	screen *screen
	board  *board
	meter  *meter
	table  *table
	wrote  string // what the outputs are: rows
	head   []line // above the table
	notes  []line // below it, where there is room
}

// framePeriod is how often it is drawn: as often as an eye can follow numbers.
const framePeriod = 125 * time.Millisecond

// start begins to draw. stop ends it and leaves the terminal as it was. So does
// the end of ctx, at once: whoever interrupts a run does not wait for its end to
// have the terminal back.
func (l *live) start(ctx context.Context) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	suspended, forget := onSuspend() // before anything is written, to a closed pipe perhaps
	go func() {
		defer close(ended)
		defer forget()
		l.draw(ctx, done, suspended)
	}()
	return func() {
		close(done)
		<-ended
	}
}

func (l *live) draw(ctx context.Context, done <-chan struct{}, suspended <-chan os.Signal) {
	frames := time.NewTicker(framePeriod)
	defer frames.Stop()
	l.screen.enter()
	defer l.screen.leave()
	for {
		l.screen.show(l.frame())
		select {
		case <-frames.C:
		case <-suspended:
			l.screen.leave()
			suspend()
			l.screen.enter()
		case <-done:
			return
		case <-ctx.Done():
			return
		}
	}
}

// leastBody is the height below which the table goes before what is above it.
const leastBody = 7

// frame returns the lines of the screen.
func (l *live) frame() []line {
	width, height := l.screen.size()
	width-- // what is written into the last column may begin a new line
	var lines []line
	if len(l.head) > 0 && len(l.head)+1+leastBody <= height {
		lines = append(slices.Clone(l.head), nil)
	}
	lines = append(lines, l.body(width, height-len(lines))...)
	if len(l.notes) > 0 && len(lines)+1+len(l.notes) <= height {
		lines = append(append(lines, nil), l.notes...)
	}
	for i := range lines {
		lines[i] = lines[i].cut(width)
	}
	return lines
}

// body returns the table, cut to a height, and the status under it.
func (l *live) body(width, height int) []line {
	v := l.board.look(height)
	lines, left := l.table.draw(v, width)
	if room := max(height-2, 2); len(lines)+min(v.below, 1) > room {
		below := v.below + len(lines) - (room - 1)
		lines = append(lines[:room-1], say(fmt.Sprintf("... %s more", count(uint64(below))), faint))
	}
	status := l.meter.status() + fmt.Sprintf(", %s %s", count(v.outputs), l.wrote)
	if left > 0 {
		status += fmt.Sprintf(", +%d columns", left)
	}
	return append(lines, nil, say(status, faint))
}

// print writes the last table as text that stays.
func (l *live) print() {
	width, height := l.screen.size()
	lines := l.body(width-1, max(height-2, 4)) // and a line for the prompt
	for i := range lines {
		lines[i] = lines[i].cut(width - 1)
	}
	l.screen.print(lines)
}

// meter counts the events of a run for who looks at it from another goroutine.
type meter struct {
	clock    clock.Clock
	events   atomic.Uint64
	first    atomic.Int64 // Received of the first event
	received atomic.Int64 // and of the last

	// Of who looks.
	samples []sample
}

// sample is how many events there had been at a moment.
type sample struct {
	at     int64
	events uint64
}

// step counts an event before it is stepped.
func (m *meter) step(e *event.Event, step func(*event.Event) error) error {
	m.count(e)
	return step(e)
}

func (m *meter) count(e *event.Event) {
	m.received.Store(int64(e.Received))
	if m.events.Load() == 0 {
		m.first.Store(int64(e.Received))
	}
	m.events.Add(1) // last: who sees an event finds its times
}

// rateOver is the time that the rate is an average of.
const rateOver = 2 * time.Second

// rate returns how many events there have been, and how many a second of late.
func (m *meter) rate() (events uint64, perSecond float64) {
	now := sample{m.clock.Now(), m.events.Load()}
	m.samples = append(m.samples, now)
	for len(m.samples) > 2 && now.at-m.samples[1].at >= int64(rateOver) {
		m.samples = m.samples[1:]
	}
	first := m.samples[0]
	if now.at <= first.at {
		return now.events, 0
	}
	return now.events, float64(now.events-first.events) / time.Duration(now.at-first.at).Seconds()
}

// passed returns the time from the first event to the last.
func (m *meter) passed() time.Duration {
	if m.events.Load() == 0 {
		return 0
	}
	return time.Duration(m.received.Load() - m.first.Load())
}

// status says in a line how the run goes.
func (m *meter) status() string {
	events, rate := m.rate()
	return fmt.Sprintf("%s of event time, %s events, %s/s", timer(m.passed()), count(events), count(uint64(rate)))
}

// timer prints a length of time as a stopwatch does.
func timer(d time.Duration) string {
	s := int64(d / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%02d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
