package ingest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// batchSize is how many events go from an emitter's goroutine to the sequencer's
// at once: enough that the hand-over costs little beside an event. Where there are
// many emitters their batches are smaller, down to leastBatch, so that all events on
// the way, inFlight or not many more, stay in the processor's caches.
const (
	batchSize  = 256
	leastBatch = 16
	inFlight   = 1 << 14
)

// batchFor returns how many events a batch has room for where so many emitters run.
func batchFor(emitters int) int {
	return min(batchSize, max(leastBatch, inFlight/(batches*max(emitters, 1))))
}

// batches is how many batches an emitter may fill before the sequencer has used
// them: one being filled, one being used, two on the way.
const batches = 4

// inlet runs an emitter in a goroutine of its own and holds what it brings until
// the sequencer takes it.
type inlet struct {
	name    string
	emitter source.DataSourceEventEmitter
	isLive  bool
	size    int
	full    chan *batch // closed by nobody: the last batch says so
	free    chan *batch
	stop    <-chan struct{} // closed when no more events are wanted
	done    chan struct{}   // closed when the goroutine has ended
	err     error           // of the emitter; read after its last batch

	waiting atomic.Bool  // the sequencer has nothing to do until a batch comes
	idle    func() error // called when it has waited for a while

	filling *batch // used by the emitter's goroutine; nil while it has none
	using   *batch // used by the sequencer's
	next    int    // in using

	rank uint64     // among the emitters of the feed, by name
	at   event.Time // when the event that peek returned was received
}

// batch holds events with their payloads.
type batch struct {
	from   *inlet
	events []event.Event
	slabs  map[int]source.Slab // by source
	last   bool                // nothing follows
}

// newInlet makes the inlet of an emitter whose batches, each of so many events, go
// to full, and registers the emitter's sources.
func newInlet(ctx context.Context, e Emitter, full chan *batch, size int) (*inlet, error) {
	in := &inlet{
		name: e.Name, emitter: e.Emitter, isLive: isLive(e.Emitter), size: size,
		full: full, free: make(chan *batch, batches), stop: ctx.Done(), done: make(chan struct{}),
	}
	if in.isLive {
		in.size = 1 // nobody waits for a batch to fill
	}
	for range batches {
		b := &batch{from: in, events: make([]event.Event, 0, in.size), slabs: map[int]source.Slab{}}
		for _, s := range e.Sources {
			b.slabs[s.Index] = s.Definition.Slab(in.size)
		}
		in.free <- b
	}
	in.filling = <-in.free
	for _, s := range e.Sources {
		if err := in.emitter.Register(s, in.emit); err != nil {
			return nil, fmt.Errorf("emitter %q, source %q: %w", e.Name, s.Name, err)
		}
	}
	return in, nil
}

func isLive(e source.DataSourceEventEmitter) bool {
	live, ok := e.(source.Live)
	return ok && live.Live()
}

// start runs the emitter until it ends or ctx is done.
func (in *inlet) start(ctx context.Context) {
	go func() {
		defer close(in.done)
		err := in.emitter.Run(ctx)
		switch {
		case errors.Is(err, errStopped):
			in.err = ctx.Err() // it was stopped in the middle: what follows is missing
		case err != nil:
			in.err = fmt.Errorf("emitter %q: %w", in.name, err)
		}
		if in.filling == nil {
			in.filling = &batch{from: in}
		}
		in.filling.last = true
		_ = in.send() // not wanted any more: then nobody waits for it
	}()
}

// errStopped tells an emitter that no more events are wanted.
var errStopped = errors.New("the run is over")

// emit is the callback of the emitter's sources.
func (in *inlet) emit(e *event.Event) error {
	b := in.filling
	b.events = append(b.events, *e)
	if e.Payload != nil {
		b.events[len(b.events)-1].Payload = b.slabs[e.Source].Put(e.Payload)
	}
	if len(b.events) < in.size && !in.waiting.Load() {
		return nil
	}
	return in.send()
}

// send hands the filled batch over and takes an empty one.
func (in *inlet) send() error {
	in.waiting.Store(false)
	last := in.filling.last
	select {
	case in.full <- in.filling:
		in.filling = nil // the sequencer's now
	case <-in.stop:
		return errStopped
	}
	if last {
		return nil
	}
	select {
	case in.filling = <-in.free:
		return nil
	case <-in.stop:
		return errStopped
	}
}

// peek returns the next event, nil after the last one.
func (in *inlet) peek(ctx context.Context) (*event.Event, error) {
	for in.using == nil || in.next == len(in.using.events) {
		if in.using != nil && in.using.last {
			return nil, in.err
		}
		in.release()
		if len(in.full) == 0 {
			in.waiting.Store(true) // a batch that is not full is welcome too
		}
		if err := in.receive(ctx); err != nil {
			return nil, err
		}
	}
	return &in.using.events[in.next], nil
}

// receive waits for a batch.
func (in *inlet) receive(ctx context.Context) error {
	select {
	case in.using = <-in.full:
		return nil
	default:
	}
	long := time.NewTimer(tickPeriod)
	defer long.Stop()
	for {
		select {
		case in.using = <-in.full:
			return nil
		case <-long.C:
			if err := in.idle(); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// take returns what peek returned and goes on. The event stays as it is until the
// next call of peek.
func (in *inlet) take() *event.Event {
	in.next++
	return &in.using.events[in.next-1]
}

// release gives the used batch back to the emitter.
func (in *inlet) release() {
	if in.using == nil {
		return
	}
	in.using.events = in.using.events[:0]
	for _, slab := range in.using.slabs {
		slab.Reset()
	}
	in.free <- in.using // has room for all batches
	in.using, in.next = nil, 0
}
