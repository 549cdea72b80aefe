package bars_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/bars"
	"github.com/featurizer/featurizer/featurizertest"
)

var on, out = featurizertest.On, featurizertest.Out

// TestOHLCV is the table of bars of 10s that wait for 3s: open, high, low, close,
// volume, vwap, trades.
func TestOHLCV(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(bars.OHLCV.Definition, "window: 10s, close_delay: 3s"),
		// The trade of 10s belongs to the next bar, and closes this one.
		on("trades A t=1s price=100 amount=1"),
		on("trades A t=2s price=130 amount=2"),
		on("trades A t=3s price=90 amount=4"),
		on("trades A t=9.999999999s price=110 amount=1"),
		on("trades A t=10s price=95 amount=2",
			out("A t=10s (warm-up)", 100, 130, 90, 110, 1+2+4+1, (100*1+130*2+90*4+110*1.)/(1+2+4+1), 4)),
		// The same time twice, the first stays the open. One that claims 8s comes too
		// late for its bar: its time is 10s. No side is needed, none matters.
		on("trades A t=10s r=10.5s side=sell price=96 amount=1"),
		on("trades A t=8s r=11s side=buy price=40 amount=1"),
		on("trades B t=12s price=7 amount=3"),
		// By the deadline, 20s + 3s, each key; not before.
		on("tick r=22.999999999s"),
		on("tick r=23s",
			out("A t=20s r=23s", 95, 96, 40, 40, 2+1+1, (95*2+96*1+40*1.)/(2+1+1), 3),
			out("B t=20s r=23s (warm-up)", 7, 7, 7, 7, 3, 7, 1)),
		// A bar without trades is none.
		on("trades A t=41s price=7 amount=0"),
		on("trades A t=42s price=9 amount=0"),
		// Without volume there is no vwap; nor where amounts cancel out.
		on("trades A t=50s price=2 amount=1", out("A t=50s", 7, 9, 7, 9, 0, nil, 2)),
		on("trades A t=51s price=3 amount=-1"),
		// Trades without a price or an amount are left out; of such alone a bar is null.
		on("trades A t=60s price=- amount=1", out("A t=60s", 2, 3, 2, 3, 0, nil, 2)),
		on("trades A t=61s price=1 amount=-"),
		on("trades A t=70s price=- amount=-", out("A t=70s", nil, nil, nil, nil, nil, nil, 0)),
		on("trades A t=71s price=5 amount=1"),
		on("trades A t=72s price=- amount=1"),
		on("trades A t=80s price=4 amount=1", out("A t=80s", 5, 5, 5, 5, 1, 5, 1)),
	)
}

// TestOHLCVByReceipt is the table of trades that are received late: by a deadline
// that is over they count by their receipt.
func TestOHLCVByReceipt(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(bars.OHLCV.Definition, "window: 10s, close_delay: 3s"),
		on("trades A t=10s price=1 amount=1"),
		on("trades A t=20s price=2 amount=1", out("A t=20s (warm-up)", 1, 1, 1, 1, 1, 1, 1)),
		// 29s is in [20s, 30s) while that waits, and in [30s, 40s) from 33s on.
		on("trades A t=29s r=32.999999999s price=3 amount=1"),
		on("trades A t=29s r=33s price=4 amount=1", out("A t=30s r=33s", 2, 3, 2, 3, 2, (2*1+3*1.)/2, 2)),
		on("tick r=43s", out("A t=40s r=43s", 4, 4, 4, 4, 1, 4, 1)),
		// Time is no reason to close before its own bar does: what is ahead of its
		// receipt closes the bar at once.
		on("trades A t=44s price=5 amount=1"),
		on("trades A t=59s r=45s price=6 amount=1", out("A t=50s", 5, 5, 5, 5, 1, 5, 1)),
		on("gap trades A r=46s"),
		// After a gap only bars that began after its end are full.
		on("trades A t=60s price=7 amount=1", out("A t=60s (warm-up)", 6, 6, 6, 6, 1, 6, 1)),
		on("trades A t=70s price=8 amount=1", out("A t=70s (warm-up)", 7, 7, 7, 7, 1, 7, 1)),
		on("trades A t=80s price=9 amount=1", out("A t=80s", 8, 8, 8, 8, 1, 8, 1)),
	)
}

