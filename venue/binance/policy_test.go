package binance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// script runs a policy over words like these and returns what it says of each:
//
//	6-9<5     a delta with updates 6 to 9 after 5; its one level has its Last as size
//	book@8    a snapshot
//	gap       a control
func script(tb testing.TB, p *BookPolicy, words string) string {
	tb.Helper()
	var lines []string
	for word := range strings.FieldsSeq(words) {
		d := market.BookDelta{}
		say := func(notes []BookNote) {
			for _, n := range notes {
				lines = append(lines, "  "+n.Kind.String()+": "+n.Detail)
			}
		}
		if _, err := fmt.Sscanf(word, "book@%d", &d.Last); err == nil {
			d.Levels = []market.Level{{Side: market.Sell, Price: event.Decimal{Mantissa: 1}, Size: event.Decimal{Mantissa: 1}}}
			notes, told := p.Snapshot(&d)
			say(notes)
			if told {
				lines = append(lines, fmt.Sprintf("%s is told at %d with %d levels", word, d.Last, len(d.Levels)))
			}
			continue
		}
		if n, _ := fmt.Sscanf(word, "%d-%d<%d", &d.First, &d.Last, &d.Previous); n >= 2 {
			d.Levels = []market.Level{{Side: market.Buy, Price: event.Decimal{Mantissa: int64(d.Last)}, Size: event.Decimal{Mantissa: int64(d.Last)}}}
			say(p.Delta(&d))
			lines = append(lines, word)
			continue
		}
		for kind := event.Connected; kind <= event.Stale; kind++ {
			if kind.String() == word {
				after, told := p.Control(kind)
				if told {
					lines = append(lines, word)
				}
				say(after)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// TestBookPolicy holds the rules one by one. On the left what comes, below what
// is told, in order; what is said of it stands before it, indented.
func TestBookPolicy(t *testing.T) {
	for _, c := range []struct {
		name, venue, come, want string
	}{
		{
			"spot: a snapshot between deltas takes those that are newer", "binance-spot", "1-5 6-9 10-12 book@8 13-14",
			"1-5\n6-9\n10-12\nbook@8 is told at 12 with 3 levels\n13-14",
		},
		{
			"futures: the same", "binance-usdm", "3-5<1 7-9<5 11-12<9 book@8 14-15<12",
			"3-5<1\n7-9<5\n11-12<9\nbook@8 is told at 12 with 3 levels\n14-15<12",
		},
		{
			"futures: a snapshot at the end of a delta", "binance-coinm", "3-5<1 7-9<5 book@5 11-12<9",
			"3-5<1\n7-9<5\nbook@5 is told at 9 with 2 levels\n11-12<9",
		},
		{
			"spot: a snapshot newer than all deltas; the rest of them is stale", "binance-spot", "1-5 book@8 6-7 8-8 7-9 10-10",
			"1-5\nbook@8 is told at 8 with 1 levels\n6-7\n8-8\n7-9\n10-10",
		},
		{
			"futures: the same", "binance-usdm", "1-5<0 book@8 6-7<5 8-8<7 8-9<7 10-10<9",
			"1-5<0\nbook@8 is told at 8 with 1 levels\n6-7<5\n8-8<7\n8-9<7\n10-10<9",
		},
		{
			"spot: a snapshot before all deltas", "binance-spot", "book@8 9-10 11-11", "book@8 is told at 8 with 1 levels\n9-10\n11-11",
		},
		{
			"futures: the same, two ways to follow", "binance-usdm", "book@8 10-12<8 13-14<12 book@20 19-20<14 20-23<19",
			"book@8 is told at 8 with 1 levels\n10-12<8\n13-14<12\nbook@20 is told at 20 with 1 levels\n19-20<14\n20-23<19",
		},
		{
			"spot: the first delta does not follow the snapshot", "binance-spot", "book@8 10-12",
			"book@8 is told at 8 with 1 levels\n  gap: expected update id 9, got 10 to 12\n  book_invalid: gap\n10-12",
		},
		{
			"futures: the same", "binance-usdm", "book@8 9-12<7",
			"book@8 is told at 8 with 1 levels\n  gap: expected update id 8, got 9 to 12\n  book_invalid: gap\n9-12<7",
		},
		{
			"spot: a delta is missing, a snapshot resyncs", "binance-spot", "book@8 9-9 11-12 13-14 book@13 15-16",
			"book@8 is told at 8 with 1 levels\n9-9\n  gap: expected first update id 10, got 11\n  book_invalid: gap\n11-12\n13-14\n" +
				"  book_resynced: at update id 14\nbook@13 is told at 14 with 2 levels\n15-16",
		},
		{
			"futures: the same", "binance-usdm", "book@8 8-9<7 12-12<10 13-14<12 book@13 15-16<14",
			"book@8 is told at 8 with 1 levels\n8-9<7\n  gap: expected previous update id 9, got 10\n  book_invalid: gap\n12-12<10\n13-14<12\n" +
				"  book_resynced: at update id 14\nbook@13 is told at 14 with 2 levels\n15-16<14",
		},
		{
			"a part of a delta comes again with more", "binance-spot", "book@8 9-12 11-14",
			"book@8 is told at 8 with 1 levels\n9-12\n  gap: expected first update id 13, got 11\n  book_invalid: gap\n11-14",
		},
		{
			"duplicates are no gap", "binance-spot", "1-5 1-5 book@5 6-7 6-7 1-5 8-8 6-7",
			"1-5\n1-5\nbook@5 is told at 5 with 1 levels\n6-7\n6-7\n1-5\n8-8\n6-7",
		},
		{
			"a gap before the bridge: what is kept starts again", "binance-spot", "1-5 7-8 9-9 book@5 book@6",
			"1-5\n  gap: expected first update id 6, got 7\n7-8\n9-9\n" +
				"  dropped: snapshot 5 is older than the deltas that are kept: expected update id 6, got 7 to 8\nbook@6 is told at 9 with 3 levels",
		},
		{
			"a snapshot older than the first delta", "binance-usdm", "6-9<5 book@4 book@5",
			"6-9<5\n  dropped: snapshot 4 is older than the deltas that are kept: expected update id 4, got 6 to 9\nbook@5 is told at 9 with 2 levels",
		},
		{
			"a snapshot older than a valid book, one as old, one newer", "binance-spot", "book@8 9-9 book@8 book@9 book@12 10-12 13-13",
			"book@8 is told at 8 with 1 levels\n9-9\n  dropped: snapshot 8 is older than the book, which is at update id 9\n" +
				"book@9 is told at 9 with 1 levels\nbook@12 is told at 12 with 1 levels\n10-12\n13-13",
		},
		{
			"nothing is invalid before the bridge", "binance-spot", "connected 1-5 disconnected 6-6 gap stale book_invalid book_resynced 8-9 book@8",
			"connected\n1-5\ndisconnected\n6-6\ngap\nstale\n8-9\nbook@8 is told at 9 with 2 levels",
		},
		{
			"the recorder saw the gap too", "binance-spot", "book@8 10-11 gap book_invalid 12-12 book_resynced book@11",
			"book@8 is told at 8 with 1 levels\n  gap: expected update id 9, got 10 to 11\n  book_invalid: gap\n10-11\n12-12\n" +
				"  book_resynced: at update id 12\nbook@11 is told at 12 with 2 levels",
		},
		{
			"the recorder saw it first", "binance-spot", "book@8 gap book_invalid 10-11 12-12 book@11 14-15",
			"book@8 is told at 8 with 1 levels\ngap\n  book_invalid: gap\n10-11\n12-12\n" +
				"  book_resynced: at update id 12\nbook@11 is told at 12 with 2 levels\n  gap: expected first update id 13, got 14\n  book_invalid: gap\n14-15",
		},
		{
			"a gap that nothing else shows", "binance-spot", "book@8 9-9 gap 10-10 book@8 book@9 11-11",
			"book@8 is told at 8 with 1 levels\n9-9\ngap\n  book_invalid: gap\n10-10\n" +
				"  dropped: snapshot 8 is older than the deltas that are kept: expected update id 9, got 10 to 10\n" +
				"  book_resynced: at update id 10\nbook@9 is told at 10 with 2 levels\n11-11",
		},
		{
			"a gap seen by others before the bridge", "binance-spot", "1-5 gap 8-9 10-10 book@3 book@7",
			"1-5\ngap\n8-9\n10-10\n  dropped: snapshot 3 is older than the deltas that are kept: expected update id 4, got 8 to 9\n" +
				"book@7 is told at 10 with 3 levels",
		},
		{
			"a gap seen by others after one that was mended", "binance-spot", "book@8 10-11 book@9 gap 14-14",
			"book@8 is told at 8 with 1 levels\n  gap: expected update id 9, got 10 to 11\n  book_invalid: gap\n10-11\n" +
				"  book_resynced: at update id 11\nbook@9 is told at 11 with 2 levels\ngap\n  book_invalid: gap\n14-14",
		},
		{
			"what was kept before the bridge is kept no more", "binance-spot", "1-5 6-9 book@5 10-10 book_invalid 11-11 book@7",
			"1-5\n6-9\nbook@5 is told at 9 with 2 levels\n10-10\nbook_invalid\n11-11\n" +
				"  dropped: snapshot 7 is older than the deltas that are kept: expected update id 8, got 11 to 11",
		},
		{
			"a lost connection, and what it cost", "binance-spot", "book@8 disconnected connected 11-12 13-13 book@12 disconnected 14-14 book@13",
			"book@8 is told at 8 with 1 levels\ndisconnected\n  book_invalid: disconnected\nconnected\n  gap: expected update id 9, got 11 to 12\n11-12\n13-13\n" +
				"  book_resynced: at update id 13\nbook@12 is told at 13 with 2 levels\ndisconnected\n  book_invalid: disconnected\n14-14\n" +
				"  book_resynced: at update id 14\nbook@13 is told at 14 with 2 levels",
		},
		{
			"the recorder mistrusts the book", "binance-spot", "book@8 9-9 book_invalid book_invalid book@8 10-10 book@9",
			"book@8 is told at 8 with 1 levels\n9-9\nbook_invalid\n" +
				"  dropped: snapshot 8 is older than update id 9, and no delta between them is kept\n10-10\n" +
				"  book_resynced: at update id 10\nbook@9 is told at 10 with 2 levels",
		},
		{
			"an old snapshot after a lost connection", "binance-spot", "book@8 9-12 disconnected book@10 11-12 13-14 book@10 book@12",
			"book@8 is told at 8 with 1 levels\n9-12\ndisconnected\n  book_invalid: disconnected\n" +
				"  dropped: snapshot 10 is older than update id 12, and no delta between them is kept\n11-12\n13-14\n" +
				"  dropped: snapshot 10 is older than the deltas that are kept: expected update id 11, got 13 to 14\n" +
				"  book_resynced: at update id 14\nbook@12 is told at 14 with 2 levels",
		},
	} {
		t.Run(c.venue+" "+c.name, func(t *testing.T) {
			v, err := Find(c.venue)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(c.want, "\n"), strings.Split(script(t, NewBookPolicy(v), c.come), "\n")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.come, diff)
			}
		})
	}
}

// TestBookPolicyApplies holds what a snapshot becomes: bids and asks, best first,
// with the newer deltas alone.
func TestBookPolicyApplies(t *testing.T) {
	level := func(side market.Side, price, size int64) market.Level {
		return market.Level{Side: side, Price: event.Decimal{Mantissa: price, Scale: 1}, Size: event.Decimal{Mantissa: size}}
	}
	p := NewBookPolicy(Venues()[0])
	for _, d := range []market.BookDelta{
		{First: 1, Last: 3, Levels: []market.Level{level(market.Buy, 100, 9), level(market.Sell, 103, 9)}},
		{First: 4, Last: 6, Levels: []market.Level{level(market.Buy, 101, 2), level(market.Sell, 105, 0)}},
		{First: 7, Last: 7},
		{First: 8, Last: 9, Levels: []market.Level{level(market.Buy, 101, 3), level(market.Sell, 104, 4), level(market.Buy, 99, 0)}},
	} {
		p.Delta(&d)
		clear(d.Levels) // they are the caller's
	}
	s := market.BookDelta{Last: 4, Levels: []market.Level{level(market.Buy, 100, 1), level(market.Buy, 99, 1), level(market.Sell, 105, 1), level(market.Sell, 106, 1)}}
	if notes, told := p.Snapshot(&s); len(notes) > 0 || !told {
		t.Fatalf("%v, %v", notes, told)
	}
	want := market.BookDelta{Last: 9, Levels: []market.Level{level(market.Buy, 101, 3), level(market.Buy, 100, 1), level(market.Sell, 104, 4), level(market.Sell, 106, 1)}}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestBookPolicyBound holds that what is kept is bounded, and that a snapshot is
// refused whose deltas are gone.
func TestBookPolicyBound(t *testing.T) {
	const each, deltas = 99, 5000 // with the delta itself 100
	p := NewBookPolicy(Venues()[0])
	d := market.BookDelta{Levels: make([]market.Level, each)}
	for i := range d.Levels {
		d.Levels[i] = market.Level{Side: market.Buy, Price: event.Decimal{Mantissa: int64(i)}, Size: event.Decimal{Mantissa: 1}}
	}
	for id := uint64(1); id <= deltas; id++ {
		d.First, d.Last = id, id
		p.Delta(&d)
	}
	if n := cap(p.backlog.levels); n > 3*MaxBacklog {
		t.Errorf("memory for %d levels", n)
	}
	const kept = MaxBacklog / (each + 1)
	s := market.BookDelta{Last: deltas - kept - 1}
	notes, told := p.Snapshot(&s)
	want := []BookNote{{event.Dropped, "snapshot 4672 is older than the deltas that are kept: expected update id 4673, got 4674 to 4674"}}
	if diff := cmp.Diff(want, notes); diff != "" || told {
		t.Errorf("told %v (-want +got):\n%s", told, diff)
	}
	s.Last++
	if notes, told := p.Snapshot(&s); len(notes) > 0 || !told || s.Last != deltas || len(s.Levels) != each {
		t.Errorf("%v, %v: at %d with %d levels", notes, told, s.Last, len(s.Levels))
	}

	p = NewBookPolicy(Venues()[0])
	p.Delta(&market.BookDelta{First: 1, Last: 1, Levels: make([]market.Level, MaxBacklog)})
	s = market.BookDelta{}
	notes, told = p.Snapshot(&s)
	want = []BookNote{{event.Dropped, "snapshot 0 is older than update id 1, and no delta between them is kept"}}
	if diff := cmp.Diff(want, notes); diff != "" || told {
		t.Errorf("one delta too large: told %v (-want +got):\n%s", told, diff)
	}
}

// TestBookPolicyAllocates holds that deltas need no memory: bridged, or with as
// much kept as is kept at most.
func TestBookPolicyAllocates(t *testing.T) {
	for name, bridged := range map[string]bool{"bridged": true, "kept": false} {
		p := NewBookPolicy(Venues()[0])
		d := market.BookDelta{Levels: make([]market.Level, 99)}
		next := func() {
			d.First, d.Last = d.Last+1, d.Last+1
			p.Delta(&d)
		}
		if bridged {
			p.Snapshot(&market.BookDelta{})
		}
		for range 4000 {
			next()
		}
		if allocs := testing.AllocsPerRun(4000, next); allocs != 0 {
			t.Errorf("%s: %v allocations a delta, want 0", name, allocs)
		}
	}
}
