package table

import (
	"fmt"
	"io"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sources/files"
)

// reader reads the rows of one file.
type reader struct {
	emitter  *Emitter
	name     string // of the file
	rows     Rows
	time     *clock
	received *clock

	row     Row
	at      event.Time // its time, or that of the row before if it has none
	atLine  int        // the line that at is from
	arrived event.Time // its receive time, likewise
}

// open begins to read a file.
func (e *Emitter) open(f *files.File) (r *reader, err error) {
	e.meter.Watch(f)
	r = &reader{emitter: e, name: f.Name(), at: event.Unset}
	r.row.Cells = make([]Cell, len(e.columns.list))
	if r.time, err = e.time.of(f.Name()); err != nil {
		return nil, err
	}
	if e.received != nil {
		if r.received, err = e.received.of(f.Name()); err != nil {
			return nil, err
		}
	}
	r.rows, err = e.format.Open(f, e.columns.list)
	return r, err
}

// Next goes to the next row and returns the time that it is merged by. Rows that
// are to be sorted are read file by file: they have the same time.
func (r *reader) Next() (event.Time, error) {
	r.row.Wrong = nil
	if err := r.rows.Next(&r.row); err != nil {
		return 0, err
	}
	if r.row.Wrong == nil {
		r.emitter.clear(r.row.Cells)
		if err := r.readTimes(); err != nil {
			return 0, err
		}
	}
	if r.emitter.sorter != nil {
		return 0, nil
	}
	return r.merged(), nil
}

// clear makes the cells null whose text stands for no value.
func (e *Emitter) clear(cells []Cell) {
	for _, word := range e.options.Nulls {
		for i := range cells {
			if cells[i].Kind == Text && string(cells[i].trimmed()) == word {
				cells[i].SetNull()
			}
		}
	}
}

// Close gives back what the rows have in memory.
func (r *reader) Close() error {
	rows := r.rows
	r.rows = nil
	if c, ok := rows.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// merged returns the time that the row is merged and sorted by.
func (r *reader) merged() event.Time {
	if r.received != nil {
		return r.arrived
	}
	return r.at
}

// readTimes reads the times of the row. A time that goes back is an error of the
// whole file.
func (r *reader) readTimes() error {
	e := r.emitter
	at, err := r.time.parse(r.time.join(&r.row.Cells[e.timeAt.date], &r.row.Cells[e.timeAt.column]))
	if err != nil {
		r.row.Wrong = inColumn(r.time.column, err)
		return nil
	}
	if r.received == nil {
		return r.advance(at)
	}
	cell := r.received.join(&r.row.Cells[e.receivedAt.date], &r.row.Cells[e.receivedAt.column])
	arrived, err := r.received.parse(cell)
	if err == nil && arrived <= 0 {
		err = fmt.Errorf("%s is no time after the begin of 1970", cell.shown())
	}
	if err != nil {
		r.row.Wrong = inColumn(r.received.column, err)
		return nil
	}
	r.at, r.arrived = at, arrived
	return nil
}

// advance goes to the time of a row without receive time.
func (r *reader) advance(at event.Time) error {
	if at < r.at && r.emitter.sorter == nil {
		return fmt.Errorf("%s:%d: time goes back to %s from %s in line %d: sort the file by column %q, or set sort: true",
			r.name, r.row.Number, at.UTC().Format(time.RFC3339Nano), r.at.UTC().Format(time.RFC3339Nano), r.atLine, r.time.column)
	}
	r.at, r.atLine = at, r.row.Number
	return nil
}

// appendKey appends the values of the key's names in a row, as the routes know
// them.
func (e *Emitter) appendKey(text []byte, cells []Cell) []byte {
	for i, at := range e.keyAt {
		if i > 0 {
			text = append(text, separator)
		}
		text = cells[at].asText(text)
	}
	return text
}

// inColumn says in which column a cell is wrong.
func inColumn(name string, err error) error { return fmt.Errorf("column %q: %w", name, err) }
