package csv

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sources/files"
)

// reader reads the rows of one file.
type reader struct {
	emitter *Emitter
	file    *files.File
	limit   bounded
	rows    *csv.Reader

	// Places of columns.
	width    int // of the whole row; 0 in an empty file
	time     int
	received int     // -1 where the config names none
	key      []int   // of the emitter's key names
	cells    [][]int // of each route's payload

	row     []string
	number  int        // the line the row begins in
	at      event.Time // its time, or that of the row before if it has none
	atLine  int        // the line that at is from
	arrived event.Time // its receive time, likewise
	wrong   error      // why the row cannot be read
}

// open reads the header of a file.
func (e *Emitter) open(f *files.File) (*reader, error) {
	e.meter.Watch(f)
	r := &reader{emitter: e, file: f, limit: bounded{in: f}, at: event.Unset}
	r.rows = csv.NewReader(&r.limit)
	r.rows.Comma, r.rows.ReuseRecord, r.rows.FieldsPerRecord = e.comma, true, -1
	names, place := e.options.Columns, f.Name()
	if len(names) == 0 {
		err := r.next()
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		if err != nil {
			return nil, err
		}
		names, place = r.row, fmt.Sprintf("%s:%d", f.Name(), r.number)
	}
	if r.wrong != nil {
		return nil, &files.MalformedError{Path: f.Name(), Line: r.number, Err: r.wrong}
	}
	if err := r.locate(newHeader(names, place)); err != nil {
		return nil, err
	}
	return r, nil
}

// locate finds the columns.
func (r *reader) locate(h *header) (err error) {
	e := r.emitter
	r.width, r.received = len(h.names), -1
	if r.time, err = h.find(e.time.column); err != nil {
		return err
	}
	if e.received != nil {
		if r.received, err = h.find(e.received.column); err != nil {
			return err
		}
	}
	for _, name := range e.names {
		at, err := h.find(e.options.Key[name])
		if err != nil {
			return err
		}
		r.key = append(r.key, at)
	}
	for _, s := range e.routes {
		places, err := h.places(s.payload)
		if err != nil {
			return err
		}
		r.cells = append(r.cells, places)
	}
	return nil
}

// Next goes to the next row and returns the time that it is merged by.
func (r *reader) Next() (event.Time, error) {
	if err := r.next(); err != nil {
		return 0, err
	}
	if r.wrong == nil {
		if err := r.readTimes(); err != nil {
			return 0, err
		}
	}
	if r.received >= 0 {
		return r.arrived, nil
	}
	return r.at, nil
}

// next goes to the next row that is not blank. What is wrong with a row alone is
// no error.
func (r *reader) next() error {
	for {
		r.limit.left, r.wrong = files.MaxLine, nil
		row, err := r.rows.Read()
		if err != nil {
			return r.failed(err)
		}
		if len(row) == 1 && strings.TrimSpace(row[0]) == "" {
			continue
		}
		r.row = row
		r.number, _ = r.rows.FieldPos(0)
		return nil
	}
}

// failed tells rows that are quoted wrong from files that cannot be read.
func (r *reader) failed(err error) error {
	var quotes *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case !errors.As(err, &quotes):
		return fmt.Errorf("%s:%d: reading: %w", r.file.Name(), r.number+1, err)
	case errors.Is(err, csv.ErrBareQuote):
		r.wrong = errors.New("a cell holds a quote but does not begin with one")
	default:
		r.wrong = errors.New("a quoted cell does not end with a quote")
	}
	r.number = quotes.StartLine
	return nil
}

// readTimes reads the times of the row. A time that goes back is an error of the
// whole file.
func (r *reader) readTimes() error {
	e := r.emitter
	if len(r.row) != r.width {
		r.wrong = fmt.Errorf("the row has %d cells, but there are %d columns", len(r.row), r.width)
		return nil
	}
	at, err := e.time.parse(r.row[r.time])
	if err != nil {
		r.wrong = inColumn(e.time.column, err)
		return nil
	}
	if r.received < 0 {
		return r.advance(at)
	}
	arrived, err := e.received.parse(r.row[r.received])
	if err == nil && arrived <= 0 {
		err = fmt.Errorf("%s is no time after the begin of 1970", shown(r.row[r.received]))
	}
	if err != nil {
		r.wrong = inColumn(e.received.column, err)
		return nil
	}
	r.at, r.arrived = at, arrived
	return nil
}

// advance goes to the time of a row without receive time.
func (r *reader) advance(at event.Time) error {
	if at < r.at {
		return fmt.Errorf("%s:%d: time goes back to %s from %s in line %d: sort the file by column %q",
			r.file.Name(), r.number, at.UTC().Format(time.RFC3339Nano), r.at.UTC().Format(time.RFC3339Nano), r.atLine, r.emitter.time.column)
	}
	r.at, r.atLine = at, r.number
	return nil
}

// appendKey appends the values of the key's names in a row, as the routes know
// them.
func (r *reader) appendKey(text []byte, row []string) []byte {
	for i, at := range r.key {
		if i > 0 {
			text = append(text, separator)
		}
		text = append(text, strings.TrimSpace(row[at])...)
	}
	return text
}

// bounded ends the reading of a row that is too long to be one: a quote that is
// never closed would else bring the whole file into memory.
type bounded struct {
	in   io.Reader
	left int
}

var errLongRow = errors.New("the row is longer than 64 MiB: a quote may be missing in it")

// Read reads what may still be part of the row.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLongRow
	}
	n, err := b.in.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
