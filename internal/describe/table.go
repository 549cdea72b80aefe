package describe

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sources/files"
)

// table reads CSV. The first columns of an output are no values: time, received, lane,
// seq and the key, which is the columns of texts up to the first of numbers or with a dot
// in its name. Other files are columns of values throughout.
type table struct {
	rows   *csv.Reader
	name   string
	header []string
	isOurs bool
	keys   int // columns of the key; -1 before the first row
	record record
}

// place is what the columns of an output begin with.
func place() []string { return []string{"time", "received", "lane", "seq"} }

func newTable(f *files.File) (reader, error) {
	t := &table{rows: csv.NewReader(f), name: f.Name(), keys: -1}
	t.rows.ReuseRecord = true
	header, _ := t.rows.Read() // the first row will say what is wrong
	t.header = slices.Clone(header)
	t.isOurs = len(header) >= len(place()) && slices.Equal(t.header[:len(place())], place())
	return t, nil
}

func (t *table) last() *record { return &t.record }

// Next goes to the next row.
func (t *table) Next() (event.Time, error) {
	row, err := t.rows.Read()
	var wrong *csv.ParseError
	switch {
	case errors.As(err, &wrong):
		return 0, fmt.Errorf("%s:%d: %w", t.name, wrong.Line, wrong.Err)
	case err != nil:
		return 0, err
	}
	r := &t.record
	values := row
	if t.isOurs {
		if r.time, err = strconv.ParseInt(row[0], 10, 64); err != nil {
			line, _ := t.rows.FieldPos(0)
			return 0, fmt.Errorf("%s:%d: the time %q is no integer", t.name, line, row[0])
		}
		r.timed = true
		if t.keys < 0 {
			t.countKeys(row)
		}
		values = row[len(place())+t.keys:]
		r.key = r.key[:0]
		for i := len(place()); i < len(place())+t.keys; i++ {
			r.key = append(r.key, keyPart(t.header[i], row[i]))
		}
	}
	if r.names == nil {
		r.names = t.header[len(row)-len(values):]
	}
	r.cells = r.cells[:0]
	for _, value := range values {
		r.cells = append(r.cells, cellOf(value))
	}
	return 0, nil
}

// countKeys finds the columns of the key by the first row.
func (t *table) countKeys(row []string) {
	t.keys = 0
	for i := len(place()); i < len(row); i++ {
		if strings.Contains(t.header[i], ".") || cellOf(row[i]).kind != text {
			return
		}
		t.keys++
	}
}

// cellOf reads a cell of a table.
func cellOf(value string) cell {
	if value == "" {
		return cell{}
	}
	if x, err := strconv.ParseFloat(value, 64); err == nil && !math.IsInf(x, 0) && !math.IsNaN(x) {
		return cell{kind: number, number: x}
	}
	switch value {
	case "true":
		return cell{kind: boolean, number: 1}
	case "false":
		return cell{kind: boolean}
	}
	if strings.HasPrefix(value, "[") {
		return cell{kind: list}
	}
	return cell{kind: text, text: value}
}
