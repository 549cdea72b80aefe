package cross_test

import (
	"testing"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/transforms/cross"
)

// named is the case of a definition whose config names the keys.
func named(d *feature.Definition, params string, inputs ...string) featurizertest.Case {
	c := featurizertest.Of(d, params, inputs...)
	c.Config = "keys: [{symbol: [A, B]}]\n" + c.Config
	return c
}

// TestLaws holds that the definitions keep the laws.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"mean":               named(cross.Mean.Definition, "", "numbers.x"),
		"mean of integers":   named(cross.Mean.Definition, "", "numbers.n"),
		"mean of any keys":   featurizertest.Of(cross.Mean.Definition, "", "numbers.x"),
		"rank":               named(cross.Rank.Definition, "", "numbers.x"),
		"rank of any keys":   featurizertest.Of(cross.Rank.Definition, "", "numbers.n"),
		"spread":             named(cross.Spread.Definition, "a: {symbol: A}, b: {symbol: B}", "numbers.x"),
		"spread of any keys": featurizertest.Of(cross.Spread.Definition, "a: {symbol: B}, b: {symbol: A}", "numbers.x"),
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
