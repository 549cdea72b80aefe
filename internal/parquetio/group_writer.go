package parquetio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Pair is a key of a file's own metadata with its value.
type Pair struct{ Key, Value string }

const magic = "PAR1"

// A footer holds the CRC-32C of itself, as eight hexadecimal digits that are zero
// while it is computed.
const (
	footerKey  = "featurizer.footer_crc32c"
	footerZero = "00000000"
)

// GroupWriter writes a Parquet file of whole row groups: one page per column and
// group, each with its checksum. The same rows, groups and pairs give the same bytes.
type GroupWriter struct {
	out     io.Writer
	offset  int64
	slots   []Slot
	columns []groupColumn
	file    format.FileMetaData
	enc     encoder
	header  bytes.Buffer
	page    []byte // as it goes to the file
	chunk   []byte
}

// groupColumn is a column with what is the same in all its chunks.
type groupColumn struct {
	slot   int
	path   []string
	levels int
	float  format.Encoding // of floats without a dictionary, as the first group has settled it
	tried  bool
}

// NewGroupWriter returns a writer of a file with a schema. out stays the caller's.
func NewGroupWriter(out io.Writer, schema []Node) (*GroupWriter, error) {
	slots, err := Slots(schema)
	if err != nil {
		return nil, err
	}
	if len(slots) == 0 {
		return nil, errors.New("a parquet file without columns")
	}
	w := &GroupWriter{out: out, slots: slots}
	w.enc.zstd = &zstd.Codec{Level: zstd.SpeedFastest}
	w.file = format.FileMetaData{Version: 2, Schema: elements(schema), CreatedBy: "featurizer version 1(build 1)"} // of the layout, not of the program
	for i := range slots {
		s := &slots[i]
		if s.List {
			continue
		}
		w.columns = append(w.columns, groupColumn{slot: i, path: s.inFile(slots), levels: s.levels(slots)})
		w.file.ColumnOrders = append(w.file.ColumnOrders, format.ColumnOrder{Value: &format.TypeDefinedOrder{}})
	}
	return w, nil
}

// Reset begins another file with the same schema and keeps the memory.
func (w *GroupWriter) Reset(out io.Writer) {
	w.out, w.offset = out, 0
	w.file.RowGroups, w.file.NumRows, w.file.KeyValueMetadata = w.file.RowGroups[:0], 0, nil
	for i := range w.columns {
		w.columns[i].tried = false
	}
}

// Write writes the rows from first up to end as one row group. There is a vector for
// each of the schema's slots.
func (w *GroupWriter) Write(data []Vector, first, end int) error {
	if first >= end {
		return nil
	}
	if w.offset == 0 {
		if err := w.write([]byte(magic)); err != nil {
			return err
		}
	}
	group := format.RowGroup{NumRows: int64(end - first), FileOffset: w.offset, Ordinal: int16(len(w.file.RowGroups))}
	for i := range w.columns {
		c := &w.columns[i]
		part, err := w.part(data, c.slot, first, end)
		if err != nil {
			return fmt.Errorf("writing the column %s: %w", c.path, err)
		}
		meta, err := w.column(c, &part)
		if err != nil {
			return fmt.Errorf("writing the column %s: %w", c.path, err)
		}
		group.TotalByteSize += meta.TotalUncompressedSize
		group.TotalCompressedSize += meta.TotalCompressedSize
		group.Columns = append(group.Columns, format.ColumnChunk{MetaData: meta})
	}
	w.file.RowGroups = append(w.file.RowGroups, group)
	w.file.NumRows += group.NumRows
	return nil
}

// part is what a row group takes of a column.
type part struct {
	*Slot

	values Vector
	list   Vector // the list that it is in
	lo     byte   // the definition level of an empty list
	rows   int
}

func (w *GroupWriter) part(data []Vector, slot, first, end int) (part, error) {
	p := part{Slot: &w.slots[slot], rows: end - first}
	if p.In < 0 {
		if have := data[slot].Len(); have < end {
			return p, fmt.Errorf("it has %d values, want %d", have, end)
		}
		p.values = data[slot].Slice(first, end)
		return p, nil
	}
	list := &data[p.In]
	if have, want := data[slot].Len(), int(list.Ends[end-1]); have < want {
		return p, fmt.Errorf("it has %d values, want %d", have, want)
	}
	p.list = list.Slice(first, end)
	if w.slots[p.In].Optional {
		p.lo = 1
	}
	p.values = data[slot].Slice(int(list.Begin(first)), int(list.Ends[end-1]))
	return p, nil
}

