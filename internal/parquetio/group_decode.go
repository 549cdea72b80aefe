package parquetio

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/bits"
	"slices"

	"github.com/parquet-go/parquet-go/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/bytestreamsplit"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// decoder reads one chunk at a time and keeps its memory for the next.
type decoder struct {
	zstd  *zstd.Codec
	chunk []byte

	// What open has found.
	rows, levels                   int // rows, and values with nulls
	encoding                       format.Encoding
	words, body                    []byte // unpacked
	wordCount                      int
	dictionary                     bool
	repetitions, definitions, rest []byte

	head      bytes.Buffer
	raw, defs []byte
	codes     []uint32
	numbers   []uint64
}

// page is the head of a page with its bytes as they lie in the file, and those behind it.
type page struct {
	format.PageHeader

	head, bytes []byte
}

// next cuts a page off the chunk and holds it against its checksum.
func (d *decoder) next() (p page, err error) {
	reader := new(thrift.CompactProtocol).NewReaderFromBytes(d.rest)
	if err := thrift.NewDecoder(reader).Decode(&p.PageHeader); err != nil {
		return p, corrupt(err)
	}
	body := d.rest[reader.BytesRead():]
	size := int(p.CompressedPageSize)
	if size < 0 || size > len(body) || p.UncompressedPageSize < 0 || p.UncompressedPageSize > maxPage {
		return p, fmt.Errorf("%w: a page of %d bytes in %d", ErrCorrupt, size, len(body))
	}
	p.head, p.bytes, d.rest = d.rest[:reader.BytesRead()], body[:size], body[size:]
	if got := crc32.ChecksumIEEE(p.bytes); got != uint32(p.CRC) {
		return p, fmt.Errorf("%w: a page is not what was written (CRC-32 %08x, want %08x)", ErrCorrupt, got, uint32(p.CRC))
	}
	return p, nil
}

// hold holds the head of a page against the one that the writer makes, as it has no
// checksum of its own.
func (d *decoder) hold(p *page, want *format.PageHeader) error {
	want.Type, want.UncompressedPageSize, want.CompressedPageSize, want.CRC = p.Type, p.UncompressedPageSize, p.CompressedPageSize, p.CRC
	d.head.Reset()
	if err := encodeHead(&d.head, want); err != nil || !bytes.Equal(d.head.Bytes(), p.head) {
		return fmt.Errorf("%w: the head of a page is not what was written", ErrCorrupt)
	}
	return nil
}

// openDictionary reads the page of a dictionary.
func (d *decoder) openDictionary() error {
	p, err := d.next()
	if err != nil {
		return err
	}
	h := &p.DictionaryPageHeader.V
	want := format.PageHeader{DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: h.NumValues, Encoding: format.Plain})}
	if p.Type != format.DictionaryPage || h.NumValues < 0 {
		return fmt.Errorf("%w: no dictionary where one should be", ErrCorrupt)
	}
	if err := d.hold(&p, &want); err != nil {
		return err
	}
	d.wordCount = int(h.NumValues)
	d.words, err = d.unpack(d.words, p.bytes, int(p.UncompressedPageSize))
	return err
}

