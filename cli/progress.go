package cli

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sink"
)

// progress is a line about a long run, redrawn in place and erased at its end.
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
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		p.draw(ctx, done)
	}()
	p.stop = func() {
		close(done)
		<-ended
	}
	return &p.tally
}

// end ends it and erases the line.
func (p *progress) end() { p.stop() }

func (p *progress) draw(ctx context.Context, done <-chan struct{}) {
	next := time.NewTimer(progressAfter)
	defer next.Stop()
	began, erase := p.meter.clock.Now(), ""
	p.meter.rate() // counts from here on
	defer func() { p.write(erase) }()
	for {
		select {
		case <-next.C:
		case <-done:
			return
		case <-ctx.Done():
			return
		}
		width, _ := p.screen.size()
		erase = "\r" + endLine
		p.write(erase + say(p.text(time.Duration(p.meter.clock.Now()-began)), plain).cut(width-1).String())
		next.Reset(progressPeriod)
	}
}

func (p *progress) write(text string) { _, _ = io.WriteString(p.screen.w, text) } // a terminal that is gone has no reader

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
	if done <= 0 || done > 1 {
		return text
	}
	rest := time.Duration(float64(elapsed) * (1 - done) / done)
	return fmt.Sprintf("%.0f%%, ETA %s, %s", 100*done, rest.Round(time.Second), text)
}

// tally is a sink that counts what it hands on.
type tally struct {
	sink.Sink

	written atomic.Uint64
}

// Write counts an output and hands it on.
func (t *tally) Write(o *event.Output) error {
	t.written.Add(1)
	return t.Sink.Write(o)
}
