package event

import (
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// separator stands between the parts of a canonical key and can be in no part.
const separator = "\x1f"

// Key is what state is kept per: ordered names with their values. Keys are made
// by a [Keys] table and compared by pointer within it; they never change.
type Key struct {
	names     []string
	values    []string
	canonical string
	index     int
}

// Pair is one name of a key with its value.
type Pair struct{ Name, Value string }

// Len returns the number of names.
func (k *Key) Len() int { return len(k.names) }

// Pair returns the i-th name and value; names are in bytewise order.
func (k *Key) Pair(i int) Pair { return Pair{k.names[i], k.values[i]} }

// Pairs returns all names and values; names are in bytewise order.
func (k *Key) Pairs() []Pair {
	pairs := make([]Pair, k.Len())
	for i := range pairs {
		pairs[i] = k.Pair(i)
	}
	return pairs
}

// Names returns the sorted names. The caller must not change them.
func (k *Key) Names() []string { return k.names }

// Value returns the value of a name.
func (k *Key) Value(name string) (string, bool) {
	i, found := slices.BinarySearch(k.names, name)
	if !found {
		return "", false
	}
	return k.values[i], true
}

// Canonical returns name=value parts, names sorted bytewise, joined by 0x1F
// (semantics 1). It orders keys and decides their lane.
func (k *Key) Canonical() string { return k.canonical }

// Index is the place of the key in its table, from 0, in order of arrival.
func (k *Key) Index() int { return k.index }

// Compare orders keys by their canonical form.
func (k *Key) Compare(other *Key) int { return cmp.Compare(k.canonical, other.canonical) }

// String returns the key for messages: name=value, comma separated.
func (k *Key) String() string { return strings.ReplaceAll(k.canonical, separator, ",") }

// Lane returns the number of the lane that carries the key: FNV-1a 32 of the
// canonical form modulo lanes.
func (k *Key) Lane(lanes int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(k.canonical)) // a hash never fails
	return int(h.Sum32() % uint32(lanes))
}

// Keys is a table that makes each key once. The zero value is ready to use; it
// is not safe for concurrent use.
type Keys struct {
	byCanonical map[string]*Key
	list        []*Key
}

// Intern returns the table's key for the pairs, in any order. Names must be
// distinct and not empty.
func (t *Keys) Intern(pairs ...Pair) (*Key, error) {
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b Pair) int { return cmp.Compare(a.Name, b.Name) })
	key := &Key{index: len(t.list)}
	var canonical strings.Builder
	for i, p := range sorted {
		if err := checkPair(p); err != nil {
			return nil, err
		}
		if i > 0 && sorted[i-1].Name == p.Name {
			return nil, fmt.Errorf("key name %q is there twice", p.Name)
		}
		if i > 0 {
			canonical.WriteString(separator)
		}
		canonical.WriteString(p.Name + "=" + p.Value)
		key.names = append(key.names, p.Name)
		key.values = append(key.values, p.Value)
	}
	key.canonical = canonical.String()
	if known, ok := t.byCanonical[key.canonical]; ok {
		return known, nil
	}
	if t.byCanonical == nil {
		t.byCanonical = map[string]*Key{}
	}
	t.byCanonical[key.canonical] = key
	t.list = append(t.list, key)
	return key, nil
}

func checkPair(p Pair) error {
	switch {
	case p.Name == "":
		return errors.New("a key name is empty")
	case strings.ContainsAny(p.Name, separator+"="):
		return fmt.Errorf("key name %q holds '=' or the byte 0x1F", p.Name)
	case strings.Contains(p.Value, separator):
		return fmt.Errorf("value %q of key %q holds the byte 0x1F", p.Value, p.Name)
	}
	return nil
}

// Project returns the table's key with only the given names of k.
func (t *Keys) Project(k *Key, names []string) (*Key, error) {
	pairs := make([]Pair, 0, len(names))
	for _, name := range names {
		value, ok := k.Value(name)
		if !ok {
			return nil, fmt.Errorf("key %s has no name %q", k, name)
		}
		pairs = append(pairs, Pair{name, value})
	}
	return t.Intern(pairs...)
}

// All returns the keys in order of arrival. The caller must not change them.
func (t *Keys) All() []*Key { return t.list }
