package parquetio

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unsafe"

	"github.com/parquet-go/parquet-go/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/bytestreamsplit"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

// encoder makes the pages of one column at a time and keeps its memory for the next.
type encoder struct {
	zstd *zstd.Codec

	// What the last encode has made.
	repetitions, definitions, body, words []byte
	encoding                              format.Encoding
	dictionary                            bool // words are the dictionary, wordCount of them
	wordCount                             int
	levels, present                       int // values with nulls, and without

	raw, packed, trial []byte
	dense              []uint64
	codes              []int32
	table              numberTable
	places             map[string]int32
	remap              []int32
}

// encode makes the pages of a column.
func (e *encoder) encode(c *groupColumn, p *part) error {
	if err := e.encodeLevels(c, p); err != nil {
		return err
	}
	e.dictionary, e.body = false, e.body[:0]
	switch p.Type {
	case TypeText, TypeBytes:
		return e.encodeTexts(&p.values)
	case TypeBool:
		e.encodeBools(e.compact(&p.values))
		return nil
	case TypeFloat:
		return e.encodeFloats(c, e.compact(&p.values))
	case TypeInt, TypeUint, TypeMoment, TypeGroup:
	}
	return e.encodeInts(e.compact(&p.values))
}

// encodeLevels makes the levels, which tell nulls and the ends of lists.
func (e *encoder) encodeLevels(c *groupColumn, p *part) (err error) {
	e.repetitions, e.definitions = e.repetitions[:0], e.definitions[:0]
	e.present = p.values.Len()
	for _, there := range p.values.Valid {
		e.present -= 1 - int(there)
	}
	switch {
	case p.In >= 0:
		return e.encodeLists(c, p)
	case p.Optional && e.present == p.rows:
		e.definitions = append(binary.AppendUvarint(e.definitions, uint64(p.rows)<<1), 1) // one run
	case p.Optional:
		e.definitions, err = (&rle.Encoding{BitWidth: 1}).EncodeLevels(e.definitions, p.values.Valid)
	}
	e.levels = p.rows
	return err
}

// encodeLists makes the levels of a column of a list. The definition level is 0 for a
// null list, lo for an empty one, and one more for an element.
func (e *encoder) encodeLists(c *groupColumn, p *part) (err error) {
	raw := e.raw[:0] // repetition and definition of each, one behind the other
	element := p.lo + 1
	first := p.list.From
	for row := range p.rows {
		begin, end := p.list.Begin(row), p.list.Ends[row]
		switch {
		case p.list.IsNull(row):
			raw = append(raw, 0, 0)
		case begin == end:
			raw = append(raw, 0, p.lo)
		}
		for i := begin; i < end; i++ {
			level := element
			if p.Optional && !p.values.IsNull(int(i-first)) {
				level++
			}
			raw = append(raw, byte(min(i-begin, 1)), level)
		}
	}
	e.levels = len(raw) / 2
	for i := range 2 * e.levels { // the second half of the memory takes them apart
		raw = append(raw, raw[2*(i%e.levels)+i/e.levels])
	}
	apart := raw[2*e.levels:]
	if e.repetitions, err = (&rle.Encoding{BitWidth: 1}).EncodeLevels(e.repetitions, apart[:e.levels]); err != nil {
		return err
	}
	e.definitions, err = (&rle.Encoding{BitWidth: bits.Len(uint(c.levels))}).EncodeLevels(e.definitions, apart[e.levels:])
	e.raw = raw
	return err
}

// compact returns the values that are there.
func (e *encoder) compact(v *Vector) []uint64 {
	if e.present == len(v.Bits) {
		return v.Bits
	}
	e.dense = slices.Grow(e.dense[:0], e.present)
	for i, x := range v.Bits {
		if v.Valid[i] != 0 {
			e.dense = append(e.dense, x)
		}
	}
	return e.dense
}

func (e *encoder) encodeInts(values []uint64) (err error) {
	e.encoding = format.DeltaBinaryPacked
	e.body, err = (&delta.BinaryPackedEncoding{}).EncodeInt64(e.body, ints(values))
	return err
}

