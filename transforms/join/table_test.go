package join_test

import (
	"strings"
	"testing"

	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/transforms/join"
)

var on, out = featurizertest.On, featurizertest.Out

// TestLatest is the table of the latest values of two sources, one field of each.
func TestLatest(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(join.Latest, "", "quotes.bid", "numbers.x"),
		// What has not come is null; while its source has not come all is warm-up.
		on("quotes A t=5s bid=1", out("A t=5s (warm-up)", 1, nil)),
		on("numbers B t=5s x=90", out("B t=5s (warm-up)", nil, 90)),
		// The time is the largest of both.
		on("numbers A t=3s r=6s x=10", out("A t=5s", 1, 10)),
		on("numbers A t=7s x=11", out("A t=7s", 1, 11)),
		on("quotes A t=6s r=8s bid=2", out("A t=7s", 2, 11)),
		// A null is a value. So is what is the same as before, at the same time.
		on("quotes A t=9s bid=-", out("A t=9s", nil, 11)),
		on("quotes A t=9s r=9.5s bid=3", out("A t=9s", 3, 11)),
		on("quotes A t=8s r=9.6s bid=3", out("A t=9s", 3, 11)),
		on("quotes B t=10s bid=80", out("B t=10s", 80, 90)),
		// No value is too old. A gap of one input takes nothing away; it is warm-up
		// until that input comes again.
		on("numbers A t=1000s x=12", out("A t=1000s", 3, 12)),
		on("gap quotes A r=1001s"),
		on("numbers A t=1002s x=13", out("A t=1002s (warm-up)", 3, 13)),
		on("quotes A t=1003s bid=4", out("A t=1003s", 4, 13)),
		on("tick r=2000s"),
	)
}

// TestLatestWhen is the table of one input that fires, of all fields of every kind.
func TestLatestWhen(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(join.Latest, "when: trades", "numbers", "trades"),
		on("numbers A t=1s flag=true n=-7 word=up x=0.5 y=-"),
		on("trades A t=2s price=100 amount=2 side=sell id=a-1", out("A t=2s", true, -7, "up", 0.5, nil, 100, 2, "sell", "a-1")),
		on("trades A t=3s price=101 amount=3 id=17", out("A t=3s", true, -7, "up", 0.5, nil, 101, 3, nil, 17)),
		on("numbers A t=5s flag=false n=8 y=1"),
		on("numbers A t=6s n=9"),
		on("trades A t=4s r=7s price=102 amount=4 side=buy", out("A t=6s", nil, 9, nil, nil, nil, 102, 4, "buy", nil)),
		on("trades B t=8s price=103 amount=5", out("B t=8s (warm-up)", nil, nil, nil, nil, nil, 103, 5, nil, nil)),
	)
}

// TestLatestOfOneSource is the table of a diamond: one output per event.
func TestLatestOfOneSource(t *testing.T) {
	c := featurizertest.Case{Config: `
sources: {quotes: {definition: market.quote}}
features:
  mid: {definition: price.mid_price}
  wide: {expr: "ask - bid", inputs: [quotes]}
  subject: {definition: join.latest, inputs: [wide, mid, quotes.bid]}
`}
	featurizertest.Table(
		t, c,
		on("quotes A t=1s bid=1 ask=4", out("A t=1s", 4-1, (1+4.)/2, 1)),
		// One side: the mid price does not fire, its latest stays.
		on("quotes A t=2s bid=2 ask=-", out("A t=2s", nil, (1+4.)/2, 2)),
		on("quotes A t=3s bid=3 ask=4", out("A t=3s", 4-3, (3+4.)/2, 3)),
	)
}

// TestLatestOfWindows is the table of an input that comes later, in sub-steps of its
// own: of what has not come an integer is null too.
func TestLatestOfWindows(t *testing.T) {
	c := featurizertest.Case{Config: `
sources: {trades: {definition: market.trade}}
features:
  bars: {definition: bars.ohlcv, params: {window: 10s, close_delay: 2s}}
  subject: {definition: join.latest, inputs: [trades.price, bars.trades]}
`}
	featurizertest.Table(
		t, c,
		on("trades A t=11s price=1 amount=1", out("A t=11s (warm-up)", 1, nil)),
		on("trades A t=12s price=2 amount=1", out("A t=12s (warm-up)", 2, nil)),
		// The bar closes before the trade is there.
		on("trades A t=25s r=21s price=3 amount=1", out("A t=20s (warm-up)", 2, 2), out("A t=25s", 3, 2)),
		on("tick r=32s", out("A t=30s r=32s", 3, 1)),
	)
}

