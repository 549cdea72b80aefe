package ingest

import (
	"cmp"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// waiting is an event that is held back, with a moment on the Received axis: the
// one until which earlier events may still come, or the one at which it came.
type waiting struct {
	event event.Event
	until event.Time
}

// keep returns a copy of an event, to be held back.
func (s *sequencer) keep(e *event.Event, until event.Time) waiting {
	held := waiting{*e, until}
	if e.Payload != nil {
		held.event.Payload = s.options.Sources[e.Source].Declared.Definition.Slab(1).Put(e.Payload)
	}
	return held
}

// release lets go the events whose wait is over by now: at the moment it is over,
// with those of their stream that lie before them, in order of source time.
func (s *sequencer) release(now event.Time) {
	for {
		first := -1
		for i := range s.waiting {
			if s.waiting[i].until <= now && (first < 0 || s.waiting[i].until < s.waiting[first].until) {
				first = i
			}
		}
		if first < 0 {
			return
		}
		over := s.waiting[first]
		var free []waiting
		s.waiting = slices.DeleteFunc(s.waiting, func(w waiting) bool {
			if w.event.Source != over.event.Source || w.event.Key != over.event.Key || w.event.SourceTime > over.event.SourceTime {
				return false
			}
			free = append(free, w)
			return true
		})
		slices.SortStableFunc(free, func(a, b waiting) int { return cmp.Compare(a.event.SourceTime, b.event.SourceTime) })
		for i := range free {
			s.pass(&free[i].event, over.until)
		}
	}
}
