package ingest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/merge"
)

// sequencer stamps and numbers the events of a feed. It alone decides their
// order; a replay reads its decisions.
type sequencer struct {
	feed     string
	rank     int // of the feed among all, by name
	options  *Options
	stats    *Stats
	inlets   []*inlet           // by name
	heads    merge.Heap[*inlet] // those that have not ended, by their next event
	ranks    []uint64           // of the sources, by name
	receipts *receipts
	lanes    []uint64         // the last Seq of each lane
	streams  [][]*streamState // by source, then key
	found    found
	taken    *inlet // whose event was admitted last, and is in use
	ready    []event.Event
	readyAt  int
	waiting  []waiting // events held back to be sorted
	undated  []waiting // events behind a snapshot that waits for its time, it included
}

// streamState is what the sequencer remembers of a source of a key.
type streamState struct {
	lane   event.Lane
	last   event.Time // its clock; event.Unset before the first event
	first  event.Time // what a first snapshot without a time is told to have; event.Unset if nothing
	awaits bool       // such a snapshot has waited
	held   uint64     // the update id up to which it holds the book
	recent recent
}

// clock returns the time of a snapshot that has none; event.Unset if the stream
// does not tell.
func (s *streamState) clock() event.Time {
	if s.last != event.Unset {
		return s.last
	}
	return s.first
}

func newSequencer(feed string, rank int, o *Options, stats *Stats) *sequencer {
	return &sequencer{
		feed: feed, rank: rank, options: o, stats: stats, receipts: &receipts{last: event.Unset}, found: newFound(o),
		lanes: make([]uint64, o.Lanes), streams: make([][]*streamState, len(o.Sources)),
	}
}

// whenIdle has a function called when an emitter has brought nothing for a while.
func (s *sequencer) whenIdle(call func() error) {
	for _, in := range s.inlets {
		in.idle = call
	}
}

// open waits for the first event of each emitter.
func (s *sequencer) open(ctx context.Context) error {
	for i, in := range s.inlets {
		in.rank, in.at = uint64(i), event.Unset
		e, err := in.peek(ctx)
		if err != nil {
			return err
		}
		if e != nil {
			s.heads.Push(s.place(in, e), in)
		}
	}
	return nil
}

// next goes to the next event of the feed, stamped; nil at its end.
func (s *sequencer) next(ctx context.Context) (*event.Event, error) {
	for s.readyAt == len(s.ready) {
		s.ready, s.readyAt = s.ready[:0], 0
		ended, err := s.take(ctx)
		if err != nil {
			return nil, err
		}
		if ended && len(s.waiting)+len(s.undated) == 0 {
			return nil, nil
		}
		if ended {
			s.finish()
		}
	}
	s.readyAt++
	return &s.ready[s.readyAt-1], nil
}

// take admits the next event of the emitters, unless all have ended. The one before
// has been used: where it lies is given back.
func (s *sequencer) take(ctx context.Context) (ended bool, err error) {
	if in := s.taken; in != nil {
		s.taken = nil
		e, err := in.peek(ctx)
		if err != nil {
			return false, err
		}
		if e != nil {
			s.heads.Advance(s.place(in, e))
		} else {
			s.heads.Drop()
		}
	}
	if s.heads.Len() == 0 {
		return true, nil
	}
	s.taken = s.heads.First()
	e := s.taken.take()
	if err := s.found.settle(e); err != nil {
		return false, fmt.Errorf("emitter %q: %w", s.taken.name, err)
	}
	s.admit(e, s.taken.at)
	return false, nil
}

// finish lets go all that waits: nothing follows.
func (s *sequencer) finish() {
	s.release(event.Never)
	s.settleDated(event.Never)
}

// place returns where the next event of an emitter stands among those of the others:
// by receive time, then name of the emitter; without a receive time by source time,
// then name of the source, and after those with one.
func (s *sequencer) place(in *inlet, e *event.Event) merge.Place {
	in.at = arrival(e, in.at)
	if e.Arrived == 0 {
		return merge.Place{At: in.at, Rank: s.ranks[e.Source]<<32 | in.rank}
	}
	return merge.Place{At: in.at, Rank: in.rank}
}

// sourceRanks returns the place of each source by name, from 1.
func sourceRanks(sources []Policy) []uint64 {
	order := make([]int, len(sources))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(sources[a].Declared.Name, sources[b].Declared.Name) })
	ranks := make([]uint64, len(sources))
	for rank, i := range order {
		ranks[i] = uint64(rank) + 1
	}
	return ranks
}

