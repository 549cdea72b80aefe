// Package ingest turns what emitters bring into the log: it merges the emitters
// of each feed, settles lateness and duplicates once, stamps and numbers events
// in their lanes, and hands them on in the one order K (semantics 1 and 2).
package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/internal/pace"
	"github.com/featurizer/featurizer/merge"
	"github.com/featurizer/featurizer/source"
)

// Options say what is to be taken in.
type Options struct {
	Feeds   []Feed   // by name
	Sources []Policy // by Event.Source
	Lanes   int      // of each feed
	// Keys are those of the graph, for events whose keys are found, and MaxKeys is how
	// many more may be. They may be left out where no source finds keys.
	Keys    *event.Keys
	MaxKeys int
	Clock   clock.Clock
	// Pace says when the events of finite emitters go on; nil: as soon as they can.
	Pace *pace.Pacer

	found     int      // how many keys have been
	feedNames []string // of all feeds, and those of the logs that recorded events lie in, sorted
}

// Feed is a group of emitters with one sequencer.
type Feed struct {
	Name     string
	Emitters []Emitter // by name
}

// Emitter is an emitter of a feed.
type Emitter struct {
	Name    string
	Emitter source.DataSourceEventEmitter
	Sources []*source.Declared
}

// Policy is how a source's times are settled.
type Policy struct {
	Declared *source.Declared
	Drop     bool          // drop late events instead of raising their time
	Reorder  time.Duration // wait so long for late events
	MaxAhead time.Duration // a claim further past receipt is not believed
}

// Log takes the events of a log, from one goroutine.
type Log interface {
	// Step takes the next event in K order. It is valid until the call returns.
	Step(e *event.Event) error
	// Tick promises that nothing with a Received of at most r will follow. It comes
	// whenever the run has to wait for what comes next, so it is the moment to let go
	// of what is held back; its r may have been promised already.
	Tick(r event.Time) error
}

// ErrStop is returned by a Log that wants no more events; Run then ends well.
var ErrStop = errors.New("no more events are wanted")

// Run runs the emitters until all have ended, one has failed, the log has had
// enough, or ctx is done. It returns what it counted, also with an error.
func Run(ctx context.Context, o Options, log Log) (_ Stats, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stats := newStats(&o)
	logs, err := openRecorded(ctx, &o, stats)
	defer func() { err = errors.Join(err, closeRecorded(logs)) }()
	if err != nil {
		return *stats, err
	}
	feeds, err := open(ctx, &o, stats)
	if err != nil {
		return *stats, err
	}
	for _, f := range feeds {
		for _, in := range f.inlets {
			in.start(ctx)
		}
	}
	err = handOn(ctx, &o, feeds, logs, log)
	if err == nil && stats.Events > 0 {
		err = log.Tick(max(stats.LastReceived, lastTick(logs)))
	}
	cancel()
	for _, f := range feeds {
		for _, in := range f.inlets {
			<-in.done
			stats.addCounts(in)
		}
	}
	if errors.Is(err, ErrStop) {
		err = nil
	}
	return *stats, err
}

// open makes the sequencers with their inlets.
func open(ctx context.Context, o *Options, stats *Stats) ([]*sequencer, error) {
	var feeds []*sequencer
	arrivals, live := make(chan *batch, batches), &receipts{last: event.Unset, clock: o.Clock}
	emitters := 0
	for _, f := range o.Feeds {
		emitters += len(f.Emitters)
	}
	ranks, size := sourceRanks(o.Sources), batchFor(emitters)
	for _, f := range o.Feeds {
		if f.recorded() != nil {
			continue
		}
		s := newSequencer(f.Name, slices.Index(o.feedNames, f.Name), o, stats)
		s.ranks = ranks
		for _, e := range f.Emitters {
			full := make(chan *batch, batches)
			if isLive(e.Emitter) {
				full, s.receipts = arrivals, live
			}
			in, err := newInlet(ctx, e, full, size)
			if err != nil {
				return nil, err
			}
			s.inlets = append(s.inlets, in)
		}
		feeds = append(feeds, s)
	}
	return feeds, nil
}

