package book_test

import (
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/features/book"
	"github.com/featurizer/featurizer/featurizertest"
)

// side is a list of levels: prices and sizes in turn.
func side(numbers ...float64) []event.Level {
	list := []event.Level{}
	for i := 0; i < len(numbers); i += 2 {
		list = append(list, event.Level{Price: numbers[i], Size: numbers[i+1]})
	}
	return list
}

// TestSnapshot is the table of the book after each message, two levels of each side.
func TestSnapshot(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(book.Snapshot.Definition, "depth: 2"),
		// Before the first snapshot there is no book, and nothing to make invalid.
		on("deltas A t=1s last_update_id=4 bids=99:1"),
		on("book_invalid deltas A r=1.5s"),
		// Levels come in any order; a size of zero is none.
		on("deltas A t=2s last_update_id=5 bids=98:2,99:1,97:3 asks=103:1,101:2,102:0 flags=snapshot",
			out("A t=2s", side(99, 1, 98, 2), side(101, 2, 103, 1))),
		// Sides may differ in length; 101.00 is 101; deleting what is not there is fine.
		on("deltas A t=3s last_update_id=7 asks=101.00:0,103:0,150:0", out("A t=3s", side(99, 1, 98, 2), side())),
		// What is not newer is passed over; an unused id in between is nobody's affair.
		on("deltas A t=4s last_update_id=7 bids=99:9"),
		on("deltas A t=4s r=4.1s last_update_id=6 bids=99:9"),
		on("deltas A t=5s last_update_id=9 bids=99.5:4 asks=100.5:1", out("A t=5s", side(99.5, 4, 99, 1), side(100.5, 1))),
		// Below what is shown: the book has changed and says so. Of a price that is there
		// twice the last counts.
		on("deltas A t=6s last_update_id=10 bids=90:1", out("A t=6s", side(99.5, 4, 99, 1), side(100.5, 1))),
		on("deltas A t=7s last_update_id=11 bids=99.5:7,99.5:0,99:3", out("A t=7s", side(99, 3, 98, 2), side(100.5, 1))),
		// A message without an id of a venue that gives none is always new.
		on("deltas A t=8s last_update_id=0 bids=98:5", out("A t=8s", side(99, 3, 98, 5), side(100.5, 1))),
		// A late one has the time of the one before. Keys do not mix.
		on("deltas A t=1s r=9s last_update_id=12 bids=99:4", out("A t=8s", side(99, 4, 98, 5), side(100.5, 1))),
		on("deltas B t=9s r=9.5s last_update_id=13 bids=1:1"),
		// An empty snapshot is an empty book.
		on("deltas A t=10s last_update_id=3 flags=snapshot", out("A t=10s", side(), side())),
		on("deltas A t=11s last_update_id=4 bids=1:1", out("A t=11s", side(1, 1), side())),
	)
}

// TestSnapshotInvalid is the table of a book that is lost and comes back.
func TestSnapshotInvalid(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(book.Snapshot.Definition, ""),
		on("deltas A t=1s last_update_id=1 bids=99:1 asks=101:1 flags=snapshot", out("A t=1s", side(99, 1), side(101, 1))),
		// Null at once, with the time of the last message, warm-up or not as before the
		// gap; once; and nothing while it is invalid.
		on("gap deltas A r=2s"),
		on("book_invalid deltas A r=2.1s", out("A t=1s", nil, nil)),
		on("book_invalid deltas A r=2.2s"),
		on("deltas A t=3s last_update_id=7 bids=99:2"),
		on("deltas A t=3s r=3.1s last_update_id=1 bids=99:2"),
		// The new snapshot alone says that there is one again, whatever its id.
		on("book_resynced deltas A r=4s"),
		on("deltas A t=3s r=4.1s last_update_id=1 bids=98:1 flags=snapshot", out("A t=3s", side(98, 1), side())),
		on("deltas A t=5s last_update_id=2 asks=100:1", out("A t=5s", side(98, 1), side(100, 1))),
		// A gap alone, as of a venue that does not prove its book, changes none; what a
		// connection does neither.
		on("gap deltas A r=6s"),
		on("disconnected deltas A r=6.1s"),
		on("deltas A t=7s last_update_id=3 asks=100:2", out("A t=7s", side(98, 1), side(100, 2))),
		// Without a gap too, and of this key alone.
		on("deltas B t=8s last_update_id=1 bids=1:1 flags=snapshot", out("B t=8s", side(1, 1), side())),
		on("book_invalid deltas A r=9s", out("A t=7s", nil, nil)),
		on("deltas B t=10s last_update_id=2 bids=2:1", out("B t=10s", side(2, 1, 1, 1), side())),
	)
}

