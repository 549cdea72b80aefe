package ingest

import (
	"context"
	"fmt"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// beats is a finite emitter that makes its events up, at random moments.
type beats struct {
	left  int
	seed  uint64
	event event.Event
	to    source.Callback
}

func (e *beats) Register(_ *source.Declared, to source.Callback) error {
	e.to = to
	return nil
}

func (e *beats) Run(context.Context) error {
	e.event.Payload = &number{}
	for ; e.left > 0; e.left-- {
		e.seed = e.seed*6364136223846793005 + 1442695040888963407
		e.event.Arrived += 1 + event.Time(e.seed>>40)
		e.event.SourceTime = e.event.Arrived
		if err := e.to(&e.event); err != nil {
			return err
		}
	}
	return nil
}

type nowhere struct{}

func (nowhere) Step(*event.Event) error { return nil }
func (nowhere) Tick(event.Time) error   { return nil }

// BenchmarkEmitters takes in the events of many emitters, making them up included:
// of one feed, and of a feed for each. With -cpu 1 it is processor time per event.
func BenchmarkEmitters(b *testing.B) {
	for _, feeds := range []string{"one feed", "a feed each"} {
		for _, n := range []int{1, 8, 200} {
			b.Run(fmt.Sprintf("%s/%d", feeds, n), func(b *testing.B) {
				made := newBench(64)
				for i := range n {
					name, feed := fmt.Sprintf("e%03d", i), "feed"
					if feeds != "one feed" {
						feed = name
					}
					k, err := made.keys.Intern(event.Pair{Name: "k", Value: name})
					if err != nil {
						b.Fatal(err)
					}
					e := &beats{left: b.N/n + 1, seed: uint64(i)}
					e.event.Key, e.event.Source = k, made.add(feed, name, e, Policy{})
				}
				b.ReportAllocs()
				b.ResetTimer()
				if _, err := Run(context.Background(), made.options, nowhere{}); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}
