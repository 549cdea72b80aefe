package bars_test

import (
	"testing"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/features/bars"
	"github.com/featurizer/featurizer/featurizertest"
)

// TestTick is the table of bars of three trades.
func TestTick(t *testing.T) {
	on, out := featurizertest.On, featurizertest.Out
	second := int64(1_000_000_000)
	featurizertest.Table(
		t, featurizertest.Of(bars.Tick.Definition, "threshold: 3"),
		on("trades A t=1s price=100 amount=1"),
		on("trades A t=2s price=110 amount=2"),
		// Without a price or an amount it is no trade of a bar.
		on("trades A t=3s price=- amount=2"),
		on("trades A t=4s price=5 amount=-"),
		on("trades B t=4s r=4.5s price=7 amount=1"),
		on("trades A t=5s price=90 amount=1", out("A t=5s", 100, 110, 90, 90, 4, 410./4, 3, 1*second)),
		// The next begins empty, and waits however long; amounts of 0 have no average.
		on("trades A t=5s r=5.5s price=8 amount=0"),
		on("trades A t=3s r=6s price=9 amount=0"),
		on("gap trades A r=7s"),
		on("trades A t=100000s price=7 amount=0", out("A t=100000s", 8, 9, 7, 7, 0, nil, 3, 5*second)),
		on("trades B t=100001s price=6 amount=1"),
		on("trades B t=100002s price=8 amount=2", out("B t=100002s", 7, 8, 6, 8, 4, 29./4, 3, 4*second)),
		on("tick r=200000s"),
	)
	featurizertest.Table(
		t, featurizertest.Of(bars.Tick.Definition, "threshold: 1"),
		on("trades A t=-1s price=100 amount=2", out("A t=-1s", 100, 100, 100, 100, 2, 100, 1, -second)),
		on("trades A t=1s price=101 amount=1", out("A t=1s", 101, 101, 101, 101, 1, 101, 1, second)),
	)
}

// TestVolume is the table of bars of an amount of 5: the trade that brings it is
// wholly of the bar, be it ever so large.
func TestVolume(t *testing.T) {
	on, out := featurizertest.On, featurizertest.Out
	featurizertest.Table(
		t, featurizertest.Of(bars.Volume.Definition, "threshold: 5"),
		on("trades A t=0.000000001s price=100 amount=2"),
		on("trades A t=2s price=110 amount=2.5"),
		on("trades A t=3s price=120 amount=0.5", out("A t=3s", 100, 120, 100, 120, 5, 535./5, 3, 1)),
		on("trades A t=4s price=120 amount=4"),
		on("trades A t=4s r=4.5s price=130 amount=16", out("A t=4s", 120, 130, 120, 130, 20, 2560./20, 2, 4_000_000_000)),
		// One trade alone may do; nothing is carried over.
		on("trades A t=5s price=1 amount=50", out("A t=5s", 1, 1, 1, 1, 50, 1, 1, 5_000_000_000)),
		on("trades A t=6s price=1 amount=4.999"),
	)
	// Ten tenths, added one after the other, are less than 1.
	steps := []featurizertest.Step{}
	for range 10 {
		steps = append(steps, on("trades A t=1s price=1 amount=0.1"))
	}
	nearly, tenth := 0.0, 0.1
	for range 10 {
		nearly += tenth
	}
	steps = append(steps, on("trades A t=2s price=1 amount=0.1", out("A t=2s", 1, 1, 1, 1, nearly+tenth, 1, 11, 1_000_000_000)))
	featurizertest.Table(t, featurizertest.Of(bars.Volume.Definition, "threshold: 1"), steps...)
}

// TestDollar is the table of bars of a value of 1000.
func TestDollar(t *testing.T) {
	on, out := featurizertest.On, featurizertest.Out
	featurizertest.Table(
		t, featurizertest.Of(bars.Dollar.Definition, "threshold: 1e3", "trades"),
		on("trades A t=1s price=100 amount=4 side=sell"),
		on("trades A t=2s price=50 amount=11.5"),
		on("trades A t=3s price=5 amount=5", out("A t=3s", 100, 100, 5, 5, 20.5, 1000/20.5, 3, 1_000_000_000)),
		on("trades A t=4s price=500 amount=3", out("A t=4s", 500, 500, 500, 500, 3, 500, 1, 4_000_000_000)),
	)
}

// TestActivityLaws holds that the definitions keep the laws with several params.
func TestActivityLaws(t *testing.T) {
	for name, c := range map[string]struct {
		d      *feature.Definition
		params string
	}{
		"ticks":      {bars.Tick.Definition, "threshold: 3"},
		"every tick": {bars.Tick.Definition, "threshold: 1"},
		"volume":     {bars.Volume.Definition, "threshold: 2.5"},
		"dollar":     {bars.Dollar.Definition, "threshold: 3"},
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, featurizertest.Of(c.d, c.params)) })
	}
}
