package window_test

import (
	"math"
	"testing"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/transforms/window"
)

// line is an event with what all aggregates put out: nothing where there is no head.
type line struct {
	event, head                                                 string
	count, sum, mean, least, most, first, last, variance, stdev any
}

// column is one aggregate with its values of a line.
type column struct {
	definition *feature.Definition
	of         func(*line) any
}

func columns() []column {
	return []column{
		{window.Count.Definition, func(l *line) any { return l.count }},
		{window.Sum.Definition, func(l *line) any { return l.sum }},
		{window.Mean.Definition, func(l *line) any { return l.mean }},
		{window.Min.Definition, func(l *line) any { return l.least }},
		{window.Max.Definition, func(l *line) any { return l.most }},
		{window.First.Definition, func(l *line) any { return l.first }},
		{window.Last.Definition, func(l *line) any { return l.last }},
		{window.Variance.Definition, func(l *line) any { return l.variance }},
		{window.StdDev.Definition, func(l *line) any { return l.stdev }},
	}
}

// check holds every aggregate to its column.
func check(t *testing.T, params, input string, lines []line) {
	for _, c := range columns() {
		t.Run(c.definition.Name, func(t *testing.T) {
			steps := make([]featurizertest.Step, len(lines))
			for i := range lines {
				steps[i] = featurizertest.On(lines[i].event)
				if lines[i].head != "" {
					steps[i] = featurizertest.On(lines[i].event, featurizertest.Out(lines[i].head, c.of(&lines[i])))
				}
			}
			featurizertest.Table(t, featurizertest.Of(c.definition, params, input), steps...)
		})
	}
}

// TestSliding is the table of the windows (t - 10s, t].
func TestSliding(t *testing.T) {
	root := math.Sqrt
	check(t, "window: 10s", "numbers.x", []line{
		// {8}, {8 2}, {8 2 5}, {8 2 5 -1}.
		{"numbers A t=1s x=8", "A t=1s (warm-up)", 1, 8, 8, 8, 8, 8, 8, 0, 0},
		{"numbers A t=5s x=2", "A t=5s (warm-up)", 2, 8 + 2, 10. / 2, 2, 8, 8, 2, (9 + 9.) / 2, root((9 + 9.) / 2)},
		{"numbers A t=6s x=5", "A t=6s (warm-up)", 3, 8 + 2 + 5, 15. / 3, 2, 8, 8, 5, (9 + 9 + 0.) / 3, root((9 + 9 + 0.) / 3)},
		{"numbers A t=7s x=-1", "A t=7s (warm-up)", 4, 8 + 2 + 5 - 1, 14. / 4, -1, 8, 8, -1, (20.25 + 2.25 + 2.25 + 20.25) / 4, root(45. / 4)},
		// A null is not added, and fires.
		{"numbers A t=8s x=-", "A t=8s (warm-up)", 4, 8 + 2 + 5 - 1, 14. / 4, -1, 8, 8, -1, 45. / 4, root(45. / 4)},
		{"numbers B t=8s r=8.5s x=50", "B t=8s (warm-up)", 1, 50, 50, 50, 50, 50, 50, 0, 0},
		// {2 5 -1}, and nothing to add: the 8 of 1s is exactly a window old, and out.
		{"numbers A t=11s x=-", "A t=11s", 3, 2 + 5 - 1, 6. / 3, -1, 5, 2, -1, (0 + 9 + 9.) / 3, root((0 + 9 + 9.) / 3)},
		// {5 -1 2}; then {5 -1 2 2}, the last late at 15s.
		{"numbers A t=15s x=2", "A t=15s", 3, 5 - 1 + 2, 6. / 3, -1, 5, 5, 2, (9 + 9 + 0.) / 3, root((9 + 9 + 0.) / 3)},
		{"numbers A t=12s r=15.5s x=2", "A t=15s", 4, 5 - 1 + 2 + 2, 8. / 4, -1, 5, 5, 2, (9 + 9 + 0 + 0.) / 4, root((9 + 9 + 0 + 0.) / 4)},
		// {2 2} of 15s alone, then nothing: a count of 0, all else null.
		{"numbers A t=24.999999999s x=-", "A t=24.999999999s", 2, 2 + 2, 4. / 2, 2, 2, 2, 2, 0, 0},
		{"numbers A t=25s x=-", "A t=25s", 0, nil, nil, nil, nil, nil, nil, nil, nil},
		{"numbers A t=26s x=0", "A t=26s", 1, 0, 0, 0, 0, 0, 0, 0, 0},
		// After a gap it warms up anew, over what it had: {0 6}.
		{event: "gap numbers A r=27s"},
		{"numbers A t=28s x=6", "A t=28s (warm-up)", 2, 0 + 6, 6. / 2, 0, 6, 0, 6, (9 + 9.) / 2, root((9 + 9.) / 2)},
		{"numbers A t=38s x=-2", "A t=38s", 1, -2, -2, -2, -2, -2, -2, 0, 0},
		{"numbers B t=38s r=38.5s x=51", "B t=38s", 1, 51, 51, 51, 51, 51, 51, 0, 0},
		{event: "tick r=100s"},
	})
}

