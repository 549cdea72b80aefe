package reference_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine/reference"
	"github.com/featurizer/featurizer/market"
)

func TestGraph(t *testing.T) {
	runAll(t, []script{
		{
			name:   "a diamond gives one output a step",
			config: "features: {a: {expr: \"v + 1\", inputs: [x]}, b: {expr: \"v * 2\", inputs: [x]}, c: {expr: \"a * b\", inputs: [a, b]}}",
			events: "x a 1s 1\nx a 2s 2",
			want:   "a a 1s #1 2\nb a 1s #1 2\nc a 1s #1 4\na a 2s #2 3\nb a 2s #2 4\nc a 2s #2 12",
		},
		{
			name: "of the nodes whose inputs are placed the smallest first name comes first",
			config: `
features:
  a: {expr: "z", inputs: [z]}
  b: {expr: "v", inputs: [x]}
  z: {expr: "v + 1", inputs: [x]}
  c: {expr: "v + 2", inputs: [x]}`,
			events: "x a 1s 1",
			want:   "b a 1s #1 1\nc a 1s #1 3\nz a 1s #1 2\na a 1s #1 2",
		},
		{
			name: "features of one content are one node that writes once per name",
			config: `
features:
  c: {definition: window.sum, inputs: [x], params: {window: 60s}}
  b: {definition: window.max, inputs: [x.v]}
  a: {definition: window.sum, inputs: [x.v], params: {close_delay: 2s, kind: sliding}}
warmup: keep`,
			events: "x a 1s 1",
			want:   "a a 1s #1 warm 1\nc a 1s #1 warm 1\nb a 1s #1 warm 1",
		},
		{
			name: "sources of one id are one: a name is for the keys of those it leads to, and writes by key first",
			config: `
version: 1
emitters: {f: {type: csv}}
sources:
  one: {definition: generic.record, emitter: f, keys: [{symbol: [b, c]}], params: {fields: {v: float}}}
  two: {definition: generic.record, emitter: f, keys: [{symbol: [a]}], params: {fields: {v: float}}}
  other: {definition: generic.record, emitter: f, stream: other, keys: [{symbol: [a]}], params: {fields: {v: float}}}
features:
  a: {definition: window.sum, inputs: [one], params: {kind: tumbling, window: 1s}}
  m: {definition: window.sum, inputs: [other], params: {kind: tumbling, window: 1s}}
  z: {definition: window.sum, inputs: [two], params: {kind: tumbling, window: 1s}}
  up: {expr: "z * 2", inputs: [z]}
  both: {expr: "a + z", inputs: [a, z]}
warmup: keep`,
			events: "one b 1.5s 1\none c 1.5s 2\ntwo a 1.5s 3\nother a 1.5s 4\nother a 9s 5",
			want: `
				z a 2s@4s #0 warm 3
				a b 2s@4s #0 warm 1
				a c 2s@4s #0 warm 2
				both a 2s@4s #0 warm 6
				both b 2s@4s #0 warm 2
				both c 2s@4s #0 warm 4
				m a 2s@4s #0 warm 4
				up a 2s@4s #0 warm 6`,
		},
		{
			name:   "an output's time is the largest clock among its inputs",
			config: "features: {f: {expr: \"x.v + y.v\", inputs: [x, y]}}",
			events: "x a 9s@1s 1\ny a 3s@2s 2 - - -",
			want:   "f a 9s@2s #2 3",
		},
	})
}

func TestJoins(t *testing.T) {
	runAll(t, []script{
		{
			name:   "latest: all fields of a name, one of name.field",
			config: "features: {j: {definition: join.latest, inputs: [y, x.v]}}\nwarmup: keep",
			events: "x a 1s 1\ny a 2s 2 i3 'up true",
			want:   "j a 1s #1 warm - - - - 1\nj a 2s #2 true 3 \"up\" 2 1",
		},
		{
			name:   "latest: when one input fires",
			config: "features: {j: {definition: join.latest, inputs: [y.v, x], params: {when: x}}}",
			events: "y a 1s 1 - - -\nx a 2s 2\ny a 3s 3 - - -\nx a 4s 4",
			want:   "j a 2s #2 1 2\nj a 4s #4 3 4",
		},
		{
			name:   "as-of: the last right, up to max_age of event time",
			config: "features: {j: {definition: join.asof, inputs: [x, y.v], params: {max_age: 10s}}}\nwarmup: keep",
			events: "x a 1s 1\ny a 2s 9 - - -\nx a 3s 2\nx a 12s 3\nx a 12001ms 4\ny a 30s@13s 8 - - -\nx a 14s 5",
			want: `
				j a 1s #1 warm 1 -
				j a 3s #3 2 9
				j a 12s #4 3 9
				j a 12.001s #5 4 -
				j a 30s@14s #7 5 8`,
		},
		{
			name:   "as-of: in one step the right's new value is seen",
			config: "features: {l: {expr: \"v\", inputs: [x]}, r: {expr: \"v * 2\", inputs: [x]}, j: {definition: join.asof, inputs: [l, r]}}",
			choose: []string{"j"},
			events: "x a 1s 1\nx a 2s 2",
			want:   "j a 1s #1 1 2\nj a 2s #2 2 4",
		},
	})
}

