package block

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
)

// reader reads the columns of a block, a row group at a time.
type reader struct {
	*layout
	columns

	file  *parquetio.GroupReader
	meta  Meta
	keyed keyReader
	skip  []bool // slots that nobody asked for
	group int    // the next one
	at, n int    // the next row of the group in memory, and how many it has
	sum   *hasher
}

// open reads what a block says of itself and holds it against the stream.
func open(in io.ReaderAt, size int64, s *Stream, keys *event.Keys) (*reader, error) {
	file, meta, err := openFile(in, size)
	if err != nil {
		return nil, err
	}
	if meta.Kind != s.Kind || meta.Name != s.Name || meta.ID != s.ID {
		return nil, fmt.Errorf("%w: it is of the %s %s (%x), want the %s %s (%x)", ErrOther, meta.Kind, meta.Name, meta.ID[:8], s.Kind, s.Name, s.ID[:8])
	}
	l, err := layoutOf(s, meta.Fixed)
	if err != nil {
		return nil, err
	}
	if !reflect.DeepEqual(l.nodes, file.Schema()) {
		return nil, fmt.Errorf("%w: its columns are %s, want %s", ErrOther, names(file.Slots()), names(l.slots))
	}
	r := &reader{layout: l, file: file, meta: meta, skip: make([]bool, len(l.slots))}
	r.columns = newColumns(len(l.slots))
	r.skip[slotTS] = true
	r.keyed = keyReader{names: l.keys, fixed: meta.Fixed, keys: keys}
	return r, nil
}

// openFile reads what a file says of itself.
func openFile(in io.ReaderAt, size int64) (*parquetio.GroupReader, Meta, error) {
	file, err := parquetio.OpenGroups(in, size)
	if err != nil {
		return nil, Meta{}, fmt.Errorf("opening a block: %w", err)
	}
	meta, err := metaOf(file)
	if err != nil {
		return nil, Meta{}, fmt.Errorf("opening a block: %w", err)
	}
	return file, meta, nil
}

func names(slots []parquetio.Slot) []string {
	var list []string
	for i := range slots {
		if !slots[i].List {
			list = append(list, strings.Join(slots[i].Path, "."))
		}
	}
	return list
}

// Meta returns what the block says of itself.
func (r *reader) Meta() Meta { return r.meta }

// Choose sets the fields of the payload, or of the outputs, that are read, before the
// first Next: all others stay zero or null. Without it all are read.
func (r *reader) Choose(fields ...string) error {
	if r.sum != nil {
		return errWhole
	}
	behind := len(r.slots)
	for i := r.head; i < len(r.slots); i++ {
		if r.isField(i) {
			behind = i
			break
		}
	}
	for i := behind; i < len(r.slots); i++ {
		r.skip[i] = !slices.Contains(fields, r.slots[i].Path[0])
	}
	for _, name := range fields {
		if !slices.ContainsFunc(r.slots[behind:], func(s parquetio.Slot) bool { return s.Path[0] == name }) {
			return fmt.Errorf("a block of %s has no field %q", r.stream.Name, name)
		}
	}
	return nil
}

// isField tells whether a slot is of a field of the payload or outputs.
func (r *reader) isField(slot int) bool {
	switch r.stream.Kind {
	case Source:
		return slot > r.head+slotNativeText
	case Feature:
		return slot > r.head+slotWarmup
	case Control:
	}
	return false
}

// CheckDigest makes Next hold all rows against the digest in the block: after the last,
// where they are not what was written, it returns ErrCorrupt in place of io.EOF. It is
// called before the first Next, and not together with Choose or SkipTo.
func (r *reader) CheckDigest() {
	r.sum = newHasher(r.meta.Previous)
}

var errWhole = errors.New("a block that is held against its digest is read as a whole")

// load reads the next row group; io.EOF after the last.
func (r *reader) load() error {
	r.at, r.n = 0, 0
	if r.group == r.file.Groups() {
		return r.end()
	}
	rows := r.file.GroupRows(r.group)
	if err := r.readGroup(r.file, r.group, r.skip); err != nil {
		return r.wrap(err)
	}
	for i := range r.slots {
		if !r.skip[i] && r.slots[i].Type == parquetio.TypeText && !r.slots[i].List {
			r.texts[i] = string(r.data[i].Text)
		}
	}
	if r.sum != nil {
		if err := r.sum.addGroup(r.slots, r.data, rows); err != nil {
			return r.wrap(err)
		}
	}
	if err := r.keyed.load(r.data[slotKeys:r.head], rows, r.keyedRows()); err != nil {
		return r.wrap(err)
	}
	r.group++
	r.n = rows
	return nil
}

// keyedRows returns, for control events, which of them have a key.
func (r *reader) keyedRows() []uint64 {
	if r.stream.Kind != Control {
		return nil
	}
	return r.data[r.head+slotKeyed].Bits
}

// end is what Next returns after the last row.
func (r *reader) end() error {
	if r.sum == nil {
		return io.EOF
	}
	if err := r.sum.check(&r.meta); err != nil {
		return r.wrap(err)
	}
	return io.EOF
}

func (r *reader) wrap(err error) error {
	return fmt.Errorf("reading a block of %s: %w", r.stream.Name, err)
}

// next returns how many of so many rows are in memory, at least one.
func (r *reader) next(n int) (int, error) {
	if n == 0 {
		return 0, errors.New("reading a block into no rows")
	}
	for r.at == r.n {
		if err := r.load(); err != nil {
			return 0, err
		}
	}
	return min(n, r.n-r.at), nil
}

// SkipTo goes to the first row at or behind a row's place, over the rows that Next has
// not returned: Received decides, then Seq. Row groups that lie before it are not read.
func (r *reader) SkipTo(k event.K) error {
	if r.sum != nil {
		return errWhole
	}
	for {
		for ; r.at < r.n; r.at++ {
			if k.Lane = 0; r.place(r.at).Compare(k) >= 0 {
				return nil
			}
		}
		for r.group < r.file.Groups() {
			if _, last, ok := r.file.Range(r.group, slotReceived); !ok || last >= int64(k.Received) {
				break
			}
			r.n, r.at = 0, 0
			r.group++
		}
		switch err := r.load(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

func (r *reader) place(row int) event.K {
	return event.K{Received: event.Time(r.data[slotReceived].Bits[row]), Seq: r.data[slotSeq].Bits[row]}
}
