package cli

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/sinks/jsonl"
)

func TestProgressText(t *testing.T) {
	const known = "00:10, 00:30 of event time, 31 events, 31/s"
	for _, c := range []struct {
		name   string
		length time.Duration
		limit  uint64
		read   float64
		want   string
	}{
		{"no end in sight", 0, 0, 0, known},
		{"a length of time", time.Minute, 0, 0, "50%, ETA 10s, " + known},
		{"a number of outputs", 0, 100, 0, "25%, ETA 30s, " + known},
		{"an input", 0, 0, 0.125, "12%, ETA 1m10s, " + known},
		{"whichever comes first", time.Minute, 100, 0.3, "50%, ETA 10s, " + known},
		{"past the end", time.Second, 0, 0, known},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &meter{clock: &clock.Fake{}, samples: []sample{{at: -int64(time.Second)}}}
			p := &progress{meter: m, length: c.length, limit: c.limit, read: func() float64 { return c.read }}
			for i := range 31 {
				m.count(&event.Event{Received: event.Time(1e18 + int64(i)*1e9)})
			}
			p.tally.written.Store(25)
			if got := p.text(10 * time.Second); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestProgressLine wants nothing of a short run, and of a long one a line that
// is gone at the end.
func TestProgressLine(t *testing.T) {
	for _, c := range []struct {
		length time.Duration
		want   []string
	}{
		{900 * time.Millisecond, []string{""}},
		{1400 * time.Millisecond, []string{
			"", "00:01, 00:00 of event time, 0 events, 0/s", "00:01, 00:00 of event time, 0 events, 0/s", "",
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			var seen paper
			p := &progress{screen: seen.screen(80, 24), meter: &meter{clock: clock.System{}}}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var out strings.Builder
			p.begin(ctx, new(featurizer.Pipeline), jsonl.New(&out))
			time.Sleep(c.length)
			p.end()
			if diff := cmp.Diff(c.want, strings.Split(seen.String(), "\r"+endLine)); diff != "" {
				t.Errorf("after %v: (-want +got)\n%s", c.length, diff)
			}
		})
	}
}
