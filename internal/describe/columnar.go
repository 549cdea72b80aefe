package describe

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/arrowio"
	"github.com/featurizer/featurizer/internal/parquetio"
	"github.com/featurizer/featurizer/sources/files"
)

// columnar reads files that hold columns. Those of an output begin with its place and
// the key, which is the required columns of texts that follow. Other files are columns of
// values throughout.
type columnar struct {
	file   *files.File
	in     batches
	keys   []string // of an output
	isOurs bool
	number int // of the row
	rows   int // of the batch
	at     int // in the batch
	record record
}

// batches are what is in such a file, batch by batch.
type batches interface {
	columns() []heading
	// next goes to the next batch and returns its rows; io.EOF after the last.
	next() (rows int, err error)
	// cell returns a value of the batch.
	cell(column, row int) (cell, error)
	// read tells how much of the file has been read, of how much in all.
	read() (done, all int64)
	io.Closer
}

// heading is what a file says of a column.
type heading struct {
	name           string
	text, required bool
}

// newColumnar reads a file by one of the formats.
func newColumnar(open func(in io.ReaderAt, size int64) (batches, error)) func(f *files.File) (reader, error) {
	return func(f *files.File) (reader, error) {
		in, size, err := f.Random()
		if err != nil {
			return nil, err
		}
		c := &columnar{file: f}
		if c.in, err = open(in, size); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		c.locate()
		return c, nil
	}
}

// locate finds out what the columns are.
func (c *columnar) locate() {
	list := c.in.columns()
	for _, h := range list {
		c.record.names = append(c.record.names, h.name)
	}
	first := place()
	c.isOurs = len(list) >= len(first) && slices.Equal(c.record.names[:len(first)], first)
	if !c.isOurs {
		return
	}
	for _, h := range list[len(first):] {
		if !h.text || !h.required {
			break
		}
		c.keys = append(c.keys, h.name)
	}
	c.record.names = c.record.names[len(first)+len(c.keys):]
}

func (c *columnar) last() *record { return &c.record }

// Next goes to the next row.
func (c *columnar) Next() (event.Time, error) {
	for c.at == c.rows {
		var err error
		c.rows, err = c.in.next()
		c.file.Reached(c.in.read())
		if errors.Is(err, io.EOF) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, fmt.Errorf("%s: reading after row %d: %w", c.file.Name(), c.number, err)
		}
		c.at = 0
	}
	c.number++
	if err := c.row(); err != nil {
		return 0, fmt.Errorf("%s: row %d: %w", c.file.Name(), c.number, err)
	}
	c.at++
	return 0, nil
}

// row reads the row at which the batch stands.
func (c *columnar) row() error {
	r := &c.record
	r.key, r.cells = r.key[:0], r.cells[:0]
	begin := 0
	if c.isOurs {
		at, err := c.in.cell(0, c.at)
		if err != nil {
			return err
		}
		if at.kind != number && at.kind != moment {
			return errors.New("it has no time")
		}
		r.time, r.timed, begin = at.exact, true, len(place())
	}
	for i, name := range c.keys {
		value, err := c.in.cell(begin+i, c.at)
		if err != nil {
			return err
		}
		r.key = append(r.key, keyPart(name, value.text))
	}
	for i := range r.names {
		value, err := c.in.cell(begin+len(c.keys)+i, c.at)
		if err != nil {
			return err
		}
		r.cells = append(r.cells, value)
	}
	return nil
}

// Close gives back what is in memory.
func (c *columnar) Close() error { return c.in.Close() }

// parquetFile is a Parquet file.
type parquetFile struct {
	*parquetio.Reader

	fields []parquetio.Field
	done   int64
}

func openParquet(in io.ReaderAt, size int64) (batches, error) {
	r, err := parquetio.OpenReader(in, size)
	if err != nil {
		return nil, err
	}
	fields, err := r.ChooseAll()
	return &parquetFile{r, fields, 0}, err
}

func (p *parquetFile) columns() []heading {
	var list []heading
	for i, f := range p.fields {
		list = append(list, heading{f.Name, p.Column(i).Kind == parquetio.KindText, f.Required})
	}
	return list
}

func (p *parquetFile) next() (int, error) {
	rows, err := p.Next()
	p.done += int64(rows)
	return rows, err
}

func (p *parquetFile) read() (done, all int64) { return p.done, p.Rows() }

// Close gives back what is in memory.
func (p *parquetFile) Close() error {
	p.Reader.Close()
	return nil
}

func (p *parquetFile) cell(column, row int) (cell, error) {
	v := p.Column(column)
	if v.Null[row] {
		return cell{}, nil
	}
	switch v.Kind {
	case parquetio.KindFloat:
		return numberCell(v.Floats[row]), nil
	case parquetio.KindBool:
		return cell{kind: boolean, number: float64(v.Ints[row])}, nil
	case parquetio.KindInt:
		return cell{kind: number, number: float64(v.Ints[row]), exact: v.Ints[row]}, nil
	case parquetio.KindMoment, parquetio.KindLocal:
		if v.Ints[row] == int64(event.Never) { // what 64 bits cannot hold
			return cell{}, nil
		}
		return cell{kind: moment, number: float64(v.Ints[row]), exact: v.Ints[row]}, nil
	case parquetio.KindList:
		return cell{kind: list}, nil
	case parquetio.KindText:
	}
	value := string(v.TextAt(row))
	if v.Digits {
		x, err := strconv.ParseFloat(value, 64)
		return cell{kind: number, number: x}, err
	}
	return cell{kind: text, text: value}, nil
}

// arrowFile is an Arrow file.
type arrowFile struct {
	*arrowio.Reader

	done int64
}

func openArrow(in io.ReaderAt, size int64) (batches, error) {
	r, err := arrowio.OpenReader(in, size)
	if err != nil {
		return nil, err
	}
	return &arrowFile{Reader: r}, nil
}

func (a *arrowFile) columns() []heading {
	var list []heading
	for _, c := range a.Columns() {
		list = append(list, heading{c.Name, c.Text, c.Required})
	}
	return list
}

func (a *arrowFile) next() (int, error) {
	rows, err := a.Next()
	if err == nil {
		a.done++
	}
	return rows, err
}

func (a *arrowFile) read() (done, all int64) { return a.done, int64(a.Batches()) }

// Close gives back what is in memory.
func (a *arrowFile) Close() error {
	a.Reader.Close()
	return nil
}

func (a *arrowFile) cell(column, row int) (cell, error) {
	v, err := a.At(column, row)
	if err != nil {
		return cell{}, err
	}
	switch v.Kind() {
	case event.KindFloat:
		return numberCell(v.Float()), nil
	case event.KindUint:
		return cell{kind: number, number: v.Float()}, nil
	case event.KindInt:
		if a.Columns()[column].Moment {
			return cell{kind: moment, number: v.Float(), exact: v.Int()}, nil
		}
		return cell{kind: number, number: v.Float(), exact: v.Int()}, nil
	case event.KindBool:
		return cell{kind: boolean, number: v.Float()}, nil
	case event.KindString:
		return cell{kind: text, text: v.Text()}, nil
	case event.KindList:
		return cell{kind: list}, nil
	case event.KindNull:
	}
	return cell{}, nil
}

// numberCell returns a number. NaN and the infinities count as nulls: there is no mean of
// them.
func numberCell(x float64) cell {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return cell{}
	}
	return cell{kind: number, number: x, exact: int64(x)}
}
