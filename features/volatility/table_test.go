package volatility_test

import (
	"math"
	"testing"

	"github.com/featurizer/featurizer/features/volatility"
	"github.com/featurizer/featurizer/featurizertest"
)

var on, out = featurizertest.On, featurizertest.Out

// TestStdDev is the table of sqrt(sum of (x - mean)^2 / n) over (t - 10s, t].
func TestStdDev(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(volatility.StdDev.Definition, "window: 10s", "numbers.x"),
		// {1}, {1 3}: mean 2, {1 3 2}: 2, {1 3 2 4}: 2.5.
		on("numbers A t=1s x=1", out("A t=1s (warm-up)", 0)),
		on("numbers A t=2s x=3", out("A t=2s (warm-up)", math.Sqrt((1+1.)/2))),
		on("numbers A t=3s x=2", out("A t=3s (warm-up)", math.Sqrt((1+1+0.)/3))),
		on("numbers A t=4s x=4", out("A t=4s (warm-up)", math.Sqrt((2.25+0.25+0.25+2.25)/4))),
		// A null lets time pass and is not added.
		on("numbers A t=5s x=-", out("A t=5s (warm-up)", math.Sqrt((2.25+0.25+0.25+2.25)/4))),
		on("numbers B t=6s x=1000", out("B t=6s (warm-up)", 0)),
		// The 1 of 1s is exactly a window old: out. {3 2 4 -1}: mean 2.
		on("numbers A t=11s x=-1", out("A t=11s", math.Sqrt((1+0+4+9.)/4))),
		// The 3 and the 2 are out: {4 -1 9}, and a 4 that claims 7s: mean 4.
		on("numbers A t=13s x=9", out("A t=13s", math.Sqrt((0+25+25.)/3))),
		on("numbers A t=7s r=13.5s x=4", out("A t=13s", math.Sqrt((0+25+25+0.)/4))),
		// Nothing but nulls: null. One value, or values that are equal: zero.
		on("numbers A t=30s x=-", out("A t=30s", nil)),
		on("numbers A t=31s x=0.1", out("A t=31s", 0)),
		on("numbers A t=31s r=31.5s x=0.1", out("A t=31s", 0)),
		// After a gap it warms up anew, over what it had.
		on("gap numbers A r=32s"),
		on("numbers A t=33s x=0.1", out("A t=33s (warm-up)", 0)),
		on("numbers A t=43s x=7", out("A t=43s", 0)),
		on("tick r=200s"),
	)
}

// TestStdDevOfMid is the table of the params and the input by default: a minute of
// price.mid_price, which one-sided quotes do not reach.
func TestStdDevOfMid(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(volatility.StdDev.Definition, ""),
		on("quotes A t=0s bid=99 ask=101", out("A t=0s (warm-up)", 0)),
		on("quotes A t=30s bid=99 ask=-"),
		on("quotes A t=59.999999999s bid=101 ask=107", out("A t=59.999999999s (warm-up)", math.Sqrt((4+4.)/2))), // {100 104}
		on("quotes A t=60s bid=105 ask=107", out("A t=60s", math.Sqrt((1+1.)/2))),                               // {104 106}
		on("quotes A t=120s bid=1 ask=1", out("A t=120s", 0)),                                                   // {1}: 60s is out
	)
}
