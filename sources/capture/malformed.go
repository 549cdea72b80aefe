package capture

import (
	"errors"
	"fmt"

	"github.com/featurizer/featurizer/event"
)

// ErrMalformed is what the error of a line that cannot be read wraps.
var ErrMalformed = errors.New("malformed line")

// MalformedError says which line of a capture cannot be read, and why.
type MalformedError struct {
	Path string // as the config names it
	Line int    // from 1
	Err  error
}

// Error returns path:line: why.
func (m *MalformedError) Error() string { return fmt.Sprintf("%s:%d: %v", m.Path, m.Line, m.Err) }

// Unwrap returns ErrMalformed and the reason.
func (m *MalformedError) Unwrap() []error { return []error{ErrMalformed, m.Err} }

// malformed ends the run, or tells of the line and goes on.
func (e *Emitter) malformed(l *line, why error) error {
	e.counts.Malformed++
	err := &MalformedError{Path: l.of.name, Line: l.number, Err: why}
	if e.params.Malformed != skip {
		return err
	}
	if len(e.routes) == 0 {
		return nil
	}
	first := &e.routes[0]
	e.event = event.Event{
		SourceTime: event.Unset,
		Control:    &event.Control{Kind: event.Malformed, Source: first.source.Name, Detail: err.Error()},
	}
	return e.hand(l, first)
}
