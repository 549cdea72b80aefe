package table

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
)

// Config is what an emitter is made of.
type Config struct {
	Options Options
	Preset  *Options // what holds where Options say nothing; may be nil
	Format  Format
	Input   Input
}

// Emitter reads rows and hands them over to the declared sources.
type Emitter struct {
	options  Options
	given    Options // without those of a preset
	format   Format
	input    Input
	time     *clock
	received *clock   // nil where there is none
	names    []string // of the key that columns give, sorted
	routes   []*route // by name of the source
	scale    map[string]*scaling
	words    words
	counts   source.Counts
	meter    files.Meter
	bad      *badRows
	sorter   *sorter // nil where rows are not sorted
	strange  string  // the key of the first row that is of no source

	planned    bool
	columns    columns // that of time is the first
	timeAt     clockAt
	receivedAt clockAt
	keyAt      []int // of names

	now    event.Time // the time of the rows read last
	held   packed     // rows of it that wait for the others
	heldOf []heldRow

	// What is told is valid until the callback returns, so one of each will do.
	keyText []byte
	cells   []Cell
	event   event.Event
}

var (
	_ source.DataSourceEventEmitter = (*Emitter)(nil)
	_ source.Counter                = (*Emitter)(nil)
	_ source.Checker                = (*Emitter)(nil)
	_ source.Noter                  = (*Emitter)(nil)
	_ source.Progress               = (*Emitter)(nil)
	_ source.FromFiles              = (*Emitter)(nil)
)

// New makes an emitter. Options that may be left out have their zero value where
// no spec has filled in the defaults.
func New(c Config) (*Emitter, error) {
	o := c.Options.Over(c.Preset)
	e := &Emitter{
		options: o, given: c.Options, format: c.Format, input: c.Input,
		names: slices.Sorted(maps.Keys(o.Key)), scale: map[string]*scaling{}, now: event.Unset,
	}
	var err error
	if e.time, err = newClock("time", o.Time); err != nil {
		return nil, err
	}
	if o.Received != nil {
		if e.received, err = newClock("received", Time(*o.Received)); err != nil {
			return nil, err
		}
	}
	for _, name := range sorted(o.Scale) {
		if e.scale[name], err = newScaling(name, o.Scale[name]); err != nil {
			return nil, err
		}
	}
	if e.bad, err = newBadRows(&o); err != nil {
		return nil, err
	}
	if o.Sort {
		e.sorter, err = newSorter(cmp.Or(o.SortMemory, "256MB"))
	}
	return e, err
}

// Register declares a source: a row is an event of it if its key is one of the
// source's.
func (e *Emitter) Register(s *source.Declared, to source.Callback) error {
	m := maker{options: &e.options, words: &e.words, clock: e.time, scale: e.scale}
	p, err := m.payloadOf(s)
	if err != nil {
		return err
	}
	r := &route{source: s, to: to, payload: p, names: e.names}
	if r.keys, err = e.keysOf(s); err != nil {
		return err
	}
	at, _ := slices.BinarySearchFunc(e.routes, r, (*route).compare)
	e.routes = slices.Insert(e.routes, at, r)
	return nil
}

// Files returns where the files are that it reads.
func (e *Emitter) Files() ([]string, error) {
	if e.input.Stream != nil {
		return nil, source.ErrOnce
	}
	return files.Find(e.input.Dir, e.input.Paths)
}

// Check refuses options that fit none of the sources.
func (e *Emitter) Check() error { return e.plan() }

// Run reads to the end.
func (e *Emitter) Run(ctx context.Context) error {
	if err := e.plan(); err != nil {
		return err
	}
	take := e.take
	if e.sorter != nil {
		take = e.sorter.keep
	}
	if err := e.input.read(ctx, e.open, take); err != nil {
		return e.interrupted(ctx, err)
	}
	if e.sorter != nil {
		if err := e.sorter.play(ctx, e.take); err != nil {
			return err
		}
	}
	if err := e.release(); err != nil {
		return err
	}
	if end, ok := e.format.(Ender); ok {
		if err := end.End(); err != nil {
			return err
		}
	}
	return e.bad.finish(e.counts)
}