// handOn hands on the events of all feeds in K order.
func handOn(ctx context.Context, o *Options, feeds []*sequencer, logs []*recordedFeed, log Log) error {
	switch live, all := liveInlets(feeds); {
	case live == all && live > 0 && len(logs) == 0:
		return mergeLive(ctx, feeds, o.Clock, log)
	case live > 0:
		return fmt.Errorf("%d of %d emitters are live: live and recorded events cannot be merged in one run", live, all+len(logs))
	}
	last := event.Unset // Received of the last event
	for _, f := range feeds {
		f.whenIdle(func() error { return idle(last, log) })
	}
	heads, err := openHeads(ctx, feeds, logs)
	if err != nil {
		return err
	}
	for heads.Len() > 0 {
		h := heads.First()
		if o.Pace != nil {
			if err := o.Pace.Wait(ctx, h.event.Received, log.Tick); err != nil {
				return err
			}
		}
		last = h.event.Received
		if err := log.Step(h.event); err != nil {
			return err
		}
		e, err := h.feed.next(ctx)
		switch h.event = e; {
		case err != nil:
			return err
		case e != nil:
			heads.Advance(placeOf(e))
		default:
			heads.Drop()
		}
	}
	return nil
}

// ordered is a feed whose events come in K order; next returns nil at its end.
type ordered interface {
	next(ctx context.Context) (*event.Event, error)
}

// front is a feed at its next event.
type front struct {
	feed  ordered
	event *event.Event
}

// openHeads goes to the first event of each feed.
func openHeads(ctx context.Context, feeds []*sequencer, logs []*recordedFeed) (*merge.Heap[*front], error) {
	var all []ordered
	for _, f := range feeds {
		if err := f.open(ctx); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	for _, f := range logs {
		all = append(all, f)
	}
	heads := &merge.Heap[*front]{}
	for _, f := range all {
		e, err := f.next(ctx)
		if err != nil {
			return nil, err
		}
		if e != nil {
			heads.Push(placeOf(e), &front{f, e})
		}
	}
	return heads, nil
}

// idle tells a log that nothing comes for now, by what it knows already: what follows
// the last event may have been received at the same time, in another feed.
func idle(last event.Time, log Log) error {
	if last == event.Unset {
		return nil
	}
	return log.Tick(last - 1)
}

// placeOf returns the place of a stamped event among those of other feeds: K, of
// which Received and lane decide, as no other feed has the lane.
func placeOf(e *event.Event) merge.Place {
	return merge.Place{At: e.Received, Rank: uint64(e.Lane.Order)}
}

func liveInlets(feeds []*sequencer) (live, all int) {
	for _, f := range feeds {
		for _, in := range f.inlets {
			all++
			if in.isLive {
				live++
			}
		}
	}
	return live, all
}

// tickPeriod is how often deadlines are looked after while no event arrives.
const tickPeriod = 50 * time.Millisecond

// mergeLive hands on events as they arrive, stamped by the clock.
func mergeLive(ctx context.Context, feeds []*sequencer, c clock.Clock, log Log) error {
	owner, open := map[*inlet]*sequencer{}, 0
	var arrivals chan *batch
	for _, f := range feeds {
		for _, in := range f.inlets {
			owner[in], arrivals = f, in.full
			open++
		}
	}
	ticker := time.NewTicker(tickPeriod)
	defer ticker.Stop()
	for open > 0 {
		select {
		case b := <-arrivals:
			in, last := b.from, b.last // once it has arrived, the batch is the emitter's again
			if err := owner[in].arrive(b, event.Time(c.Now()), log); err != nil {
				return err
			}
			if !last {
				continue
			}
			open--
			if in.err != nil {
				return in.err
			}
		case <-ticker.C:
			now := event.Time(c.Now())
			if err := tick(feeds, now, log); err != nil {
				return err
			}
		case <-ctx.Done():
			return errors.Join(finish(feeds, log), ctx.Err())
		}
	}
	return finish(feeds, log)
}

// finish hands on what has waited when nothing follows.
func finish(feeds []*sequencer, log Log) error {
	for _, f := range feeds {
		f.finish()
		if err := f.drain(log); err != nil {
			return err
		}
	}
	return nil
}

// tick lets time pass without an event: events that have waited long enough go
// on, and nothing will be stamped with a time up to now.
func tick(feeds []*sequencer, now event.Time, log Log) error {
	for _, f := range feeds {
		f.release(now)
		f.settleDated(now)
		if err := f.drain(log); err != nil {
			return err
		}
		f.receipts.last = max(f.receipts.last, now)
	}
	return log.Tick(now)
}
