package reference_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine/reference"
)

// randomFeatures draws a graph of up to n features; each has one field, value.
func randomFeatures(t *rapid.T, n int) string {
	var b strings.Builder
	b.WriteString("features:\n  fx: {expr: \"v\", inputs: [x]}\n  fy: {expr: \"v\", inputs: [y]}\n")
	names := []string{"fx", "fy"}
	for i := range n {
		name := fmt.Sprintf("%s%d", rapid.StringMatching("[a-e]").Draw(t, "letter"), i)
		in := rapid.SampledFrom(names).Draw(t, "input")
		seconds := rapid.SampledFrom([]int{2, 3, 4, 6}).Draw(t, "seconds")
		switch rapid.IntRange(0, 8).Draw(t, "kind") {
		case 0, 1, 2:
			delay := rapid.SampledFrom([]int{0, 1, 2, 5}).Draw(t, "delay")
			fmt.Fprintf(&b, "  w%s: {definition: window.sum, inputs: [%s], params: {kind: tumbling, window: %ds, close_delay: %ds}}\n", name, in, seconds, delay)
			name = "w" + name
		case 3:
			fmt.Fprintf(&b, "  %s: {definition: window.mean, inputs: [%s], params: {window: %ds}}\n", name, in, seconds)
		case 4:
			fmt.Fprintf(&b, "  %s: {definition: transform.unique, inputs: [%s]}\n", name, in)
		case 5:
			fmt.Fprintf(&b, "  %s: {definition: transform.throttle, inputs: [%s], params: {every: %ds}}\n", name, in, seconds)
		case 6:
			fmt.Fprintf(&b, "  %s: {definition: transform.lag, inputs: [%s], params: {by: %d events}}\n", name, in, seconds)
		default:
			if rapid.Bool().Draw(t, "when") {
				other := rapid.SampledFrom(names).Draw(t, "other")
				if other == in {
					continue
				}
				fmt.Fprintf(&b, "  j%s: {definition: join.latest, inputs: [%s, %s], params: {when: %s}}\n", name, in, other, in)
				fmt.Fprintf(&b, "  %s: {expr: \"coalesce(j%s.%s.value, 0) - coalesce(j%s.%s.value, 0)\", inputs: [j%s]}\n", name, name, in, name, other, name)
				break
			}
			other := rapid.SampledFrom(names).Draw(t, "other")
			if other == in {
				continue
			}
			fmt.Fprintf(&b, "  %s: {expr: \"coalesce(%s.value, 0) + coalesce(%s.value, 0)\", inputs: [%s, %s]}\n", name, in, other, in, other)
		}
		names = append(names, name)
	}
	return b.String()
}

// randomEvents draws events whose times never decrease per source and key, and
// that are received before, at or after their time.
func randomEvents(t *rapid.T, keys *event.Keys) []*event.Event {
	var events []*event.Event
	clocks := map[string]event.Time{}
	received := event.Time(0)
	for i := range rapid.IntRange(1, 40).Draw(t, "events") {
		source := rapid.IntRange(0, 1).Draw(t, "source")
		symbol := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "symbol")
		key, err := keys.Intern(event.Pair{Name: "symbol", Value: symbol})
		if err != nil {
			t.Fatal(err)
		}
		received += event.Time(rapid.IntRange(1, 3000).Draw(t, "received")) * 1e6
		clock := fmt.Sprint(source, symbol)
		clocks[clock] = max(clocks[clock], received+event.Time(rapid.IntRange(-5000, 5000).Draw(t, "time"))*1e6)
		e := &event.Event{Key: key, Source: source, Seq: uint64(i + 1), Received: received, Time: clocks[clock]}
		e.Payload = &event.Record{Values: []event.Value{event.Float(float64(rapid.IntRange(0, 3).Draw(t, "value")))}}
		if rapid.IntRange(0, 15).Draw(t, "gap") == 0 {
			e.Payload, e.Control = nil, &event.Control{Kind: event.Gap, Source: []string{"x", "y"}[source]}
		}
		events = append(events, e)
	}
	return events
}

const plainSources = `
version: 1
emitters: {f: {type: csv}}
keys: [{symbol: [a, b]}]
sources:
  x: {definition: generic.record, emitter: f, params: {fields: {v: float}}}
  y: {definition: generic.record, emitter: f, stream: y, params: {fields: {v: float}}}
warmup: keep
`

// TestLaws: a window of a key closes once; outputs of one step are in order of
// node and key within a sub-step and nothing is late; two runs are equal.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := plainSources + randomFeatures(t, 8)
		c, err := config.Parse("test.yaml", []byte(text), config.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var keys event.Keys
		events := randomEvents(t, &keys)
		var runs [2][]string
		for i := range runs {
			clocks := map[string]event.Time{}
			x, err := reference.New(c, reference.Options{Emit: func(o *event.Output) error {
				name := o.Stream.Name + " " + o.Key.Canonical()
				last, ok := clocks[name]
				if window := strings.HasPrefix(name, "w"); ok && (o.Time < last || window && o.Time == last) {
					t.Fatalf("%s at %d after %d\n%s", name, o.Time, last, text)
				}
				clocks[name] = o.Time
				runs[i] = append(runs[i], written(o))
				return nil
			}})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				if err := x.Step(e); err != nil {
					t.Fatal(err)
				}
			}
		}
		if diff := cmp.Diff(runs[0], runs[1]); diff != "" {
			t.Fatalf("two runs differ:\n%s", diff)
		}
	})
}

// TestEveryInputCountsOnce: the windows of a stream, once all have closed, have
// counted every event, each once; an upper window has counted what the lower gave.
func TestEveryInputCountsOnce(t *testing.T) {
	const features = `
features:
  all: {definition: window.count, inputs: [x], params: {window: 1000000s}}
  low: {definition: window.count, inputs: [x], params: {kind: tumbling, window: 2s}}
  up: {definition: window.sum, inputs: [low], params: {kind: tumbling, window: 3s}}
`
	rapid.Check(t, func(t *rapid.T) {
		c, err := config.Parse("test.yaml", []byte(plainSources+features), config.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var keys event.Keys
		counts := map[string]float64{}
		events := randomEvents(t, &keys)
		x, err := reference.New(c, reference.Options{Emit: func(o *event.Output) error {
			if o.Stream.Name != "all" {
				counts[o.Stream.Name] += o.Values.Float(0)
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		var want float64
		for _, e := range events {
			if e.Source == 0 && e.Control == nil {
				want++
			}
			if err := x.Step(e); err != nil {
				t.Fatal(err)
			}
		}
		end := *events[len(events)-1]
		end.Received += 1e12
		end.Control = &event.Control{Kind: event.Connected}
		if err := x.Step(&end); err != nil {
			t.Fatal(err)
		}
		if counts["low"] != want || counts["up"] != want {
			t.Fatalf("low counted %v, up %v of %v events", counts["low"], counts["up"], want)
		}
	})
}
