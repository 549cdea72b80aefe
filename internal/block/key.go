package block

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
)

// keyTable gives the keys of a block their codes: for each name of the key, the word
// of its column.
type keyTable struct {
	names   []string
	partial bool // keys may lack names, or be nil

	known map[*event.Key]uint32
	last  *event.Key
	code  uint32
	codes []uint32            // of each key those of its names, null as noWord
	words []map[string]uint32 // of each name
}

// newKeyTable returns an empty table for keys of the given names.
func newKeyTable(names []string, kind Kind) keyTable {
	t := keyTable{names: names, partial: kind == Control, known: map[*event.Key]uint32{}}
	for range names {
		t.words = append(t.words, map[string]uint32{})
	}
	return t
}

const noWord = ^uint32(0)

// put appends a key to its columns.
func (t *keyTable) put(columns []parquetio.Vector, key *event.Key) error {
	if key != t.last || len(t.known) == 0 {
		code, known := t.known[key]
		if !known {
			var err error
			if code, err = t.learn(columns, key); err != nil {
				return err
			}
		}
		t.last, t.code = key, code
	}
	for i := range columns {
		v := &columns[i]
		word := t.codes[int(t.code)*len(columns)+i]
		switch {
		case word == noWord:
			v.AppendNull(len(v.Codes))
			word = 0
		case len(v.Valid) > 0:
			v.Valid = append(v.Valid, 1)
		}
		v.Codes = append(v.Codes, word)
	}
	return nil
}

// learn gives a key its code.
func (t *keyTable) learn(columns []parquetio.Vector, key *event.Key) (uint32, error) {
	if err := t.check(key); err != nil {
		return 0, err
	}
	for i, name := range t.names {
		value, ok := "", false
		if key != nil {
			value, ok = key.Value(name)
		}
		word := noWord
		if ok {
			word = t.word(i, &columns[i], value)
		}
		t.codes = append(t.codes, word)
	}
	code := uint32(len(t.known))
	t.known[key] = code
	return code, nil
}

func (t *keyTable) check(key *event.Key) error {
	if key == nil && t.partial {
		return nil
	}
	have := 0
	if key != nil {
		for _, name := range t.names {
			if _, ok := key.Value(name); ok {
				have++
			}
		}
		if have == key.Len() && (t.partial || have == len(t.names)) {
			return nil
		}
	}
	return fmt.Errorf("a stream with keys of the names %q got the key %v", t.names, key)
}

// word returns the place of a word in a column, to which it is added if need be.
func (t *keyTable) word(name int, v *parquetio.Vector, word string) uint32 {
	place, known := t.words[name][word]
	if !known {
		place = uint32(len(v.Ends))
		t.words[name][word] = place
		putText(v, word)
	}
	return place
}