// arrival returns when an event of a finite emitter was received: as recorded, else
// when it says that it happened, else right after the one before, received at last.
func arrival(e *event.Event, last event.Time) event.Time {
	switch {
	case e.Arrived != 0:
		return e.Arrived
	case e.SourceTime != event.Unset:
		return e.SourceTime
	case last == event.Unset:
		return 0
	}
	return last + 1
}

// arrive stamps a batch that has arrived now and hands it on.
func (s *sequencer) arrive(b *batch, now event.Time, log Log) error {
	for i := range b.events {
		s.admit(&b.events[i], now)
		if err := s.drain(log); err != nil {
			return err
		}
	}
	b.from.using = b
	b.from.release()
	return nil
}

// drain hands on what is ready.
func (s *sequencer) drain(log Log) error {
	defer func() { s.ready = s.ready[:0] }()
	for i := range s.ready {
		if err := log.Step(&s.ready[i]); err != nil {
			return err
		}
	}
	return nil
}

// admit takes an event that was received at some time, and makes ready what may
// now go on: the event itself, or those that waited for it.
func (s *sequencer) admit(e *event.Event, received event.Time) {
	s.release(received)
	s.settleDated(received)
	if e.Control == nil && s.duplicate(e) {
		s.pass(s.note(e, event.Duplicate, fmt.Sprintf("id %s", e.Native)), received)
		return
	}
	if wait := s.options.Sources[e.Source].Reorder; wait > 0 && e.Control == nil {
		s.waiting = append(s.waiting, s.keep(e, received.Add(wait)))
		return
	}
	s.pass(e, received)
}

// settle decides the Time of an event that was received, or let go, at some time,
// stamps it and makes it ready.
func (s *sequencer) settle(e *event.Event, received event.Time) {
	policy := &s.options.Sources[e.Source]
	stream := s.stream(e)
	stamp := s.receipts.next(received)
	at := claim(e, stream, stamp, policy.MaxAhead)
	if at < stream.last {
		if e.Flags&event.Ahead == 0 && e.SourceTime != event.Unset && e.Control == nil {
			if policy.Drop {
				s.settle(s.note(e, event.Dropped, "late by "+time.Duration(stream.last-at).String()), received)
				return
			}
			e.Flags |= event.Late
		}
		at = stream.last
	}
	e.Time = at
	if e.Control == nil {
		stream.last = at
	}
	s.stamp(e, stream, stamp)
}

// claim returns the time that an event is believed to have, given its stream and
// when it was received.
func claim(e *event.Event, stream *streamState, stamp event.Time, maxAhead time.Duration) event.Time {
	at := e.SourceTime
	switch {
	case at != event.Unset:
	case e.Flags&event.Snapshot != 0:
		at = stream.clock()
	case e.Control != nil:
		at = stream.last
	}
	switch {
	case at == event.Unset:
		return stamp
	case at > stamp.Add(maxAhead):
		e.Flags |= event.Ahead
		return stamp
	}
	return at
}

// stamp gives an event its place in the log.
func (s *sequencer) stamp(e *event.Event, stream *streamState, received event.Time) {
	s.receipts.last = received
	e.Received, e.Lane = received, stream.lane
	s.lanes[stream.lane.Number]++
	e.Seq = s.lanes[stream.lane.Number]
	s.stats.add(e)
	s.ready = append(s.ready, *e)
}

// note returns a decision of ingest as an event.
func (s *sequencer) note(about *event.Event, kind event.ControlKind, detail string) *event.Event {
	return &event.Event{
		Key: about.Key, Source: about.Source, SourceTime: event.Unset, Arrived: about.Arrived,
		Control: &event.Control{Kind: kind, Source: s.options.Sources[about.Source].Declared.Name, Detail: detail},
	}
}

// stream returns what is remembered of an event's source and key.
func (s *sequencer) stream(e *event.Event) *streamState {
	list, i := s.streams[e.Source], e.Key.Index()
	for i >= len(list) {
		list = append(list, nil)
		s.streams[e.Source] = list
	}
	if list[i] == nil {
		number := e.Key.Lane(s.options.Lanes)
		list[i] = &streamState{
			lane: event.Lane{Feed: s.feed, Number: number, Order: s.rank*laneStride + number},
			last: event.Unset, first: event.Unset,
		}
	}
	return list[i]
}
