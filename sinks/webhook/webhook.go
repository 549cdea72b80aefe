// Package webhook posts outputs over HTTP: a request holds some JSON lines, each
// with an id, and is tried again with growing pauses until the receiver takes it.
//
// A receiver gets every output at least once (semantics 10). An answer that was
// lost brings the same request again, with the same Idempotency-Key and the same
// ids: who must not count twice looks at either of them.
package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sink"
	"github.com/featurizer/featurizer/sinks/jsonl"
)

// Options say where outputs go, and how. All but the URL have a default.
type Options struct {
	URL string
	// Shown stands for the URL in messages, as that may hold a secret; "" is the URL.
	Shown string
	// Headers are sent with each request.
	Headers map[string]string
	// Batch is how many outputs a request holds at most; 0 is 100.
	Batch int
	// Wait is how long an output waits for others of its request.
	Wait time.Duration
	// Buffer is how many outputs wait at most, beside those of a request; then Write
	// waits for the receiver. 0 is 10,000.
	Buffer int
	// Timeout is how long a request may take; 0 is 10 s. An interrupted run has that
	// long to post what still waits.
	Timeout time.Duration
	// GiveUp is how long a request is tried again; 0 is one minute.
	GiveUp time.Duration
	// Drop drops and counts the outputs of a request that was given up. By default
	// the sink fails.
	Drop bool
	// Client sends the requests; nil is one of the sink's own.
	Client *http.Client
}

// Sink posts outputs to a webhook. It has a goroutine, which Close waits for.
type Sink struct {
	options Options
	encoder jsonl.Encoder
	ids     ids
	line    []byte

	queue chan []byte   // lines on their way to the goroutine
	done  chan struct{} // closed when the goroutine has ended
	err   error         // why it ended early; to be read after done
	told  bool          // Write has returned err

	posted, dropped, retries atomic.Uint64
}

var _ sink.Sink = (*Sink)(nil)

// New returns a sink that posts until it is closed. When ctx is done, what still
// waits is posted within the timeout of a request.
func New(ctx context.Context, o Options) *Sink {
	o.setDefaults()
	s := &Sink{options: o, queue: make(chan []byte, o.Buffer), done: make(chan struct{})}
	go s.run(ctx)
	return s
}

func (o *Options) setDefaults() {
	if o.Shown == "" {
		o.Shown = o.URL
	}
	if o.Batch <= 0 {
		o.Batch = 100
	}
	if o.Buffer <= 0 {
		o.Buffer = 10_000
	}
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.GiveUp <= 0 {
		o.GiveUp = time.Minute
	}
	if o.Client == nil {
		o.Client = newClient()
	}
}

// Write hands an output over to be posted. It waits while too many wait already.
func (s *Sink) Write(o *event.Output) error {
	select {
	case <-s.done:
		return s.fail()
	default:
	}
	s.line = append(s.line[:0], `{"id":"`...)
	s.line = append(s.ids.append(s.line, o), `",`...)
	cut := len(s.line)
	s.line = s.encoder.Append(s.line, o)
	line := append(slices.Clone(s.line[:cut]), s.line[cut+1:]...) // the object goes on after the id
	select {
	case s.queue <- line:
		return nil
	case <-s.done:
		return s.fail()
	}
}

func (s *Sink) fail() error {
	s.told = true
	return s.err
}

// Close waits until everything has been posted, or given up.
func (s *Sink) Close() error {
	close(s.queue)
	<-s.done
	if s.told {
		return nil
	}
	return s.err
}

// Stats are what a sink counted.
type Stats struct {
	Posted  uint64 // outputs that the receiver took
	Dropped uint64 // outputs that were given up, where the sink goes on without them
	Retries uint64 // requests that were sent again
}

// Stats returns what was counted so far.
func (s *Sink) Stats() Stats {
	return Stats{s.posted.Load(), s.dropped.Load(), s.retries.Load()}
}

// errInterrupted is why posting stopped after an interruption.
var errInterrupted = errors.New("interrupted")

// run posts what comes by the queue, until that is closed.
func (s *Sink) run(ctx context.Context) {
	defer close(s.done)
	defer s.options.Client.CloseIdleConnections()
	life, end := context.WithCancelCause(context.WithoutCancel(ctx))
	defer end(nil)
	defer context.AfterFunc(ctx, func() {
		timer := time.NewTimer(s.options.Timeout)
		defer timer.Stop()
		select {
		case <-timer.C:
			end(errInterrupted)
		case <-life.Done():
		}
	})()
	for {
		lines := s.gather(ctx.Done())
		if lines == nil {
			return
		}
		err := s.deliver(life, newRequest(lines))
		switch {
		case err == nil:
			s.posted.Add(uint64(len(lines)))
		case s.options.Drop:
			s.dropped.Add(uint64(len(lines)))
		default:
			s.err = fmt.Errorf("posting outputs to %s: %w", s.options.Shown, err)
			return
		}
	}
}

// gather returns the lines of the next request; nil at the end.
func (s *Sink) gather(interrupted <-chan struct{}) [][]byte {
	first, more := <-s.queue
	if !more {
		return nil
	}
	lines := [][]byte{first}
	timer := time.NewTimer(s.options.Wait)
	defer timer.Stop()
	for len(lines) < s.options.Batch {
		select {
		case line, more := <-s.queue:
			if !more {
				return lines
			}
			lines = append(lines, line)
			continue
		default:
		}
		select {
		case line, more := <-s.queue:
			if !more {
				return lines
			}
			lines = append(lines, line)
		case <-timer.C:
			return lines
		case <-interrupted:
			return lines
		}
	}
	return lines
}