// column writes one column of a row group.
func (w *GroupWriter) column(c *groupColumn, p *part) (format.ColumnMetaData, error) {
	meta := format.ColumnMetaData{Type: physical(p.Type), PathInSchema: c.path, Codec: format.Zstd}
	e := &w.enc
	if err := e.encode(c, p); err != nil {
		return meta, err
	}
	w.chunk = w.chunk[:0]
	if e.dictionary {
		meta.DictionaryPageOffset = w.offset
		if err := w.addDictionary(&meta); err != nil {
			return meta, err
		}
	}
	meta.DataPageOffset = w.offset + int64(len(w.chunk))
	if err := w.addData(&meta, p.rows); err != nil {
		return meta, err
	}
	meta.TotalCompressedSize = int64(len(w.chunk))
	meta.NumValues = int64(e.levels)
	meta.Encoding = append(meta.Encoding, e.encoding)
	meta.Statistics = format.Statistics{NullCount: int64(e.levels - e.present)}
	if (p.Type == TypeInt || p.Type == TypeMoment) && p.In < 0 && e.present == p.rows {
		low, high := slices.Min(ints(p.values.Bits)), slices.Max(ints(p.values.Bits))
		meta.Statistics.MinValue = binary.LittleEndian.AppendUint64(nil, uint64(low))
		meta.Statistics.MaxValue = binary.LittleEndian.AppendUint64(nil, uint64(high))
	}
	return meta, w.write(w.chunk)
}

func (w *GroupWriter) addDictionary(meta *format.ColumnMetaData) error {
	body, err := w.enc.zstd.Encode(w.page, w.enc.words)
	if err != nil {
		return fmt.Errorf("compressing its dictionary: %w", err)
	}
	w.page = body
	meta.Encoding = append(meta.Encoding, format.Plain)
	header := format.PageHeader{Type: format.DictionaryPage, UncompressedPageSize: int32(len(w.enc.words)), CompressedPageSize: int32(len(body))}
	header.DictionaryPageHeader = thrift.New(format.DictionaryPageHeader{NumValues: int32(w.enc.wordCount), Encoding: format.Plain})
	return w.addPage(meta, &header, body)
}

func (w *GroupWriter) addData(meta *format.ColumnMetaData, rows int) error {
	e := &w.enc
	at := len(e.repetitions) + len(e.definitions)
	w.page = append(append(w.page[:0], e.repetitions...), e.definitions...)
	packed, err := e.zstd.Encode(e.packed, e.body)
	if err != nil {
		return fmt.Errorf("compressing it: %w", err)
	}
	e.packed = packed
	smaller := len(packed) < len(e.body)
	if !smaller {
		packed = e.body
	}
	w.page = append(w.page, packed...)
	header := format.PageHeader{Type: format.DataPageV2, UncompressedPageSize: int32(at + len(e.body)), CompressedPageSize: int32(len(w.page))}
	header.DataPageHeaderV2 = thrift.New(format.DataPageHeaderV2{
		NumValues: int32(e.levels), NumNulls: int32(e.levels - e.present), NumRows: int32(rows), Encoding: e.encoding,
		DefinitionLevelsByteLength: int32(len(e.definitions)), RepetitionLevelsByteLength: int32(len(e.repetitions)),
		IsCompressed: thrift.New(smaller),
	})
	return w.addPage(meta, &header, w.page)
}

// addPage appends a page to the chunk.
func (w *GroupWriter) addPage(meta *format.ColumnMetaData, header *format.PageHeader, body []byte) error {
	header.CRC = int32(crc32.ChecksumIEEE(body))
	w.header.Reset()
	if err := encodeHead(&w.header, header); err != nil {
		return fmt.Errorf("writing the head of a page: %w", err)
	}
	w.chunk = append(append(w.chunk, w.header.Bytes()...), body...)
	meta.TotalUncompressedSize += int64(w.header.Len()) + int64(header.UncompressedPageSize)
	return nil
}

// encodeHead writes the head of a page.
func encodeHead(into *bytes.Buffer, head *format.PageHeader) error {
	return thrift.NewEncoder(new(thrift.CompactProtocol).NewWriter(into)).Encode(head)
}

// Close writes the end of the file, with pairs for its reader.
func (w *GroupWriter) Close(pairs []Pair) error {
	if w.offset == 0 {
		if err := w.write([]byte(magic)); err != nil {
			return err
		}
	}
	for _, p := range append(slices.Clone(pairs), Pair{footerKey, footerZero}) {
		w.file.KeyValueMetadata = append(w.file.KeyValueMetadata, format.KeyValue{Key: p.Key, Value: p.Value})
	}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), &w.file)
	if err != nil {
		return fmt.Errorf("writing the end of the file: %w", err)
	}
	digits, ok := checksumIn(footer)
	if !ok {
		return errors.New("writing the end of the file: it has no place for its checksum")
	}
	copy(digits, checksum(footer))
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(footer)))
	return w.write(append(footer, magic...))
}

// checksumIn returns the digits of a footer's checksum.
func checksumIn(footer []byte) ([]byte, bool) {
	at := bytes.LastIndex(footer, []byte(footerKey))
	if at < 0 {
		return nil, false
	}
	at += len(footerKey) + 2 // the number of its field, and the length
	if len(footer) < at+len(footerZero) {
		return nil, false
	}
	return footer[at : at+len(footerZero)], true
}

// checksum returns the digits of the CRC-32C of a footer.
func checksum(footer []byte) string {
	return fmt.Sprintf("%08x", crc32.Checksum(footer, crc32.MakeTable(crc32.Castagnoli)))
}

func (w *GroupWriter) write(b []byte) error {
	n, err := w.out.Write(b)
	w.offset += int64(n)
	if err != nil {
		return fmt.Errorf("writing the file: %w", err)
	}
	return nil
}
