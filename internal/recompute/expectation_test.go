package recompute

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sink"
)

// track is a stream for one key, with the place of its next output.
type track struct {
	*series
	next int
}

// expectation is all that should be written, in output order. It is a sink that
// compares what is.
type expectation struct {
	warmup   string
	near     map[string]float64
	counts   map[string]counts
	tracks   []*track // by node, key, name: the order in a sub-step
	lines    int
	problems []string
	lost     bool            // the order broke, nothing more can be compared
	told     map[string]bool // features whose values differ
	recent   [4]written      // a ring of the last lines
	worst    float64         // largest error, as a part of what is allowed
	worstOf  string          // the value that has it
	moved    int             // events that windows counted by Received
	timed    int             // lines of deadlines
	shared   int             // of them, those in one step with a line of another key
}

// written is a line that was as it should be.
type written struct {
	track *track
	point *point
}

var _ sink.Sink = (*expectation)(nil)

func (x *expectation) add(s *series) { x.tracks = append(x.tracks, &track{series: s}) }

// scale allows values to be off by a part of the largest ones that they are made
// of.
func (x *expectation) scale(needs map[string][]string) {
	scales := map[string]float64{}
	for _, t := range x.tracks {
		scales[t.name] = max(scales[t.name], t.scale(), 1)
	}
	for name := range scales {
		largest := scales[name]
		for _, below := range needs[name] {
			largest = max(largest, scales[below])
		}
		x.near[name] = relative * largest
	}
}

// order sorts the tracks.
func (x *expectation) order(index map[string]int) {
	slices.SortFunc(x.tracks, func(a, b *track) int {
		return cmp.Or(cmp.Compare(index[a.name], index[b.name]),
			cmp.Compare(a.of.key.canonical, b.of.key.canonical), cmp.Compare(a.name, b.name))
	})
}

// take returns the track of the next output, nil at the end.
func (x *expectation) take() *track {
	var first *track
	for _, t := range x.tracks {
		for x.leavesOut() && t.next < len(t.points) && t.points[t.next].warm {
			t.next++
		}
		if t.next < len(t.points) && (first == nil || t.points[t.next].at.compare(first.points[first.next].at) < 0) {
			first = t
		}
	}
	return first
}

func (x *expectation) leavesOut() bool { return x.warmup == "" || x.warmup == "drop" }

const maxProblems = 12

func (x *expectation) tell(format string, args ...any) {
	if len(x.problems) < maxProblems {
		x.problems = append(x.problems, fmt.Sprintf(format, args...))
	}
}

// Write compares the next output.
func (x *expectation) Write(o *event.Output) error {
	if x.lost {
		return nil
	}
	x.lines++
	t := x.take()
	if t == nil {
		x.lost = true
		x.tell("line %d should not be there: %s", x.lines, show(o))
		return nil
	}
	p := &t.points[t.next]
	t.next++
	if place := x.differs(t, p, o); place != "" {
		x.lost = true
		x.tell("line %d, %s:\n got %s\nwant %s\nafter%s", x.lines, place, show(o), t.show(p), x.last())
		return nil
	}
	x.count(t, p)
	x.recent[x.lines%len(x.recent)] = written{t, p}
	if len(x.problems) < maxProblems {
		x.compare(t, p, o)
	}
	return nil
}

// count counts what a test should have met.
func (x *expectation) count(t *track, p *point) {
	if p.at.lane != beforeLanes {
		return
	}
	x.timed++
	if w := x.recent[(x.lines-1)%len(x.recent)]; w.track != nil && w.point.at.received == p.at.received && w.track.of != t.of {
		x.shared++
	}
}

// last shows the lines before.
func (x *expectation) last() string {
	var b strings.Builder
	for i := range x.recent {
		if w := x.recent[(x.lines+i)%len(x.recent)]; w.track != nil {
			b.WriteString("\n     " + w.track.show(w.point))
		}
	}
	return b.String()
}

