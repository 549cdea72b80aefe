package join_test

import (
	"testing"

	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/transforms/join"
)

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"latest":           featurizertest.Of(join.Latest, "", "quotes", "trades"),
		"latest of fields": featurizertest.Of(join.Latest, "", "quotes.bid", "numbers.word", "numbers.flag"),
		"latest when":      featurizertest.Of(join.Latest, "when: trades", "quotes", "trades"),
		"as-of":            featurizertest.Of(join.AsOf, "", "quotes", "trades"),
		"as-of, aged":      featurizertest.Of(join.AsOf, "max_age: 1s", "trades.price", "numbers"),
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
