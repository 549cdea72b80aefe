package featurizer_test

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// TestFoundKeys holds that keys found in the events give what the same keys named
// in the config do, on every executor: but for what is computed of several keys, which
// waits for those that are named and cannot wait for others.
func TestFoundKeys(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text, events := drawGraph(rt), drawEvents(rt)
		if strings.HasSuffix(text, "features:\n") || strings.Contains(text, "cross.") {
			return
		}
		named := runText(t, text, events, featurizer.Options{Control: true})
		found := strings.Replace(text, "{symbol: [A, B]}", `{symbol: "*"}`, 1)
		for _, o := range []featurizer.Options{
			{Executor: featurizer.StepExecutor},
			{Executor: featurizer.BatchExecutor, BatchSize: 7, Threads: 2},
			{Executor: featurizer.ReferenceExecutor},
		} {
			o.Control = true
			if got := runText(t, found, events, o); got.lines != named.lines {
				rt.Fatalf("%+v differs with keys found at %s\n%s", o, firstDifference(got.lines, named.lines), text)
			}
		}
	})
}

// TestMaxKeys holds that a run with too many keys fails at the first that is one
// too many.
func TestMaxKeys(t *testing.T) {
	const text = "version: 1\nmax_keys: 2\nemitters: {feed: {type: script}}\nkeys: [{symbol: \"*\"}]\n" +
		"sources: {trades: {definition: market.trade, emitter: feed}}\nfeatures: {x: {expr: price, inputs: [trades]}}\n"
	c, err := config.Parse("test.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := featurizer.Build(c, registryOf(t, tradesOf("A", "B", "A", "C", "D")), featurizer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	summary, err := p.Run(context.Background())
	const want = `emitter "feed": key symbol=C is one more than the 2 that may be found` + "\nhint: raise max_keys, or name the keys that you want"
	if err == nil || err.Error() != want {
		t.Errorf("the run ended with %v, expected %s", err, want)
	}
	if summary.Events != 3 {
		t.Errorf("%d events before the end, expected 3", summary.Events)
	}
}

// tradesOf returns a trade of each of the given symbols.
func tradesOf(symbols ...string) []scriptedEvent {
	at := event.Time(1_700_000_000_000_000_000)
	var list []scriptedEvent
	for i, symbol := range symbols {
		at += 1e9
		list = append(list, scriptedEvent{"trades", symbol, event.Event{Arrived: at, SourceTime: at, Payload: &market.Trade{Price: float64(i), Amount: 1}}})
	}
	return list
}

// TestFoundKeysRefused is the table of configs that leave keys to the events where
// that cannot be.
func TestFoundKeysRefused(t *testing.T) {
	const emitters = "version: 1\nemitters: {feed: {type: script}, other: {type: script}, made_up: {type: synthetic}}\n"
	for name, c := range map[string]struct{ text, want string }{
		"beside others": {
			`keys: [{symbol: ["*", A]}]`, `key "symbol" has "*", which stands for every value, beside others: keep one or the other`,
		},
		"several values of another name": {
			"keys: [{exchange: [X, Y], symbol: \"*\"}]\nsources: {a: {definition: market.trade, emitter: feed}}",
			`exchange has several values beside a name with "*"`,
		},
		"an emitter that cannot": {
			"keys: [{symbol: \"*\"}]\nsources: {a: {definition: market.trade, emitter: made_up}}",
			`source "a" has no keys: emitter "made_up" serves none of those in keys, such as those with "*", as it cannot find keys by itself`,
		},
		"named and found": {
			"keys: [{symbol: A}, {symbol: \"*\"}]\nsources: {a: {definition: market.trade, emitter: feed}}",
			`source "a" has keys that are named and keys with "*"`,
		},
		"found twice": {
			"keys: [{symbol: \"*\", x: A}, {symbol: \"*\", x: B}]\nsources: {a: {definition: market.trade, emitter: feed}}",
			`source "a" has several keys with "*"`,
		},
		"two of one stream": {
			"keys: [{symbol: \"*\"}]\nsources: {a: {definition: market.trade, emitter: feed}, b: {definition: market.trade, emitter: feed}}",
			`sources "a" and "b" are the same stream, and may find the same keys`,
		},
		"found here and named there": {
			"sources: {a: {definition: market.trade, emitter: feed, keys: [{symbol: \"*\"}]}, b: {definition: market.trade, emitter: feed, keys: [{symbol: A}]}}",
			`sources "a" and "b" are the same stream, and may find the same keys`,
		},
		"two feeds": {
			"keys: [{symbol: \"*\"}]\nsources: {a: {definition: market.trade, emitter: feed}, b: {definition: market.quote, emitter: other}}",
			`sources "a" and "b" may share keys, as they find them ("*"), but not a feed`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			parsed, err := config.Parse("test.yaml", []byte(emitters+c.text+"\n"), config.Options{})
			if err == nil {
				_, err = featurizer.Build(parsed, registryOf(t, nil), featurizer.Options{})
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, expected one with %q", err, c.want)
			}
		})
	}
	for name, text := range map[string]string{
		"other values of the rest": "sources: {a: {definition: market.trade, emitter: feed, keys: [{x: B, symbol: \"*\"}]}, b: {definition: market.trade, emitter: other, keys: [{x: A, symbol: \"*\"}]}}",
		"other names":              "sources: {a: {definition: market.trade, emitter: feed, keys: [{symbol: \"*\"}]}, b: {definition: market.quote, emitter: other, keys: [{sensor: A}]}}",
	} {
		t.Run(name, func(t *testing.T) {
			parsed, err := config.Parse("test.yaml", []byte(emitters+text+"\n"), config.Options{})
			if err == nil {
				_, err = featurizer.Build(parsed, registryOf(t, nil), featurizer.Options{})
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}
