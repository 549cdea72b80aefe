package block

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
)

// keyReader finds the keys of rows by the words of their columns.
type keyReader struct {
	names []string
	fixed []event.Pair
	keys  *event.Keys

	ids   []uint32 // of each row in memory, the number of its words among those there are
	found []*event.Key
	known map[uint64]uint32 // numbers of two words together
	pairs []event.Pair
}

// load finds the keys of the rows of a row group. Keyed is nil, or 1 for rows that have
// a key at all.
func (r *keyReader) load(columns []parquetio.Vector, rows int, keyed []uint64) error {
	r.ids = append(r.ids[:0], make([]uint32, rows)...)
	count := uint32(1)
	for i := range columns {
		v := &columns[i]
		if !v.Coded {
			return fmt.Errorf("%w: the key's %s has no dictionary", ErrCorrupt, r.names[i])
		}
		if len(v.Ends) == 1 && len(v.Valid) == 0 {
			continue
		}
		count = r.join(v)
	}
	if keyed != nil {
		count = r.joinKeyed(keyed)
	}
	r.found = append(r.found[:0], make([]*event.Key, count)...)
	for row, id := range r.ids {
		if r.found[id] != nil || len(keyed) > 0 && keyed[row] == 0 {
			continue
		}
		key, err := r.key(columns, row)
		if err != nil {
			return fmt.Errorf("%w: the key of a row: %s", ErrCorrupt, err.Error())
		}
		r.found[id] = key
	}
	return nil
}

// join makes the rows' numbers tell the words of one more column apart, and returns
// how many numbers there are.
func (r *keyReader) join(v *parquetio.Vector) uint32 {
	if r.known == nil {
		r.known = map[uint64]uint32{}
	}
	clear(r.known)
	last, lastID := ^uint64(0), uint32(0)
	for row, code := range v.Codes {
		pair := uint64(r.ids[row])<<32 | uint64(code)
		if v.IsNull(row) {
			pair |= 0xFFFF_FFFF
		}
		if pair != last {
			id, known := r.known[pair]
			if !known {
				id = uint32(len(r.known))
				r.known[pair] = id
			}
			last, lastID = pair, id
		}
		r.ids[row] = lastID
	}
	return uint32(len(r.known))
}

// joinKeyed tells rows with a key from those without.
func (r *keyReader) joinKeyed(keyed []uint64) uint32 {
	count := uint32(0)
	for row := range r.ids {
		r.ids[row] = r.ids[row]<<1 | uint32(keyed[row])
		count = max(count, r.ids[row]+1)
	}
	return count
}

func (r *keyReader) key(columns []parquetio.Vector, row int) (*event.Key, error) {
	r.pairs = append(r.pairs[:0], r.fixed...)
	for i := range columns {
		if v := &columns[i]; !v.IsNull(row) {
			r.pairs = append(r.pairs, event.Pair{Name: r.names[i], Value: string(v.Value(row))})
		}
	}
	return r.keys.Intern(r.pairs...)
}

// at returns the key of a row of the group in memory.
func (r *keyReader) at(row int) *event.Key { return r.found[r.ids[row]] }