// Close has nothing to do: end tells what is missing.
func (x *expectation) Close() error { return nil }

// end tells of outputs that did not come.
func (x *expectation) end() {
	if x.lost {
		return
	}
	if t := x.take(); t != nil {
		x.tell("after line %d there is missing: %s", x.lines, t.show(&t.points[t.next]))
	}
}

// differs tells in what an output differs, values aside. Only a warm-up output
// that is kept is marked as such; one made null says nothing any more.
func (x *expectation) differs(t *track, p *point, o *event.Output) string {
	key := t.of.key
	switch {
	case t.name != o.Stream.Name:
		return "feature"
	case key.canonical != o.Key.Canonical():
		return "key"
	case int64(o.Received) != p.at.received:
		return "received"
	case o.Seq != p.at.seq:
		return "seq"
	case o.Lane.Feed != key.feed || o.Lane.Number != key.lane:
		return "lane"
	case int64(o.Time) != p.time:
		return "time"
	case o.Warmup != (p.warm && x.warmup == "keep"):
		return "warmup"
	case o.Values.Len() != len(p.values) || len(o.Stream.Columns) != len(t.fields):
		return "number of values"
	}
	return ""
}

// compare compares the values.
func (x *expectation) compare(t *track, p *point, o *event.Output) {
	for i, want := range p.values {
		if x.warmup == "null" && p.warm {
			want = value{}
		}
		name := t.name + "." + t.fields[i]
		if o.Stream.Columns[i].Name != t.fields[i] {
			x.tell("line %d: column %q should be %q", x.lines, o.Stream.Columns[i].Name, t.fields[i])
		}
		allowed := max(relative*math.Abs(want.x), x.tolerance(t, i))
		if same(o.Values.At(i), want, allowed) || x.told[name] {
			if off := math.Abs(o.Values.Float(i)-want.x) / allowed; want.kind == number && off > x.worst {
				x.worst, x.worstOf = off, name
			}
			continue
		}
		if x.told == nil {
			x.told = map[string]bool{}
		}
		x.told[name] = true
		x.tell("line %d, value %s:\n got %s\nwant %s", x.lines, name, show(o), t.show(p))
	}
}

// tolerance returns how far a value may be off absolutely. A column of a row is
// named feature.field.
func (x *expectation) tolerance(t *track, i int) float64 {
	name := t.name
	if name == "" {
		name, _, _ = strings.Cut(t.fields[i], ".")
	}
	return x.near[name]
}

// relative is the error that the order of adding may make.
const relative = 1e-9

func same(got event.Value, want value, allowed float64) bool {
	switch want.kind {
	case null:
		return got.IsNull()
	case text:
		return got.Kind() == event.KindString && got.Text() == want.text
	case list:
		return got.Kind() == event.KindList && slices.EqualFunc(got.Levels(), want.list, func(a event.Level, b [2]float64) bool {
			return a.Price == b[0] && a.Size == b[1]
		})
	case truth:
		return got.Kind() == event.KindBool && got.Float() == want.x
	case integer:
		return (got.Kind() == event.KindInt || got.Kind() == event.KindUint) && got.Float() == want.x
	case number:
	}
	return got.Kind() == event.KindFloat && math.Abs(got.Float()-want.x) <= allowed
}

func show(o *event.Output) string {
	return fmt.Sprintf("%s %s %s/%d seq %d time %d received %d warmup %t %#v",
		o.Stream.Name, o.Key, o.Lane.Feed, o.Lane.Number, o.Seq, o.Time, o.Received, o.Warmup, o.Values.Append(nil))
}

func (t *track) show(p *point) string {
	key := strings.ReplaceAll(t.of.key.canonical, "\x1f", ",")
	return fmt.Sprintf("%s %s %s/%d seq %d time %d received %d warmup %t %v",
		t.name, key, t.of.key.feed, t.of.key.lane, p.at.seq, p.time, p.at.received, p.warm, p.values)
}
