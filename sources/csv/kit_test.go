package csv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/table"
)

// recordParams and records are as generic.record, which stands beside this room.
type recordParams struct {
	Fields []string `doc:"name and type of each field, such as value:float"`
}

var records = source.DefineWith[event.Record]("test.record", "records", func(p *recordParams) (*event.Schema, error) {
	var fields []event.Field
	for _, f := range p.Fields {
		name, kind, _ := strings.Cut(f, ":")
		fields = append(fields, event.Field{Name: name, Kind: map[string]event.Kind{
			"float": event.KindFloat, "int": event.KindInt, "string": event.KindString, "bool": event.KindBool,
		}[kind]})
	}
	return event.RecordOf(fields)
})

// others are of a payload that rows cannot be.
var others = source.Define[struct{ Value float64 }]("test.other", "what no row is")

// setup is an emitter with its sources. The zero value reads file a, whose times
// are in s, and declares a source of trades for the key symbol=BTC.
type setup struct {
	Options
	dir     string
	sources []string // trades, quotes, or the fields of a record: "value:float text:string"
	keys    []string // "symbol=BTC site=A"
	stopAt  int      // fail the callback with this number, from 1
}

var errStop = errors.New("stopped by the test")

func (s setup) emitter(t testing.TB, to source.Callback) *table.Emitter {
	t.Helper()
	if s.Path == nil {
		s.Path = []string{"a"}
	}
	if s.Time.Unit == "" && s.Time.Layout == "" && s.Preset == "" {
		s.Time.Unit = "s"
	}
	if s.sources == nil {
		s.sources = []string{"trades"}
	}
	e, err := New(s.dir, s.Options)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range s.sources {
		if err := e.Register(s.declared(t, i, name), to); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

func (s setup) declared(t testing.TB, i int, name string) *source.Declared {
	t.Helper()
	d := &source.Declared{Name: name, Index: i, Definition: records.Definition, Params: &recordParams{Fields: strings.Fields(name)}}
	switch name {
	case "trades":
		d.Definition = market.Trades.Definition
	case "quotes":
		d.Definition = market.Quotes.Definition
	case "others":
		d.Definition = others.Definition
	case "books":
		d.Definition = market.BookDeltas.Definition
	case "candles":
		d.Definition = market.Candles.Definition
	case "fundings":
		d.Definition = market.Fundings.Definition
	case "liquidations":
		d.Definition = market.Liquidations.Definition
	case "interests":
		d.Definition = market.OpenInterests.Definition
	}
	if d.Definition != records.Definition {
		d.Params = d.Definition.NewParams()
	}
	var err error
	if d.Schema, err = d.Definition.Schema(d.Params); err != nil {
		t.Fatal(err)
	}
	if s.keys == nil {
		s.keys = []string{"symbol=BTC"}
	}
	for _, text := range s.keys {
		d.Keys = append(d.Keys, key(t, text))
	}
	return d
}

// key makes a key from "name=value name=value".
func key(t testing.TB, text string) *event.Key {
	t.Helper()
	var pairs []event.Pair
	for f := range strings.FieldsSeq(text) {
		name, value, _ := strings.Cut(f, "=")
		pairs = append(pairs, event.Pair{Name: name, Value: value})
	}
	k, err := new(event.Keys).Intern(pairs...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// run returns the events as text, one a line.
func (s setup) run(t testing.TB) (told []string, counts source.Counts, err error) {
	t.Helper()
	e := s.emitter(t, func(e *event.Event) error {
		if s.stopAt > 0 && len(told)+1 == s.stopAt {
			return errStop
		}
		told = append(told, describe(e))
		return nil
	})
	err = e.Run(context.Background())
	return told, e.Counts(), err
}

// describe tells all that an emitter sets: source, key, times, payload.
func describe(e *event.Event) string {
	text := fmt.Sprintf("#%d %s", e.Source, e.Key)
	if e.SourceTime != event.Unset {
		text += fmt.Sprintf(" at %d", e.SourceTime)
	}
	if e.Arrived != 0 {
		text += fmt.Sprintf(" arrived %d", e.Arrived)
	}
	if e.Native != (event.ID{}) || e.Flags != 0 {
		text += fmt.Sprintf(" native %v flags %d", e.Native, e.Flags)
	}
	if e.Control != nil {
		return fmt.Sprintf("%s %s of %s: %s", text, e.Control.Kind, e.Control.Source, e.Control.Detail)
	}
	switch p := e.Payload.(type) {
	case *market.Trade:
		return fmt.Sprintf("%s trade %q %s %v x %v", text, p.ID.Value().AppendText(nil), p.Side, p.Price, p.Amount)
	case *market.Quote:
		return fmt.Sprintf("%s quote %v x %v, %v x %v", text, p.Bid, p.BidSize, p.Ask, p.AskSize)
	case *market.BookDelta:
		return fmt.Sprintf("%s levels %v", text, p.Levels)
	case *market.Candle:
		return fmt.Sprintf("%s candle %+v", text, *p)
	case *market.Funding:
		return fmt.Sprintf("%s funding %+v", text, *p)
	case *market.Liquidation:
		return fmt.Sprintf("%s liquidation %q %s %v x %v", text, p.ID.Value().AppendText(nil), p.Side, p.Price, p.Amount)
	case *market.OpenInterest:
		return fmt.Sprintf("%s open interest %v", text, p.OpenInterest)
	case *event.Record:
		return fmt.Sprintf("%s %#v", text, p.Values)
	}
	return fmt.Sprintf("%s %T", text, e.Payload)
}

// folder writes files into a folder and returns it.
func folder(t testing.TB, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// file writes lines into file a of a new folder.
func file(t testing.TB, lines ...string) string {
	t.Helper()
	return folder(t, map[string]string{"a": strings.Join(lines, "\n") + "\n"})
}

// word is a scalar of a config.
func word(text string) *param.Node { return &param.Node{Kind: param.String, Text: text} }

// group is a map of a config: keys and values by turns.
func group(all ...any) *param.Node {
	n := &param.Node{Kind: param.Map}
	for i := 0; i < len(all); i += 2 {
		value, ok := all[i+1].(*param.Node)
		if !ok {
			value = word(fmt.Sprint(all[i+1]))
		}
		n.Pairs = append(n.Pairs, param.Pair{Key: word(fmt.Sprint(all[i])), Value: value})
	}
	return n
}
