package featurizertest

import (
	"fmt"
	"strings"

	"github.com/featurizer/featurizer/event"
)

// output is what an executor handed out: a feature's output or a row.
type output struct {
	name     string // of the feature; "row" for a row
	isRow    bool
	key      string
	lane     event.Lane
	seq      uint64
	time     event.Time
	received event.Time
	warmup   bool
	columns  []event.Column
	values   []event.Value
	at       int // place in the log of what caused it
}

func newOutput(o *event.Output, at int) output {
	out := output{
		name: o.Stream.Name, key: keyText(pairsOf(o.Key)), lane: o.Lane, seq: o.Seq, time: o.Time, received: o.Received,
		warmup: o.Warmup, columns: o.Stream.Columns, values: o.Values.Append(nil), at: at,
	}
	if o.Stream.Kind == event.OutputRow {
		out.name, out.isRow = "row", true
	}
	return out
}

// line is the output as scripts show it: the moment of receipt only where it is
// not the time, and the number of the event that caused it, 0 for a deadline.
func (o *output) line() string {
	words := []string{o.name, o.key, "t=" + timeText(o.time)}
	if o.received != o.time {
		words = append(words, "r="+timeText(o.received))
	}
	words = append(words, fmt.Sprintf("#%d", o.seq))
	return strings.Join(append(words, o.content()...), " ")
}

// content is what it says, wherever it lies in the log.
func (o *output) content() []string {
	var list []string
	if o.warmup {
		list = append(list, "(warm-up)")
	}
	for i, v := range o.values {
		list = append(list, o.columns[i].Name+"="+valueText(v))
	}
	return list
}

// whole is all that must be equal between two runs.
func (o *output) whole() string {
	return fmt.Sprintf("%s lane=%s/%d", o.line(), o.lane.Feed, o.lane.Number)
}

// unplaced is all of it but its lane and number.
func (o *output) unplaced() string {
	placed := *o
	placed.seq = 0
	return placed.line()
}

// valuesOnly is its moment and values, whether it is warm-up or not.
func (o *output) valuesOnly() string {
	bare := *o
	bare.warmup = false
	return bare.line()
}

// texts writes outputs for comparing them.
func texts(list []output, as func(*output) string) []string {
	var lines []string
	for i := range list {
		lines = append(lines, as(&list[i]))
	}
	return lines
}

// only returns the outputs for which keep returns true.
func only(list []output, wanted func(*output) bool) []output {
	var some []output
	for i := range list {
		if wanted(&list[i]) {
			some = append(some, list[i])
		}
	}
	return some
}

func isRow(o *output) bool { return o.isRow }

func isFeature(o *output) bool { return !o.isRow }

// difference tells where two lists of lines part; nil if they do not.
func difference(aName string, a []string, bName string, b []string) error {
	for i := range max(len(a), len(b)) {
		x, y := "(nothing)", "(nothing)"
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Errorf("output %d differs:\n  %s: %s\n  %s: %s", i+1, aName, x, bName, y)
		}
	}
	return nil
}