// TestTumbling is the table of the windows [10s k, 10s (k+1)) that wait for 3s.
func TestTumbling(t *testing.T) {
	root := math.Sqrt
	check(t, "window: 10s, kind: tumbling, close_delay: 3s", "numbers.x", []line{
		{event: "numbers A t=3s x=4"},
		{event: "numbers A t=9.999999999s x=2"},
		// The event of 10s closes [0s, 10s), and is in the next: {4 2}.
		{"numbers A t=10s x=8", "A t=10s (warm-up)", 2, 4 + 2, 6. / 2, 2, 4, 4, 2, (1 + 1.) / 2, root((1 + 1.) / 2)},
		// The same time again, a null, and one that comes late.
		{event: "numbers A t=10s r=10.1s x=4"},
		{event: "numbers A t=12s x=-"},
		{event: "numbers A t=1s r=13s x=6"},
		{event: "numbers A t=19s x=-2"},
		{event: "tick r=22.999999999s"},
		{"tick r=23s", "A t=20s r=23s", 4, 8 + 4 + 6 - 2, 16. / 4, -2, 8, 8, -2, (16 + 0 + 4 + 36.) / 4, root((16 + 0 + 4 + 36.) / 4)},
		// A window without events gives nothing, one of nulls alone a count of 0.
		{event: "numbers A t=41s x=-"},
		{"numbers A t=50s x=7", "A t=50s", 0, nil, nil, nil, nil, nil, nil, nil, nil},
		// 59s received at its deadline counts by receipt: {7}, then {1}.
		{event: "numbers A t=59s r=62.999999999s x=7"},
		{"numbers A t=59s r=63s x=1", "A t=60s r=63s", 2, 7 + 7, 14. / 2, 7, 7, 7, 7, 0, 0},
		{event: "gap numbers A r=64s"},
		// [70s, 80s) began before the gap was over, [80s, 90s) after it.
		{"numbers A t=71s x=-3", "A t=70s (warm-up)", 1, 1, 1, 1, 1, 1, 1, 0, 0},
		{"numbers A t=80s x=5", "A t=80s (warm-up)", 1, -3, -3, -3, -3, -3, -3, 0, 0},
		{"numbers A t=90s x=6", "A t=90s", 1, 5, 5, 5, 5, 5, 5, 0, 0},
		// B has windows of its own; the time of A does not close them.
		{event: "numbers B t=81s r=90.1s x=1"},
		{event: "numbers A t=91s x=6"},
		{"tick r=100s", "B t=90s r=93s (warm-up)", 1, 1, 1, 1, 1, 1, 1, 0, 0},
	})
}

// TestOfAMinute is the table of the params by default, a sliding minute, of integers.
func TestOfAMinute(t *testing.T) {
	check(t, "", "numbers.n", []line{
		{"numbers A t=0s n=3", "A t=0s (warm-up)", 1, 3, 3, 3, 3, 3, 3, 0, 0},
		{"numbers A t=30s x=1", "A t=30s (warm-up)", 1, 3, 3, 3, 3, 3, 3, 0, 0},
		{"numbers A t=59.999999999s n=-1", "A t=59.999999999s (warm-up)", 2, 3 - 1, 2. / 2, -1, 3, 3, -1, (4 + 4.) / 2, 2},
		{"numbers A t=60s n=0", "A t=60s", 2, -1 + 0, -1. / 2, -1, 0, -1, 0, (0.25 + 0.25) / 2, 0.5},
	})
}

// TestTumblingOfAFeature is the table of windows above another node, with the delay
// by default: what does not reach them does not close them.
func TestTumblingOfAFeature(t *testing.T) {
	c := featurizertest.Case{Config: `
sources: {quotes: {definition: market.quote}}
features:
  mid: {definition: price.mid_price}
  subject: {definition: window.sum, inputs: [mid], params: {window: 10s, kind: tumbling}}
`}
	on, out := featurizertest.On, featurizertest.Out
	featurizertest.Table(
		t, c,
		on("quotes A t=5s bid=1 ask=3"),
		on("quotes A t=9.999999999s bid=2 ask=4"),
		on("quotes A t=10s bid=5 ask=-"),
		on("quotes A t=10s r=10.5s bid=5 ask=7", out("A t=10s (warm-up)", 2+3)),
		on("quotes A t=15s bid=- ask=7"),
		on("tick r=21.999999999s"),
		on("tick r=22s", out("A t=20s r=22s", 6)),
	)
}

// TestTumblingOfTumbling is the table of a window of 20s above one of 10s: it takes
// the one that ends with it, and closes with it.
func TestTumblingOfTumbling(t *testing.T) {
	c := featurizertest.Case{Config: `
sources: {x: {definition: generic.record, params: {fields: {v: float}}}}
features:
  lower: {definition: window.sum, inputs: [x], params: {window: 10s, kind: tumbling, close_delay: 3s}}
  subject: {definition: window.max, inputs: [lower], params: {window: 20s, kind: tumbling, close_delay: 0s}}
`}
	on, out := featurizertest.On, featurizertest.Out
	featurizertest.Table(
		t, c,
		on("x A t=1s v=1"),
		on("x A t=11s v=3"),
		on("x A t=12s v=4"),
		on("x A t=20s v=9", out("A t=20s (warm-up)", 3+4)),
		// [20s, 30s) alone, and by its own deadline: 40s, and the 3s of the lower.
		on("x A t=29s v=1"),
		on("tick r=42.999999999s"),
		on("tick r=43s", out("A t=40s r=43s", 9+1)),
		// [50s, 60s) by its deadline closes [40s, 60s) too.
		on("x A t=59s v=2"),
		on("tick r=63s", out("A t=60s r=63s", 2)),
	)
}
