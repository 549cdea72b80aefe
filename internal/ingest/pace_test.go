package ingest

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/pace"
)

// TestPacedFeeds merges two feeds at a pace: each event goes on at its time, and the
// ticks before it stay before it.
func TestPacedFeeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(4)
		k, far := b.key(t, "A"), b.key(t, "B")
		second := event.Time(time.Second)
		b.add("a", "x", &given{events: []event.Event{at(k, 0, second, 1), at(k, 0, 4*second, 2)}}, Policy{})
		b.add("b", "y", &given{events: []event.Event{at(far, 1, 2*second, 1), at(far, 1, 4*second, 2)}}, Policy{})
		b.options.Pace = &pace.Pacer{}
		b.options.Pace.SetSpeed(2)
		l := &inOrder{start: second}
		begin := time.Now()
		var went []time.Duration
		if _, err := Run(context.Background(), b.options, stepped{l, func() { went = append(went, time.Since(begin)) }}); err != nil {
			t.Fatal(err)
		}
		want := []time.Duration{0, 500 * time.Millisecond, 1500 * time.Millisecond, 1500 * time.Millisecond}
		if diff := cmp.Diff(want, went); diff != "" {
			t.Errorf("when events went on (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"k=A #0 0s", "k=B #0 1s", "k=A #1 3s", "k=B #1 3s"}, l.list); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	})
}

// stepped is a log that is watched.
type stepped struct {
	*inOrder

	then func()
}

func (s stepped) Step(e *event.Event) error {
	s.then()
	return s.inOrder.Step(e)
}

// TestIdle holds that a log is told once when an emitter brings nothing for a while,
// and promised no more than is so.
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(4)
		k := b.key(t, "A")
		b.add("a", "x", &given{events: []event.Event{at(k, 0, 7, 1), at(k, 0, 9, 2)}, pause: time.Hour}, Policy{})
		l := &lines{}
		if _, err := Run(context.Background(), b.options, l); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]event.Time{6, 9}, l.ticks); diff != "" {
			t.Errorf("ticks (-want +got):\n%s", diff)
		}
	})
}