// TestAsOf is the table of left events with the last right one in order of the log.
func TestAsOf(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(join.AsOf, "", "trades.price", "numbers.x"),
		on("trades A t=1s price=1", out("A t=1s (warm-up)", 1, nil)),
		on("numbers A t=2s x=10"),
		on("trades A t=3s price=2", out("A t=3s", 2, 10)),
		// Of one time the last before it counts; what comes after does not.
		on("numbers A t=3s x=11"),
		on("numbers A t=3s x=12"),
		on("trades A t=3s price=3", out("A t=3s", 3, 12)),
		// The order is that of the log: what claims 9s is known at 4s, and the time of
		// the pair is the larger.
		on("numbers A t=9s r=4s x=13"),
		on("trades A t=4s r=5s price=4", out("A t=9s", 4, 13)),
		// A null is a value, on both sides; and no value is too old.
		on("numbers A t=10s x=-"),
		on("trades A t=1000s price=-", out("A t=1000s", nil, nil)),
		on("numbers A t=1001s x=14"),
		on("trades B t=1002s price=5", out("B t=1002s (warm-up)", 5, nil)),
		on("trades A t=2000s price=6", out("A t=2000s", 6, 14)),
		on("gap numbers A r=2001s"),
		on("trades A t=2002s price=7", out("A t=2002s (warm-up)", 7, 14)),
		on("numbers A t=2003s x=15"),
		on("trades A t=2004s price=8", out("A t=2004s", 8, 15)),
		on("tick r=3000s"),
	)
}

// TestAsOfAged is the table of a max_age of 5s, by event time.
func TestAsOfAged(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(join.AsOf, "max_age: 5s", "trades.price", "numbers"),
		on("numbers A t=1s flag=true n=7 word=up x=10 y=0"),
		// Exactly 5s is not too old; a nanosecond more is, for every field.
		on("trades A t=6s price=1", out("A t=6s", 1, true, 7, "up", 10, 0)),
		on("trades A t=6.000000001s price=2", out("A t=6.000000001s", 2, nil, nil, nil, nil, nil)),
		// Receipt does not matter: 2s received at 20s is 5s old at 7s.
		on("numbers A t=2s r=20s x=11"),
		on("trades A t=7s r=21s price=3", out("A t=7s", 3, nil, nil, nil, 11, nil)),
		on("trades A t=8s r=22s price=4", out("A t=8s", 4, nil, nil, nil, nil, nil)),
		// The right may be younger than the left, by any time.
		on("numbers A t=60s r=23s x=12"),
		on("trades A t=9s r=24s price=5", out("A t=60s", 5, nil, nil, nil, 12, nil)),
	)
}

// TestAsOfOfOneStep is the table of a right input that comes of the left event itself.
func TestAsOfOfOneStep(t *testing.T) {
	c := featurizertest.Case{Config: `
sources: {quotes: {definition: market.quote}}
features:
  mid: {definition: price.mid_price}
  subject: {definition: join.asof, inputs: [quotes.bid, mid]}
`}
	featurizertest.Table(
		t, c,
		on("quotes A t=1s bid=1 ask=4", out("A t=1s", 1, (1+4.)/2)),
		on("quotes A t=2s bid=2 ask=-", out("A t=2s", 2, (1+4.)/2)),
		on("quotes A t=3s bid=3 ask=4", out("A t=3s", 3, (3+4.)/2)),
	)
}

// TestParams is the table of inputs and params that are refused.
func TestParams(t *testing.T) {
	for _, tt := range []struct {
		c    featurizertest.Case
		want string
	}{
		{featurizertest.Of(join.Latest, ""), "it needs inputs"},
		{featurizertest.Of(join.Latest, "when: mid", "quotes", "trades"), `"mid" is none of its inputs`},
		{featurizertest.Of(join.Latest, "", "quotes.middle"), `no field "middle"`},
		{featurizertest.Of(join.Latest, "", "quotes", "quotes.bid"), `"quotes.bid" is there twice`},
		{featurizertest.Of(join.AsOf, "", "quotes"), "two inputs, left and right, not 1"},
		{featurizertest.Of(join.AsOf, "", "quotes", "trades", "numbers"), "two inputs, left and right, not 3"},
		{featurizertest.Of(join.AsOf, "max_age: -1s", "quotes", "trades"), "max_age"},
		{featurizertest.Of(join.AsOf, "", "quotes.middle", "trades"), `no field "middle"`},
	} {
		if _, err := tt.c.Outputs(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, expected one with %q", tt.c.Config, err, tt.want)
		}
	}
}
