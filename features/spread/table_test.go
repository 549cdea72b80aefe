package spread_test

import (
	"math"
	"testing"

	"github.com/featurizer/featurizer/features/spread"
	"github.com/featurizer/featurizer/featurizertest"
)

var on, out = featurizertest.On, featurizertest.Out

// TestRelative is the table of 2 (ask - bid) / (ask + bid).
func TestRelative(t *testing.T) {
	bid, ask := 0.1, 0.3
	featurizertest.Table(
		t, featurizertest.Of(spread.Relative.Definition, ""),
		on("quotes A t=1s bid=99 bid_size=1 ask=101 ask_size=9", out("A t=1s", 2*(101-99.)/(101+99))),
		on("quotes A t=2s bid=3 ask=5", out("A t=2s", 2*(5-3.)/(5+3))),
		on("quotes A t=3s bid=0.1 ask=0.3", out("A t=3s", 2*(ask-bid)/(ask+bid))),
		// Locked quotes have none; that of crossed ones is negative.
		on("quotes A t=4s bid=100 ask=100", out("A t=4s", 0)),
		on("quotes A t=5s bid=101 ask=99", out("A t=5s", 2*(99-101.)/(99+101))),
		on("quotes A t=6s bid=0 ask=5", out("A t=6s", 2*(5-0.)/(5+0))),
		// An absent side gives nothing; an absent size does not matter.
		on("quotes A t=7s bid=99 ask=-"),
		on("quotes A t=8s bid=- ask=101"),
		on("quotes A t=9s bid=- ask=-"),
		on("quotes A t=10s bid=3 bid_size=- ask=5 ask_size=0", out("A t=10s", 2*(5-3.)/(5+3))),
		// By zero: neither 0/0 nor an infinity is a number. The formula makes no null of
		// its own here, so they are counted.
		on("quotes A t=11s bid=0 ask=0", out("A t=11s", math.NaN())),
		on("quotes A t=12s bid=-1 ask=1", out("A t=12s", math.NaN())),
		// The same time again; a late event has the time of the one before.
		on("quotes A t=12s r=12.5s bid=1 ask=3", out("A t=12s", 2*(3-1.)/(3+1))),
		on("quotes A t=3s r=13s bid=1 ask=7", out("A t=12s", 2*(7-1.)/(7+1))),
		// Keys do not mix, and a gap leaves nothing to warm up.
		on("quotes B t=1s r=13.5s bid=2 ask=6", out("B t=1s", 2*(6-2.)/(6+2))),
		on("gap quotes A r=14s"),
		on("quotes A t=15s bid=1 ask=3", out("A t=15s", 2*(3-1.)/(3+1))),
		on("tick r=100s"),
	)
}

// TestRelativeOfBook is the table of the spread of a book.
func TestRelativeOfBook(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(spread.Relative.Definition, "source: book"),
		on("deltas A t=1s last_update_id=1 bids=99:1 asks=101:1 flags=snapshot", out("A t=1s", 2*(101-99.)/(101+99))),
		on("deltas A t=2s last_update_id=2 bids=102:1", out("A t=2s", 2*(101-102.)/(101+102))),
		on("deltas A t=3s last_update_id=3 asks=101:0", out("A t=3s", nil)),
		on("book_invalid deltas A r=4s", out("A t=3s", nil)),
	)
}
