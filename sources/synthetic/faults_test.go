package synthetic_test

import (
	stdcmp "cmp"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/sources/synthetic"
)

// busy returns options of two hours with some 30 events a second.
func busy(t failer) *synthetic.Options {
	o := defaults(t)
	o.Duration = 20 * time.Minute
	return o
}

// about tells whether a count is one that is drawn with a chance out of n.
func about(count, n int, chance float64) bool {
	mean := float64(n) * chance
	return math.Abs(float64(count)-mean) <= 5*math.Sqrt(mean*(1-chance))
}

// facts are what an event says, without when it was received.
func facts(events []told) []string {
	list := make([]string, len(events))
	for i := range events {
		list[i] = events[i].SourceTime.UTC().String() + " " + events[i].Native.String() + " " + events[i].text
	}
	return list
}

func TestDuplicates(t *testing.T) {
	o := busy(t)
	clean := tell(t, o, all(t, "BTC"))
	o.Duplicates = 0.1
	for source, events := range tell(t, o, all(t, "BTC")) {
		seen := map[uint64]event.Time{}
		var once []told
		twice := 0
		for i := range events {
			e := &events[i]
			first, again := seen[e.Native.Number]
			switch {
			case !again:
				once = append(once, *e)
			case e.Arrived <= first || e.Arrived > first.Add(o.Latency):
				t.Errorf("source %d: %v comes at %d and again at %d", source, e.Native, first, e.Arrived)
			default:
				twice++
			}
			seen[e.Native.Number] = e.Arrived
		}
		if diff := cmp.Diff(facts(clean[source]), facts(once)); diff != "" {
			t.Errorf("source %d without duplicates (-clean +got):\n%.1000s", source, diff)
		}
		if !about(twice, len(once), 0.1) {
			t.Errorf("source %d: %d of %d come twice", source, twice, len(once))
		}
	}
}

func TestDisorder(t *testing.T) {
	o := busy(t)
	clean := tell(t, o, all(t, "BTC"))
	o.Disorder, o.DisorderBy = 0.05, 300*time.Millisecond
	found := tell(t, o, all(t, "BTC"))
	if diff := cmp.Diff(facts(clean[deltas]), facts(found[deltas])); diff != "" {
		t.Errorf("deltas (-clean +got):\n%.1000s", diff)
	}
	for source, events := range found[:deltas] {
		received := map[uint64]event.Time{}
		for i := range clean[source] {
			received[clean[source][i].Native.Number] = clean[source][i].Arrived
		}
		late, back, clock, last := 0, 0, event.Unset, event.Unset
		for i := range events {
			e := &events[i]
			delay := time.Duration(e.Arrived - received[e.Native.Number])
			if delay < 0 || delay > o.DisorderBy || e.Arrived < last {
				t.Fatalf("source %d: %v comes %v late, at %d after %d", source, e.Native, delay, e.Arrived, last)
			}
			if delay > 0 {
				late++
			}
			if e.SourceTime < clock {
				back++
			}
			clock, last = max(clock, e.SourceTime), e.Arrived
		}
		if !about(late, len(events), 0.05) || back < late/10 {
			t.Errorf("source %d: %d of %d are late, %d out of order", source, late, len(events), back)
		}
		slices.SortStableFunc(events, func(a, b told) int { return stdcmp.Compare(a.SourceTime, b.SourceTime) })
		if diff := cmp.Diff(facts(clean[source]), facts(events)); diff != "" {
			t.Errorf("source %d sorted (-clean +got):\n%.1000s", source, diff)
		}
	}
}

func TestGaps(t *testing.T) {
	o := busy(t)
	clean := tell(t, o, all(t, "BTC"))
	o.Gaps = 0.003
	gaps := tell(t, o, all(t, "BTC"))
	for source, events := range gaps {
		var rest, want []told
		kept := map[uint64]bool{}
		for i := range events {
			if events[i].Flags&event.Snapshot == 0 {
				rest = append(rest, events[i])
				kept[events[i].Native.Number] = true
			}
		}
		lost := 0
		for _, e := range clean[source] {
			switch {
			case kept[e.Native.Number]:
				want = append(want, e)
			case e.Flags&event.Snapshot == 0:
				lost++
			}
		}
		if diff := cmp.Diff(facts(want), facts(rest)); diff != "" {
			t.Errorf("source %d (-clean without what is lost +got):\n%.1000s", source, diff)
		}
		if !about(lost, lost+len(want), 0.003) {
			t.Errorf("source %d: %d of %d are lost", source, lost, lost+len(want))
		}
	}
}

