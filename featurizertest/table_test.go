package featurizertest_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/features/price"
	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/stream"
	"github.com/featurizer/featurizer/transforms/join"
	windows "github.com/featurizer/featurizer/transforms/window"
)

// TestTable holds that tables that are right pass: several keys and fields, values
// of all kinds, warm-up, and what deadlines cause.
func TestTable(t *testing.T) {
	on, out := featurizertest.On, featurizertest.Out
	featurizertest.Table(t, featurizertest.Of(price.MidPrice.Definition, ""),
		on("quotes A t=1s bid=99 ask=101", out("A t=1s", 100)),
		on("quotes B t=1s bid=1 ask=2 # a comment", out("B t=1s", 1.5)),
		on("quotes A t=2s bid=99 ask=-"),
	)
	featurizertest.Table(t, featurizertest.Of(join.Latest, "", "numbers"),
		on("numbers A t=1s x=0.1 n=-7 flag=true word=up", out("A t=1s", true, -7, "up", 0.1, nil)),
	)
	featurizertest.Table(t, featurizertest.Of(windows.Sum.Definition, "window: 1s, kind: tumbling", "numbers.x"),
		on("numbers A t=500ms x=1"),
		on("numbers A t=1.5s x=2", out("A t=1s (warm-up)", 1)),
		on("tick r=3.999s"),
		on("tick r=4s", out("A t=2s r=4s", 2)),
	)
	featurizertest.Table(t, featurizertest.Case{Config: `
sources: {numbers: {definition: generic.record, params: {fields: {x: float, y: float, n: int}}}}
features: {subject: {expr: "x / y * n", inputs: [numbers]}}
`},
		on("numbers A t=1s x=1 y=0 n=1", out("A t=1s", nil)),
		on("numbers A t=2s x=1e300 y=1e-300 n=1", out("A t=2s", math.NaN())),
		on("numbers A t=3s x=1 y=- n=1", out("A t=3s", nil)),
		on("numbers A t=4s x=1e300 y=-1e-300 n=2", out("A t=4s", math.NaN())),
	)
	featurizertest.Table(t, featurizertest.Of(mine("my.own", func(x stream.Of[float64]) stream.Of[float64] {
		return stream.Map(x, func(x *float64) float64 { return 2 * *x })
	}), "", "numbers.x"),
		on("numbers A t=1s x=4", out("A t=1s", 8)),
	)
}

// TestTableTells holds that tables that are wrong are told, by both executors and
// with the event of the step.
func TestTableTells(t *testing.T) {
	on, out := featurizertest.On, featurizertest.Out
	c := featurizertest.Of(price.MidPrice.Definition, "")
	const quote = "quotes A t=1s bid=99 ask=101"
	for name, tt := range map[string]struct {
		c    featurizertest.Case
		step featurizertest.Step
		want []string // parts of each message
	}{
		"a value":             {c, on(quote, out("A t=1s", 100.00000000000001)), []string{quote, "got: A t=1s mid_price=100\n", "want: A t=1s mid_price=100.00000000000001"}},
		"a null":              {c, on(quote, out("A t=1s", nil)), []string{"mid_price=-"}},
		"no number":           {c, on("quotes A t=1s bid=0x1p1023 ask=0x1p1023", out("A t=1s", nil)), []string{"1 value(s) are counted as no numbers, want 0"}},
		"a key":               {c, on(quote, out("B t=1s", 100)), []string{"want: B t=1s mid_price=100"}},
		"a time":              {c, on(quote, out("A t=2s", 100)), []string{"want: A t=2s mid_price=100"}},
		"warm-up":             {c, on(quote, out("A t=1s (warm-up)", 100)), []string{"want: A t=1s (warm-up) mid_price=100"}},
		"a value too few":     {c, on(quote, out("A t=1s")), []string{"want: A t=1s"}},
		"a value too many":    {c, on(quote, out("A t=1s", 100, 1)), []string{"want: A t=1s mid_price=100 ?=1"}},
		"an output too few":   {c, on(quote), []string{"want: (nothing)"}},
		"an output too many":  {c, on(quote, out("A t=1s", 100), out("A t=1s", 100)), []string{"output 2 differs", "got: (nothing)"}},
		"no event":            {c, on("# nothing"), []string{"a step is of one event, not 0"}},
		"a mistake in a line": {c, on("swaps A t=1s"), []string{`no source "swaps"`}},
		"a mistake in a tick": {c, on("tick r=soon"), []string{"invalid duration"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := &recorder{TB: t}
			featurizertest.Table(r, tt.c, tt.step)
			if len(r.errors) != 2 || !strings.HasPrefix(r.errors[0], "step executor") || !strings.HasPrefix(r.errors[1], "reference executor") {
				t.Fatalf("%q, expected an error of each executor", r.errors)
			}
			for _, part := range tt.want {
				if slices.ContainsFunc(r.errors, func(text string) bool { return !strings.Contains(text, part) }) {
					t.Errorf("%q, expected %q in both", r.errors, part)
				}
			}
		})
	}
}

// TestTableOfNothing holds that a case without a subject is told.
func TestTableOfNothing(t *testing.T) {
	for want, c := range map[string]featurizertest.Case{
		"no feature called subject": {Config: "sources: {trades: {definition: market.trade}}\nfeatures: {p: {expr: price, inputs: [trades]}}\n"},
		"no features":               {Config: "sources: {trades: {definition: market.trade}}\n"},
		"case.yaml":                 {Config: "colour: red\n"},
	} {
		r := &recorder{TB: t}
		featurizertest.Table(r, c)
		if len(r.errors) == 0 || !strings.Contains(r.errors[0], want) {
			t.Errorf("%q, expected %q", r.errors, want)
		}
	}
}