func (e *encoder) encodeBools(values []uint64) {
	e.encoding = format.Plain
	for i, x := range values {
		if i%8 == 0 {
			e.body = append(e.body, 0)
		}
		e.body[i/8] |= byte(x) << (i % 8)
	}
}

// encodeFloats writes numbers that come again, as prices on a grid do, by a
// dictionary. Others are plain or split into bytes, whichever was smaller in the
// column's first group.
func (e *encoder) encodeFloats(c *groupColumn, values []uint64) (err error) {
	if e.table.count(values, &e.codes) {
		e.words, e.wordCount = append(e.words[:0], plain(e.table.words)...), len(e.table.words)
		return e.encodeCodes()
	}
	raw := plain(values)
	if !c.tried {
		c.tried, c.float = true, format.Plain
		if e.trial, err = (&bytestreamsplit.Encoding{}).EncodeDouble(e.trial, floats(values)); err != nil {
			return err
		}
		split, err := e.compressed(e.trial)
		if err != nil {
			return err
		}
		whole, err := e.compressed(raw)
		if err != nil {
			return err
		}
		if split < whole {
			c.float = format.ByteStreamSplit
		}
	}
	if e.encoding = c.float; e.encoding == format.Plain {
		e.body = append(e.body, raw...)
		return nil
	}
	e.body, err = (&bytestreamsplit.Encoding{}).EncodeDouble(e.body, floats(values))
	return err
}

// compressed returns the size that bytes are compressed to.
func (e *encoder) compressed(b []byte) (size int, err error) {
	e.packed, err = e.zstd.Encode(e.packed, b)
	return len(e.packed), err
}

func (e *encoder) encodeCodes() (err error) {
	e.dictionary, e.encoding = true, format.RLEDictionary
	e.body, err = (&rle.DictionaryEncoding{}).EncodeInt32(e.body, e.codes)
	return err
}

// encodeTexts writes texts by a dictionary, unless too few of them come again.
func (e *encoder) encodeTexts(v *Vector) error {
	if v.Coded {
		e.recode(v)
		return e.encodeCodes()
	}
	if e.codesOf(v) {
		return e.encodeCodes()
	}
	e.encoding = format.Plain
	for i := range v.Ends {
		if !v.IsNull(i) {
			e.body = appendText(e.body, v.Word(i))
		}
	}
	return nil
}

func appendText(b, text []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(text))), text...)
}

// recode makes a dictionary of those words that this group has, in their order in it.
func (e *encoder) recode(v *Vector) {
	e.words, e.wordCount, e.codes = e.words[:0], 0, e.codes[:0]
	e.remap = slices.Grow(e.remap[:0], len(v.Ends))[:len(v.Ends)]
	for i := range e.remap {
		e.remap[i] = -1
	}
	for i, code := range v.Codes {
		if v.IsNull(i) {
			continue
		}
		if e.remap[code] < 0 {
			e.remap[code] = int32(e.wordCount)
			e.wordCount++
			e.words = appendText(e.words, v.Word(int(code)))
		}
		e.codes = append(e.codes, e.remap[code])
	}
}

// codesOf makes a dictionary of texts; false where that is of no use.
func (e *encoder) codesOf(v *Vector) bool {
	e.words, e.wordCount, e.codes = e.words[:0], 0, e.codes[:0]
	if e.places == nil {
		e.places = map[string]int32{}
	}
	clear(e.places)
	most := e.present/2 + 16
	for i := range v.Ends {
		if v.IsNull(i) {
			continue
		}
		word := v.Word(i)
		code, known := e.places[string(word)]
		if !known {
			if e.wordCount == most || len(e.words) > maxDictionary {
				return false
			}
			code = int32(e.wordCount)
			e.places[unsafe.String(unsafe.SliceData(word), len(word))] = code // forgotten before the memory changes
			e.wordCount++
			e.words = appendText(e.words, word)
		}
		e.codes = append(e.codes, code)
	}
	return true
}
