// Package describe reads a file of outputs once and says what is in it: for each column
// how much, from where to where, and how it is spread. Its memory does not grow with the
// file.
//
// Quantiles are those of the nearest rank: p50 is the value that half of the values do
// not exceed. They are exact for a column of up to [ExactValues] values. Beyond that they
// come from a sketch (github.com/beorn7/perks), and their rank is off by about a tenth of
// a percent of all values.
package describe

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sources/files"
)

// Report is what is in a file. Times are nanoseconds since 1970, null where there is none.
type Report struct {
	File     string            `json:"file"`
	Format   string            `json:"format"`
	Rows     uint64            `json:"rows"`     // or lines of features
	LeftOut  uint64            `json:"left_out"` // as they are of other keys
	Controls map[string]uint64 `json:"controls,omitempty"`
	Keys     Distinct          `json:"keys"`
	First    *int64            `json:"first"`
	Last     *int64            `json:"last"`
	Columns  []*Column         `json:"columns"`
}

// record is one row of a table, or one line.
type record struct {
	stream  string   // of a feature's line: its name
	control string   // the kind of a control line
	key     []string // name=value of each part
	time    int64
	timed   bool
	warmup  bool
	warmth  bool // the format tells what is warm-up
	names   []string
	cells   []cell
}

// scan reads a file and hands over its records one by one, each valid until take returns.
// A format is one function of this type.
type scan func(ctx context.Context, path string, meter *files.Meter, take func(*record)) error

// scanOf returns what reads a format, nil if nothing does.
func scanOf(format string) scan {
	switch format {
	case "csv":
		return scanWith(ofText(newTable))
	case "jsonl":
		return scanWith(ofText(newLines))
	case "parquet":
		return scanWith(newParquet)
	}
	return nil
}

// reader reads a format, record by record. The record is valid until the next
// call.
type reader interface {
	files.Reader
	last() *record
}

// ofText opens a format of text, of which nothing is read before its first record.
func ofText(open func(*files.File) reader) func(*files.File) (reader, error) {
	return func(f *files.File) (reader, error) { return open(f), nil }
}

// scanWith reads a format; text may be compressed.
func scanWith(open func(*files.File) (reader, error)) scan {
	return func(ctx context.Context, path string, meter *files.Meter, take func(*record)) error {
		watched := func(f *files.File) (reader, error) {
			meter.Watch(f)
			return open(f)
		}
		return files.Merge(ctx, "", []string{path}, watched, func(r reader) error {
			take(r.last())
			return nil
		})
	}
}

// Options say what of a file is described. The zero value describes all of it.
type Options struct {
	// Key names parts of a key: what is not of such a key is left out.
	Key []event.Pair
	// Meter shows how far the file is read; nil: nobody looks.
	Meter *files.Meter
}

// Run describes a file, which may be compressed.
func Run(ctx context.Context, path string, o Options) (*Report, error) {
	format := strings.TrimSuffix(strings.TrimSuffix(path, ".gz"), ".zst")
	format = strings.TrimPrefix(filepath.Ext(format), ".")
	read := scanOf(format)
	if read == nil {
		return nil, fmt.Errorf("describing %s: %q is no format that can be read\nhint: outputs of run are .csv, .jsonl or .parquet, text perhaps .gz or .zst", path, format)
	}
	d := describer{report: &Report{File: path, Format: format, Columns: []*Column{}}, columns: map[string]*Column{}}
	for _, p := range o.Key {
		d.wanted = append(d.wanted, keyPart(p.Name, p.Value))
	}
	if o.Meter == nil {
		o.Meter = &files.Meter{}
	}
	if err := read(ctx, path, o.Meter, d.add); err != nil {
		return nil, err
	}
	for _, c := range d.report.Columns {
		c.finish()
	}
	d.report.Keys = d.keys.finish()
	return d.report, nil
}

// describer takes the records of a file.
type describer struct {
	report  *Report
	columns map[string]*Column
	keys    distinct
	wanted  []string  // parts of the key of what is described
	row     []*Column // of the last record
	names   []string  // of its columns
	stream  string
}

// keyPart is a part of a key as records have it.
func keyPart(name, value string) string { return name + "=" + value }

func (d *describer) add(r *record) {
	for _, part := range d.wanted {
		if !slices.Contains(r.key, part) {
			d.report.LeftOut++
			return
		}
	}
	if r.control != "" {
		if d.report.Controls == nil {
			d.report.Controls = map[string]uint64{}
		}
		d.report.Controls[r.control]++
		return
	}
	d.report.Rows++
	if len(r.key) > 0 {
		d.keys.add(strings.Join(r.key, "\n"))
	}
	if r.timed {
		d.time(r.time)
	}
	d.locate(r)
	for i, c := range d.row {
		c.add(r.cells[i])
		if r.warmth {
			c.warm(r.warmup)
		}
	}
}

func (d *describer) time(t int64) {
	report := d.report
	if report.First == nil {
		report.First, report.Last = &t, &t
	}
	if t < *report.First {
		report.First = &t
	}
	if t > *report.Last {
		report.Last = &t
	}
}

// locate finds the columns of a record, which are mostly those of the one before.
func (d *describer) locate(r *record) {
	if d.stream == r.stream && slices.Equal(d.names, r.names) {
		return
	}
	d.stream, d.names, d.row = r.stream, append(d.names[:0], r.names...), d.row[:0]
	for _, name := range r.names {
		if r.stream != "" {
			name = r.stream + "." + name
		}
		c := d.columns[name]
		if c == nil {
			c = &Column{Name: name}
			d.columns[name] = c
			d.report.Columns = append(d.report.Columns, c)
		}
		d.row = append(d.row, c)
	}
}
