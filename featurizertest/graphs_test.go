package featurizertest_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/standard"
)

// drawn is a graph that is being drawn: what features can read so far.
type drawn struct {
	*rapid.T
	text    strings.Builder
	numbers []string // fields
	flags   []string // fields that are true or false
	streams []string
	names   []string
}

func (d *drawn) one(label string, of ...string) string { return rapid.SampledFrom(of).Draw(d.T, label) }

func (d *drawn) number() string { return d.one("number", d.numbers...) }

func (d *drawn) length() string { return d.one("length", "50ms", "300ms", "1s", "1s", "2500ms", "7s") }

// add writes a feature and makes its fields readable.
func (d *drawn) add(line string, fields ...string) {
	name := fmt.Sprintf("%c%d", 'a'+rune(rapid.IntRange(0, 25).Draw(d.T, "letter")), len(d.names))
	fmt.Fprintf(&d.text, "  %s: {%s}\n", name, line)
	d.names, d.streams = append(d.names, name), append(d.streams, name)
	for _, f := range fields {
		d.numbers = append(d.numbers, name+"."+f)
	}
}

// feature draws one feature.
func (d *drawn) feature() {
	x, y := d.number(), d.number()
	switch d.one("definition", "window", "window", "tumble", "tumble", "bars", "lag", "pass", "diff", "join", "asof", "expr", "market", "flag", "ewma") {
	case "window":
		of := d.one("of", "count", "sum", "mean", "min", "max", "first", "last", "stddev", "variance")
		d.add(fmt.Sprintf("definition: window.%s, inputs: [%s], params: {window: %s}", of, x, d.length()), "value")
	case "tumble":
		of := d.one("of", "count", "sum", "mean", "first", "stddev")
		d.add(fmt.Sprintf("definition: window.%s, inputs: [%s], params: {kind: tumbling, window: %s, close_delay: %s}", of, x, d.length(), d.one("delay", "0s", "500ms")), "value")
	case "bars":
		d.add(fmt.Sprintf("definition: bars.ohlcv, params: {window: %s, fill: %s, close_delay: %s}", d.length(), d.one("fill", "none", "previous"), d.one("delay", "0s", "100ms", "2s")),
			"open", "close", "vwap", "trades")
	case "lag":
		d.add(fmt.Sprintf("definition: transform.lag, inputs: [%s], params: {by: %s}", x, d.one("by", "1s", "300ms", "1 events", "3 events")), "value")
	case "pass":
		how := d.one("how", "sample", "throttle", "unique")
		params := ""
		if how != "unique" {
			params = ", params: {every: " + d.length() + "}"
		}
		d.add(fmt.Sprintf("definition: transform.%s, inputs: [%s]%s", how, x, params), "value")
	case "diff":
		d.add(fmt.Sprintf("definition: transform.diff, inputs: [%s], params: {window: %s, relative: %s}", x, d.length(), d.one("relative", "true", "false")), "value")
	case "ewma":
		d.add(fmt.Sprintf("definition: transform.ewma, inputs: [%s], params: {tau: %s}", x, d.length()), "value")
	case "join", "asof":
		left, right := d.one("left", d.streams...), d.one("right", d.streams...)
		if left == right {
			return
		}
		line := fmt.Sprintf("definition: join.latest, inputs: [%s, %s], params: {when: %s}", left, right, d.one("when", "any", left, right))
		if d.one("join", "latest", "asof") == "asof" {
			line = fmt.Sprintf("definition: join.asof, inputs: [%s, %s], params: {max_age: %s}", left, right, d.length())
		}
		d.add(line)
	case "market":
		line := d.one("line", "definition: price.mid_price;mid_price", "definition: spread.relative;spread",
			"definition: flow.trade_volume_imbalance, params: {window: 1s};tvi", "definition: volatility.stddev, params: {window: 1s};volatility")
		text, field, _ := strings.Cut(line, ";")
		d.add(text, field)
	case "flag":
		d.add(fmt.Sprintf("expr: %q, inputs: [%s]", fmt.Sprintf("%s > %s", x, "0.5"), x))
		d.flags = append(d.flags, d.names[len(d.names)-1])
	case "expr":
		d.expr(x, y)
	}
}

func (d *drawn) expr(x, y string) {
	text, in := fmt.Sprintf(d.one("text", "%s + %s * 2", "%s / %s", "%s > %s ? 1 : 0", "coalesce(%s, %s, 7)", "max(%s, %s)", "sqrt(%s) - %s"), x, y), []string{x, y}
	if len(d.flags) > 0 && d.one("with a flag", "yes", "no") == "yes" {
		flag := d.one("flag", d.flags...)
		text, in = fmt.Sprintf("isnull(%s) ? %s : 3", flag, x), []string{flag, x}
	}
	slices.Sort(in)
	d.add(fmt.Sprintf("expr: %q, inputs: [%s]", text, strings.Join(slices.Compact(in), ", ")), "value")
}

