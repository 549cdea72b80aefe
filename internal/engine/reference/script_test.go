package reference_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine/reference"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
)

// script is a config, events and the outputs they must give.
//
// An event is "source key time values...", or "gap source key"; a value of - is
// null, i3 an integer, 'up a text. It is received at its time, or at another one after @: "x a 5s@7s 1".
// Received and times are durations since the epoch.
//
// An output is "name key time values...", with @received where it is not the
// time, #seq where it is not the event's number in the script, and warm.
type script struct {
	name   string
	config string
	choose []string
	events string
	want   string
}

// sources are what the scripts read.
const sources = `
version: 1
emitters: {f: {type: csv}}
keys: [{symbol: [a, b]}]
sources:
  x: {definition: generic.record, emitter: f, params: {fields: {v: float}}}
  y: {definition: generic.record, emitter: f, params: {fields: {v: float, n: int, s: string, b: bool}}}
  quotes: {definition: market.quote, emitter: f}
  trades: {definition: market.trade, emitter: f}
  wide: {definition: generic.record, emitter: f, keys: [{venue: V}], params: {fields: {w: float}}}
`

func (s script) run(t *testing.T) {
	t.Helper()
	got, _ := s.outputs(t)
	if diff := cmp.Diff(lines(s.want), got); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
}

func runAll(t *testing.T, scripts []script) {
	t.Helper()
	for _, s := range scripts {
		t.Run(s.name, s.run)
	}
}

func parse(t *testing.T, text string) *config.Config {
	t.Helper()
	c, err := config.Parse("test.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatalf("the config: %v", err)
	}
	return c
}

// outputs runs the script and returns what it gave.
func (s script) outputs(t *testing.T) ([]string, event.Tally) {
	t.Helper()
	text := s.config
	if !strings.Contains(text, "sources:") {
		text = sources + text
	}
	c := parse(t, text)
	var got []string
	x, err := reference.New(c, reference.Options{
		Select: s.choose, Control: true,
		Emit: func(o *event.Output) error {
			got = append(got, written(o))
			return nil
		},
	})
	if err != nil {
		t.Fatalf("building: %v", err)
	}
	var keys event.Keys
	for i, line := range lines(s.events) {
		if err := x.Step(readEvent(t, c, &keys, line, uint64(i+1))); err != nil {
			t.Fatalf("event %q: %v", line, err)
		}
	}
	if err := x.Finish(); err != nil {
		t.Fatal(err)
	}
	return got, x.Tally()
}

func lines(text string) []string {
	var found []string
	for line := range strings.Lines(text) {
		line = strings.Join(strings.Fields(line), " ")
		if line != "" && !strings.HasPrefix(line, "//") {
			found = append(found, line)
		}
	}
	return found
}

func readTime(t *testing.T, text string) event.Time {
	t.Helper()
	if text == "0" {
		return 0
	}
	d, err := param.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return event.Time(d)
}

// readKey makes a key of "a" (a symbol), "V:" (a venue) or "V:a" (both).
func readKey(t *testing.T, keys *event.Keys, text string) *event.Key {
	t.Helper()
	venue, symbol, both := strings.Cut(text, ":")
	pairs := []event.Pair{{Name: "symbol", Value: venue}}
	if both {
		pairs = []event.Pair{{Name: "venue", Value: venue}}
		if symbol != "" {
			pairs = append(pairs, event.Pair{Name: "symbol", Value: symbol})
		}
	}
	k, err := keys.Intern(pairs...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func readEvent(t *testing.T, c *config.Config, keys *event.Keys, line string, seq uint64) *event.Event {
	t.Helper()
	words := strings.Fields(line)
	if words[0] == "gap" {
		return &event.Event{
			Key: readKey(t, keys, words[2]), Seq: seq, Received: readTime(t, words[3]), Time: readTime(t, words[3]),
			Control: &event.Control{Kind: event.Gap, Source: words[1]},
		}
	}
	at, received, moved := strings.Cut(words[2], "@")
	if !moved {
		received = at
	}
	e := &event.Event{Key: readKey(t, keys, words[1]), Seq: seq, Received: readTime(t, received), Time: readTime(t, at)}
	e.Lane = event.Lane{Feed: "f", Number: e.Key.Lane(64)}
	e.Source = slices.IndexFunc(c.Sources, func(s config.Source) bool { return s.Name == words[0] })
	if e.Source < 0 {
		t.Fatalf("no source %q", words[0])
	}
	e.Payload = payload(t, c.Sources[e.Source].Definition, words[3:])
	return e
}

func payload(t *testing.T, definition string, words []string) any {
	t.Helper()
	number := func(i int) float64 {
		if words[i] == "-" {
			return event.Null()
		}
		x, err := strconv.ParseFloat(words[i], 64)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	switch definition {
	case "market.quote":
		return &market.Quote{Bid: number(0), BidSize: number(1), Ask: number(2), AskSize: number(3)}
	case "market.trade":
		side := map[string]market.Side{"buy": market.Buy, "sell": market.Sell}[words[2]]
		return &market.Trade{Price: number(0), Amount: number(1), Side: side}
	}
	r := &event.Record{}
	for i, word := range words {
		var v event.Value
		switch {
		case word == "-":
		case word == "true" || word == "false":
			v = event.Bool(word == "true")
		case strings.HasPrefix(word, "'"):
			v = event.String(word[1:])
		case strings.HasPrefix(word, "i"):
			n, err := strconv.ParseInt(word[1:], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			v = event.Int(n)
		default:
			v = event.Float(number(i))
		}
		r.Values = append(r.Values, v)
	}
	return inNameOrder(r)
}

// inNameOrder brings the values of v, n, s, b, u, as scripts write them, into the
// order of a record: that of the names.
func inNameOrder(r *event.Record) *event.Record {
	if len(r.Values) < 4 {
		return r
	}
	order := []int{3, 1, 2, 4, 0}
	if len(r.Values) == 4 {
		order = []int{3, 1, 2, 0}
	}
	sorted := &event.Record{}
	for _, i := range order {
		sorted.Values = append(sorted.Values, r.Values[i])
	}
	return sorted
}

// written is an output as a line.
func written(o *event.Output) string {
	name := o.Stream.Name
	switch o.Stream.Kind {
	case event.OutputRow:
		name = "row"
	case event.OutputControl:
		return fmt.Sprintf("control %s %s", o.Control.Kind, name)
	case event.OutputFeature:
	}
	var key []string
	for i := o.Key.Len() - 1; i >= 0; i-- {
		key = append(key, o.Key.Pair(i).Value)
	}
	at := time.Duration(o.Time).String()
	if o.Received != o.Time {
		at += "@" + time.Duration(o.Received).String()
	}
	words := []string{name, strings.Join(key, ":"), at, fmt.Sprintf("#%d", o.Seq)}
	if o.Warmup {
		words = append(words, "warm")
	}
	for _, v := range o.Values.Append(nil) {
		if v.IsNull() {
			words = append(words, "-")
		} else {
			words = append(words, v.GoString())
		}
	}
	return strings.Join(words, " ")
}
