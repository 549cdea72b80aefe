package parquetio

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// Field is a column as ChooseAll reads it.
type Field struct {
	Name     string // as in Columns; of a list that of the list, not of what is in it
	Required bool   // it holds no null
}

// Rows returns how many rows the file says it has.
func (r *Reader) Rows() int64 { return r.file.NumRows() }

// ChooseAll sets all columns to be read, before the first Next, and returns them. Of a
// list only that it is there is read, however many columns are in it: see KindList.
func (r *Reader) ChooseAll() (fields []Field, err error) {
	defer recovered(&err)
	for _, c := range r.file.Root().Columns() {
		if fields, err = r.chooseBelow(c, r.file.Root(), fields); err != nil {
			return nil, err
		}
	}
	return fields, nil
}

// chooseBelow chooses a column, or those in a group. Parent is what it is in.
func (r *Reader) chooseBelow(c, parent *parquet.Column, fields []Field) (_ []Field, err error) {
	switch {
	case c.Repeated():
		if err := r.chooseList(c); err != nil {
			return nil, err
		}
		path := c.Path()
		if len(path) > 1 && len(parent.Columns()) == 1 { // a list is a group around what repeats
			path = path[:len(path)-1]
		}
		return append(fields, Field{Name: strings.Join(path, ".")}), nil
	case c.Leaf():
		if err := r.Choose([]int{c.Index()}); err != nil {
			return nil, err
		}
		return append(fields, Field{strings.Join(c.Path(), "."), c.MaxDefinitionLevel() == 0}), nil
	}
	for _, inner := range c.Columns() {
		if fields, err = r.chooseBelow(inner, c, fields); err != nil {
			return nil, err
		}
	}
	return fields, nil
}

// chooseList reads of what repeats where there is none, by its first column.
func (r *Reader) chooseList(repeated *parquet.Column) error {
	leaf := repeated
	for !leaf.Leaf() {
		leaf = leaf.Columns()[0]
	}
	if r.hasLZ4(leaf.Index()) {
		return errLZ4
	}
	c := &columnReader{place: leaf.Index(), buffer: make([]parquet.Value, batchRows), present: repeated.MaxDefinitionLevel() - 1}
	c.Kind = KindList
	r.chosen = append(r.chosen, c)
	return nil
}

// fillLists reads the lists of so many rows. A row begins where nothing repeats, so its
// end is known from the first value of the next one.
func (c *columnReader) fillLists(rows int) error {
	for {
		for i, value := range c.pending {
			if value.RepetitionLevel() > 0 {
				continue
			}
			if len(c.Null) == rows {
				c.pending = c.pending[i:]
				return nil
			}
			c.Null = append(c.Null, value.DefinitionLevel() < c.present)
		}
		n, err := c.values.ReadValues(c.buffer)
		c.pending = c.buffer[:n]
		switch {
		case n > 0: // an error that comes with values comes again
		case errors.Is(err, io.EOF) && len(c.Null) == rows:
			return nil
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%w: it has fewer values than rows", ErrCorrupt)
		case err != nil:
			return corrupt(err)
		}
	}
}

// isDigits tells whether the values of a type are numbers that are read as texts.
func isDigits(t parquet.Type) bool {
	logical := t.LogicalType()
	if logical == nil {
		return false
	}
	switch of := logical.Value.(type) {
	case *format.DecimalType:
		return true
	case *format.IntType:
		return !of.IsSigned && t.Kind() == parquet.Int64
	}
	return false
}