func drawGraph(t *rapid.T) string {
	d := &drawn{
		T: t, streams: []string{"quotes", "trades"},
		numbers: []string{"quotes.bid", "quotes.ask_size", "trades.price", "trades.amount"},
	}
	for range rapid.IntRange(1, 7).Draw(t, "features") {
		d.feature()
	}
	if len(d.names) == 0 {
		return ""
	}
	policy := d.one("policy", "", "", ", late: drop", ", reorder: 300ms")
	text := fmt.Sprintf("sources:\n  quotes: {definition: market.quote%s}\n  trades: {definition: market.trade%s}\n", policy, policy)
	text += fmt.Sprintf("warmup: %s\nfeatures:\n%s", d.one("warmup", "drop", "drop", "null", "keep"), d.text.String())
	if rapid.Bool().Draw(t, "rows") {
		text += fmt.Sprintf("rows: {features: [%s], when: %s, missing: %s, ages: %s}\n",
			strings.Join(d.names[:(len(d.names)+1)/2], ", "), d.one("when", "any", "every 300ms", "every 1s", d.names[len(d.names)-1]),
			d.one("missing", "wait", "null"), d.one("ages", "true", "false"))
	}
	return text
}

// TestLawsOfRandomGraphs checks the laws on graphs of all definitions.
func TestLawsOfRandomGraphs(t *testing.T) {
	modest(t, "rapid.checks", "60")
	modest(t, "rapid.shrinktime", "3s")
	rapid.Check(t, func(rt *rapid.T) {
		text := drawGraph(rt)
		if text == "" {
			return
		}
		c := featurizertest.Case{Config: text, Seeds: []uint64{rapid.Uint64().Draw(rt, "seed")}, Length: 40}
		for _, err := range c.Check() {
			rt.Errorf("%v", err)
		}
	})
}

// modest changes a flag for a test that takes long, unless the command line has.
func modest(t *testing.T, name, value string) {
	t.Helper()
	f := flag.Lookup(name)
	before := f.Value.String()
	if before != f.DefValue {
		return
	}
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(before) })
}

const fineAndCoarse = `
sources:
  trades: {definition: market.trade, keys: [{exchange: [X, Y], symbol: [A, B]}]}
  quotes: {definition: market.quote, keys: [{exchange: [X, Y], symbol: [A, B]}]}
  fee: {definition: generic.record, keys: [{exchange: [X, Y]}], params: {fields: {rate: float}}}
features:
  mid: {definition: price.mid_price}
  bars: {definition: bars.ohlcv, params: {window: 1s}}
  sum: {definition: window.sum, inputs: [trades.amount], params: {window: 2s}}
  rate: {definition: window.sum, inputs: [fee], params: {window: 1s}}
`

// TestLawsOfGraphs checks the laws on graphs that together have all of it.
func TestLawsOfGraphs(t *testing.T) {
	for name, config := range map[string]string{
		"windows of one source beside each other": `
sources: {trades: {definition: market.trade}}
features:
  bars: {definition: bars.ohlcv, params: {window: 1s}}
  filled: {definition: bars.ohlcv, params: {window: 3s, fill: previous, close_delay: 0s}}
  over: {definition: window.mean, inputs: [bars.close], params: {window: 2s, kind: tumbling}}
  sum: {definition: window.sum, inputs: [trades.price], params: {window: 1s}}
  lag: {definition: transform.lag, inputs: [sum], params: {by: 2 events}}
  above: {definition: transform.diff, inputs: [lag], params: {window: 1s}}
rows: {features: [bars, sum, above], when: every 1s, ages: true}
`,
		"broadcast rows":               fineAndCoarse + "rows: {features: [sum, bars, rate], missing: \"null\"}\n",
		"broadcast rows by period":     fineAndCoarse + "rows: {features: [sum, rate], when: every 1s}\n",
		"rows when the coarse one is":  fineAndCoarse + "rows: {features: [sum, rate], when: rate, missing: \"null\"}\n",
		"rows when another feature is": fineAndCoarse + "rows: {features: [rate, bars], when: mid, ages: true}\n",
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, featurizertest.Case{Config: config}) })
	}
}

// TestLawsOfExpr checks the laws on expressions over inputs of every kind.
func TestLawsOfExpr(t *testing.T) {
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"x / y + n", "flag ? x : -x", `word == "w1" && x > 1`, "isnull(x) || isnull(y)", "max(x, y, n) - min(x, 1)",
		"coalesce(log(x), sqrt(y), 7)", "exp(x) * pow(abs(y), 0.5) + floor(n / 2)",
	} {
		t.Run(text, func(t *testing.T) {
			c := featurizertest.Of(r.Feature("expr"), fmt.Sprintf("expression: %q", text), "numbers")
			c.Seeds = []uint64{1, 2}
			featurizertest.Laws(t, c)
		})
	}
}
