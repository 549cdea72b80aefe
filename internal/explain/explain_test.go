package explain_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/explain"
	"github.com/featurizer/featurizer/stream"
)

const sensors = `version: 1
warmup: keep
emitters:
  feed: {type: csv, path: %q, time: {column: t, unit: s}, key: {sensor: sensor}, fields: {x: float}}
keys: [{sensor: [A, B]}]
sources:
  s: {definition: generic.record, emitter: feed}
features:
  ago:    {definition: transform.lag, inputs: [s], params: {by: 2s}}
  back:   {definition: transform.lag, inputs: [s], params: {by: 2 events}}
  sum:    {definition: window.sum, inputs: [s], params: {window: 3s}}
  mean:   {definition: window.mean, inputs: [s], params: {window: 5s, kind: tumbling, close_delay: 1s}}
  top:    {definition: window.max, inputs: [mean], params: {window: 10s, kind: tumbling}}
  change: {definition: transform.diff, inputs: [s], params: {window: 2s}}
  share:  {definition: transform.diff, inputs: [s], params: {window: 2s, relative: true}}
  smooth: {definition: transform.ewma, inputs: [s], params: {tau: 1s}}
  each:   {definition: transform.sample, inputs: [s], params: {every: 5s}}
  calm:   {definition: transform.throttle, inputs: [s], params: {every: 2s}}
  moves:  {definition: transform.unique, inputs: [s]}
  last3:  {definition: window.sum, inputs: [s], params: {window: 3 events}}
  max3:   {definition: window.max, inputs: [s], params: {window: 3 events}}
  rise:   {definition: transform.diff, inputs: [s], params: {window: 4 events}}
  middle: {definition: window.median, inputs: [s], params: {window: 4 events}}
  high:   {definition: window.quantile, inputs: [s], params: {window: 3s, q: 0.75}}
  middles: {definition: window.median, inputs: [s], params: {window: 5s, kind: tumbling, close_delay: 1s}}
  burst:  {definition: window.sum, inputs: [s], params: {kind: session, gap: 1s, close_delay: 1s}}
  bursts: {definition: window.count, inputs: [s], params: {kind: session, gap: 1s, close_delay: 1s}}
  twice:  {expr: "-x * 2 + (isnull(sum) ? 0 : sum)", inputs: [s, sum]}
`

const readings = `t,sensor,x
10,A,1
11,A,4
12,A,
13,A,2
13,A,6
20,B,5
21,A,8
`

// text returns the config of the sensors over given readings.
func sensorConfig(t *testing.T, csv string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "readings.csv")
	if err := os.WriteFile(path, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(sensors, path)
}

func seconds(n int64) event.Time { return event.Time(n * 1_000_000_000) }

// summary is what a test looks at in a report, in short: times in seconds.
func summary(r *explain.Report) string {
	var b strings.Builder
	value := func(v event.Value) string { return v.GoString() }
	at := func(t event.Time) string { return strconv.FormatInt(int64(t)/1e9, 10) }
	for _, f := range r.Values {
		fmt.Fprintf(&b, "%s at %s", value(f.Value), at(r.Place.Time))
	}
	if r.Cause.Deadline {
		fmt.Fprintf(&b, ", deadline %s", at(r.Place.Received))
	}
	for _, s := range r.Steps {
		if w := s.Window; w != nil {
			fmt.Fprintf(&b, "; %s to %s", at(w.From), at(w.To))
		}
		for i, u := range s.Used {
			fmt.Fprintf(&b, "%s %s at %s", map[bool]string{true: ";"}[i == 0], value(u.Values[0].Value), at(u.Time))
		}
		if s.Nulls > 0 {
			fmt.Fprintf(&b, "; %d null", s.Nulls)
		}
		for _, f := range s.Figures {
			fmt.Fprintf(&b, "; %s", f.Title)
			for _, l := range f.Lines {
				text := value(l.Value)
				if l.Unit == stream.Instant {
					text = at(event.Time(l.Value.Int()))
				}
				fmt.Fprintf(&b, " %s=%s", strings.ReplaceAll(l.Name, " ", "_"), text)
			}
		}
	}
	if w := r.Working; w != nil {
		fmt.Fprintf(&b, "; %s = %s = %s", w.Text, w.Numbers, value(w.Value))
	}
	return b.String()
}