// open reads the pages of a chunk, of which the footer has told the rest.
func (d *decoder) open(meta *format.ColumnMetaData, rows int) error {
	d.rest, d.rows, d.levels = d.chunk, rows, int(meta.NumValues)
	if len(meta.Encoding) == 0 {
		return fmt.Errorf("%w: no encoding", ErrCorrupt)
	}
	d.encoding = meta.Encoding[len(meta.Encoding)-1]
	d.dictionary = meta.DictionaryPageOffset > 0
	if d.dictionary {
		if err := d.openDictionary(); err != nil {
			return err
		}
	}
	p, err := d.next()
	if err != nil {
		return err
	}
	h := &p.DataPageHeaderV2.V
	reps, defs := int(h.RepetitionLevelsByteLength), int(h.DefinitionLevelsByteLength)
	if p.Type != format.DataPageV2 || len(d.rest) > 0 || reps < 0 || defs < 0 || reps+defs > len(p.bytes) || reps+defs > int(p.UncompressedPageSize) {
		return fmt.Errorf("%w: the head of a page is not what the footer says", ErrCorrupt)
	}
	want := format.PageHeader{DataPageHeaderV2: thrift.New(format.DataPageHeaderV2{
		NumValues: int32(d.levels), NumNulls: int32(meta.Statistics.NullCount), NumRows: int32(rows), Encoding: d.encoding,
		DefinitionLevelsByteLength: h.DefinitionLevelsByteLength, RepetitionLevelsByteLength: h.RepetitionLevelsByteLength,
		IsCompressed: thrift.New(h.IsCompressed.V),
	})}
	if err := d.hold(&p, &want); err != nil {
		return err
	}
	d.repetitions, d.definitions = p.bytes[:reps], p.bytes[reps:reps+defs]
	body, size := p.bytes[reps+defs:], int(p.UncompressedPageSize)-reps-defs
	if !h.IsCompressed.V {
		if len(body) != size {
			return fmt.Errorf("%w: a page of %d bytes, want %d", ErrCorrupt, len(body), size)
		}
		d.body = append(d.body[:0], body...)
		return nil
	}
	d.body, err = d.unpack(d.body, body, size)
	return err
}

// unpack decompresses a page into memory that is kept.
func (d *decoder) unpack(into, packed []byte, size int) ([]byte, error) {
	if told, ok := frameSize(packed); ok && told != uint64(size) || !ok && len(packed) > smallFrame {
		return into, fmt.Errorf("%w: a page unpacks to another size than its head says", ErrCorrupt)
	}
	into, err := d.zstd.Decode(slices.Grow(into[:0], size), packed)
	if err != nil {
		return into, corrupt(err)
	}
	if len(into) != size {
		return into, fmt.Errorf("%w: a page unpacks to %d bytes, want %d", ErrCorrupt, len(into), size)
	}
	return into, nil
}

// smallFrame is the longest page that need not tell its size: that of 256 bytes at most,
// which zstd leaves out.
const smallFrame = 512

// frameSize reads the size of what a zstd frame holds (RFC 8878, 3.1.1.1), so that no
// more is unpacked than there is room for.
func frameSize(b []byte) (size uint64, ok bool) {
	if len(b) < 6 || binary.LittleEndian.Uint32(b) != 0xFD2F_B528 {
		return 0, false
	}
	flags, b := b[4], b[5:]
	single := flags&0x20 != 0
	if !single {
		b = b[1:] // the window
	}
	b = b[min(len(b), [...]int{0, 1, 2, 4}[flags&3]):] // the dictionary's number
	switch width := flags >> 6; {
	case width == 0 && single && len(b) >= 1:
		return uint64(b[0]), true
	case width == 1 && len(b) >= 2:
		return uint64(binary.LittleEndian.Uint16(b)) + 256, true
	case width == 2 && len(b) >= 4:
		return uint64(binary.LittleEndian.Uint32(b)), true
	case width == 3 && len(b) >= 8:
		return binary.LittleEndian.Uint64(b), true
	}
	return 0, false
}

// readColumn reads a column with one value a row.
func (d *decoder) readColumn(s *Slot, into *Vector) (err error) {
	there := d.rows
	if s.Optional {
		if into.Valid, err = hybrid(into.Valid, d.definitions, 1, d.rows); err != nil {
			return err
		}
		there = count(into.Valid, 1)
		if there == d.rows {
			into.Valid = into.Valid[:0]
		}
	} else if len(d.definitions) > 0 {
		return fmt.Errorf("%w: nulls in a column without", ErrCorrupt)
	}
	if len(d.repetitions) > 0 {
		return fmt.Errorf("%w: lists in a column without", ErrCorrupt)
	}
	return d.readValues(s, into, there, d.rows)
}

