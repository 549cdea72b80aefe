package synthetic

import (
	"fmt"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// resync is how long after a lost delta a snapshot makes the book whole again.
const resync = time.Second

// bookWatch is what a receiver knows of a book that deltas may be missing of.
type bookWatch struct {
	last   uint64     // the last update id that came
	broken bool       // a gap was told, and no snapshot since
	lost   event.Time // when the first delta was lost since the last snapshot; event.Never if none was
}

// watch takes in a delta before it is handed over and tells what a receiver
// notices by it: that others are missing, or that the book is whole.
func (o *outlet) watch(s *stream, d *market.BookDelta) error {
	w, before := &s.book, s.book
	switch {
	case o.event.Flags&event.Snapshot != 0:
		*w = bookWatch{last: d.Last, lost: event.Never}
		if before.broken {
			return o.note(s, event.BookResynced, fmt.Sprintf("at update id %d", d.Last))
		}
		return nil
	case d.Previous == w.last:
		w.last = d.Last
		return nil
	}
	w.last, w.broken = d.Last, true
	err := o.note(s, event.Gap, fmt.Sprintf("expected previous update id %d, got %d", before.last, d.Previous))
	if err != nil || before.broken {
		return err
	}
	return o.note(s, event.BookInvalid, "gap")
}

// note tells all who want a stream what happened to it.
func (o *outlet) note(s *stream, kind event.ControlKind, detail string) error {
	for i := range s.routes {
		r := &s.routes[i]
		o.told++
		err := r.to(&event.Event{
			Key: r.key, Source: r.source.Index, SourceTime: event.Unset, Arrived: o.event.Arrived,
			Control: &event.Control{Kind: kind, Source: r.source.Name, Detail: detail},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
