package csv

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
)

// Emitter reads rows and hands them over to the declared sources.
type Emitter struct {
	dir      string
	options  Options
	comma    rune
	time     clock
	received *clock
	names    []string // of the key that columns give, sorted
	routes   []*route // by name of the source
	counts   source.Counts
	meter    files.Meter

	held   []heldRow  // rows of one time, the last so far
	heldAt event.Time // their time

	// What is told is valid until the callback returns, so one of each will do.
	keyText []byte
	event   event.Event
}

var (
	_ source.DataSourceEventEmitter = (*Emitter)(nil)
	_ source.Counter                = (*Emitter)(nil)
	_ source.Progress               = (*Emitter)(nil)
)

// New makes an emitter. Files are named relative to dir. Options that may be left
// out have their zero value where no spec has filled in the defaults.
func New(dir string, o Options) (*Emitter, error) {
	e := &Emitter{dir: dir, options: o, names: slices.Sorted(maps.Keys(o.Key))}
	var err error
	if e.comma, err = o.comma(); err != nil {
		return nil, err
	}
	if e.time, err = newClock("time", cmp.Or(o.Time.Column, "time"), o.Time.Unit); err != nil {
		return nil, err
	}
	if o.Received != nil {
		received, err := newClock("received", cmp.Or(o.Received.Column, "received"), o.Received.Unit)
		if err != nil {
			return nil, err
		}
		e.received = &received
	}
	return e, nil
}

// Register declares a source: a row is an event of it if its key is one of the
// source's.
func (e *Emitter) Register(s *source.Declared, to source.Callback) error {
	p, err := payloadOf(s)
	if err != nil {
		return err
	}
	r := &route{source: s, to: to, payload: p}
	if r.keys, err = e.keysOf(s); err != nil {
		return err
	}
	at, _ := slices.BinarySearchFunc(e.routes, r, (*route).compare)
	e.routes = slices.Insert(e.routes, at, r)
	return nil
}

// Run reads the files to their end.
func (e *Emitter) Run(ctx context.Context) error {
	if err := files.Merge(ctx, e.dir, e.options.Path, e.open, e.take); err != nil {
		return err // rows that are held are not all of their time: their order is not known
	}
	return e.release()
}

// Progress tells how many bytes of the files have been read.
func (e *Emitter) Progress() (done, all int64) { return e.meter.Progress() }

// Counts tells how many rows were read and what became no event.
func (e *Emitter) Counts() source.Counts { return e.counts }

// take reads the row at which a reader stands and tells the sources of its key.
func (e *Emitter) take(r *reader) error {
	if len(e.held) > 0 && e.heldAt != r.at {
		if err := e.release(); err != nil {
			return err
		}
	}
	e.counts.Frames++
	if r.wrong == nil {
		r.wrong = e.check(r)
	}
	switch {
	case r.wrong != nil:
		return e.malformed(r)
	case !slices.ContainsFunc(e.routes, (*route).wants):
		e.counts.Ignored++
		return nil
	case e.received == nil && len(e.routes) > 1:
		e.hold(r)
		return nil
	}
	for _, s := range e.routes {
		if err := e.tell(s, r.at, r.arrived); err != nil {
			return err
		}
	}
	return nil
}

// check makes the payloads of all sources that the row is of. A row that is
// malformed for one of them is told to none.
func (e *Emitter) check(r *reader) error {
	for i := range e.routes {
		if err := e.read(i, r, r.row); err != nil {
			return err
		}
	}
	return nil
}

// read finds the key that a row has for a route, and makes its payload.
func (e *Emitter) read(i int, r *reader, row []string) error {
	s := e.routes[i]
	e.keyText = r.appendKey(e.keyText[:0], row)
	s.key = s.keys[string(e.keyText)]
	if s.key == nil {
		return nil
	}
	return s.payload.read(row, r.cells[i])
}

// tell hands over the event that was read for a route, if there is one.
func (e *Emitter) tell(s *route, at, arrived event.Time) error {
	if s.key == nil {
		return nil
	}
	e.event = event.Event{Key: s.key, Source: s.source.Index, SourceTime: at, Arrived: arrived, Payload: s.payload.made}
	return s.to(&e.event)
}

// heldRow is a row that waits for those of the same time: without receive times,
// events of one time come by source, then path and row (semantics 1).
type heldRow struct {
	of  *reader
	row []string
}

// hold keeps a row until all of its time have been read.
func (e *Emitter) hold(r *reader) {
	e.held, e.heldAt = append(e.held, heldRow{r, slices.Clone(r.row)}), r.at
}

// release tells the rows that are held.
func (e *Emitter) release() error {
	defer func() { e.held = e.held[:0] }()
	for i, s := range e.routes {
		for _, h := range e.held {
			if err := e.read(i, h.of, h.row); err != nil {
				return err
			}
			if err := e.tell(s, e.heldAt, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// malformed ends the run, or tells the first source of the row and goes on.
func (e *Emitter) malformed(r *reader) error {
	e.counts.Malformed++
	place := &files.MalformedError{Path: r.file.Name(), Line: r.number, Err: r.wrong}
	if e.options.Malformed != files.Skip {
		return place
	}
	if len(e.routes) == 0 {
		return nil
	}
	first := e.routes[0]
	e.event = event.Event{
		Key: first.source.Keys[0], Source: first.source.Index, Arrived: r.arrived, SourceTime: r.at,
		Control: place.Control(first.source.Name),
	}
	if e.received != nil {
		e.event.SourceTime = event.Unset
	}
	return first.to(&e.event)
}
