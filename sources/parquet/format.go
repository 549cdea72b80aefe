package parquet

import (
	"errors"
	"fmt"
	"io"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
	"github.com/featurizer/featurizer/sources/files"
	"github.com/featurizer/featurizer/sources/table"
)

// format is how Parquet files hold rows.
type format struct{}

var (
	_ table.Format = format{}
	_ io.Closer    = (*rows)(nil)
)

// rows are the rows of one file.
type rows struct {
	file   *files.File
	reader *parquetio.Reader
	chosen []int // of the wanted columns among those that are read; below zero where the file lacks it
	number int   // of the row
	batch  int   // rows of the batch
	next   int   // in the batch
}

// Open finds the columns.
func (format) Open(f *files.File, wanted []table.Column) (table.Rows, error) {
	in, size, err := f.Random()
	if err != nil {
		return nil, err
	}
	r := &rows{file: f}
	if r.reader, err = parquetio.OpenReader(in, size); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	names := r.reader.Columns()
	var places []int
	for _, c := range wanted {
		at, err := table.Find(c, names, f.Name())
		if err != nil {
			return nil, err
		}
		if at < 0 {
			r.chosen = append(r.chosen, -1)
			continue
		}
		r.chosen = append(r.chosen, len(places))
		places = append(places, at)
	}
	if err := r.reader.Choose(places); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	return r, nil
}

// Next goes to the next row.
func (r *rows) Next(row *table.Row) error {
	if r.next == r.batch {
		r.file.Reached(int64(r.number), r.reader.Rows())
		var err error
		if r.batch, err = r.reader.Next(); err != nil {
			return r.failed(err)
		}
		r.next = 0
	}
	r.number++
	row.Number = r.number
	for i, at := range r.chosen {
		if at < 0 {
			row.Cells[i].SetNull()
			continue
		}
		set(&row.Cells[i], r.reader.Column(at), r.next)
	}
	r.next++
	return nil
}

// set sets a cell to the i-th value of a column.
func set(c *table.Cell, v *parquetio.Values, i int) {
	if v.Null[i] {
		c.SetNull()
		return
	}
	switch v.Kind {
	case parquetio.KindInt:
		c.SetInt(v.Ints[i])
	case parquetio.KindFloat:
		c.SetFloat(v.Floats[i])
	case parquetio.KindBool:
		c.SetBool(v.Ints[i] == 1)
	case parquetio.KindText:
		c.SetText(v.TextAt(i))
	case parquetio.KindMoment:
		c.SetMoment(event.Time(v.Ints[i]))
	case parquetio.KindLocal:
		c.SetLocal(event.Time(v.Ints[i]))
	case parquetio.KindList: // Choose refuses lists
	}
}

// Close gives back what is in memory.
func (r *rows) Close() error {
	r.reader.Close()
	return nil
}

func (r *rows) failed(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("%s: reading after row %d: %w", r.file.Name(), r.number, err)
}
