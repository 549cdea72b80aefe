package recompute

import (
	"cmp"
	"math"
	"slices"
)

// step is a place in the one order: the key K of an event, or of a deadline, and
// the sub-step in it.
type step struct {
	received int64
	lane     int // place among all lanes; before all for a deadline
	seq      uint64
	sub      int64 // end of the windows that close; itself for the event
}

const (
	beforeLanes = -1
	itself      = int64(math.MaxInt64)
)

func (s step) compare(o step) int {
	return cmp.Or(cmp.Compare(s.received, o.received), cmp.Compare(s.lane, o.lane),
		cmp.Compare(s.seq, o.seq), cmp.Compare(s.sub, o.sub))
}

// entry is an event of the log.
type entry struct {
	at     step
	source *declared
	key    *identity
	time   int64
	frame  *frame // nil for a decision of ingest
	gap    bool
}

// identity is a key with its lane.
type identity struct {
	exchange, symbol, native string
	canonical                string
	feed                     string
	lane                     int // number in the feed
	place                    int // of the lane among all
}

// fnv1a is the hash that spreads keys over lanes.
func fnv1a(text string) uint32 {
	h := uint32(2166136261)
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * 16777619
	}
	return h
}

// declared is a source of a config.
type declared struct {
	name    string
	about   subject
	emitter *emitter
	keys    []*identity
	drop    bool  // late events
	ahead   int64 // max_ahead; 0 is the default
}

func source(name string, about subject, e *emitter, keys ...*identity) *declared {
	return &declared{name: name, about: about, emitter: e, keys: keys}
}

// emitter is an emitter of a config with the frames of its files, by path.
type emitter struct {
	name, feed string
	files      [][]frame
}

// arrival is a frame on its way into the log.
type arrival struct {
	frame *frame
	by    *emitter
	file  int
	line  int
}

// history is a whole log.
type history struct {
	entries []entry
	last    map[string]int64 // Received of the last event, by feed
	counts  map[string]counts
}

// counts is what happened to the events of a source.
type counts struct{ events, late, ahead, duplicates, gaps, dropped int }

const (
	defaultLanes = 64
	maxAhead     = minute
)

// ingest makes the log of what sources declare, with so many lanes per feed.
func ingest(sources []*declared, lanes int) *history {
	h := &history{last: map[string]int64{}, counts: map[string]counts{}}
	feeds := map[string][]*emitter{}
	for _, s := range sources {
		if e := s.emitter; !slices.Contains(feeds[e.feed], e) {
			feeds[e.feed] = append(feeds[e.feed], e)
		}
	}
	var names []string
	for name := range feeds {
		names = append(names, name)
	}
	slices.Sort(names)
	for rank, name := range names {
		for _, s := range sources {
			for _, k := range s.keys {
				if s.emitter.feed == name {
					k.feed, k.lane = name, int(fnv1a(k.canonical)%uint32(lanes))
					k.place = rank*lanes + k.lane
				}
			}
		}
		h.sequence(name, arrivals(feeds[name]), sources)
	}
	slices.SortStableFunc(h.entries, func(a, b entry) int { return a.at.compare(b.at) })
	return h
}

// arrivals merges the files of a feed.
func arrivals(emitters []*emitter) []arrival {
	var all []arrival
	for _, e := range emitters {
		for i, frames := range e.files {
			for j := range frames {
				all = append(all, arrival{&frames[j], e, i, j})
			}
		}
	}
	slices.SortFunc(all, func(a, b arrival) int {
		return cmp.Or(cmp.Compare(a.frame.received, b.frame.received), cmp.Compare(a.by.name, b.by.name),
			cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	return all
}

// course is what the sequencer knows of a source and key.
type course struct {
	begun bool
	last  int64 // Time
	ids   map[uint64]bool
}

// sequence stamps and numbers the events of a feed.
func (h *history) sequence(feed string, all []arrival, sources []*declared) {
	last := int64(math.MinInt64)
	seqs := map[int]uint64{}
	courses := map[*declared]map[*identity]*course{}
	for _, a := range all {
		source, key := find(sources, a)
		if source == nil {
			continue
		}
		if courses[source] == nil {
			courses[source] = map[*identity]*course{}
		}
		c := courses[source][key]
		if c == nil {
			c = &course{ids: map[uint64]bool{}}
			courses[source][key] = c
		}
		last = max(a.frame.received, last+1)
		seqs[key.lane]++
		n := h.counts[source.name]
		e := entry{at: step{last, key.place, seqs[key.lane], itself}, source: source, key: key}
		switch {
		case a.frame.about == gap:
			e.gap = true
			n.gaps++
		case a.frame.id != 0 && c.ids[a.frame.id]: // told of, not handed on
			n.duplicates++
		default:
			c.ids[a.frame.id] = true
			t, late := c.settle(source, a.frame, last, &n)
			if e.time = t; !late || !source.drop {
				e.frame = a.frame
			}
		}
		h.counts[source.name] = n
		h.entries = append(h.entries, e)
	}
	if last != math.MinInt64 {
		h.last[feed] = last
	}
}

// settle decides the Time of an event, and tells whether it is late.
func (c *course) settle(s *declared, f *frame, received int64, n *counts) (t int64, late bool) {
	t = received
	switch {
	case !f.timed && f.whole && c.begun:
		t = c.last
	case !f.timed:
	case f.time > received+cmp.Or(s.ahead, maxAhead):
		n.ahead++
	default:
		t = f.time
		late = c.begun && t < c.last
	}
	switch {
	case late && s.drop:
		n.dropped++
		return 0, true
	case late:
		n.late++
	}
	n.events++
	if c.begun {
		t = max(t, c.last)
	}
	c.begun, c.last = true, t
	return t, late
}

// find returns the source and the key of a frame, nil where none is declared.
func find(sources []*declared, a arrival) (*declared, *identity) {
	about := a.frame.about
	if about == gap {
		about = a.frame.of
	}
	for _, s := range sources {
		if s.about != about || s.emitter != a.by {
			continue
		}
		for _, k := range s.keys {
			if k.native == a.frame.symbol {
				return s, k
			}
		}
	}
	return nil, nil
}
