package bench

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
)

// TestStepIsHand holds that what is measured is the same work: the rows of the
// graph and those by hand are equal bit by bit.
func TestStepIsHand(t *testing.T) {
	const n, seconds = 3, 150
	var graph, hands [][]event.Value
	s := stepOver(t, graphConfig, n, func(o *event.Output) error {
		graph = append(graph, o.Values.Append(nil))
		return nil
	})
	err := s.run(warm * rate * n)
	graph = nil
	if err = errors.Join(err, s.run(seconds*rate*n)); err != nil {
		t.Fatal(err)
	}
	b, err := newHands(n, func(r *wide) { hands = append(hands, r.values()) })
	if err != nil {
		t.Fatal(err)
	}
	b.run(warm * rate * n)
	b.fill()
	b.run(seconds * rate * n)
	if want := seconds * (rate + 1) * n; len(graph) != want {
		t.Errorf("%d rows, want %d: one per event, and one per bar", len(graph), want)
	}
	if diff := cmp.Diff(hands, graph, cmp.Comparer(func(a, b event.Value) bool { return a == b })); diff != "" {
		t.Errorf("rows by hand and of the graph differ (-hand +graph):\n%s", diff)
	}
}

// stepOver returns the step executor of a config over so many symbols.
func stepOver(t testing.TB, text string, n int, emit func(*event.Output) error) *machine {
	t.Helper()
	m, err := newMachine(text, n, asStep, emit)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// values returns the row in the order of the graph's.
func (r *wide) values() []event.Value {
	f := event.Float
	return []event.Value{
		f(r.mid), f(r.spread), f(r.vol), f(r.smooth), f(r.change), f(r.sample),
		f(r.open), f(r.high), f(r.low), f(r.close), f(r.volume), f(r.vwap), event.Int(r.trades), f(r.tvi),
	}
}

// TestStepDoesNotAllocate holds that an event costs no allocation once windows
// have the memory they need; no growth is allowed for.
func TestStepDoesNotAllocate(t *testing.T) {
	for _, test := range []struct {
		name, config string
		pause        time.Duration // 0: windows close by events, else by deadlines
	}{
		{"measured graph", graphConfig, 0},
		{"measured graph, deadlines", graphConfig, 4 * time.Second},
		{"every definition", everyDefinition(t), 0},
		{"every definition, deadlines", everyDefinition(t), 4 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			const n = 10
			var got sum
			s := stepOver(t, test.config, n, got.take)
			s.market.pause = test.pause
			if err := s.run(500 * rate * n); err != nil { // windows over windows fill later
				t.Fatal(err)
			}
			const events = 65 * rate * n // more than a minute: every window turns over
			var err error
			allocations := leastAllocs(func() { err = errors.Join(err, s.run(events)) })
			if err != nil {
				t.Fatal(err)
			}
			if allocations > 0 {
				t.Errorf("%d events made %v allocations, want none", events, allocations)
			}
			if got.rows < 2*events {
				t.Errorf("%d outputs of twice %d events: the graph has hardly run", got.rows, events)
			}
		})
	}
}

// leastAllocs returns how many allocations a run makes at least, of a few: the
// process has others, now and then, that are not the run's.
func leastAllocs(run func()) float64 {
	least := testing.AllocsPerRun(1, run)
	for range 2 {
		if least > 0 {
			least = min(least, testing.AllocsPerRun(1, run))
		}
	}
	return least
}

// everyDefinition returns the config with every definition that scripts/same-bits
// runs, as far as it is about quotes and trades (see books_test.go for books);
// windows over windows among them.
func everyDefinition(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../scripts/same-bits.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, features, _ := strings.Cut(string(text), "\nfeatures:\n")
	features, _, _ = strings.Cut(features, "\nrows:")
	lines := slices.DeleteFunc(strings.SplitAfter(features, "\n"), func(line string) bool {
		return strings.Contains(line, "wave") || strings.Contains(line, "deltas") || strings.Contains(line, "book_") ||
			strings.Contains(line, "across_1s") // to try out which windows close above several keys takes memory (ADR 9)
	})
	return head + "features:\n" + strings.Join(lines, "")
}
