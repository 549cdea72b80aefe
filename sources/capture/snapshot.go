package capture

import (
	"errors"

	"github.com/featurizer/featurizer/venue/binance"
)

// ErrSnapshotSymbol says that a REST snapshot could be of several symbols.
var ErrSnapshotSymbol = errors.New("a REST snapshot names no symbol and the file holds several: set snapshot_symbol")

// symbols is what is known of the symbols of one file.
type symbols struct {
	only    string // the first, as the venue writes it
	mixed   bool   // there are others too
	guessed bool   // a snapshot was taken to be of the only one
}

// saw takes in the symbol of a frame.
func (s *symbols) saw(native []byte) error {
	switch {
	case len(native) == 0 || s.only == string(native):
		return nil
	case s.only == "":
		s.only = string(native)
		return nil
	}
	s.mixed = true
	if s.guessed {
		return ErrSnapshotSymbol
	}
	return nil
}

// settle gives a snapshot without a symbol the one it belongs to.
func (e *Emitter) settle(l *line) error {
	f, of := &e.frame, &l.of.symbols
	if err := of.saw(f.NativeSymbol); err != nil {
		return err
	}
	switch {
	case f.Stream != binance.Depth || f.Symbol != binance.NoSymbol:
	case e.owner != "":
		e.assign([]byte(e.owner))
	case of.mixed:
		return ErrSnapshotSymbol
	default:
		return e.guess(of)
	}
	return nil
}

// guess gives the frame the only symbol of its file; before the first frame that
// is the only one declared, which later frames must not belie.
func (e *Emitter) guess(of *symbols) error {
	if of.only == "" {
		for i := range e.routes {
			if e.routes[i].symbol != e.routes[0].symbol {
				return ErrSnapshotSymbol
			}
		}
		symbol, _ := e.routes[0].key.Value("symbol")
		native, err := e.venue.Native(symbol)
		if err != nil {
			return err
		}
		of.only = native
	}
	of.guessed = true
	e.assign([]byte(of.only))
	return nil
}

// assign makes the frame one of a symbol, ignored where that is not declared.
func (e *Emitter) assign(native []byte) {
	number, ok := e.symbol(native)
	if !ok {
		e.frame.Stream = binance.Ignored
		return
	}
	e.frame.Symbol = number
}
