package ingest

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
)

// update makes an event with an update id; a snapshot has no time.
func update(k *event.Key, source int, arrived, claimed event.Time, id uint64) event.Event {
	e := at(k, source, arrived, claimed)
	e.Native = event.ID{Number: id}
	return e
}

func snapshotOf(k *event.Key, source int, arrived event.Time, id uint64) event.Event {
	e := update(k, source, arrived, event.Unset, id)
	e.Flags = event.Snapshot
	return e
}

// TestSnapshotWithoutTime holds which time a snapshot takes that has none
// (semantics 1): of the event before it, else of the first delta kept after it,
// else of receipt; whatever waits for it goes on in order.
func TestSnapshotWithoutTime(t *testing.T) {
	wait := event.Time(undatedWait)
	for _, c := range []struct {
		name   string
		policy Policy
		events func(a, b *event.Key) []event.Event
		want   []string
	}{
		{
			name: "of the event before it",
			events: func(a, _ *event.Key) []event.Event {
				return []event.Event{update(a, 0, 100, 50, 3), snapshotOf(a, 0, 200, 7), update(a, 0, 300, 90, 8)}
			},
			want: []string{"k=A 0 #0 r=100 t=50 seq=1", "k=A 0 #1 r=200 t=50 seq=2", "k=A 0 #2 r=300 t=90 seq=3"},
		},
		{
			name: "of the first delta after it, not of one that it holds already",
			events: func(a, _ *event.Key) []event.Event {
				return []event.Event{snapshotOf(a, 0, 100, 7), update(a, 0, 101, 40, 6), update(a, 0, 102, 45, 7), update(a, 0, 103, 50, 8), update(a, 0, 104, 60, 9)}
			},
			want: []string{
				"k=A 0 #0 r=100 t=50 seq=1", "k=A 0 #1 r=101 t=50 seq=2 late", "k=A 0 #2 r=102 t=50 seq=3 late",
				"k=A 0 #3 r=103 t=50 seq=4", "k=A 0 #4 r=104 t=60 seq=5",
			},
		},
		{
			name: "of the first delta where there are no update ids",
			events: func(a, _ *event.Key) []event.Event {
				return []event.Event{snapshotOf(a, 0, 100, 0), update(a, 0, 101, 40, 0)}
			},
			want: []string{"k=A 0 #0 r=100 t=40 seq=1", "k=A 0 #1 r=101 t=40 seq=2"},
		},
		{
			name: "of receipt where no delta follows",
			events: func(a, b *event.Key) []event.Event {
				return []event.Event{snapshotOf(a, 0, 100, 7), update(b, 0, 101, 40, 8), update(a, 0, 102, 45, 7)}
			},
			want: []string{"k=A 0 #0 r=100 t=100 seq=1", "k=B 0 #1 r=101 t=40 seq=1", "k=A 0 #2 r=102 t=100 seq=2 late"},
		},
		{
			name: "of receipt where the delta comes too late",
			events: func(a, b *event.Key) []event.Event {
				return []event.Event{snapshotOf(a, 0, 100, 7), update(b, 0, 99+wait, 40, 8), update(b, 0, 100+wait, 41, 9), update(a, 0, 101+wait, 120, 8)}
			},
			want: []string{
				"k=A 0 #0 r=100 t=100 seq=1", fmt.Sprintf("k=B 0 #1 r=%d t=40 seq=1", 99+wait),
				fmt.Sprintf("k=B 0 #2 r=%d t=41 seq=2", 100+wait), fmt.Sprintf("k=A 0 #3 r=%d t=120 seq=2", 101+wait),
			},
		},
		{
			name: "two at once, each of its own delta, all in order",
			events: func(a, b *event.Key) []event.Event {
				return []event.Event{
					snapshotOf(a, 0, 100, 7), snapshotOf(b, 0, 101, 70), snapshotOf(a, 0, 102, 8),
					update(b, 0, 103, 30, 71), update(a, 0, 104, 20, 9), update(b, 0, 105, 31, 72),
				}
			},
			want: []string{
				"k=A 0 #0 r=100 t=20 seq=1", "k=B 0 #1 r=101 t=30 seq=1", "k=A 0 #2 r=102 t=20 seq=2",
				"k=B 0 #3 r=103 t=30 seq=2", "k=A 0 #4 r=104 t=20 seq=3", "k=B 0 #5 r=105 t=31 seq=3",
			},
		},
		{
			name: "decisions about what waits stay in their place", policy: Policy{Drop: true},
			events: func(a, _ *event.Key) []event.Event {
				return []event.Event{snapshotOf(a, 0, 100, 7), update(a, 0, 101, 40, 6), update(a, 0, 102, 41, 6), update(a, 0, 103, 50, 8)}
			},
			want: []string{
				"k=A 0 #0 r=100 t=50 seq=1", "k=A 0 dropped r=101 t=50 seq=2", "k=A 0 duplicate r=102 t=50 seq=3", "k=A 0 #3 r=103 t=50 seq=4",
			},
		},
		{
			name: "sorted deltas too", policy: Policy{Reorder: 10},
			events: func(a, _ *event.Key) []event.Event {
				return []event.Event{snapshotOf(a, 0, 100, 7), update(a, 0, 101, 60, 9), update(a, 0, 102, 50, 8), update(a, 0, 130, 70, 10)}
			},
			want: []string{"k=A 0 #0 r=110 t=50 seq=1", "k=A 0 #2 r=111 t=50 seq=2", "k=A 0 #1 r=112 t=60 seq=3", "k=A 0 #3 r=140 t=70 seq=4"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			bench := newBench(4)
			a, b := bench.key(t, "A"), bench.key(t, "B")
			bench.add("feed", "e", &given{events: c.events(a, b)}, c.policy)
			l, _ := bench.run(t)
			if diff := cmp.Diff(c.want, l.list); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSnapshotWithoutTimeLive holds that ticks go on while a snapshot waits, and
// that it is received when it goes on.
func TestSnapshotWithoutTimeLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(4)
		b.options.Clock = clock.System{}
		k := b.key(t, "A")
		b.add("feed", "e", &given{live: true, pause: 120 * time.Millisecond, events: []event.Event{
			snapshotOf(k, 0, 0, 7), update(k, 0, 0, 5, 8), snapshotOf(k, 0, 0, 9),
		}}, Policy{})
		l := &lines{}
		if _, err := Run(context.Background(), b.options, l); err != nil {
			t.Fatal(err)
		}
		start := event.Time(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano())
		want := []string{
			fmt.Sprintf("k=A 0 #0 r=%d t=5 seq=1", start.Add(240*time.Millisecond)),
			fmt.Sprintf("k=A 0 #1 r=%d t=5 seq=2", start.Add(240*time.Millisecond)+1),
			fmt.Sprintf("k=A 0 #2 r=%d t=5 seq=3", start.Add(360*time.Millisecond)),
		}
		if diff := cmp.Diff(want, l.list); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	})
}

// TestLiveEndLosesNothing holds that events which wait to be sorted go on when
// their emitter ends.
func TestLiveEndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(4)
		b.options.Clock = clock.System{}
		k := b.key(t, "A")
		b.add("feed", "e", &given{live: true, events: []event.Event{at(k, 0, 0, 2), at(k, 0, 0, 1)}}, Policy{Reorder: time.Second})
		l := &lines{}
		if _, err := Run(context.Background(), b.options, l); err != nil {
			t.Fatal(err)
		}
		if len(l.list) != 2 {
			t.Errorf("of two events these came: %q", l.list)
		}
	})
}
