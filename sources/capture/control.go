package capture

import (
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/venue/binance"
)

// tellControl hands a control over for each source and key that it concerns.
func (e *Emitter) tellControl(l *line, c *control) error {
	told := false
	for _, kind := range c.kinds {
		some, err := e.tellKind(l, c, kind)
		if err != nil {
			return err
		}
		told = told || some
	}
	if !told {
		e.counts.Ignored++
	}
	return nil
}

// tellKind hands one kind of a control over, books after their policy has taken it
// in, and returns whether somebody was told.
func (e *Emitter) tellKind(l *line, c *control, kind event.ControlKind) (bool, error) {
	for symbol, b := range e.books {
		if b != nil && e.concerns(l, c, subject{binance.Depth, symbol}) {
			b.after, b.told = b.policy.Control(kind)
		}
	}
	told := false
	for i := range e.routes {
		r := &e.routes[i]
		if !e.concerns(l, c, r.subject) || r.book != nil && !r.book.told {
			continue
		}
		told = true
		notes := []binance.BookNote{{Kind: kind, Detail: c.detail}}
		if r.book != nil {
			notes = append(notes, r.book.after...)
		}
		if err := e.tellNotes(l, r, notes); err != nil {
			return told, err
		}
	}
	return told, nil
}

// concerns tells whether a control is about a subject.
func (e *Emitter) concerns(l *line, c *control, of subject) bool {
	about := func(t binance.Topic) bool {
		symbol, known := e.symbol([]byte(t.Symbol))
		return (t.Stream == binance.Ignored || e.subjectOf(l.form, t.Stream) == of.stream) &&
			(t.Symbol == "" || known && symbol == of.symbol) &&
			(t.Interval == "" || t.Interval == e.candles)
	}
	return len(c.of) == 0 || slices.ContainsFunc(c.of, about)
}
