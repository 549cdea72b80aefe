package feature

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/event"
)

// KeySet is the keys that a stream is kept per: those that a config names, and those
// that are found in events. The zero KeySet has any key.
type KeySet struct {
	Keys []*event.Key
	// Open are, for each set of keys that are found, the names with their values that
	// all of the set have.
	Open [][]event.Pair
}

// Any tells whether nothing is known of the keys.
func (s *KeySet) Any() bool { return len(s.Keys)+len(s.Open) == 0 }

// Join returns the keys of both.
func (s *KeySet) Join(other KeySet) KeySet {
	joined := KeySet{slices.Concat(s.Keys, other.Keys), slices.Clone(s.Open)}
	for _, pairs := range other.Open {
		if !slices.ContainsFunc(joined.Open, func(known []event.Pair) bool { return slices.Equal(known, pairs) }) {
			joined.Open = append(joined.Open, pairs)
		}
	}
	slices.SortFunc(joined.Keys, (*event.Key).Compare)
	joined.Keys = slices.Compact(joined.Keys)
	return joined
}

// Has tells whether the set has a key.
func (s *KeySet) Has(k *event.Key) bool {
	if s.Any() || slices.Contains(s.Keys, k) {
		return true
	}
	return slices.ContainsFunc(s.Open, func(pairs []event.Pair) bool { return Fits(k, pairs) })
}

// Fits tells whether a key has all of the given values.
func Fits(k *event.Key, pairs []event.Pair) bool {
	return !slices.ContainsFunc(pairs, func(p event.Pair) bool {
		value, ok := k.Value(p.Name)
		return !ok || value != p.Value
	})
}

// Common returns the names with their values on which all keys agree.
func (s *KeySet) Common() []event.Pair {
	lists := slices.Clone(s.Open)
	for _, k := range s.Keys {
		lists = append(lists, k.Pairs())
	}
	if len(lists) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(lists[0]), func(p event.Pair) bool {
		return slices.ContainsFunc(lists[1:], func(list []event.Pair) bool { return !slices.Contains(list, p) })
	})
}

// Only returns those of the keys that have all values of one of the given lists.
func (s *KeySet) Only(lists [][]event.Pair) KeySet {
	only := KeySet{Keys: slices.DeleteFunc(slices.Clone(s.Keys), func(k *event.Key) bool {
		return !slices.ContainsFunc(lists, func(pairs []event.Pair) bool { return Fits(k, pairs) })
	})}
	if len(s.Open) > 0 || s.Any() {
		only.Open = lists
	}
	return only
}

// Pick returns, in canonical form, the one key with the given values; where keys are
// found in events, the values themselves.
func (s *KeySet) Pick(pairs []event.Pair) (string, error) {
	if len(pairs) == 0 {
		return "", errors.New("it names no key: write a value for some of its names, such as {symbol: A}")
	}
	var matching, all []string
	for _, k := range s.Keys {
		all = append(all, k.String())
		if Fits(k, pairs) {
			matching = append(matching, k.String())
		}
	}
	switch {
	case len(matching) == 1:
		return matching[0], nil
	case len(matching) > 1:
		return "", fmt.Errorf("%s stands for several keys: %s", words(pairs), strings.Join(matching, "; "))
	case len(s.Keys) > 0 && len(s.Open) == 0:
		return "", fmt.Errorf("there is no key with %s; there are %s", words(pairs), strings.Join(all, "; "))
	}
	return words(pairs), nil
}

// Words returns what tells the set from others, sorted: its keys in canonical form,
// and what is known of those that are found.
func (s *KeySet) Words() []string {
	var list []string
	for _, k := range s.Keys {
		list = append(list, k.Canonical())
	}
	for _, pairs := range s.Open {
		list = append(list, "found "+words(pairs))
	}
	slices.Sort(list)
	return list
}

func words(pairs []event.Pair) string {
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		parts[i] = p.Name + "=" + p.Value
	}
	return strings.Join(parts, ",")
}
