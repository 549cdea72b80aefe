package basic_test

import (
	"math"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/transforms/basic"
)

var on, out = featurizertest.On, featurizertest.Out

// TestDiff is the table of x - first over (t - 10s, t].
func TestDiff(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.Diff.Definition, "window: 10s", "numbers.x"),
		// A null at the start is not the first value; the first is its own.
		on("numbers A t=1s x=-", out("A t=1s (warm-up)", nil)),
		on("numbers A t=2s x=5", out("A t=2s (warm-up)", 0)),
		on("numbers A t=3s x=7", out("A t=3s (warm-up)", 7-5)),
		on("numbers B t=4s x=100", out("B t=4s (warm-up)", 0)),
		on("numbers A t=10.999999999s x=-4", out("A t=10.999999999s (warm-up)", -4-5)),
		on("numbers A t=11s x=-", out("A t=11s", nil)),
		on("numbers A t=11.999999999s x=0", out("A t=11.999999999s", 0-5)),
		// The 5 of 2s is exactly a window old: out. Then the 7 of 3s.
		on("numbers A t=12s x=9", out("A t=12s", 9-7)),
		on("numbers A t=13s x=9", out("A t=13s", 9-(-4))),
		// The same time again, and one that is late.
		on("numbers A t=13s r=13.5s x=1", out("A t=13s", 1-(-4))),
		on("numbers A t=1s r=14s x=2", out("A t=13s", 2-(-4))),
		// Out of the three of 13s the first counts.
		on("numbers A t=22.5s x=3", out("A t=22.5s", 3-9)),
		on("numbers A t=40s x=8", out("A t=40s", 0)),
		// After a gap it warms up anew, over what it had.
		on("gap numbers A r=41s"),
		on("numbers A t=42s x=10", out("A t=42s (warm-up)", 10-8)),
		on("numbers A t=52s x=11", out("A t=52s", 0)),
		on("tick r=100s"),
	)
}

// TestRelativeDiff is the table of (x - first) / first over (t - 1m, t], the window
// by default.
func TestRelativeDiff(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.Diff.Definition, "relative: true", "numbers.n"),
		on("numbers A t=0s n=8", out("A t=0s (warm-up)", 0)),
		on("numbers A t=1s n=0", out("A t=1s (warm-up)", (0-8.)/8)),
		on("numbers A t=2s n=-", out("A t=2s (warm-up)", nil)),
		on("numbers A t=59.999999999s n=14", out("A t=59.999999999s (warm-up)", (14-8.)/8)),
		// The 8 is out. The 0 divides nothing.
		on("numbers A t=60s n=14", out("A t=60s", nil)),
		on("numbers A t=60s r=60.5s n=0", out("A t=60s", nil)),
		on("numbers A t=61s n=7", out("A t=61s", (7-14.)/14)),
		// 0 / -4 is -0.
		on("numbers A t=200s n=-4", out("A t=200s", math.Copysign(0, -1))),
		on("numbers A t=201s n=-1", out("A t=201s", (-1+4.)/-4)),
	)
}

// TestLag is the table of the last value with a time of at most t - 5s.
func TestLag(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.Lag.Definition, "by: 5s", "numbers.x"),
		on("numbers A t=1s x=10", out("A t=1s (warm-up)", nil)),
		on("numbers A t=1s r=1.5s x=11", out("A t=1s (warm-up)", nil)),
		on("numbers A t=5.999999999s x=12", out("A t=5.999999999s (warm-up)", nil)),
		// Exactly 5s ago counts, and of one time the last.
		on("numbers A t=6s x=13", out("A t=6s", 11)),
		on("numbers A t=10.999999998s x=14", out("A t=10.999999998s", 11)),
		on("numbers A t=10.999999999s x=15", out("A t=10.999999999s", 12)),
		// 7s came late and counts at 10.999999999s.
		on("numbers A t=7s r=11s x=16", out("A t=10.999999999s", 12)),
		on("numbers A t=15.999999998s x=-", out("A t=15.999999998s", 14)),
		on("numbers A t=15.999999999s x=17", out("A t=15.999999999s", 16)),
		// However old it is. A null is what was there.
		on("numbers A t=20.999999998s x=18", out("A t=20.999999998s", nil)),
		on("numbers A t=100s x=19", out("A t=100s", 18)),
		// Keys do not mix; B knows nothing of 5s ago.
		on("numbers B t=101s x=20", out("B t=101s (warm-up)", nil)),
		// After a gap what it had is warm-up.
		on("gap numbers A r=102s"),
		on("numbers A t=103s x=21", out("A t=103s (warm-up)", 18)),
		on("numbers A t=107s x=22", out("A t=107s (warm-up)", 19)),
		on("numbers A t=108s x=23", out("A t=108s", 21)),
		on("tick r=200s"),
	)
}

