package book_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/book"
	"github.com/featurizer/featurizer/featurizertest"
)

var on, out = featurizertest.On, featurizertest.Out

// TestMicroprice is the table of (bid*ask_size + ask*bid_size) / (bid_size + ask_size).
func TestMicroprice(t *testing.T) {
	bid, bidSize, ask, askSize := 0.1, 0.3, 0.2, 0.7
	featurizertest.Table(
		t, featurizertest.Of(book.Microprice.Definition, ""),
		// The larger size pushes towards the other side.
		on("quotes A t=1s bid=99 bid_size=3 ask=101 ask_size=1", out("A t=1s", (99*1+101*3.)/(3+1))),
		on("quotes A t=2s bid=99 bid_size=1 ask=101 ask_size=3", out("A t=2s", (99*3+101*1.)/(1+3))),
		on("quotes A t=3s bid=99 bid_size=5 ask=101 ask_size=5", out("A t=3s", (99*5+101*5.)/(5+5))),
		// Both products are rounded before they are added.
		on("quotes A t=4s bid=0.1 bid_size=0.3 ask=0.2 ask_size=0.7",
			out("A t=4s", (float64(bid*askSize)+float64(ask*bidSize))/(bidSize+askSize))),
		// A size of zero is one; a total of zero, or a size that is not known, is null.
		on("quotes A t=5s bid=99 bid_size=0 ask=101 ask_size=2", out("A t=5s", 99)),
		on("quotes A t=6s bid=99 bid_size=2 ask=101 ask_size=0", out("A t=6s", 101)),
		on("quotes A t=7s bid=99 bid_size=0 ask=101 ask_size=0", out("A t=7s", nil)),
		on("quotes A t=8s bid=99 bid_size=-1 ask=101 ask_size=1", out("A t=8s", nil)),
		on("quotes A t=9s bid=99 bid_size=- ask=101 ask_size=1", out("A t=9s", nil)),
		on("quotes A t=10s bid=99 bid_size=1 ask=101 ask_size=-", out("A t=10s", nil)),
		// An absent side gives nothing, whatever its size says.
		on("quotes A t=11s bid=99 bid_size=1 ask=- ask_size=-"),
		on("quotes A t=12s bid=- bid_size=- ask=101 ask_size=1"),
		on("quotes A t=13s bid=99 bid_size=1 ask=- ask_size=1"),
		on("quotes A t=14s bid=- bid_size=- ask=- ask_size=-"),
		// The same time again; a late event has the time of the one before.
		on("quotes A t=15s bid=1 bid_size=1 ask=5 ask_size=3", out("A t=15s", (1*3+5*1.)/(1+3))),
		on("quotes A t=15s r=15.5s bid=1 bid_size=3 ask=5 ask_size=1", out("A t=15s", (1*1+5*3.)/(3+1))),
		on("quotes A t=2s r=16s bid=2 bid_size=3 ask=6 ask_size=1", out("A t=15s", (2*1+6*3.)/(3+1))),
		// Keys do not mix, and a gap leaves nothing to warm up.
		on("quotes B t=1s r=16.5s bid=2 bid_size=1 ask=6 ask_size=1", out("B t=1s", (2*1+6*1.)/(1+1))),
		on("gap quotes A r=17s"),
		on("quotes A t=18s bid=1 bid_size=1 ask=3 ask_size=1", out("A t=18s", (1*1+3*1.)/(1+1))),
		on("tick r=100s"),
	)
}
