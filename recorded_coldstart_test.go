package featurizer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// The longest path of the graph reaches back six seconds, and its windows close
// two seconds late; the rest of a cold start is compared.
const (
	coldStarts = 20
	fullLength = 60 * time.Second
	coldLength = 14 * time.Second
)

// coldRows are the rows of the cold starts: of features that depend on no
// more of the past than their windows hold.
const coldRows = "rows: {features: [mid, spread, vol_3s, tvi_2s, bars_500ms, change_2s, each_second, mean_2s], when: any, ages: true}\n"

// TestRecordedColdStart starts all features that can be cut at 20 random lines of
// each recording, and compares what they write after their warm-up with what a
// run from the start writes: times and values, bit by bit. It holds the flag of
// warm-up itself to the rules of semantics 4. Seq differs, as the log of a cold
// start begins later.
func TestRecordedColdStart(t *testing.T) {
	for _, r := range recordings() {
		t.Run(r.name, func(t *testing.T) { testColdStarts(t, r) })
	}
}

func testColdStarts(t *testing.T, r recording) {
	lines := r.lines(t)
	started := received(t, lines[0])
	lines = lines[:lineAt(t, lines, started.Add(fullLength))]
	last := lineAt(t, lines, started.Add(fullLength-coldLength))
	full := observe(t, r, lines)
	random := rand.New(rand.NewPCG(5, 6))
	compared := map[string]int{}
	for range coldStarts {
		from := 1 + random.IntN(last-1)
		to := lineAt(t, lines, received(t, lines[from]).Add(coldLength))
		cold := observe(t, r, lines[from:to])
		for !full.continues(cold) { // a decision about lateness hangs on what came before
			from++
			cold = observe(t, r, lines[from:to])
		}
		for name, n := range cold.compare(t, full, fmt.Sprintf("line %d", from+1)) {
			compared[name] += n
		}
	}
	for _, name := range full.names() {
		if compared[name] < coldStarts {
			t.Errorf("%s: %d outputs compared, too few to show anything", name, compared[name])
		}
	}
	t.Logf("%d cold starts over %d lines; outputs compared: %v", coldStarts, len(lines), compared)
}

// lineAt returns the first line that was received at t or later.
func lineAt(tb testing.TB, lines []string, t event.Time) int {
	at, _ := slices.BinarySearchFunc(lines, t, func(line string, t event.Time) int {
		return int(received(tb, line) - t)
	})
	return at
}

// seen is an event or an output.
type seen struct {
	time, received event.Time
	warmup         bool
	values         string // of an output
}

// observed is what a run of one key took in and gave out.
type observed struct {
	plan     *graph.Plan
	events   map[string][]seen // by source
	outputs  map[string][]seen // by feature that can be cut; rows under ""
	end      event.Time        // the last Received
	readied  map[*graph.Feature]from
	cuttable []*graph.Feature
}

// observe runs the config with every definition over lines, without the waves,
// which no line starts. It runs twice: warm-up outputs are kept to see their
// flags, but what rows are made of has none.
func observe(t *testing.T, r recording, lines []string) *observed {
	t.Helper()
	text, _ := allFeatures(t)
	text = without(text, "wave")
	o := &observed{events: map[string][]seen{}, outputs: map[string][]seen{}, readied: map[*graph.Feature]from{}}
	c := configOf(t, text, []string{"warmup=keep"}, excerpt{r, lines})
	var err error
	if o.plan, err = graph.Build(c, standardRegistry(t), graph.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, f := range o.plan.Features {
		if f.Memory.Cut() && len(f.Names) > 0 {
			o.cuttable = append(o.cuttable, f)
		}
	}
	o.run(t, c, func(p *featurizer.Pipeline) {
		for _, s := range o.plan.Sources {
			name := s.Declared.Name
			check(t, p.OnSource(name, func(e *event.Event) {
				o.events[name] = append(o.events[name], seen{time: e.Time, received: e.Received})
				o.end = e.Received
			}))
		}
		for _, f := range o.cuttable {
			check(t, p.OnFeature(f.Names[0], o.take(f.Names[0])))
		}
	})
	o.run(t, configOf(t, text+coldRows, nil, excerpt{r, lines}), func(p *featurizer.Pipeline) {
		check(t, p.OnRow(o.take("")))
	})
	return o
}

func (o *observed) run(t *testing.T, c *config.Config, setUp func(*featurizer.Pipeline)) {
	t.Helper()
	p, err := featurizer.Build(c, standardRegistry(t), featurizer.Options{})
	check(t, err)
	setUp(p)
	_, err = p.Run(context.Background())
	check(t, err)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// without returns the lines of a text that do not have a word.
func without(text, word string) string {
	lines := strings.SplitAfter(text, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return strings.Contains(line, word) }), "")
}

// take returns a callback that keeps outputs under a name.
func (o *observed) take(name string) func(*event.Output) {
	return func(out *event.Output) {
		var values []byte
		for _, v := range out.Values.Append(nil) {
			values = append(v.AppendText(values), ' ')
		}
		o.outputs[name] = append(o.outputs[name], seen{out.Time, out.Received, out.Warmup, string(values)})
	}
}

// names returns the names of what can be cut, rows first.
func (o *observed) names() []string {
	list := []string{""}
	for _, f := range o.cuttable {
		list = append(list, f.Names[0])
	}
	return list
}

// continues tells whether the log of a cold start is the end of that of the full
// run, as far as it goes.
func (o *observed) continues(cold *observed) bool {
	for name, events := range cold.events {
		all := since(o.events[name], events[0].received)
		if len(all) < len(events) || !slices.Equal(all[:len(events)], events) {
			return false
		}
	}
	return len(cold.events) == len(o.events)
}

