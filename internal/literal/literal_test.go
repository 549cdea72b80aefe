package literal_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/literal"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/standard"
)

const sources = `sources:
  trades: {definition: market.trade}
  deltas: {definition: market.book_delta}
  notes:  {definition: generic.record, params: {fields: {word: string, n: int, on: bool, x: float}}}
`

// sourceOf returns a source of the config above.
func sourceOf(t *testing.T, name string) *graph.Source {
	t.Helper()
	c, err := config.Parse("sources.yaml", []byte(sources), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	p, err := graph.Build(c, r, graph.Options{ByHand: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range p.Sources {
		if s.Declared.Name == name {
			return s
		}
	}
	t.Fatalf("no source %s", name)
	return nil
}

// TestPayload holds what payloads are made of texts.
func TestPayload(t *testing.T) {
	for _, c := range []struct {
		source string
		fields map[string]string
		want   any
	}{
		{"trades", map[string]string{"price": "1.5", "amount": "-", "side": "sell", "id": "7"}, &market.Trade{
			Price: 1.5, Amount: event.Null(), Side: market.Sell, ID: event.ID{Number: 7},
		}},
		{"trades", map[string]string{"id": "x7"}, &market.Trade{Price: event.Null(), Amount: event.Null(), ID: event.ID{Text: "x7"}}},
		{"deltas", map[string]string{"bids": "99:1,98.50:0", "last_update_id": "3"}, &market.BookDelta{Last: 3, Levels: []market.Level{
			{Side: market.Buy, Price: event.Decimal{Mantissa: 99}, Size: event.Decimal{Mantissa: 1}},
			{Side: market.Buy, Price: event.Decimal{Mantissa: 9850, Scale: 2}, Size: event.Decimal{}},
		}}},
		{"notes", map[string]string{"word": "a b", "n": "-7", "on": "true"}, &event.Record{Values: []event.Value{
			event.Int(-7), event.Bool(true), event.String("a b"), {},
		}}},
	} {
		s := sourceOf(t, c.source)
		got, err := literal.Payload(s, c.fields)
		if err != nil {
			t.Errorf("%s %v: %v", c.source, c.fields, err)
			continue
		}
		same := cmp.Comparer(func(a, b event.Value) bool { return a == b })
		numbers := cmp.Comparer(func(a, b float64) bool { return event.Float(a) == event.Float(b) })
		if diff := cmp.Diff(c.want, got, same, numbers); diff != "" {
			t.Errorf("%s %v: (-want +got)\n%s", c.source, c.fields, diff)
		}
	}
}

// TestMistakes holds what is said of texts that cannot be read.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ source, field, text, want string }{
		{"trades", "prize", "1", `source "trades" has no field "prize"`},
		{"trades", "price", "high", `field price: "high" is no number`},
		{"trades", "side", "long", `field side: "long" is no side: buy or sell`},
		{"deltas", "asks", "99", `asks: "99" is no price:size`},
		{"deltas", "asks", "x:1", `asks: price "x": `},
		{"deltas", "bids", "1:x", `bids: size "x": `},
		{"deltas", "last_update_id", "-1", `field last_update_id: "-1" is no integer`},
		{"notes", "n", "1.5", `field n: "1.5" is no integer`},
		{"notes", "on", "maybe", `field on: "maybe" is no bool: true or false`},
	} {
		_, err := literal.Payload(sourceOf(t, c.source), map[string]string{c.field: c.text})
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s %s=%s: error %v, want %s", c.source, c.field, c.text, err, c.want)
		}
	}
}
