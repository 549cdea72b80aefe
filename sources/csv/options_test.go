package csv

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/sources/table"
)

// TestType holds that a config's options make an emitter, with what is left out
// filled in.
func TestType(t *testing.T) {
	typ := Type()
	if typ.Err != nil {
		t.Fatal(typ.Err)
	}
	short := Options{
		Paths: table.Paths{Path: []string{"x.csv"}}, Shape: Shape{Delimiter: ","},
		Options: table.Options{SortMemory: "256MB", Malformed: "halt"},
	}
	long := Options{
		Paths: table.Paths{Path: []string{"x.csv"}}, Shape: Shape{Columns: []string{"ts", "value"}, Delimiter: ";"},
		Options: table.Options{
			Time: table.Time{Column: "ts", Unit: "ms"}, Received: &table.Received{Unit: "us"},
			Key: map[string]string{"symbol": "ticker"}, Fields: map[string]string{"value": "float"},
			SortMemory: "256MB", Malformed: "skip",
		},
	}
	columns := &param.Node{Kind: param.List, Items: []*param.Node{word("ts"), word("value")}}
	for want, config := range map[*Options]*param.Node{
		&short: group("path", "x.csv"),
		&long: group("path", "x.csv", "time", group("column", "ts", "unit", "ms"), "received", group("unit", "us"),
			"key", group("symbol", "ticker"), "fields", group("value", "float"), "columns", columns, "delimiter", ";", "malformed", "skip"),
	} {
		o, ok := typ.NewParams().(*Options)
		if !ok {
			t.Fatalf("params are a %T", typ.NewParams())
		}
		if problems := typ.Params.Decode(config, "emitter feed", o); len(problems) > 0 {
			t.Fatal(problems)
		}
		if diff := cmp.Diff(want, o); diff != "" {
			t.Errorf("options (-want +got):\n%s", diff)
		}
		if _, err := typ.New("feed", ".", o); err != nil {
			t.Error(err)
		}
	}
	for text, want := range map[string]bool{"symbol=BTC": true, "site=A symbol=BTC": true, "site=A": false} {
		if got := typ.Serves(&long, key(t, text)); got != want {
			t.Errorf("serves %s: %v, want %v", text, got, want)
		}
		if !typ.Serves(&short, key(t, text)) {
			t.Errorf("without key it does not serve %s", text)
		}
	}
	_, err := typ.New("feed", ".", &short.Time)
	wantError(t, err, "emitter feed: params of another type")
}

// TestRefused holds what is said of options and sources that make no sense.
func TestRefused(t *testing.T) {
	for _, delimiter := range []string{",,", "\"", "\n", "\r", "\xff"} {
		if _, err := New("", Options{Shape: Shape{Delimiter: delimiter}}); err == nil {
			t.Errorf("delimiter %q is taken", delimiter)
		}
	}
	_, err := New("", Options{Shape: Shape{Delimiter: "tab"}})
	wantError(t, err, `delimiter: expected one character such as , or ; or a tab, got "tab"`)
	_, err = New("", Options{Options: table.Options{Time: table.Time{Unit: "h"}}})
	wantError(t, err, `time: unit "h" is none of rfc3339, s, ms, us, ns, auto`)
	_, err = New("", Options{Options: table.Options{Received: &table.Received{Unit: "h"}}})
	wantError(t, err, `received: unit "h" is none of rfc3339, s, ms, us, ns, auto`)

	for _, c := range []struct {
		source string
		keys   []string
		want   string
	}{
		{"others", []string{"symbol=BTC"}, "rows are records or events of a market, not test.other"},
		{"trades", []string{"symbl=BTC"}, `key: there is no name "symbol" in key symbl=BTC; did you mean "symbl"?`},
		{"trades", []string{"ticker=BTC"}, `key: there is no name "symbol" in key ticker=BTC`},
		{"trades", []string{"symbol=BTC site=A", "symbol=ETH site=B"}, "site is A in some keys and B in others: say which column has it, key: {site: COLUMN}"},
		{"trades", []string{}, "it has no keys"},
	} {
		e, err := New("", Options{Options: table.Options{Key: map[string]string{"symbol": "ticker"}}})
		if err != nil {
			t.Fatal(err)
		}
		s := setup{keys: c.keys}
		wantError(t, e.Register(s.declared(t, 0, c.source), nil), c.want)
	}
}
