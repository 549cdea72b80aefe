package window_test

import (
	"testing"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/transforms/window"
)

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for _, d := range []*feature.Definition{
		window.Count.Definition, window.Sum.Definition, window.Mean.Definition, window.Min.Definition, window.Max.Definition,
		window.First.Definition, window.Last.Definition, window.Variance.Definition, window.StdDev.Definition,
		window.Skew.Definition,
		window.Median.Definition, window.Quantile.Definition,
	} {
		for _, params := range []string{
			"window: 3s", "window: 100ms", "window: 1 event", "window: 5 events", "window: 1s, kind: tumbling", "window: 300ms, kind: tumbling, close_delay: 0s",
			"gap: 1s, kind: session", "gap: 100ms, kind: session, close_delay: 0s",
		} {
			t.Run(d.Name+" "+params, func(t *testing.T) {
				if d == window.Quantile.Definition {
					params += ", q: 0.7"
				}
				c := featurizertest.Of(d, params, "numbers.x")
				c.Seeds = []uint64{1, 2}
				featurizertest.Laws(t, c)
			})
		}
	}
}

// TestPairLaws holds that the definitions of two inputs keep the laws, of one stream
// and of two.
func TestPairLaws(t *testing.T) {
	for _, d := range []*feature.Definition{window.Cov.Definition, window.Corr.Definition, window.Beta.Definition} {
		for _, inputs := range [][]string{{"numbers.x", "numbers.y"}, {"trades.price", "numbers.n"}} {
			for _, params := range []string{"window: 3s", "window: 300ms, kind: tumbling, close_delay: 0s"} {
				t.Run(d.Name+" "+params+" "+inputs[0], func(t *testing.T) {
					c := featurizertest.Of(d, params, inputs...)
					c.Seeds = []uint64{1, 2}
					featurizertest.Laws(t, c)
				})
			}
		}
	}
}
