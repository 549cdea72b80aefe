package synthetic_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/synthetic"
)

// failer is a test, of package testing or of rapid.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// defaults returns the options of an empty config.
func defaults(t failer) *synthetic.Options {
	t.Helper()
	o := new(synthetic.Options)
	if problems := synthetic.Type().Params.Decode(nil, "synthetic", o); len(problems) > 0 {
		t.Fatal(problems)
	}
	return o
}

// open makes an emitter.
func open(t failer, o *synthetic.Options) source.DataSourceEventEmitter {
	t.Helper()
	e, err := synthetic.Type().New("made", "", o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// declare makes a source for symbols.
func declare(t failer, index int, d *source.Definition, symbols ...string) *source.Declared {
	t.Helper()
	s := &source.Declared{Name: fmt.Sprint(d.Name, index), Index: index, Definition: d, Params: d.NewParams()}
	if problems := d.Params.Decode(nil, d.Name, s.Params); len(problems) > 0 {
		t.Fatal(problems)
	}
	var err error
	if s.Schema, err = d.Schema(s.Params); err != nil {
		t.Fatal(err)
	}
	for _, symbol := range symbols {
		key, err := new(event.Keys).Intern(event.Pair{Name: "symbol", Value: symbol})
		if err != nil {
			t.Fatal(err)
		}
		s.Keys = append(s.Keys, key)
	}
	return s
}

// The indexes of the sources that all declares.
const (
	trades = iota
	quotes
	deltas
)

// all declares one source of each kind for symbols.
func all(t failer, symbols ...string) []*source.Declared {
	t.Helper()
	return []*source.Declared{
		declare(t, trades, market.Trades.Definition, symbols...),
		declare(t, quotes, market.Quotes.Definition, symbols...),
		declare(t, deltas, market.BookDeltas.Definition, symbols...),
	}
}

var errEnough = errors.New("enough")

// run runs an emitter to its end, or until take wants no more.
func run(t failer, o *synthetic.Options, sources []*source.Declared, take func(e *event.Event) bool) {
	t.Helper()
	e := open(t, o)
	for _, s := range sources {
		err := e.Register(s, func(e *event.Event) error {
			if take(e) {
				return nil
			}
			return errEnough
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Run(context.Background()); err != nil && !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
}

// told is a copy of an event with its payload as text.
type told struct {
	event.Event
	text string
}

func (e *told) symbol() string {
	symbol, _ := e.Key.Value("symbol")
	return symbol
}

// tell returns all events but control events, by source.
func tell(t failer, o *synthetic.Options, sources []*source.Declared) [][]told {
	t.Helper()
	found := make([][]told, len(sources))
	run(t, o, sources, func(e *event.Event) bool {
		if e.Control != nil {
			return true
		}
		copied := told{*e, fmt.Sprintf("%+v", e.Payload)}
		copied.Payload = nil
		found[e.Source] = append(found[e.Source], copied)
		return true
	})
	return found
}
