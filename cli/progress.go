package cli

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/sink"
)

// progress is a line about a long run.
type progress struct {
	screen *screen
	meter  *meter
	limit  uint64        // of outputs; 0: none
	length time.Duration // of the run on the Received axis; 0: until it ends
	tally  tally
	read   func() float64 // how much of the input has been, from 0 to 1; 0: not known
	stop   func()
}

const (
	// A run that ends sooner shows no progress.
	progressAfter  = time.Second
	progressPeriod = 250 * time.Millisecond
)

// begin begins to show progress.
func (p *progress) begin(ctx context.Context, of *featurizer.Pipeline, s sink.Sink) sink.Sink {
	of.Around(p.meter.step)
	p.tally.Sink, p.read = s, of.Progress
	p.meter.rate() // counts from here on
	p.stop = showProgress(ctx, p.screen, p.text)
	if s == nil { // nothing to count
		return nil
	}
	return &p.tally
}

// end ends it and erases the line.
func (p *progress) end() { p.stop() }

// showProgress shows a line about long work, redrawn in place, once it is known to be
// long. stop ends that and erases the line.
func showProgress(ctx context.Context, s *screen, text func(elapsed time.Duration) string) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		drawProgress(ctx, done, s, text)
	}()
	return func() {
		close(done)
		<-ended
	}
}

func drawProgress(ctx context.Context, done <-chan struct{}, s *screen, text func(elapsed time.Duration) string) {
	next := time.NewTimer(progressAfter)
	defer next.Stop()
	began, erase := clock.Start(), ""
	write := func(text string) { _, _ = io.WriteString(s.w, text) } // a terminal that is gone has no reader
	defer func() { write(erase) }()
	for {
		select {
		case <-next.C:
		case <-done:
			return
		case <-ctx.Done():
			return
		}
		width, _ := s.size()
		erase = "\r" + endLine
		write(erase + say(text(began.Elapsed()), plain).cut(width-1).String())
		next.Reset(progressPeriod)
	}
}

// text says how the run goes, and where its end is known, how far it is.
func (p *progress) text(elapsed time.Duration) string {
	text := timer(elapsed) + ", " + p.meter.status()
	done := p.read()
	if p.limit > 0 {
		done = max(done, float64(p.tally.written.Load())/float64(p.limit))
	}
	if p.length > 0 {
		done = max(done, p.meter.passed().Seconds()/p.length.Seconds())
	}
	return share(done, elapsed) + text
}

// share says how much of the work is done, and when the rest will be; nothing where that
// is not known.
func share(done float64, elapsed time.Duration) string {
	if done <= 0 || done > 1 {
		return ""
	}
	rest := time.Duration(float64(elapsed) * (1 - done) / done)
	return fmt.Sprintf("%.0f%%, ETA %s, ", 100*done, rest.Round(time.Second))
}

// tally is a sink that counts what it hands on.
type tally struct {
	sink.Sink

	written atomic.Uint64
}

// Flush has it write what it holds.
func (t *tally) Flush() error { return sink.Flush(t.Sink) }

// Write counts an output and hands it on.
func (t *tally) Write(o *event.Output) error {
	t.written.Add(1)
	return t.Sink.Write(o)
}
