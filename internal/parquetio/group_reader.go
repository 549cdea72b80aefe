package parquetio

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// GroupReader reads what [GroupWriter] has written, one column of one row group at a
// time, straight into vectors. It believes nothing: the footer and each page are held
// against their checksums before they are used, and every byte of the file has its place.
type GroupReader struct {
	in      io.ReaderAt
	file    format.FileMetaData
	schema  []Node
	slots   []Slot
	columns []groupColumn
	column  []int // of each slot; of a list that of its first column
	dec     decoder
}

// What a file may ask for, so that a damaged one cannot take all memory. Files that
// are written stay far below.
const (
	maxFooter    = 64 << 20
	maxPage      = 1 << 30
	maxGroupRows = 1 << 22
	maxElements  = 1 << 26
)

// OpenGroups reads what a file says of itself. An error that is not of in wraps
// [ErrCorrupt].
func OpenGroups(in io.ReaderAt, size int64) (r *GroupReader, err error) {
	defer recovered(&err)
	footer, err := readFooter(in, size)
	if err != nil {
		return nil, err
	}
	r = &GroupReader{in: in}
	r.dec.zstd = &zstd.Codec{}
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), footer, &r.file); err != nil {
		return nil, corrupt(err)
	}
	if r.schema, err = nodes(r.file.Schema); err != nil {
		return nil, corrupt(err)
	}
	if r.slots, err = Slots(r.schema); err != nil {
		return nil, corrupt(err)
	}
	for i := range r.slots {
		s := &r.slots[i]
		r.column = append(r.column, len(r.columns))
		if !s.List {
			r.columns = append(r.columns, groupColumn{slot: i, path: s.inFile(r.slots), levels: s.levels(r.slots)})
		}
	}
	if err := r.checkPlaces(size - int64(len(footer)) - 8); err != nil {
		return nil, err
	}
	return r, nil
}

// readFooter reads the end of a file and holds it against its checksum.
func readFooter(in io.ReaderAt, size int64) ([]byte, error) {
	var head [4]byte
	var tail [8]byte
	if size < int64(len(head)+len(tail)) {
		return nil, fmt.Errorf("%w: it has %d bytes", ErrCorrupt, size)
	}
	if err := readAt(in, head[:], 0); err != nil {
		return nil, err
	}
	if err := readAt(in, tail[:], size-8); err != nil {
		return nil, err
	}
	length := int64(binary.LittleEndian.Uint32(tail[:]))
	if string(head[:]) != magic || string(tail[4:]) != magic || length > min(maxFooter, size-12) {
		return nil, fmt.Errorf("%w: it does not begin and end as one", ErrCorrupt)
	}
	footer := make([]byte, length)
	if err := readAt(in, footer, size-8-length); err != nil {
		return nil, err
	}
	digits, ok := checksumIn(footer)
	if !ok {
		return nil, fmt.Errorf("%w: its footer has no checksum", ErrCorrupt)
	}
	want := string(digits)
	copy(digits, footerZero)
	if got := checksum(footer); got != want {
		return nil, fmt.Errorf("%w: its footer is not what was written (CRC-32C %s, want %q)", ErrCorrupt, got, want)
	}
	return footer, nil
}

// readAt reads all of b. The end of the file before it is damage, another error that
// of the reader.
func readAt(in io.ReaderAt, b []byte, at int64) error {
	n, err := in.ReadAt(b, at)
	switch {
	case n == len(b):
		return nil
	case err == nil || err == io.EOF || err == io.ErrUnexpectedEOF: //nolint:errorlint // readers return these as they are
		return fmt.Errorf("%w: it ends too early", ErrCorrupt)
	}
	return fmt.Errorf("reading the file: %w", err)
}

