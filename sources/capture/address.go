package capture

import (
	"errors"
	"fmt"
	"net/url"
	"path"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/venue/binance"
)

// ErrVenue says that a capture was made at another venue than the emitter's, where
// the same symbol is another market.
var ErrVenue = errors.New("the capture is of another venue")

// readAddress reads the address of a line. That of another venue ends the run,
// whatever malformed says: its frames could not be told from the right ones.
func (e *Emitter) readAddress(l *line) (*url.URL, error) {
	address, err := url.Parse(string(l.address))
	if err != nil {
		return nil, fmt.Errorf("address: %w", err)
	}
	if of, known := binance.FindHost(address.Hostname()); known && of != e.venue {
		return nil, fmt.Errorf("%w: %s belongs to %s, but the emitter has venue: %s", ErrVenue, address.Hostname(), of.Name, e.venue.Name)
	}
	return address, nil
}

// readAnswer reads an answer over REST into the frame. Its address says what it
// is of.
func (e *Emitter) readAnswer(l *line) error {
	address, err := e.readAddress(l)
	if err != nil {
		return err
	}
	if path.Base(address.Path) != "depth" {
		e.pass()
		return nil
	}
	if err := e.readDepth(l.form, l.frame, address.Query().Get("symbol")); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

// readConnect returns the control that the opening of a connection is, nil where
// it asks for nothing that is read. Nothing is written when a connection is lost,
// so that is told when the same address is opened again.
func (e *Emitter) readConnect(l *line) (*control, error) {
	address, err := e.readAddress(l)
	if err != nil {
		return nil, err
	}
	again := e.opened[string(l.address)]
	e.opened[string(l.address)] = true
	topics, named := binance.Topics(address.Path, address.Query().Get("streams"))
	if named && len(topics) == 0 {
		e.pass()
		return nil, nil //nolint:nilnil // no control and no error: the line is one that is ignored
	}
	c := &control{kinds: []event.ControlKind{event.Connected}, of: topics}
	if again {
		c.kinds = []event.ControlKind{event.Disconnected, event.Gap, event.Connected}
		c.detail = "the connection was opened again"
	}
	return c, nil
}

// pass makes the frame one that is ignored.
func (e *Emitter) pass() {
	e.frame = binance.Frame{Symbol: binance.NoSymbol, Delta: e.frame.Delta}
}
