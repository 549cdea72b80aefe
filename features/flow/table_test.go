package flow_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/flow"
	"github.com/featurizer/featurizer/featurizertest"
)

var on, out = featurizertest.On, featurizertest.Out

// TestTradeVolumeImbalance is the table of 2 (B - S) / (B + S) over (t - 10s, t].
func TestTradeVolumeImbalance(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(flow.TradeVolumeImbalance.Definition, "window: 10s"),
		// Less than a window is known until 1s + 10s. All bought is 2, all sold -2.
		on("trades A t=1s side=buy price=100 amount=2", out("A t=1s (warm-up)", 2*(200-0.)/(200+0))),
		on("trades A t=2s side=sell price=50 amount=2", out("A t=2s (warm-up)", 2*(200-100.)/(200+100))),
		// Without a side, a price or an amount a trade counts in neither sum.
		on("trades A t=3s side=- price=7 amount=7", out("A t=3s (warm-up)", 2*(200-100.)/(200+100))),
		on("trades A t=4s side=buy price=- amount=7", out("A t=4s (warm-up)", 2*(200-100.)/(200+100))),
		on("trades A t=5s side=sell price=7 amount=-", out("A t=5s (warm-up)", 2*(200-100.)/(200+100))),
		// B has sums of its own, and its own warm-up.
		on("trades B t=6s side=sell price=1 amount=1", out("B t=6s (warm-up)", 2*(0-1.)/(0+1))),
		on("trades A t=10.999999999s side=sell price=20 amount=5", out("A t=10.999999999s (warm-up)", 2*(200-200.)/(200+200))),
		// The buy of 1s is exactly a window old: out.
		on("trades A t=11s side=sell price=10 amount=10", out("A t=11s", 2*(0-300.)/(0+300))),
		// The same time again; what claims 9s counts at 11s.
		on("trades A t=11s r=11.5s side=buy price=30 amount=10", out("A t=11s", 2*(300-300.)/(300+300))),
		on("trades A t=9s r=11.6s side=buy price=100 amount=1", out("A t=11s", 2*(400-300.)/(400+300))),
		// The sell of 2s is out. A trade of nothing adds nothing.
		on("trades A t=12s side=buy price=5 amount=0", out("A t=12s", 2*(400-200.)/(400+200))),
		// Of 20.999999999s on: that of 11s alone.
		on("trades A t=20.999999999s side=- price=1 amount=1", out("A t=20.999999999s", 2*(400-100.)/(400+100))),
		// The zero of 12s is out too; then there is nothing.
		on("trades A t=21.5s side=sell price=0 amount=3", out("A t=21.5s", nil)),
		on("trades A t=40s side=- price=1 amount=1", out("A t=40s", nil)),
		on("trades B t=16s r=40.1s side=buy price=4 amount=1", out("B t=16s", 2*(4-0.)/(4+0))),
		// After a gap it warms up anew, over what it had.
		on("trades A t=41s side=buy price=3 amount=1", out("A t=41s", 2*(3-0.)/(3+0))),
		on("gap trades A r=42s"),
		on("trades A t=45s side=sell price=1 amount=1", out("A t=45s (warm-up)", 2*(3-1.)/(3+1))),
		on("trades B t=45s r=45.1s side=sell price=1 amount=1", out("B t=45s", 2*(0-1.)/(0+1))),
		on("trades A t=55s side=buy price=7 amount=1", out("A t=55s", 2*(7-0.)/(7+0))),
		on("tick r=200s"),
	)
}

// TestTradeVolumeImbalanceOfAMinute is the table of the params by default.
func TestTradeVolumeImbalanceOfAMinute(t *testing.T) {
	b1, s1, b2 := float64(0.1*float64(3)), float64(0.7*float64(2)), 0.3
	featurizertest.Table(
		t, featurizertest.Of(flow.TradeVolumeImbalance.Definition, ""),
		// The values are added as they come: a buy, a sell, a buy of one minute.
		on("trades A t=0s side=buy price=0.1 amount=3", out("A t=0s (warm-up)", 2)),
		on("trades A t=1s side=sell price=0.7 amount=2", out("A t=1s (warm-up)", 2*(b1-s1)/(b1+s1))),
		on("trades A t=59.999999999s side=buy price=0.3 amount=1",
			out("A t=59.999999999s (warm-up)", 2*((b1+b2)-s1)/((b1+b2)+s1))),
		on("trades A t=60s side=- price=1 amount=1", out("A t=60s", 2*(b2-s1)/(b2+s1))),
	)
}