// since returns what was received at some time or later.
func since(list []seen, received event.Time) []seen {
	at, _ := slices.BinarySearchFunc(list, received, func(s seen, t event.Time) int { return int(s.received - t) })
	return list[at:]
}

// compare compares a cold start with the full run and returns how many outputs
// there were after the warm-up, by name.
func (o *observed) compare(t *testing.T, full *observed, start string) map[string]int {
	t.Helper()
	compared := map[string]int{}
	for _, f := range o.cuttable {
		name := f.Names[0]
		ready := o.ready(f)
		got, want := ready.of(o.outputs[name]), ready.of(since(full.outputs[name], o.begin()))
		want = slices.DeleteFunc(want, func(s seen) bool { return s.received > o.end })
		if i := differs(got, want); i >= 0 {
			t.Errorf("%s, feature %s, output %d of %d and %d after the warm-up:\n cold %v\n full %v", start, name, i, len(got), len(want), at(got, i), at(want, i))
		}
		for _, s := range o.outputs[name] {
			if !ready.observed && s.warmup == ready.has(s) {
				t.Errorf("%s, feature %s: an output of %d is flagged %v, and coverage says otherwise", start, name, s.time, s.warmup)
				break
			}
		}
		compared[name] = len(got)
	}
	rows := since(o.outputs[""], o.rowsReady()+1)
	want := since(full.outputs[""], o.rowsReady()+1)
	want = want[:len(want)-len(since(want, o.end+1))]
	if i := differs(rows, want); i >= 0 {
		t.Errorf("%s, row %d of %d and %d:\n cold %v\n full %v", start, i, len(rows), len(want), at(rows, i), at(want, i))
	}
	compared[""] = len(rows)
	return compared
}

// differs returns where two lists part, -1 if they do not.
func differs(a, b []seen) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

func at(list []seen, i int) any {
	if i < len(list) {
		return list[i]
	}
	return "none"
}

// begin returns the Received of the first event.
func (o *observed) begin() event.Time {
	first := event.Never
	for _, events := range o.events {
		first = min(first, events[0].received)
	}
	return first
}

// rowsReady returns the Received of the step in which the last slot of the rows
// is filled: perhaps by its last sub-step.
func (o *observed) rowsReady() event.Time {
	latest := event.Unset
	for _, f := range o.cuttable {
		if list := o.ready(f).of(o.outputs[f.Names[0]]); strings.Contains(coldRows, f.Names[0]+",") || strings.Contains(coldRows, f.Names[0]+"]") {
			latest = max(latest, list[0].received)
		}
	}
	return latest
}

// from says from where on outputs are past the warm-up of a cold start, found
// from the rules alone and not from flags.
type from struct {
	time     event.Time // not before this
	received event.Time // and not before this
	bucket   time.Duration
	ends     bool // times are ends of buckets
	// observed says that it depends on which inputs came, as for what looks back
	// by a number of events.
	observed bool
}

// has tells whether an output is past the warm-up.
func (f from) has(s seen) bool {
	covered := f.time.Add(-f.bucket)
	switch {
	case s.received < f.received:
		return false
	case f.bucket == 0:
		return s.time >= f.time
	case f.ends:
		return s.time.Add(-f.bucket) > covered
	}
	return s.time.Floor(f.bucket) > covered
}

// of returns the outputs past the warm-up, without their flags.
func (f from) of(list []seen) []seen {
	var ready []seen
	for _, s := range list {
		if f.has(s) {
			s.warmup = false
			ready = append(ready, s)
		}
	}
	return ready
}

// ready finds from where on a feature is past its warm-up. Its inputs are, from
// some time on; its windows add their length to that, and what looks back by a
// number of events waits for so many inputs.
func (o *observed) ready(f *graph.Feature) from {
	if known, ok := o.readied[f]; ok {
		return known
	}
	r := from{time: event.Unset, received: event.Unset}
	var below time.Duration
	last := 0
	for _, n := range f.Nodes {
		last = max(last, n.Memory.Last)
		if n.Warmup == stream.ByBucket {
			r.bucket, r.ends = n.Window, n.Closes
		}
	}
	for _, in := range o.inputs(f) {
		r.observed = r.observed || in.observed || last > 0
		r.time, r.received = max(r.time, in.time), max(r.received, in.received)
		below = max(below, in.reach)
		if last == 0 {
			continue
		}
		if len(in.list) < last {
			return from{time: event.Never, received: event.Never, observed: true}
		}
		nth := in.list[last-1]
		r.time, r.received = max(r.time, nth.time), max(r.received, nth.received)
		if f.Definition.Name == "transform.unique" { // it compares with the one before
			r.received++
		}
	}
	r.time = r.time.Add(f.Reach - below)
	o.readied[f] = r
	return r
}

// input is what a feature reads, as far as its warm-up is concerned.
type input struct {
	from
	list  []seen // outputs past the warm-up
	reach time.Duration
}

func (o *observed) inputs(f *graph.Feature) []input {
	var list []input
	for _, in := range f.Feature.Inputs {
		i := slices.IndexFunc(f.Inputs, func(below *graph.Feature) bool { return below.ID == in.ID })
		if i >= 0 {
			list = append(list, o.feature(f.Inputs[i]))
			continue
		}
		events := o.events[in.Name]
		list = append(list, input{from{time: events[0].time, received: events[0].received}, events, 0})
	}
	return list
}

// feature returns a feature as an input. A window over it must lie past all its
// outputs that are not past the warm-up.
func (o *observed) feature(f *graph.Feature) input {
	ready, outputs := o.ready(f), o.outputs[f.Names[0]]
	in := input{ready, ready.of(outputs), f.Reach}
	for _, s := range outputs {
		if ready.observed && !ready.has(s) {
			in.time = max(in.time, s.time)
		}
	}
	return in
}
