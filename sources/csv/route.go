package csv

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
)

// route is a declared source and how rows become its events.
type route struct {
	source  *source.Declared
	to      source.Callback
	payload *payload
	keys    map[string]*event.Key // by the values of the names that columns give
	key     *event.Key            // of the row being read, nil if it is none of the source's
}

// compare orders routes by the name of their source.
func (r *route) compare(other *route) int { return cmp.Compare(r.source.Name, other.source.Name) }

// wants tells whether the row being read is of a key of the source.
func (r *route) wants() bool { return r.key != nil }

// separator stands between the values of a key and can be in none of them.
const separator = '\x1f'

// keysOf returns the keys of a source by the values that columns give.
func (e *Emitter) keysOf(s *source.Declared) (map[string]*event.Key, error) {
	if len(s.Keys) == 0 {
		return nil, errors.New("it has no keys")
	}
	keys := map[string]*event.Key{}
	for _, key := range s.Keys {
		values := make([]string, len(e.names))
		for i, name := range e.names {
			value, ok := key.Value(name)
			if !ok {
				return nil, fmt.Errorf("key: there is no name %q in key %s%s", name, key, suggestion(name, key.Names()))
			}
			values[i] = value
		}
		keys[strings.Join(values, string(separator))] = key
	}
	return keys, e.checkConstant(s.Keys)
}

// checkConstant refuses keys that differ in what no column gives.
func (e *Emitter) checkConstant(keys []*event.Key) error {
	for _, name := range keys[0].Names() {
		if slices.Contains(e.names, name) {
			continue
		}
		first, _ := keys[0].Value(name)
		for _, key := range keys[1:] {
			if value, _ := key.Value(name); value != first {
				return fmt.Errorf("%s is %s in some keys and %s in others: say which column has it, key: {%s: COLUMN}", name, first, value, name)
			}
		}
	}
	return nil
}

func suggestion(word string, known []string) string {
	if near := param.Suggest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
