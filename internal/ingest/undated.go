package ingest

import (
	"slices"
	"time"

	"github.com/featurizer/featurizer/event"
)

// A snapshot without a time that is the first event of its stream takes the time
// of the first delta kept after it (semantics 1), which is yet to come: from it
// on the events of the feed wait in order. undatedWait is how long on the
// Received axis, undatedEvents how many; a stream of deltas that is alive needs
// a fraction of a second.
const (
	undatedWait   = 10 * time.Second
	undatedEvents = 1 << 16
)

// pass settles an event, or holds it behind a snapshot that waits for its time.
func (s *sequencer) pass(e *event.Event, received event.Time) {
	if len(s.undated) == 0 && !s.lacksTime(e) {
		s.settle(e, received)
		return
	}
	if stream := s.stream(e); s.lacksTime(e) && !stream.awaits {
		stream.awaits, stream.held = true, e.Native.Number
	}
	s.date(e)
	s.undated = append(s.undated, s.keep(e, received))
	s.settleDated(received)
}

// lacksTime tells whether an event is a snapshot whose time is yet to come.
func (s *sequencer) lacksTime(e *event.Event) bool {
	return e.Flags&event.Snapshot != 0 && e.SourceTime == event.Unset && s.stream(e).clock() == event.Unset
}

// date takes the time of a delta as the first of its stream, if a snapshot waits
// for it: if it is not in the snapshot yet, as its update id is larger.
func (s *sequencer) date(e *event.Event) {
	stream := s.stream(e)
	if !stream.awaits || stream.clock() != event.Unset || e.SourceTime == event.Unset || e.Control != nil {
		return
	}
	if stream.held == 0 || e.Native.Number > stream.held {
		stream.first = e.SourceTime
	}
}

// settleDated settles what need not wait any longer by now.
func (s *sequencer) settleDated(now event.Time) {
	n := 0
	for n < len(s.undated) {
		w := &s.undated[n]
		if s.lacksTime(&w.event) && w.until.Add(undatedWait) > now && len(s.undated)-n < undatedEvents {
			break
		}
		s.settle(&w.event, w.until)
		n++
	}
	s.undated = slices.Delete(s.undated, 0, n)
}