// checkPlaces holds that the pages lie one behind the other up to the footer, that is
// that no byte is without a checksum.
func (r *GroupReader) checkPlaces(end int64) error {
	at, rows := int64(len(magic)), int64(0)
	for i := range r.file.RowGroups {
		g := &r.file.RowGroups[i]
		if len(g.Columns) != len(r.columns) || g.NumRows <= 0 || g.NumRows > maxGroupRows {
			return fmt.Errorf("%w: row group %d has %d columns and %d rows", ErrCorrupt, i, len(g.Columns), g.NumRows)
		}
		for c := range g.Columns {
			m := &g.Columns[c].MetaData
			begin := m.DataPageOffset
			if m.DictionaryPageOffset > 0 {
				begin = m.DictionaryPageOffset
			}
			flat := r.slots[r.columns[c].slot].In < 0
			if begin != at || m.TotalCompressedSize <= 0 || m.TotalCompressedSize > end-at ||
				!slices.Equal(m.PathInSchema, r.columns[c].path) || m.NumValues > maxElements || flat && m.NumValues != g.NumRows {
				return fmt.Errorf("%w: column %d of row group %d is not where it should be", ErrCorrupt, c, i)
			}
			at += m.TotalCompressedSize
		}
		rows += g.NumRows
	}
	if at != end || rows != r.file.NumRows {
		return fmt.Errorf("%w: its row groups are not all of it", ErrCorrupt)
	}
	return nil
}

// Schema returns the columns.
func (r *GroupReader) Schema() []Node { return r.schema }

// Slots returns the places for values, in the order of the schema.
func (r *GroupReader) Slots() []Slot { return r.slots }

// Groups returns the number of row groups.
func (r *GroupReader) Groups() int { return len(r.file.RowGroups) }

// GroupRows returns the number of rows of a row group.
func (r *GroupReader) GroupRows(group int) int { return int(r.file.RowGroups[group].NumRows) }

// Rows returns the number of rows of the file.
func (r *GroupReader) Rows() int64 { return r.file.NumRows }

// Value returns what a pair of the file's own metadata holds.
func (r *GroupReader) Value(key string) (string, bool) {
	for _, kv := range r.file.KeyValueMetadata {
		if kv.Key == key {
			return kv.Value, true
		}
	}
	return "", false
}

// Range returns the smallest and the largest integer that a column has in a row
// group; false where the file does not tell.
func (r *GroupReader) Range(group, slot int) (low, high int64, ok bool) {
	s := &r.file.RowGroups[group].Columns[r.column[slot]].MetaData.Statistics
	if len(s.MinValue) != 8 || len(s.MaxValue) != 8 {
		return 0, 0, false
	}
	return int64(binary.LittleEndian.Uint64(s.MinValue)), int64(binary.LittleEndian.Uint64(s.MaxValue)), true
}

// Read reads the values of a slot in a row group into a vector. The values of a list's
// columns are those of all its rows. Of texts that are Coded only the codes lie in
// memory that the next Read of the same vector does not write to: see [Vector].
func (r *GroupReader) Read(group, slot int, into *Vector) (err error) {
	defer recovered(&err)
	g := &r.file.RowGroups[group]
	number := r.column[slot]
	c := &r.columns[number]
	meta := &g.Columns[number].MetaData
	begin := meta.DataPageOffset
	if meta.DictionaryPageOffset > 0 {
		begin = meta.DictionaryPageOffset
	}
	d := &r.dec
	d.chunk = slices.Grow(d.chunk[:0], int(meta.TotalCompressedSize))[:meta.TotalCompressedSize]
	if err := readAt(r.in, d.chunk, begin); err != nil {
		return err
	}
	if err := d.open(meta, int(g.NumRows)); err != nil {
		return r.wrap(err, group, c)
	}
	s := &r.slots[slot]
	into.Reset()
	into.Coded = false
	switch {
	case s.List:
		err = d.readLengths(c, s, into)
	case s.In >= 0:
		err = d.readElements(c, s, &r.slots[s.In], into)
	default:
		err = d.readColumn(s, into)
	}
	return r.wrap(err, group, c)
}

func (r *GroupReader) wrap(err error, group int, c *groupColumn) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("row group %d, column %s: %w", group, strings.Join(c.path, "."), err)
}
