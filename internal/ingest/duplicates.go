package ingest

import "github.com/featurizer/featurizer/event"

// remembered is how many ids of a source and key are remembered to find
// duplicates: enough for an overlap of two connections, small beside a book.
const remembered = 1024

// recent holds the last ids of a source of a key.
type recent struct {
	ring   []event.ID
	next   int
	seen   map[event.ID]struct{}
	newest uint64 // the largest number among all ids so far
}

// duplicate tells whether an event repeats one of the last ids of its stream. The
// id of a snapshot says which changes it includes; it repeats none of them.
func (s *sequencer) duplicate(e *event.Event) bool {
	if e.Native == (event.ID{}) || e.Flags&event.Snapshot != 0 {
		return false
	}
	return s.stream(e).recent.repeats(e.Native)
}

// repeats tells whether id is remembered, and remembers it.
func (r *recent) repeats(id event.ID) bool {
	if r.seen == nil {
		r.seen = make(map[event.ID]struct{}, remembered)
	}
	if id.Text != "" || id.Number <= r.newest {
		if _, known := r.seen[id]; known {
			return true
		}
	}
	r.newest = max(r.newest, id.Number)
	if len(r.ring) < remembered {
		r.ring = append(r.ring, id)
	} else {
		delete(r.seen, r.ring[r.next])
		r.ring[r.next] = id
		r.next = (r.next + 1) % remembered
	}
	r.seen[id] = struct{}{}
	return false
}
