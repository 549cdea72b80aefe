package parquetio

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// ErrCorrupt is what the error of a file that is no whole Parquet file wraps.
var ErrCorrupt = errors.New("the file is damaged, or no Parquet file")

// batchRows is how many rows are read at a time: of each chosen column that many
// values and one page of the file are in memory.
const batchRows = 1024

// Reader reads chosen columns of a Parquet file, batch by batch.
type Reader struct {
	file   *parquet.File
	leaves []*parquet.Column // by their place in the file
	chosen []*columnReader
	group  int   // the next row group
	left   int64 // rows of the current one that are still to be read
}

// OpenReader reads what a file says of itself.
func OpenReader(in io.ReaderAt, size int64) (r *Reader, err error) {
	defer recovered(&err)
	file, err := parquet.OpenFile(in, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, corrupt(err)
	}
	r = &Reader{file: file}
	r.addLeaves(file.Root())
	return r, nil
}

// corrupt says that a file cannot be read. It does not wrap what the library
// says: io.EOF is no end of a whole file.
func corrupt(err error) error { return fmt.Errorf("%w: %s", ErrCorrupt, err.Error()) }

// recovered turns a panic into an error: of a damaged file the library believes
// more than it should.
func recovered(err *error) {
	if what := recover(); what != nil {
		*err = fmt.Errorf("%w: %v", ErrCorrupt, what)
	}
}

func (r *Reader) addLeaves(c *parquet.Column) {
	if c.Leaf() {
		r.leaves = append(r.leaves, c)
		return
	}
	for _, inner := range c.Columns() {
		r.addLeaves(inner)
	}
}

// Columns returns the names of the columns; those of a group with its name and a
// point before theirs.
func (r *Reader) Columns() []string {
	names := make([]string, len(r.leaves))
	for i, leaf := range r.leaves {
		names[i] = strings.Join(leaf.Path(), ".")
	}
	return names
}

// IsList tells whether a row has many values of a column, by its place in Columns.
func (r *Reader) IsList(place int) bool { return r.leaves[place].MaxRepetitionLevel() > 0 }

// Choose sets the columns that are read, by their places in Columns, before the
// first Next.
func (r *Reader) Choose(places []int) (err error) {
	defer recovered(&err)
	for _, place := range places {
		leaf := r.leaves[place]
		c := &columnReader{place: place, buffer: make([]parquet.Value, batchRows)}
		if r.hasLZ4(place) {
			return errLZ4
		}
		if r.IsList(place) {
			return fmt.Errorf("column %q is a list, of which a row has many values", strings.Join(leaf.Path(), "."))
		}
		if c.Kind, c.take, err = kindOf(leaf.Type()); err != nil {
			return fmt.Errorf("column %q: %w", strings.Join(leaf.Path(), "."), err)
		}
		c.Digits = isDigits(leaf.Type())
		r.chosen = append(r.chosen, c)
	}
	return nil
}

// errLZ4 refuses what the library reads wrongly, without an error: where a page
// shrinks to less than a third it returns what was in memory before (issue 608 of
// parquet-go, of 2026, in v0.32.0).
var errLZ4 = errors.New("the file is compressed with LZ4, which cannot be read safely: write it with zstd or snappy")

// hasLZ4 tells whether a column is compressed with it in any row group.
func (r *Reader) hasLZ4(place int) bool {
	groups := r.file.Metadata().RowGroups
	return slices.ContainsFunc(groups, func(g format.RowGroup) bool {
		codec := g.Columns[place].MetaData.Codec
		return codec == format.Lz4Raw || codec == format.Lz4
	})
}

// Next goes to the next rows and returns how many there are; io.EOF after the
// last. There must be a chosen column.
func (r *Reader) Next() (rows int, err error) {
	defer recovered(&err)
	for r.left <= 0 {
		if r.group == len(r.file.RowGroups()) || len(r.chosen) == 0 {
			return 0, io.EOF
		}
		r.begin(r.file.RowGroups()[r.group])
		r.group++
	}
	rows = int(min(r.left, batchRows))
	for _, c := range r.chosen {
		if err := c.fill(rows); err != nil {
			return 0, fmt.Errorf("row group %d, column %q: %w", r.group, strings.Join(r.leaves[c.place].Path(), "."), err)
		}
	}
	r.left -= int64(rows)
	return rows, nil
}

// begin goes to a row group.
func (r *Reader) begin(group parquet.RowGroup) {
	chunks := group.ColumnChunks()
	r.left = group.NumRows()
	for _, c := range r.chosen {
		c.close()
		c.values, c.pending = parquet.NewColumnChunkValueReader(chunks[c.place]), nil
	}
}

// Column returns the values of the i-th chosen column, of the rows that the last
// Next went to. They are valid until the next one.
func (r *Reader) Column(i int) *Values { return &r.chosen[i].Values }

// Close gives back what is in memory.
func (r *Reader) Close() {
	for _, c := range r.chosen {
		c.close()
	}
}

// columnReader reads one column.
type columnReader struct {
	Values
	place  int
	take   taker
	values parquet.ColumnChunkValueReader
	buffer []parquet.Value

	present int             // of a list: the definition level from which on there is one
	pending []parquet.Value // of a list: what has been read of the next rows
}

// fill reads the values of so many rows.
func (c *columnReader) fill(rows int) error {
	c.Null, c.Ints, c.Floats, c.Text, c.Ends = c.Null[:0], c.Ints[:0], c.Floats[:0], c.Text[:0], c.Ends[:0]
	if c.Kind == KindList {
		return c.fillLists(rows)
	}
	for rows > 0 {
		n, err := c.values.ReadValues(c.buffer[:rows])
		read := c.buffer[:n]
		for i := range read {
			c.Null = append(c.Null, read[i].IsNull())
		}
		c.take(&c.Values, read) // before the next call: their text is part of the page
		rows -= n
		switch {
		case rows == 0: // an error that comes with the last is of what follows
			return nil
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%w: it has fewer values than rows", ErrCorrupt)
		case err != nil:
			return corrupt(err)
		}
	}
	return nil
}

func (c *columnReader) close() {
	if c.values != nil {
		c.values.Close()
		c.values = nil
	}
}