// readLengths reads the ends of lists from the levels of one of their columns.
func (d *decoder) readLengths(c *groupColumn, list *Slot, into *Vector) error {
	element, err := d.readLevels(c, list)
	if err != nil {
		return err
	}
	end := uint32(0)
	for i, level := range d.defs {
		if d.raw[i] == 0 {
			if i > 0 {
				into.Ends = append(into.Ends, end)
			}
			if list.Optional && level == 0 {
				into.AppendNull(len(into.Ends))
			} else if len(into.Valid) > 0 {
				into.Valid = append(into.Valid, 1)
			}
		} else if level < element || i == 0 {
			return fmt.Errorf("%w: a list goes on without an element", ErrCorrupt)
		}
		if level >= element {
			end++
		}
	}
	if d.levels > 0 {
		into.Ends = append(into.Ends, end)
	}
	if len(into.Ends) != d.rows {
		return fmt.Errorf("%w: %d lists in %d rows", ErrCorrupt, len(into.Ends), d.rows)
	}
	return nil
}

// readElements reads a column of a list.
func (d *decoder) readElements(c *groupColumn, s, list *Slot, into *Vector) error {
	element, err := d.readLevels(c, list)
	if err != nil {
		return err
	}
	all, there := 0, 0
	for _, level := range d.defs {
		if level < element {
			continue
		}
		if s.Optional && level == element {
			into.AppendNull(all)
		} else {
			there++
			if len(into.Valid) > 0 {
				into.Valid = append(into.Valid, 1)
			}
		}
		all++
	}
	return d.readValues(s, into, there, all)
}

// readLevels reads the levels of a column of a list, and returns from which level on
// there is an element.
func (d *decoder) readLevels(c *groupColumn, list *Slot) (element byte, err error) {
	if d.raw, err = hybrid(d.raw, d.repetitions, 1, d.levels); err != nil {
		return 0, err
	}
	if d.defs, err = hybrid(d.defs, d.definitions, uint(bits.Len(uint(c.levels))), d.levels); err != nil {
		return 0, err
	}
	if slices.Max(append(d.defs, 0)) > byte(c.levels) {
		return 0, fmt.Errorf("%w: a level that its schema does not have", ErrCorrupt)
	}
	element = 1
	if list.Optional {
		element = 2
	}
	return element, nil
}

// readValues reads the values that are there and puts nulls between them.
func (d *decoder) readValues(s *Slot, into *Vector, there, all int) error {
	switch s.Type {
	case TypeText, TypeBytes:
		return d.readTexts(into, there, all)
	case TypeGroup, TypeInt, TypeUint, TypeFloat, TypeBool, TypeMoment:
	}
	numbers := &into.Bits
	if there < all {
		numbers = &d.numbers
	}
	if err := d.readNumbers(s.Type, numbers, there); err != nil || there == all {
		return err
	}
	into.Bits = slices.Grow(into.Bits[:0], all)[:all]
	next := 0
	for i, valid := range into.Valid {
		into.Bits[i] = 0
		if valid != 0 {
			into.Bits[i] = d.numbers[next]
			next++
		}
	}
	return nil
}

// readNumbers reads n numbers.
func (d *decoder) readNumbers(t Type, into *[]uint64, n int) (err error) {
	list := slices.Grow((*into)[:0], n)[:n]
	*into = list
	switch {
	case t == TypeBool && d.encoding == format.Plain && len(d.body) == (n+7)/8:
		for i := range list {
			list[i] = uint64(d.body[i/8] >> (i % 8) & 1)
		}
		return nil
	case t == TypeFloat && d.encoding == format.Plain && len(d.body) == 8*n:
		copy(plain(list), d.body)
		return nil
	case t == TypeFloat && d.encoding == format.ByteStreamSplit && len(d.body) == 8*n:
		_, err = (&bytestreamsplit.Encoding{}).DecodeDouble(floats(list), d.body)
	case t == TypeFloat && d.encoding == format.RLEDictionary && d.dictionary && len(d.words) == 8*d.wordCount:
		return d.lookUp(list)
	case t != TypeFloat && t != TypeBool && d.encoding == format.DeltaBinaryPacked && deltaCount(d.body) == uint64(n):
		_, err = (&delta.BinaryPackedEncoding{}).DecodeInt64(ints(list), d.body)
	default:
		return fmt.Errorf("%w: %d values of type %d are not encoded by %s", ErrCorrupt, n, t, d.encoding)
	}
	if err != nil {
		return corrupt(err)
	}
	return nil
}

