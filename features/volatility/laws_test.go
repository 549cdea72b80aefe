package volatility_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/volatility"
	"github.com/featurizer/featurizer/featurizertest"
)

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"default":              featurizertest.Of(volatility.StdDev.Definition, ""),
		"of the mid":           featurizertest.Of(volatility.StdDev.Definition, "window: 3s"),
		"of a number":          featurizertest.Of(volatility.StdDev.Definition, "window: 100ms", "numbers.x"),
		"of integers":          featurizertest.Of(volatility.StdDev.Definition, "window: 7s", "numbers.n"),
		"of 5 events":          featurizertest.Of(volatility.StdDev.Definition, "window: 5 events"),
		"realized":             featurizertest.Of(volatility.Realized.Definition, ""),
		"realized of the mid":  featurizertest.Of(volatility.Realized.Definition, "window: 3s"),
		"realized of a number": featurizertest.Of(volatility.Realized.Definition, "window: 100ms", "numbers.x"),
		"realized of integers": featurizertest.Of(volatility.Realized.Definition, "window: 7s", "numbers.n"),
		"realized of 5 events": featurizertest.Of(volatility.Realized.Definition, "window: 5 events"),
		"of one event":         featurizertest.Of(volatility.StdDev.Definition, "window: 1ns", "numbers.x"),
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
