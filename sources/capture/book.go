package capture

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/venue/binance"
)

// bookWatch follows the book of one symbol.
type bookWatch struct {
	policy *binance.BookPolicy
	// What the policy said of the control that is being told.
	told  bool
	after []binance.BookNote
}

// watch returns what follows the book of a symbol.
func (e *Emitter) watch(symbol int) *bookWatch {
	for len(e.books) <= symbol {
		e.books = append(e.books, nil)
	}
	if e.books[symbol] == nil {
		e.books[symbol] = &bookWatch{policy: binance.NewBookPolicy(e.venue)}
	}
	return e.books[symbol]
}

// follow takes the depth frame into its book. It hands over what is to be told
// before it and tells whether the frame is to be told itself.
func (e *Emitter) follow(l *line, routes []route) (bool, error) {
	f, policy, told := &e.frame, routes[0].book.policy, true
	var notes []binance.BookNote
	if f.Snapshot {
		notes, told = policy.Snapshot(&f.Delta)
	} else {
		notes = policy.Delta(&f.Delta)
	}
	for i := range routes {
		if err := e.tellNotes(l, &routes[i], notes); err != nil {
			return false, err
		}
	}
	return told, nil
}

// tellNotes hands over what a book's policy says.
func (e *Emitter) tellNotes(l *line, r *route, notes []binance.BookNote) error {
	for _, note := range notes {
		e.event = event.Event{
			SourceTime: event.Unset,
			Control:    &event.Control{Kind: note.Kind, Source: r.source.Name, Detail: note.Detail},
		}
		if err := e.hand(l, r); err != nil {
			return err
		}
	}
	return nil
}
