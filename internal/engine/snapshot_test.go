package engine

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/state"
)

// taken returns the snapshot of a key and its lane.
func (b *bench) taken(symbol string) (*Snapshots, *event.Key, []byte) {
	b.t.Helper()
	s, err := b.x.Snapshots()
	b.must(err)
	key, err := b.plan.Keys.Intern(event.Pair{Name: "symbol", Value: symbol})
	b.must(err)
	if !slices.Contains(s.Keys(), key) {
		return s, key, nil
	}
	return s, key, s.Append(nil, key)
}

// TestSnapshotErrors holds that bytes that are no snapshot of this graph are
// refused, cut at any place.
func TestSnapshotErrors(t *testing.T) {
	b := newBench(t, everything)
	for i, v := range []float64{1, 2, 3} {
		b.must(b.give("A", event.Time(i+1), v))
	}
	_, _, good := b.taken("A")
	fresh := func() (*bench, *Snapshots, *event.Key) {
		b := newBench(t, everything)
		s, key, none := b.taken("A")
		if none != nil {
			t.Fatal("a new executor has state")
		}
		return b, s, key
	}
	into, s, key := fresh()
	for n := range good {
		if err := s.Restore(key, event.Lane{}, good[:n]); !errors.Is(err, state.ErrCorrupt) {
			t.Fatalf("%d bytes of %d: error %v", n, len(good), err)
		}
	}
	if err := s.Restore(key, event.Lane{}, append(good[:len(good):len(good)], 0)); !errors.Is(err, state.ErrCorrupt) {
		t.Errorf("a byte too many: error %v", err)
	}
	newer := append([]byte{snapshotVersion + 1}, good[1:]...)
	if err := s.Restore(key, event.Lane{}, newer); err == nil || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("another version: error %v", err)
	}
	other := append([]byte(nil), good...)
	other[5]++
	if err := s.Restore(key, event.Lane{}, other); !errors.Is(err, ErrOtherGraph) || !strings.Contains(err.Error(), "symbol=A") {
		t.Errorf("another fingerprint: error %v", err)
	}
	if len(s.Keys()) != 0 {
		t.Error("what was refused has left state")
	}
	into.must(s.Restore(key, event.Lane{Feed: "bench", Number: 31}, good))
	if into.digest() != b.digest() {
		t.Error("the restored key is another")
	}
	into.seq, b.lines, into.lines = b.seq, nil, nil
	b.must(b.give("A", 25, 4))
	into.must(into.give("A", 25, 4))
	into.expect(b.lines...)
}

// TestSnapshotOfOtherGraph holds that graphs of other features, params or layouts
// do not read each other's snapshots, and that names do not matter.
func TestSnapshotOfOtherGraph(t *testing.T) {
	const graph = head + "  a: {definition: window.sum, inputs: [x], params: {window: 10ns}}\n"
	b := newBench(t, graph)
	b.must(b.give("A", 1, 1))
	_, _, good := b.taken("A")
	for text, isSame := range map[string]bool{
		graph: true,
		strings.Replace(graph, "  a:", "  b:", 1):   true,
		strings.Replace(graph, "10ns", "11ns", 1):   false,
		strings.Replace(graph, "sum", "mean", 1):    false,
		graph + "  c: {expr: \"v\", inputs: [x]}\n": false,
	} {
		s, key, _ := newBench(t, text).taken("A")
		err := s.Restore(key, event.Lane{}, good)
		if isSame && err != nil || !isSame && !errors.Is(err, ErrOtherGraph) {
			t.Errorf("error %v for%s", err, text)
		}
	}
}
