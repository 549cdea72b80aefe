package window_test

import (
	"math"
	"testing"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/transforms/window"
)

// TestSkew is the table of sqrt(n) M3 / M2^1.5 over (t - 10s, t].
func TestSkew(t *testing.T) {
	on, out := featurizertest.On, featurizertest.Out
	featurizertest.Table(
		t, featurizertest.Of(window.Skew.Definition, "window: 10s", "numbers.x"),
		on("numbers A t=1s x=2", out("A t=1s (warm-up)", nil)),
		on("numbers A t=2s x=2", out("A t=2s (warm-up)", nil)),
		// {2 2 8}: mean 4, M2 = 4+4+16, M3 = -8-8+64.
		on("numbers A t=3s x=8", out("A t=3s (warm-up)", math.Sqrt(3./24)*(48./24))),
		on("numbers A t=4s x=-", out("A t=4s (warm-up)", math.Sqrt(3./24)*(48./24))),
		// {2 2 8 4}: mean 4, the same sums of one more.
		on("numbers A t=5s x=4", out("A t=5s (warm-up)", math.Sqrt(4./24)*(48./24))),
		on("numbers B t=6s x=1", out("B t=6s (warm-up)", nil)),
		// The 2 of 1s and that of 2s are out: {8 4} lean to no side, {8 4 0 0} do.
		on("numbers A t=12s x=-", out("A t=12s", 0)),
		on("numbers A t=12.5s x=0", out("A t=12.5s", 0)),
		on("numbers A t=40s x=-", out("A t=40s", nil)),
		on("numbers A t=41s x=5", out("A t=41s", nil)),
	)
	featurizertest.Table(
		t, featurizertest.Of(window.Skew.Definition, "window: 10s, kind: tumbling", "numbers.n"),
		on("numbers A t=10s n=-1"),
		on("numbers A t=11s n=-1"),
		on("numbers A t=12s n=-7"),
		on("numbers A t=20s n=5", out("A t=20s (warm-up)", -math.Sqrt(3./24)*(48./24))),
		on("numbers A t=30s n=5", out("A t=30s", nil)),
	)
}

// pair is an event with what all aggregates of two inputs put out.
type pair struct {
	event, head     string
	cov, corr, beta any
}

// checkPairs holds every aggregate of two inputs to its column.
func checkPairs(t *testing.T, params string, inputs []string, lines []pair) {
	for d, of := range map[*feature.Definition]func(*pair) any{
		window.Cov.Definition:  func(l *pair) any { return l.cov },
		window.Corr.Definition: func(l *pair) any { return l.corr },
		window.Beta.Definition: func(l *pair) any { return l.beta },
	} {
		t.Run(d.Name, func(t *testing.T) {
			steps := make([]featurizertest.Step, len(lines))
			for i := range lines {
				steps[i] = featurizertest.On(lines[i].event)
				if lines[i].head != "" {
					steps[i] = featurizertest.On(lines[i].event, featurizertest.Out(lines[i].head, of(&lines[i])))
				}
			}
			featurizertest.Table(t, featurizertest.Of(d, params, inputs...), steps...)
		})
	}
}

// TestPairs is the table of two fields of one stream over (t - 8s, t].
func TestPairs(t *testing.T) {
	checkPairs(t, "window: 8s", []string{"numbers.x", "numbers.y"}, []pair{
		{"numbers A t=1s x=1 y=1", "A t=1s (warm-up)", 0, nil, nil},
		// (1,1) (5,7): dx 4, dy 6, C = 12, M2X = 8, M2Y = 18.
		{"numbers A t=2s x=5 y=7", "A t=2s (warm-up)", 12. / 2, 1, 12. / 18},
		// A pair with a null is left out.
		{"numbers A t=3s x=- y=7", "A t=3s (warm-up)", 12. / 2, 1, 12. / 18},
		{"numbers A t=4s x=3 y=-", "A t=4s (warm-up)", 12. / 2, 1, 12. / 18},
		{"numbers B t=5s x=3 y=2", "B t=5s (warm-up)", 0, nil, nil},
		// (1,1) is out: (5,7) alone, then with (1,9).
		{"numbers A t=9s x=- y=-", "A t=9s", 0, nil, nil},
		{"numbers A t=9s r=9.5s x=1 y=9", "A t=9s", -4. / 2, -1, -4. / 2},
		// (1,9) and (4,9): y is the same.
		{"numbers A t=11s x=4 y=9", "A t=11s", 0, nil, nil},
		{"numbers A t=30s x=- y=1", "A t=30s", nil, nil, nil},
		// (2,1) and (2,3): x is the same.
		{"numbers A t=40s x=2 y=1", "A t=40s", 0, nil, nil},
		{"numbers A t=41s x=2 y=3", "A t=41s", 0, nil, 0},
	})
}

// TestPairsOfStreams is the table of two streams: a pair whenever one of them fires.
func TestPairsOfStreams(t *testing.T) {
	checkPairs(t, "window: 10s", []string{"trades.price", "numbers.x"}, []pair{
		// The other has not come: no pair, and what is not covered is warm-up.
		{"trades A t=1s price=3 amount=1", "A t=1s (warm-up)", nil, nil, nil},
		{"numbers A t=2s x=4", "A t=2s (warm-up)", 0, nil, nil},
		// (3,4) (5,4): y is the same.
		{"trades A t=3s price=5 amount=1", "A t=3s (warm-up)", 0, nil, nil},
		{event: "gap trades A r=3.5s"},
		{event: "gap numbers A r=3.6s"},
		// After the gaps each has its last value still.
		{"numbers A t=30s x=2", "A t=30s (warm-up)", 0, nil, nil},
		// (5,2) (7,2): a pair has the larger of the two times.
		{"trades A t=20s price=7 amount=1", "A t=30s (warm-up)", 0, nil, nil},
		// (5,2) (7,2) (7,5): means 19/3 and 3, C = 2, M2X = 8/3, M2Y = 6.
		{"numbers A t=39.9s x=5", "A t=39.9s (warm-up)", 2. / 3, 2 / math.Sqrt(8./3*6), 2. / 6},
		{"numbers A t=40s x=5", "A t=40s", 0, nil, nil},
	})
}

// TestTumblingPairs is the table of the windows [10s k, 10s (k+1)).
func TestTumblingPairs(t *testing.T) {
	checkPairs(t, "window: 10s, kind: tumbling, close_delay: 1s", []string{"numbers.n", "numbers.x"}, []pair{
		{event: "numbers A t=1s n=1 x=1"},
		{event: "numbers A t=9s n=5 x=7"},
		{"numbers A t=10s n=1 x=2", "A t=10s (warm-up)", 12. / 2, 1, 12. / 18},
		{event: "tick r=20.999999999s"},
		{"tick r=21s", "A t=20s r=21s", 0, nil, nil},
		{event: "numbers A t=31s n=- x=2"},
		{"tick r=41s", "A t=40s r=41s", nil, nil, nil},
	})
}
