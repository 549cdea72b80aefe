package engine

import (
	"cmp"
	"reflect"
	"slices"
	"sort"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/stream"
)

// span is a stretch of the log that is run key by key, with what its events put
// out, to be handed out in the order of the log.
type span struct {
	events   []held
	frames   stream.Frames // one for each event: its payload, then what it puts out
	controls []event.Event // the control events among them
}

// held is an event of a span and what it has put out: first what lies in the store
// of its worker, of windows that it closed or of a step run by itself, then what
// lies in its frame.
type held struct {
	*worker
	row      *row
	entry    *entry // nil for a control event, and where nothing reads the leaf
	received event.Time
	time     event.Time
	seq      uint64
	latest   event.Time // time of the row that is put out
	first    int32      // in the store
	last     int32
	source   int32
	control  int32 // place among the controls, from 1; 0 for data
	flags    event.Flags
	framed   bool // what is put out lies in the frame
	fires    bool // a row is put out
	kept     bool // outputs are in the store, all but a row
}

func newSpan(x *Executor, size int) span {
	s := span{events: make([]held, 0, size)}
	memory := reflect.MakeSlice(reflect.SliceOf(x.layout.Frame), size, size)
	words := (x.layout.Marks() + 63) / 64
	s.frames = stream.Frames{
		First: stream.RowAt(memory.UnsafePointer()), Stride: x.layout.Frame.Size(),
		Fires: make([]uint64, size*words), Words: words,
	}
	return s
}

// add takes an event into the span, for a worker.
func (s *span) add(e *event.Event, w *worker) {
	i := len(s.events)
	h := held{
		worker: w, row: w.x.row(e), received: e.Received, time: e.Time, seq: e.Seq, source: int32(e.Source), flags: e.Flags,
	}
	in := &w.x.entries[w.x.leafOf[e.Source]]
	switch {
	case e.Control != nil:
		s.controls = append(s.controls, *e)
		h.control = int32(len(s.controls))
	case in.Used:
		h.entry = in
		if frame := s.frames.At(i); in.Fields == nil {
			in.Keep(frame.At(in.payload), e.Payload)
		} else {
			load(frame, e, in)
		}
	}
	s.events = append(s.events, h)
	w.add(i, h.row)
}

// event returns an event of the span without its payload, which lies in its frame.
func (s *span) event(i int) event.Event {
	h := &s.events[i]
	if h.control > 0 {
		return s.controls[h.control-1]
	}
	return event.Event{
		Key: h.row.key, Lane: h.row.lane, Source: int(h.source), Flags: h.flags,
		Seq: h.seq, Received: h.received, Time: h.time,
	}
}

func (s *span) clear() {
	clear(s.frames.Fires[:len(s.events)*s.frames.Words])
	s.events, s.controls = s.events[:0], s.controls[:0]
}

// stored is an output that waits in the store of a worker until its turn comes.
type stored struct {
	event.Output // without values
	first, last  int
}

// dueOutput is a stored output of a deadline, with its place among those.
type dueOutput struct {
	*worker
	due    event.Time
	end    event.Time
	output int
	stored int
}

// sortDue brings outputs of deadlines into output order.
func sortDue(list []dueOutput) {
	slices.SortStableFunc(list, func(a, b dueOutput) int {
		x, y := &a.store[a.stored], &b.store[b.stored]
		return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.end, b.end), cmp.Compare(a.output, b.output), x.Key.Compare(y.Key))
	})
}

// failure is a failed step: nothing from it on is handed out.
type failure struct {
	err   error
	event int        // the first event from it on
	due   event.Time // the first deadline from it on
}

// failedAt returns the failure of the step of an event.
func (s *span) failedAt(i int, err error) failure {
	return failure{err, i, s.events[i].received + 1}
}

// failedDue returns the failure of the step of a deadline.
func (s *span) failedDue(due event.Time, err error) failure {
	return failure{err, sort.Search(len(s.events), func(i int) bool { return s.events[i].received >= due }), due}
}

// before tells whether a failure comes before another in K order.
func (f *failure) before(other *failure) bool {
	return cmp.Or(cmp.Compare(f.event, other.event), cmp.Compare(f.due, other.due)) < 0
}