// TestColumns holds the schemas, which the scripts do not show.
func TestColumns(t *testing.T) {
	c := parse(t, sources+`
features:
  j: {definition: join.latest, inputs: [trades, up]}
  up: {expr: "price > 1", inputs: [trades]}
  b: {definition: bars.ohlcv}
rows: {features: [b, up], ages: true}`)
	columns := map[string][]event.Column{}
	for _, choose := range [][]string{{"j", "up", "b"}, nil} {
		x, err := reference.New(c, reference.Options{Select: choose, Emit: func(o *event.Output) error {
			columns[o.Stream.Name] = o.Stream.Columns
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		var keys event.Keys
		for i, line := range []string{"trades a 1s 1 1 buy", "trades a 61s 1 1 buy", "trades a 121s 1 1 buy"} {
			if err := x.Step(readEvent(t, c, &keys, line, uint64(i+1))); err != nil {
				t.Fatal(err)
			}
		}
	}
	f, i, s, b := event.KindFloat, event.KindInt, event.KindString, event.KindBool
	want := map[string][]event.Column{
		"j":  {{Name: "trades.price", Kind: f}, {Name: "trades.amount", Kind: f}, {Name: "trades.side", Kind: s}, {Name: "trades.id", Kind: s}, {Name: "up.value", Kind: b}},
		"up": {{Name: "value", Kind: b}},
		"b":  {{Name: "open", Kind: f}, {Name: "high", Kind: f}, {Name: "low", Kind: f}, {Name: "close", Kind: f}, {Name: "volume", Kind: f}, {Name: "vwap", Kind: f}, {Name: "trades", Kind: i}},
		"": {
			{Name: "b.open", Kind: f},
			{Name: "b.high", Kind: f},
			{Name: "b.low", Kind: f},
			{Name: "b.close", Kind: f},
			{Name: "b.volume", Kind: f},
			{Name: "b.vwap", Kind: f},
			{Name: "b.trades", Kind: i},
			{Name: "b.age", Kind: i},
			{Name: "up.value", Kind: b},
			{Name: "up.age", Kind: i},
		},
	}
	if diff := cmp.Diff(want, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

func TestFailedStep(t *testing.T) {
	const config = sources + "features: {s: {definition: window.sum, inputs: [x], params: {window: 10s}}}\nwarmup: keep\n"
	wrong := func(keys *event.Keys) *event.Event {
		return &event.Event{Key: readKey(t, keys, "a"), Received: 2e9, Time: 2e9, Payload: &market.Quote{}}
	}
	var keys event.Keys
	c := parse(t, config)
	x, err := reference.New(c, reference.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Step(wrong(&keys)); err == nil {
		t.Error("a quote as a record: no error")
	}
	if err := x.Step(&event.Event{Key: readKey(t, &keys, "a"), Received: 1e9}); err == nil {
		t.Error("an event out of order: no error")
	}

	c.OnError = "skip"
	var got []float64
	x, err = reference.New(c, reference.Options{Emit: func(o *event.Output) error {
		got = append(got, o.Values.Float(0))
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []*event.Event{
		readEvent(t, c, &keys, "x a 1s 1", 1), wrong(&keys), readEvent(t, c, &keys, "x a 3s 2", 3),
	} {
		if err := x.Step(e); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]float64{1, 3}, got); diff != "" || x.Tally().Skipped != 1 {
		t.Errorf("skipped %d, outputs (-want +got):\n%s", x.Tally().Skipped, diff)
	}
}
