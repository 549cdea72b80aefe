package price_test

import (
	"math"
	"testing"

	"github.com/featurizer/featurizer/features/price"
	"github.com/featurizer/featurizer/featurizertest"
)

var on, out = featurizertest.On, featurizertest.Out

// TestMidPrice is the table of (bid + ask) / 2.
func TestMidPrice(t *testing.T) {
	tenth, fifth, largest := 0.1, 0.2, 0x1p1023
	featurizertest.Table(
		t, featurizertest.Of(price.MidPrice.Definition, ""),
		// It looks back at nothing, so the first event is as good as any.
		on("quotes A t=1s bid=99 bid_size=1 ask=102 ask_size=5", out("A t=1s", (99+102.)/2)),
		// The sum is rounded, not the halves.
		on("quotes A t=2s bid=0.1 ask=0.2", out("A t=2s", (tenth+fifth)/2)),
		// Locked and crossed quotes have a middle like others; zero and less are prices.
		on("quotes A t=3s bid=100 ask=100", out("A t=3s", 100)),
		on("quotes A t=4s bid=101 ask=99", out("A t=4s", (101+99.)/2)),
		on("quotes A t=5s bid=0 ask=0", out("A t=5s", 0)),
		on("quotes A t=6s bid=-37.5 ask=1", out("A t=6s", (-37.5+1.)/2)),
		// An absent side gives nothing; what follows does not see it.
		on("quotes A t=7s bid=99 ask=-"),
		on("quotes A t=8s bid=- ask=101"),
		on("quotes A t=9s bid=- ask=-"),
		on("quotes A t=10s bid=1 ask=4", out("A t=10s", (1+4.)/2)),
		// Sizes do not matter.
		on("quotes A t=11s bid=1 bid_size=0 ask=4 ask_size=0", out("A t=11s", (1+4.)/2)),
		// The same time again; a late event has the time of the one before.
		on("quotes A t=11s r=11.5s bid=1 ask=6", out("A t=11s", (1+6.)/2)),
		on("quotes A t=9s r=12s bid=1 ask=8", out("A t=11s", (1+8.)/2)),
		// What is no number becomes null, and is counted.
		on("quotes A t=13s bid=0x1p1023 ask=0x1p1023", out("A t=13s", math.NaN())),
		on("quotes A t=14s bid=0x1p1023 ask=0", out("A t=14s", largest/2)),
		// Keys do not mix, and a gap leaves nothing to warm up.
		on("quotes B t=1s r=14.5s bid=2 ask=4", out("B t=1s", (2+4.)/2)),
		on("gap quotes A r=15s"),
		on("quotes A t=16s bid=7 ask=9", out("A t=16s", (7+9.)/2)),
		// Time that passes gives nothing.
		on("tick r=100s"),
	)
}

// TestMidPriceOf is the table of a source that is named.
func TestMidPriceOf(t *testing.T) {
	c := featurizertest.Case{Config: `
sources:
  first: {definition: market.quote}
  second: {definition: market.quote, stream: other}
features:
  subject: {definition: price.mid_price, inputs: [second]}
`}
	featurizertest.Table(
		t, c,
		on("first A t=1s bid=1 ask=2"),
		on("second A t=2s bid=3 ask=4", out("A t=2s", (3+4.)/2)),
	)
}

// TestMidPriceOfBook is the table of the middle of a book, however it is named.
func TestMidPriceOfBook(t *testing.T) {
	ofSnapshot := featurizertest.Case{Config: `
sources: {deltas: {definition: market.book_delta}}
features:
  book:    {definition: book.snapshot, inputs: [deltas], params: {depth: 1}}
  subject: {definition: price.mid_price, inputs: [book]}
`}
	for name, c := range map[string]featurizertest.Case{
		"deltas":       featurizertest.Of(price.MidPrice.Definition, "", "deltas"),
		"source: book": featurizertest.Of(price.MidPrice.Definition, "source: book"),
		"snapshot":     ofSnapshot,
	} {
		t.Run(name, func(t *testing.T) {
			featurizertest.Table(
				t, c,
				on("deltas A t=1s last_update_id=1 bids=99:1"),
				on("deltas A t=2s last_update_id=2 bids=99:1,98:1 asks=102:1 flags=snapshot", out("A t=2s", (99+102.)/2)),
				on("deltas A t=3s last_update_id=3 bids=99:0", out("A t=3s", (98+102.)/2)),
				// A side that is not there, and a book that is not valid: null.
				on("deltas A t=4s last_update_id=4 asks=102:0", out("A t=4s", nil)),
				on("deltas A t=5s last_update_id=5 asks=103:1", out("A t=5s", (98+103.)/2)),
				on("book_invalid deltas A r=6s", out("A t=5s", nil)),
				on("deltas A t=7s last_update_id=6 asks=102:1"),
				on("deltas A t=8s last_update_id=7 bids=1:1 asks=2:1 flags=snapshot", out("A t=8s", (1+2.)/2)),
			)
		})
	}
}
