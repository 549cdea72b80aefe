package csv

import (
	"fmt"
	"slices"
	"strings"
)

// header is the names of the columns of a file.
type header struct {
	names []string
	place string // where they stand, for messages
}

func newHeader(names []string, place string) *header {
	h := &header{names: slices.Clone(names), place: place}
	for i := range h.names {
		h.names[i] = strings.TrimSpace(h.names[i])
	}
	return h
}

// find returns the place of a column.
func (h *header) find(name string) (int, error) {
	at := slices.Index(h.names, name)
	switch {
	case at < 0:
		return 0, fmt.Errorf("%s: there is no column %q, only %s%s", h.place, name, h, suggestion(name, h.names))
	case slices.Contains(h.names[at+1:], name):
		return 0, fmt.Errorf("%s: there are several columns %q", h.place, name)
	}
	return at, nil
}

// String lists the names, as many as one can read.
func (h *header) String() string {
	const most = 20
	if more := len(h.names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(h.names[:most], ", "), more)
	}
	return strings.Join(h.names, ", ")
}

// places finds the columns of a payload.
func (h *header) places(p *payload) ([]int, error) {
	places := make([]int, len(p.cells))
	for i, c := range p.cells {
		if c.optional && !slices.Contains(h.names, c.column) {
			places[i] = -1
			continue
		}
		at, err := h.find(c.column)
		if err != nil {
			return nil, err
		}
		places[i] = at
	}
	return places, nil
}
