package ingest

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// Stats is what ingest counted.
type Stats struct {
	Sources      []SourceStats // by Event.Source
	Events       uint64        // in the log, control events too
	LastReceived event.Time
	// Frames, Ignored and Malformed are as the emitters count them.
	source.Counts
	Notes []string // what emitters say of frames that became no event
}

// SourceStats is what ingest counted of one source.
type SourceStats struct {
	Name        string
	Events      uint64 // data
	Late        uint64 // time raised
	Ahead       uint64 // time not believed
	Dropped     uint64
	Duplicates  uint64
	Gaps        uint64
	First, Last event.Time // of data, event time
}

func newStats(o *Options) *Stats {
	s := &Stats{}
	for _, p := range o.Sources {
		s.Sources = append(s.Sources, SourceStats{Name: p.Declared.Name})
	}
	return s
}

// add counts an event of the log.
func (s *Stats) add(e *event.Event) {
	s.Events++
	s.LastReceived = max(s.LastReceived, e.Received)
	of := &s.Sources[e.Source]
	if e.Control != nil {
		of.control(e.Control.Kind)
		return
	}
	if of.Events == 0 {
		of.First, of.Last = e.Time, e.Time
	}
	of.First, of.Last = min(of.First, e.Time), max(of.Last, e.Time)
	of.Events++
	if e.Flags&event.Late != 0 {
		of.Late++
	}
	if e.Flags&event.Ahead != 0 {
		of.Ahead++
	}
}

func (s *SourceStats) control(kind event.ControlKind) {
	switch kind { //nolint:exhaustive // the rest is counted nowhere
	case event.Dropped:
		s.Dropped++
	case event.Duplicate:
		s.Duplicates++
	case event.Gap:
		s.Gaps++
	}
}

// addCounts takes over what an emitter counted. It has ended.
func (s *Stats) addCounts(in *inlet) {
	if n, ok := in.emitter.(source.Noter); ok && n.Note() != "" {
		s.Notes = append(s.Notes, fmt.Sprintf("emitter %q: %s", in.name, n.Note()))
	}
	counter, ok := in.emitter.(source.Counter)
	if !ok {
		return
	}
	c := counter.Counts()
	s.Frames += c.Frames
	s.Ignored += c.Ignored
	s.Malformed += c.Malformed
}
