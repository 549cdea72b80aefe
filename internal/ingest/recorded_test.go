package ingest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// kept is an emitter of a kept log.
type kept struct {
	feeds  []string
	list   []event.Event
	tick   event.Time
	closed bool
}

func (*kept) Register(*source.Declared, source.Callback) error { return nil }
func (*kept) Run(context.Context) error                        { return errors.New("it was run") }
func (k *kept) Feeds(context.Context) ([]string, error)        { return k.feeds, nil }
func (k *kept) LastTick() event.Time                           { return k.tick }
func (k *kept) Close() error                                   { k.closed = true; return nil }

func (k *kept) Next(context.Context) (*event.Event, error) {
	if len(k.list) == 0 {
		return nil, nil
	}
	e := &k.list[0]
	k.list = k.list[1:]
	return e, nil
}

// of returns an event of a lane as it was recorded.
func of(k *event.Key, source int, lane event.Lane, seq uint64, received event.Time) event.Event {
	return event.Event{
		Key: k, Source: source, Lane: lane, Seq: seq, Received: received, Time: 50, SourceTime: 7,
		Flags: event.Late, Payload: &number{int64(seq)},
	}
}

// TestRecorded holds that the events of a kept log come in K order among those of
// other feeds, with what was decided of them when they were recorded.
func TestRecorded(t *testing.T) {
	b := newBench(4)
	k := b.key(t, "A")
	fresh := &given{events: []event.Event{{Key: k, SourceTime: 20}, {Key: k, SourceTime: 40}}}
	b.add("m", "fresh", fresh, Policy{})
	log := &kept{feeds: []string{"z", "a"}, tick: 90}
	i := b.add("log", "log", log, Policy{Drop: true, MaxAhead: 1})
	z, a := event.Lane{Feed: "z", Number: 3}, event.Lane{Feed: "a", Number: 2}
	log.list = []event.Event{of(k, i, z, 5, 10), of(k, i, a, 9, 20), of(k, i, z, 8, 20), of(k, i, z, 9, 41)}
	var to lines
	stats, err := Run(t.Context(), b.options, &to)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"k=A 1 #5 r=10 t=50 seq=5 late", "k=A 1 #9 r=20 t=50 seq=9 late", "k=A 0 #0 r=20 t=20 seq=1",
		"k=A 1 #8 r=20 t=50 seq=8 late", "k=A 0 #1 r=40 t=40 seq=2", "k=A 1 #9 r=41 t=50 seq=9 late",
	}
	if diff := cmp.Diff(want, to.list); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if last := to.ticks[len(to.ticks)-1]; last != 90 || !log.closed || stats.Sources[i].Late != 4 {
		t.Errorf("last tick %d, closed %v, %d late", last, log.closed, stats.Sources[i].Late)
	}
}

// TestRecordedRefuses holds that a kept log shares neither its feed with another
// emitter nor the name of one of its feeds.
func TestRecordedRefuses(t *testing.T) {
	for name, feeds := range map[string][2]string{"can share it with no other emitter": {"log", "log"}, `are of feed "z"`: {"log", "z"}} {
		b := newBench(4)
		k := b.key(t, "A")
		b.add(feeds[1], "fresh", &given{events: []event.Event{{Key: k, SourceTime: 20}}}, Policy{})
		log := &kept{feeds: []string{"z"}}
		b.add(feeds[0], "log", log, Policy{})
		if _, err := Run(t.Context(), b.options, &lines{}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
}
