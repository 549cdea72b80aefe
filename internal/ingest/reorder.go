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

// streamOf is one source of one key.
type streamOf struct {
	source int
	key    *event.Key
}

// hold keeps a copy of an event until some time.
func (s *sequencer) hold(e *event.Event, until event.Time) {
	held := waiting{*e, until}
	if e.Payload != nil {
		held.event.Payload = s.options.Sources[e.Source].Declared.Definition.Slab(1).Put(e.Payload)
	}
	s.waiting = append(s.waiting, held)
}

// release lets go, in order of their source times, the events whose wait is over
// by now and those of their stream that lie before them.
func (s *sequencer) release(now event.Time) {
	over := map[streamOf]event.Time{}
	for i := range s.waiting {
		w := &s.waiting[i]
		at := streamOf{w.event.Source, w.event.Key}
		if latest, found := over[at]; w.until <= now && (!found || latest < w.event.SourceTime) {
			over[at] = w.event.SourceTime
		}
	}
	if len(over) == 0 {
		return
	}
	var free []waiting
	s.waiting = slices.DeleteFunc(s.waiting, func(w waiting) bool {
		latest, found := over[streamOf{w.event.Source, w.event.Key}]
		if !found || w.event.SourceTime > latest {
			return false
		}
		free = append(free, w)
		return true
	})
	slices.SortStableFunc(free, func(a, b waiting) int { return cmp.Compare(a.event.SourceTime, b.event.SourceTime) })
	for i := range free {
		s.settle(&free[i].event, min(free[i].until, now))
	}
}
