package bench

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInTurns holds that runs take turns, as often as more says, that the least
// cost is kept, and that a failure or the end of the context ends it.
func TestInTurns(t *testing.T) {
	var order []string
	kept := make([][]byte, 0, 8) // that allocations are not optimised away
	run := func(name string, allocations ...int) func(int) error {
		return func(events int) error {
			order = append(order, name)
			for range allocations[0] * events {
				kept = append(kept[:0], make([]byte, 64))
			}
			allocations = allocations[1:]
			return nil
		}
	}
	costs, err := inTurns(t.Context(), times(3), 1000, run("a", 3, 2, 4), run("b", 0, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "b", "a", "b", "a", "b"}, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	for i, want := range []float64{2, 0} {
		if got := costs[i].Allocations; got < want || got > want+0.1 { // others may allocate, too
			t.Errorf("run %d has at least %v allocations an event, want %v", i, got, want)
		}
	}
	boom := errors.New("boom")
	if _, err := inTurns(t.Context(), times(3), 1, func(int) error { return boom }); !errors.Is(err, boom) {
		t.Errorf("a run that fails gives %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := func(int) error { stop(); return nil }
	if _, err := inTurns(ctx, times(3), 1, ended); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ends gives %v", err)
	}
}

// TestWorkIsDone holds that each way gives its rows, and that one which does not is
// not measured.
func TestWorkIsDone(t *testing.T) {
	for _, way := range []string{onlyMarket, fused, live, batch} {
		w, err := newWork(way, 2)
		if err != nil {
			t.Fatal(err)
		}
		if way != onlyMarket {
			if err := w.do(100); !errors.Is(err, errNotDone) {
				t.Errorf("%s without warm-up gives %v", way, err)
			}
		}
		if w, err = newWork(way, 2); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.warmUp(warm, t.Context().Err), w.do(100)); err != nil {
			t.Errorf("%s: %v", way, err)
		}
	}
	if _, err := newWork("guess", 2); err == nil {
		t.Error("there is no such way, and no error")
	}
}
