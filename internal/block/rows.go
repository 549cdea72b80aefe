package block

import (
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
)

// rows are the columns of a block that is being filled.
type rows struct {
	*layout

	data   []parquetio.Vector
	keyed  keyTable
	stats  Stats
	writer *parquetio.GroupWriter
	sum    *hasher
}

// What ends a row group: rows, or bytes of texts and lists after the stripe that goes
// beyond. A reader holds one group in memory and skips by groups.
const (
	groupRows  = 16 * stripeRows
	groupBytes = 4 << 20
)

func newRows(s *Stream) (rows, error) {
	l, err := layoutOf(s, nil)
	if err != nil {
		return rows{}, err
	}
	r := rows{layout: l, data: make([]parquetio.Vector, len(l.slots)), sum: newHasher([32]byte{})}
	r.keyed = newKeyTable(l.keys, s.Kind)
	for i := range l.keys {
		r.data[slotKeys+i].Coded = true
	}
	prepare(l.fields, r.data)
	return r, nil
}

// prepare puts the words of columns that have few into them.
func prepare(fields []field, data []parquetio.Vector) {
	for i := range fields {
		f := &fields[i]
		if f.form == asWord {
			f.words.prepare(&data[f.slot])
		}
		prepare(f.fields, data)
	}
}

// place is what every row begins with.
type place struct {
	seq            uint64
	received, time event.Time
}

// begin appends what every row begins with.
func (r *rows) begin(p place, key *event.Key) error {
	if err := r.keyed.put(r.data[slotKeys:r.head], key); err != nil {
		return err
	}
	r.data[slotSeq].Bits = append(r.data[slotSeq].Bits, p.seq)
	r.data[slotReceived].Bits = append(r.data[slotReceived].Bits, uint64(p.received))
	r.data[slotTime].Bits = append(r.data[slotTime].Bits, uint64(p.time))
	s := &r.stats
	if s.Rows == 0 {
		s.First = event.K{Received: p.received, Seq: p.seq}
		s.MinTime, s.MaxTime, s.MinReceived, s.MaxReceived = p.time, p.time, p.received, p.received
	}
	s.Rows++
	s.Last = event.K{Received: p.received, Seq: p.seq}
	s.MinTime, s.MaxTime = min(s.MinTime, p.time), max(s.MaxTime, p.time)
	s.MinReceived, s.MaxReceived = min(s.MinReceived, p.received), max(s.MaxReceived, p.received)
	return nil
}

// Rows returns how many rows there are.
func (r *rows) Rows() int { return int(r.stats.Rows) }

// Stats returns what the rows say together.
func (r *rows) Stats() Stats { return r.stats }

// Size returns the bytes that the rows take in memory, which costs about a nanosecond
// per column.
func (r *rows) Size() int64 {
	size := int64(0)
	for i := range r.data {
		v := &r.data[i]
		size += int64(8*len(v.Bits) + 4*len(v.Codes) + len(v.Valid))
		if !v.Coded { // the words of others are few, and stay
			size += int64(len(v.Text) + 4*len(v.Ends))
		}
	}
	return size
}

// Reset forgets the rows and keeps their memory.
func (r *rows) Reset() {
	r.stats = Stats{}
	for i := range r.data {
		v := &r.data[i]
		if v.Coded {
			v.Codes, v.Valid = v.Codes[:0], v.Valid[:0]
			continue
		}
		v.Reset()
	}
}

// Digest returns the SHA-256 of the digest of the stream's block before, zero for the
// first, and of the rows. It tells rows apart by their bits alone: not by how they are
// encoded, when or where.
func (r *rows) Digest(previous [32]byte) [32]byte { return r.digest(r.slots, r.data, previous) }

func (r *rows) digest(slots []parquetio.Slot, data []parquetio.Vector, previous [32]byte) [32]byte {
	r.sum.begin(previous)
	r.sum.add(slots, data, r.Rows())
	return r.sum.end()
}

