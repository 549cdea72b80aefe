package price_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/price"
	"github.com/featurizer/featurizer/featurizertest"
)

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"default": featurizertest.Of(price.MidPrice.Definition, ""),
		"named":   featurizertest.Of(price.MidPrice.Definition, "", "quotes"),
		"vwap":    featurizertest.Of(price.VWAP.Definition, "window: 3s"),
		"vwap 1m": featurizertest.Of(price.VWAP.Definition, "", "trades"),
		"of book": featurizertest.Of(price.MidPrice.Definition, "source: book"),
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
