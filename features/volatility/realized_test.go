package volatility_test

import (
	"math"
	"testing"

	"github.com/featurizer/featurizer/features/volatility"
	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/fmath"
)

// squared is the square of a return.
func squared(from, to float64) float64 {
	r := fmath.Log(to / from)
	return float64(r * r)
}

// TestRealized is the table of sqrt(sum of log(p/last p)^2) over (t - 10s, t].
func TestRealized(t *testing.T) {
	root := math.Sqrt
	featurizertest.Table(
		t, featurizertest.Of(volatility.Realized.Definition, "window: 10s", "numbers.x"),
		on("numbers A t=1s x=10", out("A t=1s (warm-up)", nil)),
		on("numbers A t=2s x=12", out("A t=2s (warm-up)", root(squared(10, 12)))),
		on("numbers A t=3s x=12", out("A t=3s (warm-up)", root(squared(10, 12)))),
		on("numbers A t=4s x=11", out("A t=4s (warm-up)", root(squared(10, 12)+squared(12, 11)))),
		on("numbers B t=5s x=100", out("B t=5s (warm-up)", nil)),
		// A null breaks the chain, and so does what is no price.
		on("numbers A t=6s x=-", out("A t=6s (warm-up)", root(squared(10, 12)+squared(12, 11)))),
		on("numbers A t=7s x=50", out("A t=7s (warm-up)", root(squared(10, 12)+squared(12, 11)))),
		on("numbers A t=8s x=-3", out("A t=8s (warm-up)", root(squared(10, 12)+squared(12, 11)))),
		on("numbers A t=9s x=0", out("A t=9s (warm-up)", root(squared(10, 12)+squared(12, 11)))),
		on("numbers A t=11s x=8", out("A t=11s", root(squared(10, 12)+squared(12, 11)))),
		// The return of 2s is out though its price is not needed either; that of 4s stays.
		on("numbers A t=12s x=9", out("A t=12s", root(squared(12, 11)+squared(8, 9)))),
		// A return has the time of its second price, however long ago the first was.
		on("numbers A t=30s x=18", out("A t=30s", root(squared(9, 18)))),
		on("numbers A t=25s r=31s x=9", out("A t=30s", root(squared(9, 18)+squared(18, 9)))),
		on("numbers A t=45s x=-", out("A t=45s", nil)),
		on("gap numbers A r=46s"),
		on("numbers A t=47s x=3", out("A t=47s (warm-up)", nil)),
		on("numbers A t=57s x=4", out("A t=57s", root(squared(3, 4)))),
		on("tick r=100s"),
	)
	// By default a minute of price.mid_price: 100, 104, 106.
	featurizertest.Table(
		t, featurizertest.Of(volatility.Realized.Definition, ""),
		on("quotes A t=0s bid=99 ask=101", out("A t=0s (warm-up)", nil)),
		on("quotes A t=1s bid=99 ask=-"),
		on("quotes A t=2s bid=101 ask=107", out("A t=2s (warm-up)", root(squared(100, 104)))),
		on("quotes A t=60s bid=105 ask=107", out("A t=60s", root(squared(100, 104)+squared(104, 106)))),
		on("quotes A t=62s bid=105 ask=107", out("A t=62s", root(squared(104, 106)+0))),
	)
}