// reader follows a book by what is told: it knows nothing of how ids follow each
// other.
type reader struct {
	audit
	valid    bool
	broken   event.Time
	controls []string
}

func (r *reader) take(e *event.Event) bool {
	switch p := e.Payload.(type) {
	case *market.BookDelta:
		r.delta(e, p)
	case *market.Quote:
		if r.valid && e.Native.Number == r.update {
			r.count++
			if *p != r.best() {
				r.t.Fatalf("quote %+v of a book with %+v", *p, r.best())
			}
		}
	case nil:
		r.controls = append(r.controls, e.Control.Kind.String())
		if e.Control.Kind == event.BookInvalid {
			r.valid, r.broken = false, e.Arrived
		}
	}
	return true
}

func (r *reader) delta(e *event.Event, d *market.BookDelta) {
	switch {
	case e.Flags&event.Snapshot != 0:
		if wait := time.Duration(e.Arrived - r.broken); r.controls != nil && (wait < 0 || wait > 2*time.Second) {
			r.t.Fatalf("a snapshot %v after the hole", wait)
		}
		r.bids, r.asks = map[event.Decimal]event.Decimal{}, map[event.Decimal]event.Decimal{}
		r.valid = true
	case d.Last <= r.update:
		return // again
	}
	r.update = d.Last
	if r.valid {
		for _, l := range d.Levels {
			r.level(l)
		}
	}
}

// TestReader holds that a reader of a book who is told when it is invalid has a
// right one at all other times, whatever goes wrong.
func TestReader(t *testing.T) {
	o := busy(t)
	o.Gaps, o.Duplicates, o.Disorder = 0.003, 0.1, 0.1
	r := &reader{audit: *newAudit(t, o)}
	run(t, o, all(t, "BTC"), r.take)
	told := map[string]int{}
	for i, control := range r.controls {
		told[control]++
		switch before := append([]string{"book_resynced"}, r.controls...)[i]; {
		case control == "gap", control == "book_invalid" && before == "gap", control == "book_resynced" && before != "book_resynced":
		default:
			t.Fatalf("%s after %s", control, before)
		}
	}
	if n := told["book_resynced"]; n < 50 || told["book_invalid"] != n || told["gap"] < n || told["gap"] > 2*n || r.count < 10000 {
		t.Errorf("%d quotes compared, told %v", r.count, told)
	}
}

// TestFaultsApart holds that one fault does not decide which events another
// meets: those that are lost or come twice are so whether they are late or not.
func TestFaultsApart(t *testing.T) {
	o := busy(t)
	o.Gaps, o.Duplicates = 0.01, 0.2
	sorted := func() []string {
		events := tell(t, o, all(t, "BTC"))[trades]
		slices.SortFunc(events, func(a, b told) int { return stdcmp.Compare(a.Native.Number, b.Native.Number) })
		return facts(events)
	}
	want := sorted()
	for _, o.Disorder = range []float64{0.2, 1} {
		if diff := cmp.Diff(want, sorted()); diff != "" {
			t.Errorf("trades (-with gaps and duplicates +with disorder):\n%.1000s", diff)
		}
	}
}

func TestBursts(t *testing.T) {
	for _, c := range []struct{ trades, factor float64 }{{2, 50}, {0.02, 2000}} {
		const seconds, share = 7200, 0.05 // three in a minute, each a second long
		o := defaults(t)
		o.Duration, o.Trades, o.Quotes, o.Bursts, o.BurstFactor = seconds*time.Second, c.trades, 0, 3, c.factor
		found := tell(t, o, all(t, "BTC")[:1])[trades]
		count := make([]int, seconds)
		start := found[0].SourceTime.Floor(24 * time.Hour)
		for _, e := range found {
			count[(e.SourceTime-start)/1e9]++
		}
		busy := 0
		for _, n := range count {
			if float64(n) > c.trades*c.factor/4 {
				busy++
			}
		}
		// 360 bursts, 19 of them more or less; one may be in two seconds.
		if busy < 300 || busy > 620 {
			t.Errorf("%+v: %d seconds are busy", c, busy)
		}
		mean, want := float64(len(found))/seconds, c.trades*(1-share)+c.trades*c.factor*share
		if math.Abs(mean-want) > want*0.2 {
			t.Errorf("%+v: %v trades a second, want about %v", c, mean, want)
		}
	}
}