// TestExplain is the table of what is behind values that were worked out by hand.
func TestExplain(t *testing.T) {
	text := sensorConfig(t, readings)
	for _, c := range []struct{ feature, want string }{
		// The value of exactly two seconds ago counts.
		{"ago", "4 at 13; 4 at 11; looked for at_or_before=11"},
		{"back", "null at 13; null at 12; looked for inputs_back=2"},
		// (10, 13] leaves the first out; blocks of three seconds begin at 12.
		{"sum", "12 at 13; 10 to 13; 4 at 11 2 at 13 6 at 13; 1 null; S, right before=12 n=1 sum=4; P, left from=12 n=2 sum=8; S (+) P n=3 sum=12"},
		{"change", "4 at 13; 11 to 13; 2 at 13 6 at 13;  x=6 first=2; x - first = 6 - 2 = 4"},
		{"share", "2 at 13; 11 to 13; 2 at 13 6 at 13;  x=6 first=2; (x - first) / first = (6 - 2) / 2 = 2"},
		{"last3", "8 at 13; 12 to 13; 2 at 13 6 at 13; 1 null; all n=2 sum=8"},
		{"max3", "6 at 13; 12 to 13; 2 at 13 6 at 13; 1 null; all n=2 max=6"},
		{"rise", "2 at 13; 11 to 13; 4 at 11 6 at 13;  x=6 first=4; x - first = 6 - 4 = 2"},
		{"middle", "4 at 13; 11 to 13; 4 at 11 2 at 13 6 at 13; 1 null; in order of size n=3 h=1 lo=4 hi=4; lo + (h - floor(h)) * (hi - lo) = 4 + (1 - floor(1)) * (4 - 4) = 4"},
		{"high", "5 at 13; 10 to 13; 4 at 11 2 at 13 6 at 13; 1 null; in order of size n=3 h=1.5 lo=4 hi=6; lo + (h - floor(h)) * (hi - lo) = 4 + (1.5 - floor(1.5)) * (6 - 4) = 5"},
		{"each", "1 at 10;  bucket_from=10 bucket_to=15 next_from=15"},
		{"calm", "null at 12;  passes_from=12 next_from=14"},
		{"moves", "6 at 13;  previous=2"},
		{"twice", "0 at 13; -x * 2 + (isnull(sum) ? 0 : sum) = -6 * 2 + (isnull(12) ? 0 : 12) = 0"},
	} {
		t.Run(c.feature, func(t *testing.T) {
			r := explained(t, text, explain.Request{Feature: c.feature, Key: []event.Pair{{Name: "sensor", Value: "A"}}, At: seconds(13)})
			if diff := cmp.Diff(c.want, summary(r)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if again := r.Steps[len(r.Steps)-1].Again; !again.Same {
				t.Errorf("worked out anew: %v", again.Values)
			}
		})
	}
}

// TestExplainTumbling is the table of windows that close.
func TestExplainTumbling(t *testing.T) {
	a := []event.Pair{{Name: "sensor", Value: "A"}}
	for _, c := range []struct {
		name, csv, feature string
		at                 int64
		want               string
	}{
		// An event of the other key lets the time pass in which the deadline lies.
		{"deadline", readings, "mean", 19, "3.25 at 15, deadline 16; 10 to 15; 1 at 10 4 at 11 2 at 13 6 at 13; 1 null; all n=4 sum=13"},
		{"sorted", readings, "middles", 19, "3 at 15, deadline 16; 10 to 15; 1 at 10 4 at 11 2 at 13 6 at 13; 1 null; all n=4 h=1.5 lo=2 hi=4; lo + (h - floor(h)) * (hi - lo) = 2 + (1.5 - floor(1.5)) * (4 - 2) = 3"},
		{"session", readings, "burst", 19, "13 at 14, deadline 15; 10 to 14; 1 at 10 4 at 11 2 at 13 6 at 13; 1 null; all n=4 sum=13"},
		{"session, event", "t,sensor,x\n10,A,1\n11,A,4\n12.5,A,7\n", "burst", 13, "5 at 12; 10 to 12; 1 at 10 4 at 11; all n=2 sum=5"},
		{"session after another", "t,sensor,x\n10,A,1\n11,A,4\n12.5,A,7\n13,A,2\n14.5,A,1\n", "bursts", 14, "2 at 14; 12 to 14; 7 at 12 2 at 13; all n=2 count=2"},
		{"event", "t,sensor,x\n10,A,1\n14,A,4\n15,A,7\n", "mean", 15, "2.5 at 15; 10 to 15; 1 at 10 4 at 14; all n=2 sum=5"},
		// Two lower windows close for one event; the upper takes both.
		{"over windows", "t,sensor,x\n10,A,1\n14,A,4\n15,A,7\n20,A,9\n40,A,1\n", "top", 29, "7 at 20; 10 to 20; 2.5 at 15 7 at 20; all n=2 max=7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explained(t, sensorConfig(t, c.csv), explain.Request{Feature: c.feature, Key: a, At: seconds(c.at)})
			if diff := cmp.Diff(c.want, summary(r)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if again := r.Steps[len(r.Steps)-1].Again; !again.Same || !again.FromUsed {
				t.Errorf("worked out anew: %+v", again)
			}
		})
	}
}

// TestExplainSameTime holds that the last of several outputs of one time is meant.
func TestExplainSameTime(t *testing.T) {
	r := explained(t, sensorConfig(t, readings), explain.Request{Feature: "moves", Key: []event.Pair{{Name: "sensor", Value: "A"}}, At: seconds(3), FromFirst: true})
	if r.Asked != seconds(13) || r.Place.Seq != 5 {
		t.Errorf("asked for %d, explained output of event %d", r.Asked, r.Place.Seq)
	}
}

// TestAmbiguousFormula holds that no numbers are put into a formula of which two
// clauses give the value.
func TestAmbiguousFormula(t *testing.T) {
	a := []event.Pair{{Name: "sensor", Value: "A"}}
	r := explained(t, sensorConfig(t, readings), explain.Request{Feature: "change", Key: a, At: seconds(10)})
	if r.Values[0].Value != event.Float(0) || r.Working != nil {
		t.Errorf("%v with %+v", r.Values, r.Working)
	}
}

// TestWarmup is the table of what an output needs in order not to be warm-up.
func TestWarmup(t *testing.T) {
	text := sensorConfig(t, readings)
	for _, c := range []struct {
		feature string
		at      int64
		is      bool
		why     string
	}{
		{"sum", 12, true, "it reaches back 3s to 1970-01-01T00:00:09Z; s is covered since 1970-01-01T00:00:10Z"},
		{"sum", 13, false, "it reaches back 3s to 1970-01-01T00:00:10Z; s is covered since 1970-01-01T00:00:10Z"},
		{"back", 11, true, "it needs 3 inputs since coverage starts, and has not had as many; s is covered since 1970-01-01T00:00:10Z"},
		{"back", 12, false, "it has had the 3 inputs since coverage starts that it needs; s is covered since 1970-01-01T00:00:10Z"},
		{"mean", 19, true, "its bucket starts at 1970-01-01T00:00:10Z, which must be after coverage starts; s is covered since 1970-01-01T00:00:10Z"},
		{"burst", 14, true, "it is the first session since coverage starts, and may have begun before; s is covered since 1970-01-01T00:00:10Z"},
		{"smooth", 10, false, "it looks back at nothing; s is covered since 1970-01-01T00:00:10Z"},
	} {
		r := explained(t, text, explain.Request{Feature: c.feature, Key: []event.Pair{{Name: "sensor", Value: "A"}}, At: seconds(c.at)})
		if r.Warmup.Is != c.is || r.Warmup.Why != c.why {
			t.Errorf("%s at %d: %v, %s", c.feature, c.at, r.Warmup.Is, r.Warmup.Why)
		}
	}
}

// TestRefused is the table of what cannot be explained.
func TestRefused(t *testing.T) {
	text := sensorConfig(t, readings)
	a := []event.Pair{{Name: "sensor", Value: "A"}}
	for _, c := range []struct {
		name      string
		set       [2]string
		request   explain.Request
		ofRequest bool
		says      string
	}{
		{"unknown", [2]string{}, explain.Request{Feature: "smoth", At: seconds(13)}, true, `did you mean "smooth"?`},
		{"source", [2]string{}, explain.Request{Feature: "s", At: seconds(13)}, true, `"s" is a source`},
		{"field", [2]string{}, explain.Request{Feature: "sum", Field: "valeu", Key: a}, true, `no field "valeu"; did you mean "value"?`},
		{"which key", [2]string{}, explain.Request{Feature: "sum", At: seconds(13)}, true, "several keys; say which with --key NAME=VALUE:\n  sensor=A\n  sensor=B"},
		{"no such key", [2]string{}, explain.Request{Feature: "sum", Key: []event.Pair{{Name: "sensor", Value: "C"}}}, true, "no such key; it has\n  sensor=A\n  sensor=B"},
		{"too early", [2]string{}, explain.Request{Feature: "sum", Key: a, At: seconds(9)}, false, "its first has the time 1970-01-01T00:00:10Z"},
		{"never", [2]string{"{sensor: [A, B]}", "{sensor: [A, B, C]}"}, explain.Request{Feature: "sum", Key: []event.Pair{{Name: "sensor", Value: "C"}}, At: seconds(99)}, false, "the events of the log have times from"},
		{"warm-up", [2]string{"warmup: keep", "warmup: drop"}, explain.Request{Feature: "sum", Key: a, At: seconds(12)}, false, "has only warm-up, which is not written:\n  it reaches back 3s to 1970-01-01T00:00:09Z; s is covered since 1970-01-01T00:00:10Z\nhint: --set warmup=keep"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := explain.Run(context.Background(), planOf(t, strings.Replace(text, c.set[0], c.set[1], 1)), c.request)
			if err == nil || errors.Is(err, explain.ErrRequest) != c.ofRequest || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want %q", err, c.says)
			}
		})
	}
}

// TestResolve is the table of names of features and fields.
func TestResolve(t *testing.T) {
	plan := planOf(t, sensorConfig(t, readings))
	for text, want := range map[string][2]string{
		"sum": {"sum", ""}, "sum.value": {"sum", "value"}, "sum.trades.price": {"sum", "trades.price"},
		"none": {"none", ""}, "none.value": {"none", "value"},
	} {
		if name, field := explain.Resolve(plan, text); name != want[0] || field != want[1] {
			t.Errorf("%s: %q and %q, want %q", text, name, field, want)
		}
	}
}
