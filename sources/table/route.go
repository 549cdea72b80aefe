package table

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
	names   []string          // of the key that columns give, sorted
	keys    map[string]*keyed // by the values of these
	key     *keyed            // of the row being read, nil if it is none of the source's
	told    *event.Key        // of a row before; nil where keys are declared

	// Of the payload's fields: the place of each one's column among those wanted,
	// below zero where it is constant, its name for messages, the constant.
	places    []int
	columns   []string
	constants []Cell
	carried   []int // the fields that are carried

	// Of a book: the keys that have messages not told yet, and where these are from.
	open []*keyed
	from *reader
}

// keyed is a key of a source, and what is remembered of it.
type keyed struct {
	key     *event.Key
	last    []event.Value // of the fields that are carried
	message message
}

// compare orders routes by the name of their source.
func (s *route) compare(other *route) int { return cmp.Compare(s.source.Name, other.source.Name) }

// wants tells whether the row being read is of a key of the source.
func (s *route) wants() bool { return s.key != nil }

// find returns the key with the values that columns give, nil where the source
// has none.
func (s *route) find(values []byte) (*keyed, error) {
	k := s.keys[string(values)]
	if k != nil || s.source.Found == nil {
		return k, nil
	}
	return s.discover(strings.Split(string(values), string(separator)))
}

// discover makes the key with the values that columns give, nil where the source does
// not take it.
func (s *route) discover(values []string) (*keyed, error) {
	var free []string
	for i, name := range s.names {
		if slices.Contains(s.source.Found.Free, name) {
			free = append(free, values[i])
			continue
		}
		if !slices.Contains(s.source.Found.Constant, event.Pair{Name: name, Value: values[i]}) {
			return nil, nil //nolint:nilnil // it is a row of another key
		}
	}
	key, err := s.source.Found.Key(free...)
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	k := &keyed{key: key, last: make([]event.Value, len(s.carried))}
	s.keys[strings.Join(values, string(separator))] = k
	return k, nil
}

// read makes the payload from the cells of a row.
func (s *route) read(cells []Cell) error {
	for i := range s.payload.fields {
		c, at := &s.constants[i], s.places[i]
		if at >= 0 {
			c = &cells[at]
		}
		if err := s.payload.fields[i].read(c); err != nil {
			return inColumn(s.columns[i], err)
		}
	}
	if s.payload.finish != nil {
		s.payload.finish()
	}
	return nil
}

// carry puts the last value of the key where the payload has none.
func (s *route) carry() {
	for i, at := range s.carried {
		f, last := &s.payload.fields[at], &s.key.last[i]
		switch {
		case f.float != nil && event.IsNull(*f.float):
			*f.float = last.Float()
		case f.float != nil:
			*last = event.Float(*f.float)
		case f.value.IsNull():
			*f.value = *last
		default:
			*last = *f.value
		}
	}
}

// separator stands between the values of a key and can be in none of them.
const separator = '\x1f'

// keysOf returns the keys of a source by the values that columns give.
func (e *Emitter) keysOf(s *source.Declared) (map[string]*keyed, error) {
	if s.Found != nil {
		return map[string]*keyed{}, e.checkFree(s.Found)
	}
	if len(s.Keys) == 0 {
		return nil, errors.New("it has no keys")
	}
	keys := map[string]*keyed{}
	for _, key := range s.Keys {
		values := make([]string, len(e.names))
		for i, name := range e.names {
			value, ok := key.Value(name)
			if !ok {
				return nil, fmt.Errorf("key: there is no name %q in key %s%s", name, key, suggestion(name, key.Names()))
			}
			values[i] = value
		}
		keys[strings.Join(values, string(separator))] = &keyed{key: key}
	}
	return keys, e.checkConstant(s.Keys)
}

// checkFree refuses keys that are to be found where no column has them.
func (e *Emitter) checkFree(f *source.FoundKeys) error {
	for _, name := range f.Free {
		if !slices.Contains(e.names, name) {
			return fmt.Errorf("%s is found in the rows: say which column has it, key: {%s: COLUMN}", name, name)
		}
	}
	for _, name := range e.names {
		if names := f.Names(); !slices.Contains(names, name) {
			return fmt.Errorf("key: there is no name %q in the keys, only %s%s", name, strings.Join(names, ", "), suggestion(name, names))
		}
	}
	return nil
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

// carryOf finds the fields of a route that are carried.
func (s *route) carryOf(names []string) error {
	for i, f := range s.payload.fields {
		if !slices.Contains(names, f.name) {
			continue
		}
		if f.float == nil && f.value == nil {
			return fmt.Errorf("carry: field %q of %s is never null: there is nothing to carry", f.name, s.source.Definition.Name)
		}
		s.carried = append(s.carried, i)
	}
	for _, k := range s.keys { //bits:ordered each key for itself
		k.last = make([]event.Value, len(s.carried))
	}
	return nil
}

func suggestion(word string, known []string) string {
	if near := param.Suggest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
