package jsonl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/sources/files"
	"github.com/featurizer/featurizer/sources/table"
)

// format is how JSON files hold rows.
type format struct {
	wanted []table.Column
	seen   []bool   // of the wanted columns: a row has it
	known  []string // the fields of the first row
	rows   int
}

var (
	_ table.Format = (*format)(nil)
	_ table.Ender  = (*format)(nil)
)

// Format returns how rows are read from JSON.
func Format() table.Format { return &format{} }

// Open looks at the first byte: an array begins with a bracket.
func (f *format) Open(file *files.File, wanted []table.Column) (table.Rows, error) {
	if f.wanted == nil {
		f.wanted, f.seen = wanted, make([]bool, len(wanted))
	}
	r := &rows{format: f, scanner: scanner{root: treeOf(wanted), seen: f.seen}, file: file}
	begin, err := file.Begin()
	if err != nil {
		return nil, err
	}
	if begin == '[' {
		r.list = newArray(file)
	}
	return r, nil
}

// End complains of columns that no row has: they are not spelt as the files spell
// them.
func (f *format) End() error {
	for i, c := range f.wanted {
		if f.rows > 0 && !f.seen[i] && !c.Optional {
			return fmt.Errorf("no row has %s", f.missing(c.Name))
		}
	}
	return nil
}

// missing says that a field is not there, and which are.
func (f *format) missing(name string) string {
	near := ""
	if word := param.Suggest(name, f.known); word != "" {
		near = fmt.Sprintf("; did you mean %q?", word)
	}
	return fmt.Sprintf("a field %q, only %s%s", name, strings.Join(f.known, ", "), near)
}

// rows are the objects of one file.
type rows struct {
	scanner
	format *format
	file   *files.File
	list   *array // where the file is one array; else nil
}

// Next goes to the next object.
func (r *rows) Next(row *table.Row) error {
	text, err := r.next(row)
	if err != nil {
		return err
	}
	r.format.rows++
	for i := range row.Cells {
		row.Cells[i].SetNull()
	}
	row.Wrong = r.scan(text, row.Cells)
	if r.format.rows == 1 && row.Wrong == nil {
		r.format.known = fieldsOf(text)
	}
	if row.Wrong == nil && row.Cells[0].Kind == table.Null && !r.seen[0] {
		row.Wrong = fmt.Errorf("it has no time: there is not %s", r.format.missing(r.format.wanted[0].Name))
	}
	return nil
}

// next returns the text of the next object.
func (r *rows) next(row *table.Row) ([]byte, error) {
	if r.list != nil {
		text, err := r.list.next()
		row.Number = r.list.count
		return text, err
	}
	for {
		line, err := r.file.Line()
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		if err != nil {
			return nil, err
		}
		row.Number = r.file.Number()
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
	}
}
