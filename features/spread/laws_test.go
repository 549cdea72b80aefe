package spread_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/spread"
	"github.com/featurizer/featurizer/featurizertest"
)

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"default": featurizertest.Of(spread.Relative.Definition, ""),
		"of book": featurizertest.Of(spread.Relative.Definition, "source: book"),
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
