package basic_test

import (
	"math"
	"testing"

	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/transforms/basic"
)

// TestMinMax is the table of (x - min)/(max - min) over (t - 10s, t].
func TestMinMax(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.MinMax.Definition, "window: 10s", "numbers.x"),
		// One value, and values that are equal, are in the middle.
		on("numbers A t=1s x=4", out("A t=1s (warm-up)", 0.5)),
		on("numbers A t=2s x=4", out("A t=2s (warm-up)", 0.5)),
		on("numbers A t=3s x=8", out("A t=3s (warm-up)", 1)),
		on("numbers A t=4s x=-2", out("A t=4s (warm-up)", 0)),
		on("numbers A t=5s x=4", out("A t=5s (warm-up)", 6./10)),
		// A null is in no window and lies nowhere.
		on("numbers A t=6s x=-", out("A t=6s (warm-up)", nil)),
		on("numbers B t=7s x=100", out("B t=7s (warm-up)", 0.5)),
		on("numbers A t=11s x=1", out("A t=11s", 3./10)),
		// The 8 of 3s is out: {-2 4 1 1}, then {4 1 1 3}.
		on("numbers A t=13s x=1", out("A t=13s", 3./6)),
		on("numbers A t=14s x=3", out("A t=14s", 2./3)),
		// Late, it counts at 14s, and is in.
		on("numbers A t=2s r=14.5s x=7", out("A t=14s", 1)),
		on("numbers A t=40s x=-", out("A t=40s", nil)),
		on("numbers A t=41s x=9", out("A t=41s", 0.5)),
		on("gap numbers A r=42s"),
		on("numbers A t=43s x=10", out("A t=43s (warm-up)", 1)),
		on("numbers A t=53s x=11", out("A t=53s", 0.5)),
	)
	// By default a minute; of integers; what is too far apart is no number.
	featurizertest.Table(
		t, featurizertest.Of(basic.MinMax.Definition, "", "numbers.n"),
		on("numbers A t=0s n=3", out("A t=0s (warm-up)", 0.5)),
		on("numbers A t=60s n=1", out("A t=60s", 0.5)),
		on("numbers A t=60s r=61s n=2", out("A t=60s", 1)),
	)
	featurizertest.Table(
		t, featurizertest.Of(basic.MinMax.Definition, "window: 1s", "numbers.x"),
		on("numbers A t=0s x=1.5e308", out("A t=0s (warm-up)", 0.5)),
		on("numbers A t=0.1s x=-1.5e308", out("A t=0.1s (warm-up)", 0)),
		on("numbers A t=0.2s x=1.5e308", out("A t=0.2s (warm-up)", math.NaN())),
	)
}

// TestZScore is the table of (x - mean)/std over (t - 10s, t].
func TestZScore(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.ZScore.Definition, "window: 10s", "numbers.x"),
		// {1}, {1 3}: 2 +- 1, {1 3 2}, {1 3 2 6}: 3 +- sqrt(14/4).
		on("numbers A t=1s x=1", out("A t=1s (warm-up)", nil)),
		on("numbers A t=2s x=3", out("A t=2s (warm-up)", 1)),
		on("numbers A t=3s x=2", out("A t=3s (warm-up)", 0)),
		on("numbers A t=4s x=6", out("A t=4s (warm-up)", 3/math.Sqrt(14./4))),
		on("numbers A t=5s x=-", out("A t=5s (warm-up)", nil)),
		on("numbers B t=6s x=1000", out("B t=6s (warm-up)", nil)),
		// The 1 of 1s is out: {3 2 6 1}.
		on("numbers A t=11s x=1", out("A t=11s", -2/math.Sqrt(14./4))),
		// Equal values have no deviation.
		on("numbers A t=30s x=0.1", out("A t=30s", nil)),
		on("numbers A t=30s r=30.5s x=0.1", out("A t=30s", nil)),
		on("numbers A t=40s x=-", out("A t=40s", nil)),
		on("gap numbers A r=41s"),
		on("numbers A t=42s x=5", out("A t=42s (warm-up)", nil)),
		on("numbers A t=52s x=7", out("A t=52s", nil)),
	)
	featurizertest.Table(
		t, featurizertest.Of(basic.ZScore.Definition, "", "numbers.n"),
		on("numbers A t=0s n=3", out("A t=0s (warm-up)", nil)),
		on("numbers A t=59.999999999s n=5", out("A t=59.999999999s (warm-up)", 1)),
		on("numbers A t=60s n=1", out("A t=60s", -1)),
	)
}