// TestLagEvents is the table of the value two events before, of integers.
func TestLagEvents(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.Lag.Definition, "by: 2 events", "numbers.n"),
		on("numbers A t=1s n=10", out("A t=1s (warm-up)", nil)),
		on("numbers A t=2s n=11", out("A t=2s (warm-up)", nil)),
		on("numbers B t=2s n=90", out("B t=2s (warm-up)", nil)),
		on("numbers A t=3s n=12", out("A t=3s", 10)),
		// An event of the same time, a late one and a null are events like others.
		on("numbers A t=3s n=13", out("A t=3s", 11)),
		on("numbers A t=1s r=4s n=14", out("A t=3s", 12)),
		on("numbers A t=5s n=-", out("A t=5s", 13)),
		on("numbers A t=6s n=15", out("A t=6s", 14)),
		on("numbers A t=7s n=16", out("A t=7s", nil)),
		on("numbers B t=7s n=91", out("B t=7s (warm-up)", nil)),
		on("numbers B t=8s n=92", out("B t=8s", 90)),
		// After a gap three events are needed again.
		on("gap numbers A r=9s"),
		on("numbers A t=10s n=17", out("A t=10s (warm-up)", 15)),
		on("numbers A t=11s n=18", out("A t=11s (warm-up)", 16)),
		on("numbers A t=12s n=19", out("A t=12s", 17)),
		on("tick r=100s"),
	)
	featurizertest.Table(
		t, featurizertest.Of(basic.Lag.Definition, "by: 1 event", "numbers.x"),
		on("numbers A t=1s x=1", out("A t=1s (warm-up)", nil)),
		on("numbers A t=2s x=2", out("A t=2s", 1)),
	)
}

// TestEwma is the table of y = y0 + a (x - y0), a = 1 - exp(-dt / 2s).
func TestEwma(t *testing.T) {
	const e = math.E
	root := 1 / math.Sqrt(e) // exp(-1s / 2s)
	featurizertest.Table(
		t, featurizertest.Of(basic.Ewma.Definition, "tau: 2s", "numbers.x"),
		// A null before the first value is nothing. At the first time y = x.
		on("numbers A t=0s x=-", out("A t=0s", nil)),
		on("numbers A t=1s x=5", out("A t=1s", 5)),
		on("numbers A t=1s r=1.1s x=0", out("A t=1s", 0)),
		// dt = tau: a = 1 - 1/e; two of them: 1 - 1/e^2.
		on("numbers A t=3s x=1", out("A t=3s", 1-1/e)),
		// The same time again starts from the 0 of 1s again; so does what is late.
		on("numbers A t=3s r=3.1s x=-8", out("A t=3s", -8*(1-1/e))),
		on("numbers A t=2s r=3.2s x=-", out("A t=3s", nil)),
		on("numbers A t=2s r=3.3s x=0", out("A t=3s", 0)),
		// A null does not move the start of dt: here it is 4s, from 3s on.
		on("numbers A t=5s x=-", out("A t=5s", nil)),
		on("numbers A t=7s x=4", out("A t=7s", 4*(1-1/(e*e)))),
		// A long time later nothing of the past is left.
		on("numbers A t=1000s x=64", out("A t=1000s", 64)),
		// (1 - exp(-1/2)) of the way to -64.
		on("numbers A t=1001s x=-64", out("A t=1001s", 64-128*(1-root))),
		// B begins anew, and a gap leaves nothing to warm up and forgets nothing.
		on("numbers B t=1002s x=7", out("B t=1002s", 7)),
		on("numbers A t=2000s x=0", out("A t=2000s", 0)),
		on("gap numbers A r=2001s"),
		on("numbers A t=2002s x=1", out("A t=2002s", 1-1/e)),
		on("tick r=3000s"),
	)
}

