package price_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/price"
	"github.com/featurizer/featurizer/featurizertest"
)

// TestVWAP is the table of sum(price*amount)/sum(amount) over (t - 10s, t].
func TestVWAP(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(price.VWAP.Definition, "window: 10s"),
		on("trades A t=1s price=100 amount=1", out("A t=1s (warm-up)", 100)),
		on("trades A t=2s price=110 amount=3 side=sell", out("A t=2s (warm-up)", 430./4)),
		// Without a price or an amount it is not added.
		on("trades A t=3s price=- amount=5", out("A t=3s (warm-up)", 430./4)),
		on("trades A t=4s price=5 amount=-", out("A t=4s (warm-up)", 430./4)),
		on("trades A t=5s price=7 amount=0", out("A t=5s (warm-up)", 430./4)),
		on("trades B t=6s price=3 amount=2", out("B t=6s (warm-up)", 3)),
		// The trade of 1s is out; one that is late counts now.
		on("trades A t=11s price=90 amount=1", out("A t=11s", 420./4)),
		on("trades A t=1s r=11.5s price=100 amount=4", out("A t=11s", 820./8)),
		on("trades A t=14s price=- amount=1", out("A t=14s", 490./5)),
		// An amount of 0 alone has no average, nor has a window of nothing.
		on("trades A t=30s price=7 amount=0", out("A t=30s", nil)),
		on("trades A t=41s price=- amount=0", out("A t=41s", nil)),
		on("gap trades A r=42s"),
		on("trades A t=43s price=7 amount=2", out("A t=43s (warm-up)", 7)),
		on("trades A t=53s price=8 amount=2", out("A t=53s", 8)),
		on("tick r=100s"),
	)
	// By default a minute: the values of 0s and 59s, then those of 59s and 60s.
	v, w := float64(0.1*float64(3)), float64(0.7*float64(2))
	featurizertest.Table(
		t, featurizertest.Of(price.VWAP.Definition, ""),
		on("trades A t=0s price=0.1 amount=3", out("A t=0s (warm-up)", v/3)),
		on("trades A t=59s price=0.7 amount=2", out("A t=59s (warm-up)", (v+w)/5)),
		on("trades A t=60s price=0.1 amount=3", out("A t=60s", (w+v)/5)),
	)
}
