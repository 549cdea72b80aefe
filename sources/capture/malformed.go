package capture

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sources/files"
)

// malformed ends the run, or tells the first source of the line and goes on.
func (e *Emitter) malformed(l *line, why error) error {
	e.counts.Malformed++
	place := &files.MalformedError{Path: l.of.file.Name(), Line: l.number, Err: why}
	if e.params.Malformed != files.Skip {
		return place
	}
	if len(e.routes) == 0 {
		return nil
	}
	first := &e.routes[0]
	e.event = event.Event{SourceTime: event.Unset, Control: place.Control(first.source.Name)}
	return e.hand(l, first)
}