// interrupted ends a run that could not read to the end. Rows that are held are
// not all of their time, so their order is not known yet; those of files can be
// read again, but what a stream gave is told.
func (e *Emitter) interrupted(ctx context.Context, err error) error {
	if e.input.Stream != nil && ctx.Err() != nil {
		if failed := e.release(); failed != nil {
			return failed
		}
	}
	return err
}

// Progress tells how many bytes of the files have been read.
func (e *Emitter) Progress() (done, all int64) { return e.meter.Progress() }

// Counts tells how many rows were read and what became no event.
func (e *Emitter) Counts() source.Counts { return e.counts }

// take reads the row at which a reader stands and tells the sources of its key.
func (e *Emitter) take(r *reader) error {
	if now := r.merged(); now != e.now {
		if err := e.release(); err != nil {
			return err
		}
		e.now = now
	}
	e.counts.Frames++
	if r.row.Wrong == nil {
		r.row.Wrong = e.check(r.row.Cells)
	}
	switch {
	case r.row.Wrong != nil:
		return e.malformed(r)
	case !slices.ContainsFunc(e.routes, (*route).wants):
		if e.counts.Ignored++; e.counts.Ignored == 1 {
			e.strange = e.keyShown()
		}
		return nil
	case e.received == nil && len(e.routes) > 1:
		e.hold(r)
		return nil
	}
	for _, s := range e.routes {
		if err := e.tell(s, r); err != nil {
			return err
		}
	}
	return nil
}

// check makes the payloads of all sources that the row is of. A row that is
// malformed for one of them is told to none.
func (e *Emitter) check(cells []Cell) error {
	e.keyText = e.appendKey(e.keyText[:0], cells)
	for _, s := range e.routes {
		var err error
		if s.key, err = s.find(e.keyText); err != nil {
			return err
		}
		if s.key == nil {
			continue
		}
		if err := s.read(cells); err != nil {
			return err
		}
	}
	return nil
}

// tell hands over the event that was read for a route, if there is one.
func (e *Emitter) tell(s *route, r *reader) error {
	if s.key == nil {
		return nil
	}
	if l, ok := s.payload.made.(*level); ok {
		return e.gather(s, r, l)
	}
	if len(s.carried) > 0 {
		s.carry()
	}
	s.told = s.key.key
	e.event = event.Event{Key: s.key.key, Source: s.source.Index, SourceTime: r.at, Arrived: r.arrived, Payload: s.payload.made}
	return s.to(&e.event)
}

// anyKey returns a key of the source: that of the row being read, where it has one; nil
// where none is known.
func (s *route) anyKey() *event.Key {
	switch {
	case len(s.source.Keys) > 0:
		return s.source.Keys[0]
	case s.key != nil:
		return s.key.key
	}
	return s.told
}

// malformed ends the run, or tells the first source of the row and goes on.
func (e *Emitter) malformed(r *reader) error {
	e.counts.Malformed++
	place := &files.MalformedError{Path: r.name, Line: r.row.Number, Err: r.row.Wrong}
	if e.options.Malformed != files.Skip {
		return place
	}
	if err := e.bad.add(place, e.counts); err != nil {
		return err
	}
	if len(e.routes) == 0 {
		return nil
	}
	first := e.routes[0]
	key := first.anyKey()
	if key == nil { // none has been found yet that could tell of it
		return nil
	}
	e.event = event.Event{
		Key: key, Source: first.source.Index, Arrived: r.arrived, SourceTime: r.at,
		Control: place.Control(first.source.Name),
	}
	if e.received != nil {
		e.event.SourceTime = event.Unset
	}
	return first.to(&e.event)
}