// Encode writes the rows as a block and returns all that the block says of itself. The
// same rows and words of the caller give the same bytes.
func (r *rows) Encode(out io.Writer, m Meta) (Meta, error) {
	r.stamp()
	slots, data, err := r.without(m.Fixed)
	if err != nil {
		return m, err
	}
	m.Version, m.Stats = Version, r.stats
	m.Kind, m.Name, m.ID, m.Params = r.stream.Kind, r.stream.Name, r.stream.ID, r.stream.Params
	m.Digest = r.digest(slots, data, m.Previous)
	for i := range data {
		if uint64(len(data[i].Text)) > math.MaxUint32 { // their places have 32 bits
			return m, r.wrap(fmt.Errorf("the column %s has %d bytes", slots[i].Path, len(data[i].Text)))
		}
	}
	w, err := r.open(out, m.Fixed)
	if err != nil {
		return m, err
	}
	for first := 0; first < r.Rows(); {
		end := groupEnd(slots, data, first, r.Rows())
		if err := w.Write(data, first, end); err != nil {
			return m, r.wrap(err)
		}
		first = end
	}
	return m, r.wrap(w.Close(m.pairs()))
}

func (r *rows) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("writing a block of %s: %w", r.stream.Name, err)
}

// stamp sets the column of times for people.
func (r *rows) stamp() {
	ts := &r.data[slotTS]
	ts.Bits = slices.Grow(ts.Bits[:0], r.Rows())
	for _, ns := range r.data[slotTime].Bits {
		ts.Bits = append(ts.Bits, uint64(event.Time(ns).Floor(1000)/1000))
	}
}

// open returns a writer, that of all blocks without fixed names.
func (r *rows) open(out io.Writer, fixed []event.Pair) (*parquetio.GroupWriter, error) {
	if len(fixed) == 0 && r.writer != nil {
		r.writer.Reset(out)
		return r.writer, nil
	}
	l, err := layoutOf(r.stream, fixed)
	if err != nil {
		return nil, err
	}
	w, err := parquetio.NewGroupWriter(out, l.nodes)
	if len(fixed) == 0 {
		r.writer = w
	}
	return w, err
}

// groupEnd returns where the row group that begins at first ends.
func groupEnd(slots []parquetio.Slot, data []parquetio.Vector, first, rows int) int {
	end := first
	for bytes := 0; end < rows && end-first < groupRows && bytes < groupBytes; {
		next := min(end+stripeRows, rows)
		for i := range slots {
			if v := &data[i]; slots[i].In < 0 && !v.Coded && len(v.Ends) > 0 {
				each := 1
				if slots[i].List {
					each = listBytes
				}
				bytes += each * int(v.Ends[next-1]-v.Begin(end))
			}
		}
		end = next
	}
	return end
}

// listBytes is about how many bytes an element of a list takes.
const listBytes = 32

// without returns the slots and columns without those of fixed names, of which all rows
// must have the value.
func (r *rows) without(fixed []event.Pair) ([]parquetio.Slot, []parquetio.Vector, error) {
	if len(fixed) == 0 {
		return r.slots, r.data, nil
	}
	data := slices.Clone(r.data)
	for i, name := range slices.Backward(r.keys) {
		at := slices.IndexFunc(fixed, func(p event.Pair) bool { return p.Name == name })
		if at < 0 {
			continue
		}
		v := &r.data[slotKeys+i]
		for row := range r.Rows() {
			if string(v.Value(row)) != fixed[at].Value || v.IsNull(row) {
				return nil, nil, fmt.Errorf("writing a block of %s: row %d has not the %s %q of its folder", r.stream.Name, row, name, fixed[at].Value)
			}
		}
		data = slices.Delete(data, slotKeys+i, slotKeys+i+1)
	}
	l, err := layoutOf(r.stream, fixed)
	if err != nil {
		return nil, nil, err
	}
	return l.slots, data, nil
}
