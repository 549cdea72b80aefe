package basic_test

import (
	"testing"

	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/transforms/basic"
)

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"diff":             featurizertest.Of(basic.Diff.Definition, "window: 3s", "numbers.x"),
		"diff of integers": featurizertest.Of(basic.Diff.Definition, "window: 100ms", "numbers.n"),
		"relative diff":    featurizertest.Of(basic.Diff.Definition, "window: 3s, relative: true", "numbers.x"),
		"diff 4 events":    featurizertest.Of(basic.Diff.Definition, "window: 4 events", "numbers.x"),
		"relative 1 event": featurizertest.Of(basic.Diff.Definition, "window: 1 event, relative: true", "numbers.x"),
		"lag 2s":           featurizertest.Of(basic.Lag.Definition, "by: 2s", "numbers.x"),
		"lag 1ns":          featurizertest.Of(basic.Lag.Definition, "by: 1ns", "numbers.n"),
		"lag 1 event":      featurizertest.Of(basic.Lag.Definition, "by: 1 event", "numbers.x"),
		"lag 7 events":     featurizertest.Of(basic.Lag.Definition, "by: 7 events", "numbers.x"),
		"ewma tau":         featurizertest.Of(basic.Ewma.Definition, "tau: 2s", "numbers.x"),
		"ewma halflife":    featurizertest.Of(basic.Ewma.Definition, "halflife: 100ms", "numbers.n"),
		"sample":           featurizertest.Of(basic.Sample.Definition, "every: 1s", "numbers.x"),
		"sample 3s":        featurizertest.Of(basic.Sample.Definition, "every: 3s", "numbers.n"),
		"throttle":         featurizertest.Of(basic.Throttle.Definition, "every: 1s", "numbers.x"),
		"throttle 3s":      featurizertest.Of(basic.Throttle.Definition, "every: 3s", "numbers.n"),
		"min_max":          featurizertest.Of(basic.MinMax.Definition, "window: 3s", "numbers.x"),
		"min_max integers": featurizertest.Of(basic.MinMax.Definition, "window: 100ms", "numbers.n"),
		"zscore":           featurizertest.Of(basic.ZScore.Definition, "window: 3s", "numbers.x"),
		"zscore integers":  featurizertest.Of(basic.ZScore.Definition, "window: 100ms", "numbers.n"),
		"return 2s":        featurizertest.Of(basic.Return.Definition, "by: 2s", "numbers.x"),
		"return 2 events":  featurizertest.Of(basic.Return.Definition, "by: 2 events", "numbers.n"),
		"log return 100ms": featurizertest.Of(basic.Return.Definition, "by: 100ms, log: true", "numbers.x"),
		"log return 1":     featurizertest.Of(basic.Return.Definition, "by: 1 event, log: true", "trades.price"),
		"cumsum":           featurizertest.Of(basic.CumSum.Definition, "", "numbers.x"),
		"cumsum of a day":  featurizertest.Of(basic.CumSum.Definition, "reset: day", "numbers.n"),
		"unique":           featurizertest.Of(basic.Unique.Definition, "", "numbers.x"),
		"unique integers":  featurizertest.Of(basic.Unique.Definition, "", "numbers.n"),
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
