package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/internal/ingest"
)

// speed is how much faster than a clock the time of events passes; 0 is as fast
// as can be.
type speed float64

// String returns the speed as it is written.
func (s *speed) String() string {
	if *s == 0 {
		return "max"
	}
	return strconv.FormatFloat(float64(*s), 'f', -1, 64) + "x"
}

// Type names what the flag takes.
func (*speed) Type() string { return "SPEED" }

// Set reads the speed.
func (s *speed) Set(text string) error {
	if text == "max" {
		*s = 0
		return nil
	}
	number, isTimes := strings.CutSuffix(text, "x")
	x, err := strconv.ParseFloat(number, 64)
	if err != nil || !isTimes || !(x >= 0.01 && x <= 1e6) {
		return errors.New("expected a speed such as 1x or 20x, or max")
	}
	*s = speed(x)
	return nil
}

// pacer lets events pass as the clock does, and stops the run when its time is up.
type pacer struct {
	clock  clock.Clock
	speed  speed
	length time.Duration

	begun bool
	start int64      // by the clock
	first event.Time // Received of the first event
}

// least is the shortest wait: events come in groups that nobody can tell apart,
// and not each with a timer.
const least = 2 * time.Millisecond

// wait waits until an event of the given receipt is due.
func (p *pacer) wait(ctx context.Context, received event.Time) error {
	now := p.clock.Now()
	if !p.begun {
		p.begun, p.start, p.first = true, now, received
	}
	due, end := now, p.start+int64(p.length)
	if p.speed > 0 {
		due = p.start + int64(float64(received-p.first)/float64(p.speed))
	}
	if due-now >= int64(least) {
		if err := sleep(ctx, time.Duration(min(due, end)-now)); err != nil {
			return fmt.Errorf("waiting for the next event: %w", err)
		}
		now = p.clock.Now()
	}
	if now >= end || due >= end {
		return ingest.ErrStop
	}
	return nil
}

// sleep waits for so long, or until ctx is done.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
