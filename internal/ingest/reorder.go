package ingest

import (
	"cmp"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// waiting is an event held back so that earlier ones may still come.
type waiting struct {
	event event.Event
	until event.Time // on the Received axis
}

// hold keeps a copy of an event until some time.
func (s *sequencer) hold(e *event.Event, until event.Time) {
	held := waiting{*e, until}
	if e.Payload != nil {
		held.event.Payload = s.options.Sources[e.Source].Declared.Definition.Slab(1).Put(e.Payload)
	}
	s.waiting = append(s.waiting, held)
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
			s.settle(&free[i].event, over.until)
		}
	}
}