// TestOHLCVFilled is the table of fill: previous, without a delay.
func TestOHLCVFilled(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(bars.OHLCV.Definition, "window: 10s, close_delay: 0s, fill: previous"),
		// Nothing before the first trade.
		on("tick r=20s"),
		on("trades A t=25s price=3 amount=2"),
		on("trades A t=26s price=5 amount=2"),
		// Flat bars at the last close, by deadlines and by a trade.
		on("tick r=39.999999999s", out("A t=30s r=30s (warm-up)", 3, 5, 3, 5, 4, (3*2+5*2.)/4, 2)),
		on("tick r=40s", out("A t=40s r=40s", 5, 5, 5, 5, 0, 5, 0)),
		on("trades A t=65s r=41s price=6 amount=1",
			out("A t=50s", 5, 5, 5, 5, 0, 5, 0), out("A t=60s", 5, 5, 5, 5, 0, 5, 0)),
		// The deadline comes before what is received at it. A bar without volume is no
		// bar without trades: its close goes on.
		on("trades A t=70s price=8 amount=0", out("A t=70s r=70s", 6, 6, 6, 6, 1, 6, 1)),
		on("tick r=90s", out("A t=80s r=80s", 8, 8, 8, 8, 0, nil, 1), out("A t=90s r=90s", 8, 8, 8, 8, 0, 8, 0)),
		// Across a gap nothing is filled, until there is a trade again.
		on("gap trades A r=95s"),
		on("tick r=120s"),
		on("trades A t=121s price=- amount=1"),
		on("tick r=130s", out("A t=130s r=130s (warm-up)", nil, nil, nil, nil, nil, nil, 0)),
		on("trades A t=135s price=2 amount=1"),
		on("tick r=150s", out("A t=140s r=140s", 2, 2, 2, 2, 1, 2, 1), out("A t=150s r=150s", 2, 2, 2, 2, 0, 2, 0)),
	)
}

// TestOHLCVOfAMinute is the table of the params by default: a minute, aligned to the
// epoch below it too, that waits for 2s and is not filled.
func TestOHLCVOfAMinute(t *testing.T) {
	tenth, fifth, seventh := 0.1, 0.2, 0.7
	featurizertest.Table(
		t, featurizertest.Of(bars.OHLCV.Definition, ""),
		on("trades A t=-1ns price=4 amount=1"),
		on("trades A t=0s price=0.1 amount=0.7", out("A t=0s (warm-up)", 4, 4, 4, 4, 1, 4, 1)),
		on("trades A t=59.999s price=0.2 amount=0.1"),
		on("tick r=61.999999999s"),
		// Each product and each sum is rounded.
		on("tick r=62s", out("A t=60s r=62s", 0.1, 0.2, 0.1, 0.2, seventh+tenth,
			(float64(tenth*seventh)+float64(fifth*tenth))/(seventh+tenth), 2)),
		on("tick r=1000s"),
	)
}

// TestOHLCVLongAfter is the table of a trade received bars after its time: it counts
// in that of its receipt, less the delay.
func TestOHLCVLongAfter(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(bars.OHLCV.Definition, "window: 10s, close_delay: 3s"),
		on("trades A t=10s price=1 amount=1"),
		on("trades A t=11s r=52.999999999s price=2 amount=1", out("A t=20s r=23s (warm-up)", 1, 1, 1, 1, 1, 1, 1)),
		on("trades A t=11s r=53s price=3 amount=1", out("A t=50s r=53s", 2, 2, 2, 2, 1, 2, 1)),
		on("tick r=63s", out("A t=60s r=63s", 3, 3, 3, 3, 1, 3, 1)),
	)
}