// TestEwmaHalflife is the table of a = 1 - 2^(-dt / 1s).
func TestEwmaHalflife(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.Ewma.Definition, "halflife: 1s", "numbers.n"),
		on("numbers A t=1s n=8", out("A t=1s", 8)),
		on("numbers A t=2s n=0", out("A t=2s", 8-8*0.5)),
		on("numbers A t=4s n=0", out("A t=4s", 4-4*0.75)),
		on("numbers A t=7s n=9", out("A t=7s", 1+8*0.875)),
	)
}

// TestSample is the table of the first event of each bucket of 10s.
func TestSample(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.Sample.Definition, "every: 10s", "numbers.x"),
		// Buckets are aligned below the epoch too. One that began before the first
		// event, or with it, is warm-up.
		on("numbers A t=-10s x=1", out("A t=-10s (warm-up)", 1)),
		on("numbers A t=-1ns x=2"),
		on("numbers A t=0s x=3", out("A t=0s", 3)),
		on("numbers A t=1s x=4"),
		on("numbers A t=9.999999999s x=5"),
		on("numbers A t=10s x=-", out("A t=10s", nil)),
		// The same time again, and one that is late: both of the bucket that is on.
		on("numbers A t=10s r=10.5s x=6"),
		on("numbers A t=5s r=11s x=7"),
		on("numbers B t=12s x=8", out("B t=12s (warm-up)", 8)),
		on("numbers A t=39s x=9", out("A t=39s", 9)),
		on("numbers A t=40s x=10", out("A t=40s", 10)),
		on("numbers B t=42s x=11", out("B t=42s", 11)),
		// A gap opens no bucket. The one that is on began before its end.
		on("gap numbers A r=43s"),
		on("numbers A t=44s x=12"),
		on("numbers A t=54s x=13", out("A t=54s", 13)),
		on("gap numbers A r=55s"),
		on("numbers A t=60s x=14", out("A t=60s (warm-up)", 14)),
		on("numbers A t=70s x=15", out("A t=70s", 15)),
		on("tick r=200s"),
	)
	// A second, by default.
	featurizertest.Table(
		t, featurizertest.Of(basic.Sample.Definition, "", "numbers.n"),
		on("numbers A t=0.5s n=1", out("A t=0.5s (warm-up)", 1)),
		on("numbers A t=0.999s n=2"),
		on("numbers A t=1s n=3", out("A t=1s", 3)),
		on("numbers A t=1.9s n=4"),
	)
}

// TestThrottle is the table of events at least 10s after the last that passed.
func TestThrottle(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.Throttle.Definition, "every: 10s", "numbers.x"),
		on("numbers A t=-3s x=1", out("A t=-3s", 1)),
		on("numbers A t=-3s r=-2s x=2"),
		on("numbers A t=6.999999999s x=3"),
		// Exactly 10s is enough, from what passed on: not from 6.999999999s.
		on("numbers A t=7s x=4", out("A t=7s", 4)),
		on("numbers A t=16s x=5"),
		on("numbers A t=18s x=-", out("A t=18s", nil)),
		// What is late has the time of the one before, and is held back.
		on("numbers A t=20s x=6"),
		on("numbers A t=5s r=28s x=7"),
		on("numbers B t=21s r=28.5s x=8", out("B t=21s", 8)),
		on("numbers A t=29s x=9", out("A t=29s", 9)),
		// A gap is nothing to it.
		on("gap numbers A r=30s"),
		on("numbers A t=31s x=10"),
		on("numbers A t=39s x=11", out("A t=39s", 11)),
		on("tick r=200s"),
	)
	// A second, by default.
	featurizertest.Table(
		t, featurizertest.Of(basic.Throttle.Definition, "", "numbers.n"),
		on("numbers A t=0.5s n=1", out("A t=0.5s", 1)),
		on("numbers A t=1.499s n=2"),
		on("numbers A t=1.5s n=3", out("A t=1.5s", 3)),
	)
}

