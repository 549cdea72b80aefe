package ingest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/source"
)

// timed is a live emitter of one source that brings each event after a pause.
type timed struct {
	events []event.Event
	pauses []time.Duration
	to     source.Callback
}

func (e *timed) Register(_ *source.Declared, to source.Callback) error {
	e.to = to
	return nil
}

func (e *timed) Run(ctx context.Context) error {
	for i := range e.events {
		select {
		case <-time.After(e.pauses[i]):
		case <-ctx.Done():
			return ctx.Err()
		}
		given := e.events[i]
		given.Payload = &number{int64(i)}
		if err := e.to(&given); err != nil {
			return err
		}
	}
	return nil
}

func (e *timed) Live() bool { return true }

// add adds an event that comes so long after the one before.
func (e *timed) add(pause time.Duration, given event.Event) {
	e.events, e.pauses = append(e.events, given), append(e.pauses, pause)
}

// coarse is a clock that moves in steps, so that many events have one moment.
type coarse struct{ step time.Duration }

func (c coarse) Now() int64 { return time.Now().Truncate(c.step).UnixNano() }

// inOrder is a log that refuses what is not in the order K, or was promised not to
// come.
type inOrder struct {
	start event.Time
	last  event.K
	tick  event.Time
	list  []string
}

func (l *inOrder) Step(e *event.Event) error {
	if k := e.K(); len(l.list) > 0 && k.Compare(l.last) <= 0 || e.Received <= l.tick {
		return fmt.Errorf("%+v comes after %+v and the tick %d", k, l.last, l.tick)
	}
	l.last = e.K()
	l.list = append(l.list, fmt.Sprintf("%s #%d %s", e.Key, e.Payload.(*number).N, time.Duration(e.Received-l.start)))
	return nil
}

func (l *inOrder) Tick(r event.Time) error {
	l.tick = max(l.tick, r)
	return nil
}

// Two live feeds: what waits in one is stamped after all that the other has handed
// on meanwhile, whether it waits to be sorted or behind a snapshot without a time.
func TestLiveFeedsGoOnInOrder(t *testing.T) {
	for _, c := range []struct {
		name  string
		waits Policy
		held  func(e *timed, k *event.Key) // the feed whose events wait; the other has one at 12, 32, 52 ms
		want  []string
	}{
		{
			name: "sorted", waits: Policy{Reorder: 5 * time.Millisecond},
			held: func(e *timed, k *event.Key) {
				e.add(1*time.Millisecond, at(k, 0, 0, 7))
				e.add(1*time.Millisecond, at(k, 0, 0, 6)) // waits until 7 ms, and for an event or a tick to let it go
				e.add(33*time.Millisecond, at(k, 0, 0, 9))
			},
			want: []string{"k=B #0 12ms", "k=B #1 32ms", "k=A #1 35ms", "k=A #0 35.000001ms", "k=A #2 50ms", "k=B #2 52ms"},
		},
		{
			name: "behind a snapshot",
			held: func(e *timed, k *event.Key) {
				e.add(5*time.Millisecond, snapshotOf(k, 0, 0, 7))
				e.add(8*time.Millisecond, update(k, 0, 0, 40, 6))
				e.add(32*time.Millisecond, update(k, 0, 0, 50, 8))
			},
			want: []string{"k=B #0 12ms", "k=B #1 32ms", "k=A #0 45ms", "k=A #1 45.000001ms", "k=A #2 45.000002ms", "k=B #2 52ms"},
		},
		{
			name: "at the end", waits: Policy{Reorder: time.Hour},
			held: func(e *timed, k *event.Key) { e.add(1*time.Millisecond, at(k, 0, 0, 7)) },
			want: []string{"k=B #0 12ms", "k=B #1 32ms", "k=B #2 52ms", "k=A #0 52.000001ms"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(4)
				b.options.Clock = clock.System{}
				held, other := &timed{}, &timed{}
				c.held(held, b.key(t, "A"))
				for _, pause := range []int{12, 20, 20} {
					other.add(time.Duration(pause)*time.Millisecond, at(b.key(t, "B"), 1, 0, event.Unset))
				}
				b.add("a", "x", held, c.waits)
				b.add("b", "y", other, Policy{})
				l := &inOrder{start: event.Time(time.Now().UnixNano())}
				if _, err := Run(context.Background(), b.options, l); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, l.list); diff != "" {
					t.Errorf("log (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Whatever live feeds bring, and however seldom their clock moves, events go on in
// the order K, none at or before a tick, none twice and none lost.
func TestLiveOrderOfManyFeeds(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rnd := rand.New(rand.NewPCG(seed, 2))
				b := newBench(1 + rnd.IntN(4))
				b.options.Clock = []clock.Clock{clock.System{}, coarse{time.Millisecond}, coarse{time.Second}}[rnd.IntN(3)]
				events := 0
				for i := range 2 + rnd.IntN(4) {
					e := drawTimed(rnd, b.key(t, strconv.Itoa(i)), i)
					events += len(e.events)
					wait := []time.Duration{0, 3 * time.Millisecond, 400 * time.Millisecond}[rnd.IntN(3)]
					b.add("feed"+strconv.Itoa(i/(1+rnd.IntN(2))), strconv.Itoa(i), e, Policy{Reorder: wait})
				}
				l := &inOrder{}
				stats, err := Run(context.Background(), b.options, l)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(events, int(stats.Events)); diff != "" || len(l.list) != events {
					t.Errorf("events in and out:\n%s", diff)
				}
			})
		})
	}
}

// drawTimed draws a live emitter: bursts and pauses, late claims, snapshots without
// a time.
func drawTimed(rnd *rand.Rand, k *event.Key, source int) *timed {
	e := &timed{}
	for id := range uint64(1 + rnd.IntN(60)) {
		claimed := event.Time(rnd.IntN(1000))
		given := update(k, source, 0, claimed, id+1)
		if rnd.IntN(4) == 0 {
			given = snapshotOf(k, source, 0, id+1+uint64(rnd.IntN(20)))
		}
		pause := []time.Duration{0, 0, 1, 700, time.Millisecond, 30 * time.Millisecond, 900 * time.Millisecond}[rnd.IntN(7)]
		e.add(pause, given)
	}
	return e
}
