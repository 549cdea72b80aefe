package table

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// columns are the columns that are wanted of files, each once.
type columns struct{ list []Column }

// add returns the place of a column.
func (c *columns) add(want Column) int {
	i := slices.IndexFunc(c.list, func(known Column) bool { return known.Name == want.Name })
	if i < 0 {
		c.list = append(c.list, want)
		return len(c.list) - 1
	}
	c.list[i].Optional = c.list[i].Optional && want.Optional
	return i
}

// plan decides which columns are wanted, once, when all sources are known.
func (e *Emitter) plan() error {
	if e.planned {
		return nil
	}
	if err := e.checkFields(); err != nil {
		return err
	}
	e.columns, e.keyAt = columns{}, nil
	e.timeAt = e.addClock(e.time)
	if e.received != nil {
		e.receivedAt = e.addClock(e.received)
	}
	for _, name := range e.names {
		e.keyAt = append(e.keyAt, e.columns.add(Column{Name: e.options.Key[name]}))
	}
	for _, s := range e.routes {
		for i := range s.payload.fields {
			at, constant, err := e.place(&s.payload.fields[i])
			if err != nil {
				return fmt.Errorf("source %q: %w", s.source.Name, err)
			}
			s.places, s.constants = append(s.places, at), append(s.constants, constant)
			s.columns = append(s.columns, cmp.Or(e.options.Map[s.payload.fields[i].name], s.payload.fields[i].name))
		}
		if err := s.carryOf(e.options.Carry); err != nil {
			return err
		}
	}
	e.planned = true
	return nil
}

// clockAt is the places of the columns of a clock.
type clockAt struct{ column, date int }

func (e *Emitter) addClock(c *clock) clockAt {
	at := clockAt{column: e.columns.add(Column{Name: c.column, Mend: c.option + ": {column: COLUMN} says which it is"})}
	if c.dateColumn != "" {
		at.date = e.columns.add(Column{Name: c.dateColumn})
	}
	return at
}

// place returns the place of the column of a field; below zero where it is
// constant, with its value.
func (e *Emitter) place(f *field) (int, Cell, error) {
	if text, ok := e.options.Constant[f.name]; ok {
		c := Cell{Kind: Text, Text: []byte(text)}
		if err := f.read(&c); err != nil {
			return 0, c, fmt.Errorf("constant: field %q: %w", f.name, err)
		}
		return -1, c, nil
	}
	if name, ok := e.options.Map[f.name]; ok {
		return e.columns.add(Column{Name: name}), Cell{}, nil
	}
	mend := fmt.Sprintf("map: {%s: COLUMN} says which it is, constant: {%[1]s: VALUE} what it is in all rows", f.name)
	return e.columns.add(Column{Name: f.name, Optional: f.optional, Mend: mend}), Cell{}, nil
}

// checkFields refuses options for fields that no source has.
func (e *Emitter) checkFields() error {
	var known []string
	for _, s := range e.routes {
		for i := range s.payload.fields {
			known = append(known, s.payload.fields[i].name)
		}
	}
	if len(known) == 0 {
		return nil
	}
	o := e.given
	for _, option := range []struct {
		name   string
		fields []string
	}{
		{"map", sorted(o.Map)}, {"constant", sorted(o.Constant)}, {"scale", sorted(o.Scale)}, {"carry", o.Carry},
	} {
		for _, name := range option.fields {
			if !slices.Contains(known, name) {
				return fmt.Errorf("%s: no source has a field %q, only %s%s", option.name, name, distinct(known), suggestion(name, known))
			}
		}
	}
	return nil
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func distinct(names []string) string {
	names = slices.Clone(names)
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

// Find returns the place of a wanted column among the names of a file, below zero
// where it may be absent; place says where the names stand.
func Find(want Column, names []string, place string) (int, error) {
	at := slices.Index(names, want.Name)
	switch {
	case at < 0 && want.Optional:
		return -1, nil
	case at < 0:
		mend := suggestion(want.Name, names)
		if mend == "" && want.Mend != "" {
			mend = "; " + want.Mend
		}
		return 0, fmt.Errorf("%s: there is no column %q, only %s%s", place, want.Name, list(names), mend)
	case slices.Contains(names[at+1:], want.Name):
		return 0, fmt.Errorf("%s: there are several columns %q", place, want.Name)
	}
	return at, nil
}

// list lists names, as many as one can read.
func list(names []string) string {
	const most = 20
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}
