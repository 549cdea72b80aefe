package featurizertest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
)

// Step is one line of a table: an event, and all that it makes the subject put out.
type Step struct {
	line  string
	wants []Expected
}

// Expected is an output as a table has it.
type Expected struct {
	head   string
	values []any
}

// On returns the step of an event, which is a line as in [Case.Events], or of time
// that passes, "tick r=5s". The outputs are all that it is to give, in their order.
func On(line string, wants ...Expected) Step { return Step{line, wants} }

// Out returns an output. The head is its key and time, as in "A t=10s"; then, where
// a deadline was its cause and no event, the moment of that, as in "r=12s"; then
// "(warm-up)" if it is. The values are numbers, bools, texts, lists of levels
// ([]event.Level), or nil for null, in order of the fields; numbers are compared to the bit. math.NaN() is for a null that
// is counted, as the definition gave what is no number.
//
// A sum of Go's constants is exact where that of variables is rounded, and 1/2 is 0:
// arithmetic that stands in a table must give what float64 gives.
func Out(head string, values ...any) Expected { return Expected{head, values} }

// Table checks the feature of a case that is called subject, as that of [Of] is,
// against a table worked out by hand. Warm-up outputs are in it too. The reference
// executor is held to the same table, if it knows the definitions.
//
//	featurizertest.Table(t, featurizertest.Of(price.MidPrice.Definition, ""),
//		featurizertest.On("quotes A t=1s bid=99 ask=101", featurizertest.Out("A t=1s", 100)),
//		featurizertest.On("quotes A t=2s bid=99 ask=-"))
func Table(t testing.TB, c Case, steps ...Step) {
	t.Helper()
	for _, err := range c.compare(steps) {
		t.Error(err)
	}
}

// compare returns where the case differs from a table.
func (c *Case) compare(steps []Step) []error {
	s, err := c.subject()
	if err != nil {
		return []error{err}
	}
	s = s.with(func(c *config.Config) { c.Warmup = "keep" })
	m, err := s.fresh()
	if err != nil {
		return []error{err}
	}
	errs := compareOn("step", m.plan, m, steps)
	p, err := s.plan()
	if err != nil {
		return append(errs, err)
	}
	judge, err := newReferee(p)
	if err != nil {
		return errs // the reference does not know these definitions
	}
	return append(errs, compareOn("reference", p, judge, steps)...)
}

// compareOn returns where a new executor differs from a table.
func compareOn(name string, p *graph.Plan, m machine, steps []Step) []error {
	i := slices.IndexFunc(p.Features, func(f *graph.Feature) bool { return slices.Contains(f.Names, "subject") })
	if i < 0 {
		return []error{errors.New("the config has no feature called subject")}
	}
	var errs []error
	in, fields := newIntake(p, m), p.Features[i].Schema.Fields
	counted := uint64(0) // values that were no numbers, in the steps before
	for i := range steps {
		if err := steps[i].do(in); err != nil {
			return append(errs, fmt.Errorf("%s executor, %q: %w", name, steps[i].line, err))
		}
		got := texts(only(m.took(), isSubject), (*output).tableLine)
		failed := m.Tally().NaNs - counted
		if err := steps[i].differs(got, failed, fields); err != nil {
			errs = append(errs, fmt.Errorf("%s executor, %q: %w", name, steps[i].line, err))
		}
		counted += failed
	}
	return errs
}

// differs returns how the outputs of a step, with so many values that were counted
// as no numbers, differ from the table.
func (s *Step) differs(got []string, failed uint64, fields []event.Field) error {
	var want []string
	expected := uint64(0)
	for i := range s.wants {
		want = append(want, s.wants[i].tableLine(fields))
		for _, v := range s.wants[i].values {
			if x, ok := v.(float64); ok && math.IsNaN(x) {
				expected++
			}
		}
	}
	if err := difference("got", got, "want", want); err != nil {
		return err
	}
	if failed != expected {
		return fmt.Errorf("%d value(s) are counted as no numbers, want %d", failed, expected)
	}
	return nil
}

func isSubject(o *output) bool { return !o.isRow && o.name == "subject" }

// do hands in the event, or lets time pass.
func (s *Step) do(in *intake) error {
	if at, ok := strings.CutPrefix(s.line, "tick r="); ok {
		r, err := parseTime(at)
		if err != nil {
			return err
		}
		return in.hand.Tick(r)
	}
	events, err := parseEvents(in.plan, s.line)
	if err != nil {
		return err
	}
	if len(events) != 1 {
		return fmt.Errorf("a step is of one event, not %d", len(events))
	}
	return in.take(&events[0])
}

// tableLine is the output as tables have it.
func (o *output) tableLine() string {
	words := []string{o.key, "t=" + timeText(o.time)}
	if o.seq == 0 {
		words = append(words, "r="+timeText(o.received))
	}
	return strings.Join(append(words, o.content()...), " ")
}

func (w *Expected) tableLine(fields []event.Field) string {
	words := []string{w.head}
	for i, v := range w.values {
		name := "?" // there is no such field
		if i < len(fields) {
			name = fields[i].Name
		}
		words = append(words, name+"="+expectedText(v))
	}
	return strings.Join(words, " ")
}

// expectedText is how lines write a value of a table.
func expectedText(v any) string {
	switch v := v.(type) {
	case nil:
		return "-"
	case float64:
		return valueText(event.Float(v))
	case []event.Level:
		return valueText(event.Levels(v))
	}
	return fmt.Sprint(v)
}