// deltaCount reads how many numbers are packed by their differences.
func deltaCount(b []byte) (n uint64) {
	for range 3 { // the sizes of a block and of what is in it, and the number
		var width int
		if n, width = binary.Uvarint(b); width <= 0 {
			return ^uint64(0)
		}
		b = b[width:]
	}
	return n
}

// lookUp reads numbers by their places in the dictionary.
func (d *decoder) lookUp(list []uint64) error {
	if err := d.readCodes(len(list)); err != nil {
		return err
	}
	for i, code := range d.codes {
		list[i] = binary.LittleEndian.Uint64(d.words[8*code:])
	}
	return nil
}

// readCodes reads n places in the dictionary, which are all in it.
func (d *decoder) readCodes(n int) error {
	d.codes = d.codes[:0]
	if n == 0 {
		return nil
	}
	if len(d.body) == 0 || d.body[0] > 32 {
		return fmt.Errorf("%w: no codes", ErrCorrupt)
	}
	var err error
	if d.codes, err = hybrid(d.codes, d.body[1:], uint(d.body[0]), n); err != nil {
		return err
	}
	if high := slices.Max(d.codes); uint64(high) >= uint64(d.wordCount) {
		return fmt.Errorf("%w: word %d of a dictionary of %d", ErrCorrupt, high, d.wordCount)
	}
	return nil
}

// readTexts reads texts: where there is a dictionary as codes, else one after the other.
func (d *decoder) readTexts(into *Vector, there, all int) error {
	if d.dictionary != (d.encoding == format.RLEDictionary) || !d.dictionary && d.encoding != format.Plain {
		return fmt.Errorf("%w: texts are not encoded by %s", ErrCorrupt, d.encoding)
	}
	if !d.dictionary {
		return readWords(into, d.body, there, all)
	}
	into.Coded = true
	if err := d.readCodes(there); err != nil {
		return err
	}
	valid := into.Valid
	into.Valid = nil // of the words, none is null
	if err := readWords(into, d.words, d.wordCount, d.wordCount); err != nil {
		return err
	}
	into.Valid = valid
	if there == all {
		into.Codes = append(into.Codes[:0], d.codes...)
		return nil
	}
	into.Codes = slices.Grow(into.Codes[:0], all)[:all]
	next := 0
	for i := range into.Codes {
		into.Codes[i] = 0
		if valid[i] != 0 {
			into.Codes[i] = d.codes[next]
			next++
		}
	}
	return nil
}

// readWords reads texts with their lengths before them; nulls are empty.
func readWords(into *Vector, b []byte, there, all int) error {
	if there > len(b)/4 {
		return fmt.Errorf("%w: %d texts in %d bytes", ErrCorrupt, there, len(b))
	}
	for i := range all {
		if !into.IsNull(i) {
			if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-4) {
				return fmt.Errorf("%w: a text is longer than its page", ErrCorrupt)
			}
			end := 4 + int(binary.LittleEndian.Uint32(b))
			into.Text, b = append(into.Text, b[4:end]...), b[end:]
		}
		into.Ends = append(into.Ends, uint32(len(into.Text)))
	}
	if len(b) > 0 {
		return fmt.Errorf("%w: %d bytes behind its texts", ErrCorrupt, len(b))
	}
	return nil
}

func count(list []byte, of byte) (n int) {
	for _, x := range list {
		if x == of {
			n++
		}
	}
	return n
}
