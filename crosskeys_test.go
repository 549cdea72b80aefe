package featurizer_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

const twinEmitters = `version: 1
emitters: {one: {type: script}, two: {type: script}}
`

// TestCrossOfCross holds that a spread of two of three ranks leaves the ranks as they
// are, and waits for no more than the two.
func TestCrossOfCross(t *testing.T) {
	const text = `version: 1
emitters: {feed: {type: script}}
keys: [{symbol: [A, B, C]}]
sources: {trades: {definition: market.trade, emitter: feed}}
features:
  rank: {definition: cross.rank, inputs: [trades.price]}
  apart: {definition: cross.spread, inputs: [rank], params: {a: {symbol: B}, b: {symbol: C}}}
`
	counts := countOf(t, text, tradesOf("A", "B", "C", "A", "B"))
	if counts["rank symbol=A"] != 3 || counts["apart"] != 3 {
		t.Errorf("%v, expected three outputs of each from the third trade on", counts)
	}
}

// TestCrossOfOneInputTwice holds that a key that two inputs have is waited for once,
// also where sources of one id serve different keys.
func TestCrossOfOneInputTwice(t *testing.T) {
	const text = twinEmitters + `sources:
  x: {definition: market.trade, emitter: one, keys: [{exchange: X, symbol: [A, B]}]}
  y: {definition: market.trade, emitter: two, keys: [{exchange: Y, symbol: A}]}
features:
  both: {expr: "price + value", inputs: [x, a]}
  a: {expr: "price * 2", inputs: [x]}
  mean: {definition: cross.mean, inputs: [sum]}
  sum: {expr: "both.value + a.value", inputs: [both, a]}
`
	counts := countOf(t, text, tradesAt("x", "A", "B", "A"))
	if counts["mean exchange=X"] != 2 {
		t.Errorf("%v, expected two outputs of mean", counts)
	}
}

// TestFoundTwins holds that a name over a source that finds its keys is for these, not
// for those of another source of the same id.
func TestFoundTwins(t *testing.T) {
	const features = `features:
  a: {expr: price, inputs: [x]}
  b: {expr: price, inputs: [y]}
  ranked: {definition: cross.rank, inputs: [a]}
  mean: {definition: cross.mean, inputs: [b]}
rows: {features: [a], missing: "null"}
`
	for _, y := range []string{`"*"`, "[A, B]"} {
		text := twinEmitters + `sources:
  x: {definition: market.trade, emitter: one, keys: [{exchange: X, symbol: "*"}]}
  y: {definition: market.trade, emitter: two, keys: [{exchange: Y, symbol: ` + y + "}]}\n" + features
		events := append(tradesAt("x", "A", "B"), tradesAt("y", "A", "B")...)
		rows := countOf(t, text, events)
		if rows[" exchange=X,symbol=A"] != 1 || len(rows) != 2 {
			t.Errorf("with %s the rows are %v, expected those of X", y, rows)
		}
		counts := countOf(t, strings.Split(text, "rows:")[0], events)
		for _, none := range []string{"a exchange=Y,symbol=A", "b exchange=X,symbol=A", "ranked exchange=Y,symbol=A", "mean exchange=X", "mean"} {
			if counts[none] != 0 {
				t.Errorf("with %s %d outputs of %s", y, counts[none], none)
			}
		}
		if counts["a exchange=X,symbol=B"] != 1 || counts["b exchange=Y,symbol=A"] != 1 || counts["mean exchange=Y"] == 0 || counts["ranked exchange=X,symbol=A"] == 0 {
			t.Errorf("with %s the outputs are %v", y, counts)
		}
	}
}

// tradesAt returns trades of a source, a second apart.
func tradesAt(source string, symbols ...string) []scriptedEvent {
	var list []scriptedEvent
	for i, symbol := range symbols {
		at := event.Time(1_700_000_000_000_000_000 + int64(i)*1e9)
		list = append(list, scriptedEvent{source, symbol, event.Event{Arrived: at, SourceTime: at, Payload: &market.Trade{Price: float64(i), Amount: 1}}})
	}
	return list
}

// countOf runs a config on all executors, which must write the same, and returns how
// many outputs there are of each feature and key.
func countOf(t *testing.T, text string, events []scriptedEvent) map[string]int {
	t.Helper()
	lines := runText(t, text, events, featurizer.Options{Executor: featurizer.ReferenceExecutor}).lines
	for _, o := range []featurizer.Options{{Executor: featurizer.StepExecutor}, {Executor: featurizer.BatchExecutor, Threads: 2}} {
		if got := runText(t, text, events, o).lines; got != lines {
			t.Fatalf("%s and reference differ at %s", o.Executor, firstDifference(got, lines))
		}
	}
	counts := map[string]int{}
	for line := range strings.Lines(lines) {
		var o struct {
			Feature string
			Key     map[string]string
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatal(err)
		}
		var pairs []string
		for _, name := range []string{"exchange", "symbol"} {
			if value := o.Key[name]; value != "" {
				pairs = append(pairs, name+"="+value)
			}
		}
		name := strings.TrimSuffix(o.Feature+" "+strings.Join(pairs, ","), " ")
		counts[name]++
	}
	return counts
}

// TestPicksNoKey holds that a spread of keys that its input cannot have is refused, as
// is a list of keys.
func TestPicksNoKey(t *testing.T) {
	for params, want := range map[string]string{
		"inputs: [mean], params: {a: {symbol: A}, b: {symbol: B}}":                   "it picks a key by symbol=A, and its input is kept by one key for all",
		"inputs: [q.price], params: {a: [{symbol: A}, {symbol: B}], b: {symbol: B}}": "a: expected",
	} {
		text := "version: 1\nemitters: {feed: {type: script}}\nkeys: [{symbol: [A, B]}]\nsources: {q: {definition: market.trade, emitter: feed}}\n" +
			"features:\n  mean: {definition: cross.mean, inputs: [q.price]}\n  apart: {definition: cross.spread, " + params + "}\n"
		c, err := config.Parse("test.yaml", []byte(text), config.Options{})
		if err == nil {
			_, err = featurizer.Build(c, registryOf(t, nil), featurizer.Options{})
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, expected one with %q", params, err, want)
		}
	}
}
