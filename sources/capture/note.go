package capture

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/venue/binance"
)

// note is the JSON object of a line with connection !.
type note struct {
	Control string          `json:"control"`
	Rest    string          `json:"rest"`
	Stream  string          `json:"stream"`
	Symbol  string          `json:"symbol"`
	Detail  string          `json:"detail"`
	Body    json.RawMessage `json:"body"`
}

// control is a note of what happened to a stream.
type control struct {
	kind   event.ControlKind
	stream binance.Stream // Ignored for all
	symbol string         // as the venue writes it, empty for all
	detail string
}

var (
	errNoteKind = errors.New("note: it has neither control nor rest")
	errNoteBody = errors.New("note: body is no whole book")
)

// readNote reads a note into the frame, or into the control that it returns.
func (e *Emitter) readNote(text []byte) (*control, error) {
	var n note
	if err := json.Unmarshal(text, &n); err != nil {
		return nil, fmt.Errorf("note: %w", err)
	}
	switch {
	case n.Control != "":
		return n.control()
	case n.Rest == "depth":
		return nil, e.readDepth(&n)
	case n.Rest == "":
		return nil, errNoteKind
	}
	e.frame = binance.Frame{Symbol: binance.NoSymbol, Delta: e.frame.Delta}
	return nil, nil //nolint:nilnil // no control and no error: the frame is one that is ignored
}

func (n *note) control() (*control, error) {
	c := &control{symbol: n.Symbol, detail: n.Detail}
	for kind := event.Connected; kind <= event.Stale; kind++ {
		if kind.String() == n.Control {
			c.kind = kind
		}
	}
	if c.kind == 0 {
		return nil, fmt.Errorf("note: control %q is none of connected, disconnected, gap, book_invalid, book_resynced, stale", n.Control)
	}
	if n.Stream == "" {
		return c, nil
	}
	stream, err := binance.FindStream(n.Stream)
	if err != nil {
		return nil, fmt.Errorf("note: %w", err)
	}
	c.stream = stream
	return c, nil
}

// readDepth reads the body of a REST answer.
func (e *Emitter) readDepth(n *note) error {
	f := &e.frame
	if err := e.decoder.Decode(n.Body, f); err != nil {
		return fmt.Errorf("note: body: %w", err)
	}
	switch {
	case n.Symbol == "" || f.Stream == binance.Ignored:
		return nil
	case !f.Snapshot:
		return errNoteBody
	case f.Symbol != binance.NoSymbol && string(f.NativeSymbol) != n.Symbol:
		return fmt.Errorf("note: symbol is %q, but its body is of %q", n.Symbol, f.NativeSymbol)
	}
	f.NativeSymbol = []byte(n.Symbol)
	e.assign(f.NativeSymbol)
	return nil
}

// tellControl hands a control over for each source and key that it concerns,
// books after their policy has taken it in.
func (e *Emitter) tellControl(l *line, c *control) error {
	symbol, known := e.decoder.Find([]byte(c.symbol))
	concerns := func(of subject) bool {
		return (c.stream == binance.Ignored || c.stream == of.stream) && (c.symbol == "" || known && symbol == of.symbol)
	}
	for symbol, b := range e.books {
		if b != nil && concerns(subject{binance.Depth, symbol}) {
			b.after, b.told = b.policy.Control(c.kind)
		}
	}
	told := false
	for i := range e.routes {
		r := &e.routes[i]
		if !concerns(r.subject) || r.book != nil && !r.book.told {
			continue
		}
		told = true
		notes := []binance.BookNote{{Kind: c.kind, Detail: c.detail}}
		if r.book != nil {
			notes = append(notes, r.book.after...)
		}
		if err := e.tellNotes(l, r, notes); err != nil {
			return err
		}
	}
	if !told {
		e.counts.Ignored++
	}
	return nil
}
