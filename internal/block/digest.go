package block

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"

	"github.com/featurizer/featurizer/internal/parquetio"
)

// stripeRows is how many rows go into a digest together, column by column. Row groups
// end at multiples of it.
const stripeRows = 1024

// How the values of a column in a stripe go into a digest.
const (
	tagNull  = iota // all of them are null, or there are none
	tagSame         // all are the same, which follows once
	tagAll          // none is null
	tagMixed        // a byte for each tells whether it is null
)

// hasher computes the digest of rows.
type hasher struct {
	hash   hash.Hash
	buffer []byte
	rows   int64
}

func newHasher(previous [32]byte) *hasher {
	h := &hasher{hash: sha256.New()}
	h.begin(previous)
	return h
}

// begin begins another digest.
func (h *hasher) begin(previous [32]byte) {
	h.rows = 0
	h.hash.Reset()
	_, _ = h.hash.Write(previous[:]) // a hash never fails
}

func (h *hasher) end() (digest [32]byte) {
	h.hash.Sum(digest[:0])
	return digest
}

// addGroup adds the rows of a row group as it was read.
func (h *hasher) addGroup(slots []parquetio.Slot, data []parquetio.Vector, rows int) error {
	if h.rows%stripeRows != 0 {
		return fmt.Errorf("%w: a row group ends at row %d", ErrCorrupt, h.rows)
	}
	h.add(slots, data, rows)
	return nil
}

// check holds the digest against that of a block.
func (h *hasher) check(m *Meta) error {
	if digest := h.end(); digest != m.Digest || h.rows != m.Stats.Rows {
		return fmt.Errorf("%w: its rows have the digest %x, want %x", ErrCorrupt, digest[:8], m.Digest[:8])
	}
	return nil
}

// add adds rows, from the start of a stripe on.
func (h *hasher) add(slots []parquetio.Slot, data []parquetio.Vector, rows int) {
	h.rows += int64(rows)
	for first := 0; first < rows; first += stripeRows {
		end := min(first+stripeRows, rows)
		h.buffer = binary.LittleEndian.AppendUint32(h.buffer[:0], uint32(end-first))
		for i := range slots {
			if i == slotTS {
				continue // it says what another says
			}
			s, from, to := &slots[i], first, end
			if s.In >= 0 {
				list := &data[s.In]
				from, to = int(list.Begin(first)), int(list.Ends[end-1])
			}
			h.column(s, &data[i], from, to)
		}
		_, _ = h.hash.Write(h.buffer)
	}
}

// column adds the values of a column from first up to end.
func (h *hasher) column(s *parquetio.Slot, v *parquetio.Vector, first, end int) {
	tag := tagAll
	if len(v.Valid) > 0 && first < end {
		switch nulls := bytes.Count(v.Valid[first:end], []byte{0}); nulls {
		case 0:
		case end - first:
			tag = tagNull
		default:
			tag = tagMixed
		}
	}
	switch {
	case first == end || tag == tagNull:
		h.buffer = append(h.buffer, tagNull)
		return
	case tag == tagAll && isSame(s, v, first, end):
		h.buffer = append(h.buffer, tagSame)
		end = first + 1
	default:
		h.buffer = append(h.buffer, byte(tag))
	}
	if tag == tagMixed {
		h.buffer = append(h.buffer, v.Valid[first:end]...)
	}
	h.values(s, v, first, end)
}

// isSame tells whether all values are one.
func isSame(s *parquetio.Slot, v *parquetio.Vector, first, end int) bool {
	switch {
	case s.List:
		length := v.Ends[first] - v.Begin(first)
		for i := first + 1; i < end; i++ {
			if v.Ends[i]-v.Ends[i-1] != length {
				return false
			}
		}
		return true
	case v.Coded:
		return same(v.Codes[first:end])
	case s.Type == parquetio.TypeText || s.Type == parquetio.TypeBytes:
		word := v.Word(first)
		for i := first + 1; i < end; i++ {
			if !bytes.Equal(v.Word(i), word) {
				return false
			}
		}
		return true
	}
	return same(v.Bits[first:end])
}

func same[T comparable](list []T) bool {
	for _, x := range list {
		if x != list[0] {
			return false
		}
	}
	return true
}

// values adds values: numbers with 8 bytes each, texts with their lengths first, and
// lists by their lengths.
func (h *hasher) values(s *parquetio.Slot, v *parquetio.Vector, first, end int) {
	b := slices.Grow(h.buffer, 8*(end-first))
	switch {
	case s.List:
		for i := first; i < end; i++ {
			b = binary.LittleEndian.AppendUint32(b, v.Ends[i]-v.Begin(i))
		}
	case v.Coded || s.Type == parquetio.TypeText || s.Type == parquetio.TypeBytes:
		for i := first; i < end; i++ {
			b = binary.LittleEndian.AppendUint32(b, uint32(len(valueOf(v, i))))
		}
		for i := first; i < end; i++ {
			b = append(b, valueOf(v, i)...)
		}
	default:
		for _, x := range v.Bits[first:end] {
			b = binary.LittleEndian.AppendUint64(b, x)
		}
	}
	h.buffer = b
}

// valueOf returns a text; that of a null is empty.
func valueOf(v *parquetio.Vector, i int) []byte {
	if v.IsNull(i) {
		return nil
	}
	return v.Value(i)
}
