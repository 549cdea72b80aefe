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
	kinds  []event.ControlKind // in the order they are told
	of     []binance.Topic     // what it concerns, a stream Ignored standing for all; none for all topics
	detail string
}

var (
	errNoteKind = errors.New("note: it has neither control nor rest")
	errNoBook   = errors.New("body is no whole book")
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
		if err := e.readDepth(ours, n.Body, n.Symbol); err != nil {
			return nil, fmt.Errorf("note: %w", err)
		}
		return nil, nil //nolint:nilnil // no control and no error: the frame was read
	case n.Rest == "":
		return nil, errNoteKind
	}
	e.pass()
	return nil, nil //nolint:nilnil // no control and no error: the frame is one that is ignored
}

func (n *note) control() (*control, error) {
	c := &control{detail: n.Detail, of: []binance.Topic{{Symbol: n.Symbol}}}
	for kind := event.Connected; kind <= event.Stale; kind++ {
		if kind.String() == n.Control {
			c.kinds = append(c.kinds, kind)
		}
	}
	if len(c.kinds) == 0 {
		return nil, fmt.Errorf("note: control %q is none of connected, disconnected, gap, book_invalid, book_resynced, stale", n.Control)
	}
	if n.Stream == "" {
		return c, nil
	}
	stream, err := binance.FindStream(n.Stream)
	if err != nil {
		return nil, fmt.Errorf("note: %w", err)
	}
	c.of[0].Stream = stream
	return c, nil
}

// readDepth reads the body of a REST answer. A symbol that is not empty is whose
// book it is.
func (e *Emitter) readDepth(in form, body []byte, symbol string) error {
	f := &e.frame
	if err := e.decoders[in].Decode(body, f); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	switch {
	case symbol == "" || f.Stream == binance.Ignored:
		return nil
	case !f.Snapshot:
		return errNoBook
	case f.Symbol != binance.NoSymbol && string(f.NativeSymbol) != symbol:
		return fmt.Errorf("symbol is %q, but its body is of %q", symbol, f.NativeSymbol)
	}
	f.NativeSymbol = []byte(symbol)
	e.assign(f.NativeSymbol)
	return nil
}