// TestReturn is the table of x / lag - 1, the lag of 5s.
func TestReturn(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.Return.Definition, "by: 5s", "numbers.x"),
		on("numbers A t=1s x=8", out("A t=1s (warm-up)", nil)),
		on("numbers A t=5.999999999s x=2", out("A t=5.999999999s (warm-up)", nil)),
		on("numbers A t=6s x=10", out("A t=6s", 10./8-1)),
		on("numbers A t=7s x=-4", out("A t=7s", -4./8-1)),
		on("numbers A t=8s x=-", out("A t=8s", nil)),
		on("numbers A t=9s x=0", out("A t=9s", -1)),
		// Of -4, of a null, of 0.
		on("numbers A t=12s x=2", out("A t=12s", 2./-4-1)),
		on("numbers A t=13s x=2", out("A t=13s", nil)),
		on("numbers A t=14s x=2", out("A t=14s", nil)),
		on("numbers A t=40s x=3", out("A t=40s", 0.5)),
		on("numbers B t=41s x=3", out("B t=41s (warm-up)", nil)),
		on("gap numbers A r=42s"),
		on("numbers A t=43s x=4", out("A t=43s (warm-up)", 4./2-1)),
		on("numbers A t=48s x=6", out("A t=48s", 6./4-1)),
	)
	// Back two events: what is not there, what is 0 and what is not above 0.
	featurizertest.Table(
		t, featurizertest.Of(basic.Return.Definition, "by: 2 events, log: true", "numbers.x"),
		on("numbers A t=1s x=8", out("A t=1s (warm-up)", nil)),
		on("numbers A t=2s x=2", out("A t=2s (warm-up)", nil)),
		on("numbers A t=3s x=10", out("A t=3s", fmath.Log(10./8))),
		on("numbers A t=4s x=2", out("A t=4s", 0)),
		on("numbers A t=5s x=-1", out("A t=5s", nil)),
		on("numbers A t=6s x=0", out("A t=6s", nil)),
		on("numbers A t=7s x=-2", out("A t=7s", nil)),
		on("numbers A t=8s x=3", out("A t=8s", nil)),
		on("numbers A t=9s x=-", out("A t=9s", nil)),
		on("numbers A t=10s x=6", out("A t=10s", fmath.Log(2))),
		on("numbers A t=11s x=6", out("A t=11s", nil)),
		on("gap numbers A r=12s"),
		on("numbers A t=13s x=12", out("A t=13s (warm-up)", fmath.Log(2))),
		on("numbers A t=14s x=12", out("A t=14s (warm-up)", fmath.Log(2))),
		on("numbers A t=15s x=12", out("A t=15s", 0)),
	)
}

// TestReturnOfWindow holds that a return of some events is warm-up just while the lag
// by as many is: the windows below do not count twice.
func TestReturnOfWindow(t *testing.T) {
	c := featurizertest.Case{Config: `
sources: {x: {definition: generic.record, params: {fields: {v: float}}}}
features:
  sum: {definition: window.sum, inputs: [x], params: {window: 10s}}
  subject: {definition: transform.return, inputs: [sum], params: {by: 1 event}}
`}
	featurizertest.Table(
		t, c,
		on("x A t=0s v=1", out("A t=0s (warm-up)", nil)),
		on("x A t=9s v=1", out("A t=9s (warm-up)", 1)),
		on("x A t=10s v=1", out("A t=10s (warm-up)", 0)),
		on("x A t=11s v=2", out("A t=11s", 1)),
	)
	featurizertest.Laws(t, c)
}

// TestCumSum is the table of running sums: of all, and of each day.
func TestCumSum(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.CumSum.Definition, "", "numbers.x"),
		on("numbers A t=-1s x=-", out("A t=-1s", 0)),
		on("numbers A t=1s x=0.1", out("A t=1s", 0.1)),
		on("numbers A t=1s r=1.5s x=0.2", out("A t=1s", 0.30000000000000004)),
		on("numbers A t=2s x=-", out("A t=2s", 0.30000000000000004)),
		on("numbers B t=2s r=2.5s x=7", out("B t=2s", 7)),
		on("numbers A t=100000s x=-1", out("A t=100000s", 0.30000000000000004-1)),
		// A gap takes nothing from it.
		on("gap numbers A r=100001s"),
		on("numbers A t=100002s x=1e16", out("A t=100002s", 1e16-1+0.3)),
		on("numbers A t=100003s x=1.5e308", out("A t=100003s", 1.5e308)),
		on("numbers A t=100004s x=1.5e308", out("A t=100004s", math.NaN())),
	)
	featurizertest.Table(
		t, featurizertest.Of(basic.CumSum.Definition, "reset: day", "numbers.n"),
		on("numbers A t=-86400s n=1", out("A t=-86400s", 1)),
		on("numbers A t=-0.000000001s n=2", out("A t=-0.000000001s", 1+2)),
		on("numbers A t=0s n=4", out("A t=0s", 4)),
		on("numbers A t=86399.999999999s n=1", out("A t=86399.999999999s", 4+1)),
		// Of a new day; then late, so that it counts in it too.
		on("numbers A t=86400s n=-", out("A t=86400s", 0)),
		on("numbers A t=86399s r=86401s n=3", out("A t=86400s", 3)),
		on("numbers B t=86402s n=8", out("B t=86402s", 8)),
		on("numbers A t=500000s n=2", out("A t=500000s", 2)),
		on("numbers B t=500000s r=500001s n=1", out("B t=500000s", 1)),
	)
}