// TestSnapshotEvery is the table of the first book of each two seconds.
func TestSnapshotEvery(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(book.Snapshot.Definition, "depth: 1, every: 2s"),
		// The bucket in which coverage begins is not known from its start.
		on("deltas A t=1s last_update_id=1 bids=99:1,98:1 asks=101:1 flags=snapshot", out("A t=1s (warm-up)", side(99, 1), side(101, 1))),
		on("deltas A t=1.9s last_update_id=2 bids=99:2"),
		// What passed stays as it was while the book goes on.
		on("deltas A t=2s last_update_id=3 bids=99:3", out("A t=2s", side(99, 3), side(101, 1))),
		on("deltas A t=3.9s last_update_id=4 bids=99:0"),
		on("deltas A t=6.5s last_update_id=5 bids=97:1", out("A t=6.5s", side(98, 1), side(101, 1))),
		// A book that becomes invalid, and the one that comes back, always pass.
		on("book_invalid deltas A r=7s", out("A t=6.5s", nil, nil)),
		on("deltas A t=7.2s last_update_id=9 bids=97:2"),
		on("deltas A t=7.3s last_update_id=9 bids=96:1 flags=snapshot", out("A t=7.3s", side(96, 1), side())),
		on("deltas A t=7.4s last_update_id=10 bids=96:2"),
		on("deltas A t=8s last_update_id=11 bids=96:3", out("A t=8s", side(96, 3), side())),
	)
}

// TestImbalance is the table of (B-A)/(B+A) over two levels of each side.
func TestImbalance(t *testing.T) {
	b, a := 0.1, 0.3
	b += 0.2
	featurizertest.Table(
		t, featurizertest.Of(book.Imbalance.Definition, "depth: 2"),
		on("deltas A t=1s last_update_id=1 bids=99:3,98:1,97:50 asks=101:1,102:1,103:50 flags=snapshot", out("A t=1s", (4-2.)/(4+2))),
		// The third level comes up; a side may have fewer than are asked for.
		on("deltas A t=2s last_update_id=2 bids=99:0", out("A t=2s", (51-2.)/(51+2))),
		on("deltas A t=3s last_update_id=3 asks=101:0,102:0,103:1", out("A t=3s", (51-1.)/(51+1))),
		// Sizes are added from the best on: 0.1 + 0.2 is not 0.3.
		on("deltas A t=4s last_update_id=4 bids=98:0.1,97:0.2 asks=103:0.3", out("A t=4s", (b-a)/(b+a))),
		// A side that is not there makes it null, and so does an invalid book.
		on("deltas A t=5s last_update_id=5 asks=103:0", out("A t=5s", nil)),
		on("deltas A t=6s last_update_id=6 asks=103:7 bids=98:0,97:7", out("A t=6s", 0)),
		on("book_invalid deltas A r=7s", out("A t=6s", nil)),
		on("deltas A t=8s last_update_id=7 asks=103:8"),
	)
}

// TestMicropriceOfBook is the table of the microprice of the best levels.
func TestMicropriceOfBook(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(book.Microprice.Definition, "", "deltas"),
		on("deltas A t=1s last_update_id=1 bids=99:3,98:9 asks=101:1 flags=snapshot", out("A t=1s", (99*1+101*3.)/(3+1))),
		on("deltas A t=2s last_update_id=2 bids=99:1", out("A t=2s", (99*1+101*1.)/(1+1))),
		// It fires at every change of the book, of its top or not.
		on("deltas A t=3s last_update_id=3 bids=97:1", out("A t=3s", (99*1+101*1.)/(1+1))),
		on("deltas A t=4s last_update_id=4 asks=101:0", out("A t=4s", nil)),
		on("book_invalid deltas A r=5s", out("A t=4s", nil)),
	)
}

// TestOrderFlowImbalance is the table of the sum of
// ((bid part of new - bid part of old) - ask part of new) + ask part of old.
func TestOrderFlowImbalance(t *testing.T) {
	third, tenth := 0.3, 0.1
	featurizertest.Table(
		t, featurizertest.Of(book.OrderFlowImbalance.Definition, "window: 10s"),
		// The first has none before it.
		on("quotes A t=1s bid=99 bid_size=1 ask=101 ask_size=2", out("A t=1s (warm-up)", nil)),
		// The same prices: what sizes have grown by.
		on("quotes A t=2s bid=99 bid_size=4 ask=101 ask_size=3", out("A t=2s (warm-up)", (4-1.)-3+2)),
		// A higher bid and a lower ask: their sizes alone.
		on("quotes A t=3s bid=99.5 bid_size=5 ask=100.5 ask_size=7", out("A t=3s (warm-up)", 2+((5-0.)-7+0))),
		// A lower bid and a higher ask: those that were there.
		on("quotes A t=4s bid=98 bid_size=9 ask=102 ask_size=9", out("A t=4s (warm-up)", 0+((0-5.)-0+7))),
		// A null breaks the chain: two quotes later it goes on.
		on("quotes A t=5s bid=98 bid_size=9 ask=-", out("A t=5s (warm-up)", 2)),
		on("quotes A t=6s bid=98 bid_size=1 ask=102 ask_size=1", out("A t=6s (warm-up)", 2)),
		on("quotes A t=7s bid=98 bid_size=2 ask=102 ask_size=1", out("A t=7s (warm-up)", 3)),
		on("quotes A t=8s bid=98 bid_size=- ask=102 ask_size=1", out("A t=8s (warm-up)", 3)),
		on("quotes B t=9s bid=98 bid_size=1 ask=102 ask_size=1", out("B t=9s (warm-up)", nil)),
		// Up to 4s is exactly a window old: out. Then 7s too.
		on("quotes A t=14s bid=98 bid_size=0.3 ask=102 ask_size=0.1", out("A t=14s", 1)),
		on("quotes A t=17s bid=98 bid_size=0.1 ask=102 ask_size=0.3", out("A t=17s", ((tenth-third)-third)+tenth)),
		on("quotes A t=30s bid=- bid_size=- ask=- ask_size=-", out("A t=30s", nil)),
	)
}
