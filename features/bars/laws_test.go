package bars_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/bars"
	"github.com/featurizer/featurizer/featurizertest"
)

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"default":        featurizertest.Of(bars.OHLCV.Definition, ""),
		"1s":             featurizertest.Of(bars.OHLCV.Definition, "window: 1s"),
		"without delay":  featurizertest.Of(bars.OHLCV.Definition, "window: 1s, close_delay: 0s"),
		"long delay":     featurizertest.Of(bars.OHLCV.Definition, "window: 300ms, close_delay: 5s"),
		"filled":         featurizertest.Of(bars.OHLCV.Definition, "window: 1s, fill: previous"),
		"filled at once": featurizertest.Of(bars.OHLCV.Definition, "window: 3s, fill: previous, close_delay: 0s"),
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
