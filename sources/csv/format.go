package csv

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/sources/files"
	"github.com/featurizer/featurizer/sources/table"
)

// format is how CSV files hold rows.
type format struct {
	comma   []byte
	columns []string // empty where files have a header
	preset  *preset  // may be nil
}

var _ table.Format = (*format)(nil)

// rows are the rows of one file.
type rows struct {
	splitter
	width  int   // of the whole row; 0 in an empty file
	places []int // of the wanted columns
	again  bool  // the row that was read is still to be given
}

// Open finds the columns, which the header names where the config does not.
func (f *format) Open(file *files.File, wanted []table.Column) (table.Rows, error) {
	r := &rows{splitter: splitter{file: file, comma: f.comma}}
	names, place := f.columns, file.Name()
	if len(names) == 0 {
		err := r.read()
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		if err == nil && r.wrong != nil {
			err = &files.MalformedError{Path: file.Name(), Line: r.number, Err: r.wrong}
		}
		if err != nil {
			return nil, err
		}
		place = fmt.Sprintf("%s:%d", file.Name(), r.number)
		if names, err = f.header(r); err != nil {
			return nil, fmt.Errorf("%s: %w", place, err)
		}
	}
	names = slices.Clone(names)
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	r.width = len(names)
	for _, c := range wanted {
		if other := delimiterOf(names); other != "" {
			c.Mend = fmt.Sprintf("do you mean delimiter: %q?", other)
		}
		at, err := table.Find(c, names, place)
		if err != nil {
			return nil, err
		}
		r.places = append(r.places, at)
	}
	return r, nil
}

// delimiterOf returns what is likely to separate the cells where the whole header is
// one, else nothing.
func delimiterOf(names []string) string {
	for _, other := range []string{";", "\t", "|", ","} {
		if len(names) == 1 && strings.Contains(names[0], other) {
			return other
		}
	}
	return ""
}

// header returns the names of the columns. Files of a preset may have none: their
// first row begins with a number.
func (f *format) header(r *rows) ([]string, error) {
	if f.preset != nil && len(f.preset.columns) > 0 && beginsNumber(r.cells[0]) {
		r.again = true
		return f.preset.columnsOf(len(r.cells))
	}
	names := make([]string, len(r.cells))
	for i, c := range r.cells {
		names[i] = string(c)
	}
	return names, nil
}

func beginsNumber(cell []byte) bool { return len(cell) > 0 && cell[0] >= '0' && cell[0] <= '9' }

// Next goes to the next row.
func (r *rows) Next(row *table.Row) error {
	if !r.again {
		if err := r.read(); err != nil {
			return err
		}
	}
	r.again = false
	row.Number, row.Wrong = r.number, r.wrong
	if row.Wrong == nil && len(r.cells) != r.width {
		row.Wrong = fmt.Errorf("the row has %d cells, but there are %d columns", len(r.cells), r.width)
	}
	if row.Wrong != nil {
		return nil //nolint:nilerr // of the row, not of the file
	}
	for i, at := range r.places {
		if at < 0 || len(r.cells[at]) == 0 {
			row.Cells[i].SetNull()
			continue
		}
		row.Cells[i].SetText(r.cells[at])
	}
	return nil
}