// TestUnique is the table of events that differ from the one before.
func TestUnique(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(basic.Unique.Definition, "", "numbers.x"),
		// Also of one time, also late.
		on("numbers A t=1s x=5", out("A t=1s", 5)),
		on("numbers A t=1s r=1.1s x=5"),
		on("numbers A t=1s r=1.2s x=6", out("A t=1s", 6)),
		on("numbers A t=0s r=1.3s x=7", out("A t=1s", 7)),
		on("numbers A t=0s r=1.4s x=7"),
		// Null equals null and nothing else, zero included.
		on("numbers A t=2s x=-", out("A t=2s", nil)),
		on("numbers A t=3s x=-"),
		on("numbers A t=4s x=0", out("A t=4s", 0)),
		// Zero is zero, whatever its sign.
		on("numbers A t=5s x=-0"),
		on("numbers A t=6s x=7", out("A t=6s", 7)),
		// B has a value of its own before it, and at first none.
		on("numbers B t=7s x=7", out("B t=7s", 7)),
		on("numbers B t=8s x=-", out("B t=8s", nil)),
		on("numbers A t=9s x=7"),
		on("numbers A t=10s x=7.000000000000001", out("A t=10s", 7.000000000000001)),
		// A gap forgets nothing.
		on("gap numbers A r=11s"),
		on("numbers A t=12s x=7.000000000000001"),
		on("numbers A t=13s x=5", out("A t=13s", 5)),
		on("tick r=200s"),
	)
	// A null is a first value like others.
	featurizertest.Table(
		t, featurizertest.Of(basic.Unique.Definition, "", "numbers.n"),
		on("numbers A t=1s x=1", out("A t=1s", nil)),
		on("numbers A t=2s x=2"),
		on("numbers A t=3s n=0", out("A t=3s", 0)),
	)
}

// TestParams is the table of params that are refused.
func TestParams(t *testing.T) {
	for _, tt := range []struct {
		c    featurizertest.Case
		want string
	}{
		{featurizertest.Of(basic.Diff.Definition, "window: 0s", "numbers.x"), "positive"},
		{featurizertest.Of(basic.Diff.Definition, "window: 1s"), "input 1 is missing"},
		{featurizertest.Of(basic.Diff.Definition, "window: 1s", "numbers"), "several numbers, so say which: numbers.n, numbers.x, numbers.y"},
		{featurizertest.Of(basic.Diff.Definition, "window: 1s", "numbers.x", "numbers.y"), "it takes 1 input(s), not 2"},
		{featurizertest.Of(basic.Lag.Definition, "", "numbers.x"), "by"},
		{featurizertest.Of(basic.Lag.Definition, "by: 0s", "numbers.x"), "must be positive"},
		{featurizertest.Of(basic.Lag.Definition, "by: -1s", "numbers.x"), "must be positive"},
		{featurizertest.Of(basic.Lag.Definition, "by: 0 events", "numbers.x"), "from 1 to 16777216"},
		{featurizertest.Of(basic.Lag.Definition, "by: 16777217 events", "numbers.x"), "from 1 to 16777216"},
		{featurizertest.Of(basic.Lag.Definition, "by: 1.5 events", "numbers.x"), "from 1 to 16777216"},
		{featurizertest.Of(basic.Lag.Definition, "by: soon", "numbers.x"), "expected a duration such as 1m or a number of events such as 100 events, got \"soon\""},
		{featurizertest.Of(basic.Ewma.Definition, "", "numbers.x"), "give tau or halflife, longer than 0"},
		{featurizertest.Of(basic.Ewma.Definition, "tau: 0s", "numbers.x"), "give tau or halflife, longer than 0"},
		{featurizertest.Of(basic.Ewma.Definition, "tau: 1s, halflife: 1s", "numbers.x"), "not both"},
		{featurizertest.Of(basic.Sample.Definition, "every: 0s", "numbers.x"), "positive"},
		{featurizertest.Of(basic.Throttle.Definition, "every: -1s", "numbers.x"), "positive"},
		{featurizertest.Of(basic.Unique.Definition, "every: 1s", "numbers.x"), "every"},
	} {
		if _, err := tt.c.Outputs(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, expected one with %q", tt.c.Config, err, tt.want)
		}
	}
}
