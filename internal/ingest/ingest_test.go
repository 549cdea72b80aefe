package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/source"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type number struct{ N int64 }

var ticks = source.Define[number]("test.tick", "a number")

// given is an emitter of given events, finite or live.
type given struct {
	events []event.Event
	to     map[int]source.Callback
	live   bool
	pause  time.Duration
	err    error
}

func (g *given) Register(s *source.Declared, to source.Callback) error {
	if g.to == nil {
		g.to = map[int]source.Callback{}
	}
	g.to[s.Index] = to
	return nil
}

func (g *given) Run(ctx context.Context) error {
	for i := range g.events {
		if g.pause > 0 {
			select {
			case <-time.After(g.pause):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		e := g.events[i]
		if e.Control == nil {
			e.Payload = &number{int64(i)}
		}
		if err := g.to[e.Source](&e); err != nil {
			return err
		}
	}
	return g.err
}

func (g *given) Live() bool { return g.live }

// lines is a log that writes events down.
type lines struct {
	list  []string
	ticks []event.Time
	stop  int // after so many events
}

func (l *lines) Step(e *event.Event) error {
	what := strconv.Itoa(e.Source)
	if e.Control != nil {
		what += " " + e.Control.Kind.String()
	} else {
		what += fmt.Sprintf(" #%d", e.Payload.(*number).N)
	}
	flags := ""
	if e.Flags&event.Late != 0 {
		flags += " late"
	}
	if e.Flags&event.Ahead != 0 {
		flags += " ahead"
	}
	l.list = append(l.list, fmt.Sprintf("%s %s r=%d t=%d seq=%d%s", e.Key, what, e.Received, e.Time, e.Seq, flags))
	if l.stop > 0 && len(l.list) == l.stop {
		return ErrStop
	}
	return nil
}

func (l *lines) Tick(r event.Time) error {
	l.ticks = append(l.ticks, r)
	return nil
}

// bench is a run in the making: feeds of emitters over one source each.
type bench struct {
	keys     event.Keys
	options  Options
	declared []*source.Declared
}

func newBench(lanes int) *bench { return &bench{options: Options{Lanes: lanes, Clock: &clock.Fake{}}} }

func (b *bench) key(t *testing.T, name string) *event.Key {
	k, err := b.keys.Intern(event.Pair{Name: "k", Value: name})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// add adds an emitter with a source of its own to a feed and returns the source's index.
func (b *bench) add(feed, emitter string, e source.DataSourceEventEmitter, policy Policy) int {
	d := &source.Declared{Name: emitter, Index: len(b.declared), Definition: ticks.Definition, Keys: b.keys.All()}
	b.declared = append(b.declared, d)
	policy.Declared = d
	if policy.MaxAhead == 0 {
		policy.MaxAhead = time.Minute
	}
	b.options.Sources = append(b.options.Sources, policy)
	i := slices.IndexFunc(b.options.Feeds, func(f Feed) bool { return f.Name == feed })
	if i < 0 {
		b.options.Feeds = append(b.options.Feeds, Feed{Name: feed})
		i = len(b.options.Feeds) - 1
	}
	b.options.Feeds[i].Emitters = append(b.options.Feeds[i].Emitters, Emitter{emitter, e, []*source.Declared{d}})
	return d.Index
}

func (b *bench) run(t *testing.T) (*lines, Stats) {
	t.Helper()
	l := &lines{}
	stats, err := Run(context.Background(), b.options, l)
	if err != nil {
		t.Fatal(err)
	}
	return l, stats
}

// at makes an event: arrived, source time.
func at(k *event.Key, source int, arrived, claimed event.Time) event.Event {
	return event.Event{Key: k, Source: source, Arrived: arrived, SourceTime: claimed}
}

func TestTimesAreSettledOnce(t *testing.T) {
	minute := event.Time(time.Minute)
	for _, c := range []struct {
		name   string
		policy Policy
		events func(k *event.Key) []event.Event
		want   []string
	}{
		{
			name: "received strictly increases, also where the file goes back",
			events: func(k *event.Key) []event.Event {
				return []event.Event{at(k, 0, 100, 50), at(k, 0, 100, 60), at(k, 0, 90, 70)}
			},
			want: []string{"k=A 0 #0 r=100 t=50 seq=1", "k=A 0 #1 r=101 t=60 seq=2", "k=A 0 #2 r=102 t=70 seq=3"},
		},
		{
			name: "late is raised to the clock",
			events: func(k *event.Key) []event.Event {
				return []event.Event{at(k, 0, 100, 50), at(k, 0, 200, 49), at(k, 0, 300, 50)}
			},
			want: []string{"k=A 0 #0 r=100 t=50 seq=1", "k=A 0 #1 r=200 t=50 seq=2 late", "k=A 0 #2 r=300 t=50 seq=3"},
		},
		{
			name: "late is dropped by policy, with a note in its place", policy: Policy{Drop: true},
			events: func(k *event.Key) []event.Event {
				return []event.Event{at(k, 0, 100, 50), at(k, 0, 200, 49), at(k, 0, 300, 51)}
			},
			want: []string{"k=A 0 #0 r=100 t=50 seq=1", "k=A 0 dropped r=200 t=50 seq=2", "k=A 0 #2 r=300 t=51 seq=3"},
		},
		{
			name: "a claim too far ahead is not believed, one at the bound is",
			events: func(k *event.Key) []event.Event {
				return []event.Event{at(k, 0, 100, 101+minute), at(k, 0, 200, 200+minute), at(k, 0, 300, 301+minute)}
			},
			want: []string{
				"k=A 0 #0 r=100 t=100 seq=1 ahead",
				fmt.Sprintf("k=A 0 #1 r=200 t=%d seq=2", 200+minute),
				fmt.Sprintf("k=A 0 #2 r=300 t=%d seq=3 ahead", 200+minute),
			},
		},
		{
			name: "a source without times has that of receipt and is never late",
			events: func(k *event.Key) []event.Event {
				return []event.Event{at(k, 0, 100, event.Unset), at(k, 0, 90, event.Unset)}
			},
			want: []string{"k=A 0 #0 r=100 t=100 seq=1", "k=A 0 #1 r=101 t=101 seq=2"},
		},
		{
			name: "without receive times the source times stand for them",
			events: func(k *event.Key) []event.Event {
				return []event.Event{at(k, 0, 0, 70), at(k, 0, 0, 70), at(k, 0, 0, 80)}
			},
			want: []string{"k=A 0 #0 r=70 t=70 seq=1", "k=A 0 #1 r=71 t=70 seq=2", "k=A 0 #2 r=80 t=80 seq=3"},
		},
		{
			name: "reordered by source time within the wait", policy: Policy{Reorder: 10},
			events: func(k *event.Key) []event.Event {
				return []event.Event{at(k, 0, 100, 95), at(k, 0, 103, 90), at(k, 0, 109, 99), at(k, 0, 111, 91), at(k, 0, 130, 120)}
			},
			want: []string{
				"k=A 0 #1 r=110 t=90 seq=1", "k=A 0 #0 r=111 t=95 seq=2",
				"k=A 0 #3 r=119 t=95 seq=3 late", "k=A 0 #2 r=120 t=99 seq=4", "k=A 0 #4 r=140 t=120 seq=5",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(4)
			k := b.key(t, "A")
			b.add("feed", "e", &given{events: c.events(k)}, c.policy)
			l, _ := b.run(t)
			if diff := cmp.Diff(c.want, l.list); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDuplicates(t *testing.T) {
	b := newBench(4)
	k := b.key(t, "A")
	var events []event.Event
	for i, id := range []uint64{7, 8, 7, 9, 3, 3, 0, 0} {
		e := at(k, 0, event.Time(100+i), 50)
		e.Native = event.ID{Number: id}
		events = append(events, e)
	}
	b.add("feed", "e", &given{events: events}, Policy{})
	l, stats := b.run(t)
	want := []string{"#0", "#1", "duplicate", "#3", "#4", "duplicate", "#6", "#7"}
	for i, line := range l.list {
		if !strings.Contains(line, want[i]) {
			t.Errorf("event %d is %q, want %s", i, line, want[i])
		}
	}
	if s := stats.Sources[0]; s.Duplicates != 2 || s.Events != 6 {
		t.Errorf("counted %+v", s)
	}
}

func TestOldIDsAreForgotten(t *testing.T) {
	var r recent
	for i := range uint64(remembered + 5) {
		if r.repeats(event.ID{Number: i + 1}) {
			t.Fatalf("id %d repeats nothing", i+1)
		}
	}
	if r.repeats(event.ID{Number: 5}) || !r.repeats(event.ID{Number: remembered}) {
		t.Error("exactly the last ids are remembered")
	}
}

func TestEmittersOfAFeedMergeByReceiptThenName(t *testing.T) {
	b := newBench(4)
	k := b.key(t, "A")
	b.add("feed", "x", &given{events: []event.Event{at(k, 0, 100, 1), at(k, 0, 105, 2), at(k, 0, 110, 3)}}, Policy{})
	b.add("feed", "y", &given{events: []event.Event{at(k, 1, 99, 1), at(k, 1, 105, 2), at(k, 1, 120, 3)}}, Policy{})
	l, _ := b.run(t)
	want := []string{
		"k=A 1 #0 r=99 t=1 seq=1", "k=A 0 #0 r=100 t=1 seq=2", "k=A 0 #1 r=105 t=2 seq=3",
		"k=A 1 #1 r=106 t=2 seq=4", "k=A 0 #2 r=110 t=3 seq=5", "k=A 1 #2 r=120 t=3 seq=6",
	}
	if diff := cmp.Diff(want, l.list); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]event.Time{120}, l.ticks); diff != "" {
		t.Errorf("a finite log ends with a tick at its last received:\n%s", diff)
	}
}

func TestWithoutReceiptTiesGoByNameOfTheSource(t *testing.T) {
	b := newBench(4)
	k := b.key(t, "A")
	b.add("feed", "a", &given{events: []event.Event{at(k, 0, 0, 5), at(k, 0, 0, 6)}}, Policy{})
	b.add("feed", "b", &given{events: []event.Event{at(k, 1, 0, 5), at(k, 1, 0, 7)}}, Policy{})
	b.declared[0].Name, b.declared[1].Name = "later", "earlier"
	l, _ := b.run(t)
	want := []string{"k=A 1 #0 r=5 t=5 seq=1", "k=A 0 #0 r=6 t=5 seq=2", "k=A 0 #1 r=7 t=6 seq=3", "k=A 1 #1 r=8 t=7 seq=4"}
	if diff := cmp.Diff(want, l.list); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

// Two feeds may stamp the same moment: the lane of the feed that comes first by
// name is first, whatever the key.
func TestFeedsMergeByKThenLane(t *testing.T) {
	b := newBench(64)
	a, c := b.key(t, "A"), b.key(t, "C")
	b.add("one", "e1", &given{events: []event.Event{at(a, 0, 100, 1), at(a, 0, 200, 2)}}, Policy{})
	b.add("two", "e2", &given{events: []event.Event{at(c, 1, 100, 1), at(c, 1, 150, 2), at(c, 1, 200, 3)}}, Policy{})
	l, _ := b.run(t)
	want := []string{
		"k=A 0 #0 r=100 t=1 seq=1", "k=C 1 #0 r=100 t=1 seq=1", "k=C 1 #1 r=150 t=2 seq=2",
		"k=A 0 #1 r=200 t=2 seq=2", "k=C 1 #2 r=200 t=3 seq=3",
	}
	if diff := cmp.Diff(want, l.list); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

func TestSeqCountsPerLane(t *testing.T) {
	b := newBench(1)
	a, c := b.key(t, "A"), b.key(t, "C")
	b.add("feed", "e", &given{events: []event.Event{at(a, 0, 1, 1), at(c, 0, 2, 1), at(a, 0, 3, 2)}}, Policy{})
	l, _ := b.run(t)
	for i, line := range l.list {
		if !strings.Contains(line, fmt.Sprintf("seq=%d", i+1)) {
			t.Errorf("line %d: %s", i, line)
		}
	}
}

func TestManyEventsAndAnEarlyEnd(t *testing.T) {
	b := newBench(4)
	k := b.key(t, "A")
	var events []event.Event
	for i := range 10 * batchSize * batches {
		events = append(events, at(k, 0, event.Time(i+1), event.Time(i+1)))
	}
	b.add("feed", "e", &given{events: events}, Policy{})
	l, stats := b.run(t)
	if len(l.list) != len(events) || stats.Events != uint64(len(events)) {
		t.Fatalf("%d events of %d, counted %d", len(l.list), len(events), stats.Events)
	}
	short := &lines{stop: 3}
	if _, err := Run(context.Background(), b.options, short); err != nil || len(short.list) != 3 {
		t.Errorf("a log that has had enough: %v after %d events", err, len(short.list))
	}
}

func TestFailuresEndTheRun(t *testing.T) {
	broken := errors.New("broken pipe")
	b := newBench(4)
	k := b.key(t, "A")
	b.add("feed", "e", &given{events: []event.Event{at(k, 0, 1, 1)}, err: broken}, Policy{})
	l := &lines{}
	if _, err := Run(context.Background(), b.options, l); !errors.Is(err, broken) || !strings.Contains(err.Error(), `emitter "e"`) {
		t.Errorf("the error is %v", err)
	}
	if len(l.list) != 1 {
		t.Error("what came before the failure is in the log")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, b.options, &lines{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run ends with %v", err)
	}
}

// Live events are stamped by the clock; while none arrives, ticks let time pass,
// and nothing is stamped at or before a tick.
func TestLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(4)
		b.options.Clock = clock.System{}
		k := b.key(t, "A")
		b.add("feed", "e", &given{live: true, pause: 120 * time.Millisecond, events: []event.Event{at(k, 0, 0, 1), at(k, 0, 0, 2)}}, Policy{})
		l := &lines{}
		if _, err := Run(context.Background(), b.options, l); err != nil {
			t.Fatal(err)
		}
		start := event.Time(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano())
		want := []string{
			fmt.Sprintf("k=A 0 #0 r=%d t=1 seq=1", start.Add(120*time.Millisecond)),
			fmt.Sprintf("k=A 0 #1 r=%d t=2 seq=2", start.Add(240*time.Millisecond)),
		}
		if diff := cmp.Diff(want, l.list); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
		if len(l.ticks) < 4 || l.ticks[0] != start.Add(tickPeriod) {
			t.Errorf("ticks %v", l.ticks)
		}
	})
}

func TestLiveAndRecordedDoNotMix(t *testing.T) {
	b := newBench(4)
	b.add("a", "x", &given{live: true}, Policy{})
	b.add("b", "y", &given{}, Policy{})
	if _, err := Run(context.Background(), b.options, &lines{}); err == nil || !strings.Contains(err.Error(), "live") {
		t.Errorf("the error is %v", err)
	}
}
