package cli

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/explain"
	"github.com/featurizer/featurizer/stream"
)

// explainPage writes a report for a person, in 80 columns.
type explainPage struct {
	text  strings.Builder
	limit int // of the values of a window
	// command is what runs explain on the same config.
	command string
}

// The columns of a page.
const (
	pageWidth  = 80
	nameColumn = 14 // where values start
)

func (p *explainPage) report(r *explain.Report, params []setting) {
	of := fieldsText(r.Key, "=")
	if len(r.Key) == 0 {
		of = "all its keys together"
	}
	fmt.Fprintf(&p.text, "%s of %s\n", r.Name, of)
	for _, f := range r.Values {
		p.item(f.Name, valueText(f.Value))
	}
	if r.Infinite {
		p.item("", "null, as what the operators gave is no finite number")
	}
	p.item("time", timeText(r.Place.Time))
	p.asked(r)
	p.item("received", timeText(r.Place.Received))
	p.item("lane, seq", fmt.Sprintf("%s, %d", r.Place.Lane, r.Place.Seq))
	word := "no: "
	if r.Warmup.Is {
		word = "yes: "
	}
	p.item("warm-up", word+r.Warmup.Why)
	p.cause(&r.Cause, r)
	p.definition(r, params)
	for i := range r.Steps {
		p.step(&r.Steps[i])
	}
	p.inputs(r)
}

// asked says how the output lies to the moment that was asked for.
func (p *explainPage) asked(r *explain.Report) {
	if r.Asked == r.Place.Time {
		return
	}
	what := "nothing was put out in between"
	if r.Held {
		what = "what came up to then is warm-up, which is not written"
	}
	p.item("asked for", fmt.Sprintf("%s, %s later; %s", utc(r.Asked), apart(r.Asked, r.Place.Time), what))
}

func (p *explainPage) cause(c *explain.Cause, r *explain.Report) {
	closed := ""
	if c.WindowEnd != event.Unset {
		closed = ", which closed the window that ends at " + utc(c.WindowEnd)
	}
	if c.Deadline {
		if closed == "" {
			closed = ", at which windows below closed"
		}
		p.heading("caused by the deadline " + utc(r.Place.Received) + " on the received axis" + closed)
		return
	}
	what := "event"
	if c.Control != "" {
		what = "control event"
	}
	of := ""
	if len(c.Key) > 0 {
		of = ", of key " + strings.ReplaceAll(fieldsText(c.Key, "="), ", ", ",")
	}
	p.heading(fmt.Sprintf("caused by %s %d of %s, of source %s%s%s", what, c.Event.Seq, c.Event.Lane, c.Source, of, closed))
	p.item("time", timeText(c.Event.Time)+flagsText(c))
	p.item("received", timeText(c.Event.Received))
	if c.Control != "" {
		p.item("what", c.Control)
		return
	}
	p.item("payload", fieldsText(c.Payload, " "))
}

// flagsText says what ingest did to the time of an event.
func flagsText(c *explain.Cause) string {
	switch {
	case c.Flags&event.Late != 0:
		return ", raised from " + utc(c.Claimed) + " as it was late"
	case c.Flags&event.Ahead != 0:
		return ", instead of " + utc(c.Claimed) + ", which lies ahead"
	}
	return ""
}

func (p *explainPage) definition(r *explain.Report, params []setting) {
	d := r.Feature.Definition
	p.heading(d.Name + ": " + d.Doc)
	if d.Formula != "" {
		p.item("formula", d.Formula)
	}
	if len(params) > 0 {
		p.item("params", strings.Join(titles(params), ", "))
	}
	w := r.Working
	if w == nil {
		return
	}
	p.item("here", w.Text)
	p.item("", "= "+w.Numbers)
	p.item("", "= "+valueText(w.Value))
	if len(w.Parts) > 1 {
		for _, part := range w.Parts {
			p.item("", part.Text+" = "+part.Numbers+" = "+valueText(part.Value))
		}
	}
}

func (p *explainPage) step(s *explain.Step) {
	p.heading(s.Operator + windowText(s))
	if s.Earlier {
		p.item("", "its output is that of an earlier step")
		return
	}
	p.members(s.Members)
	head, tail := ends(len(s.Used), p.limit)
	for i := range s.Used {
		switch {
		case i < head || i >= len(s.Used)-tail:
			p.item("  "+utc(s.Used[i].Time), entryText(s.Used[i].Values))
		case i == head:
			p.item("  ...", fmt.Sprintf("%d more ...", len(s.Used)-head-tail))
		}
	}
	for _, f := range s.Figures {
		p.figures(&f)
	}
	p.again(s)
}

// ends returns how many of n entries to show: the first and the last.
func ends(n, limit int) (head, tail int) {
	if n <= limit {
		return n, 0
	}
	return limit - limit/2, limit / 2
}

func windowText(s *explain.Step) string {
	values := fmt.Sprintf("%d values", len(s.Used))
	if len(s.Used) == 1 {
		values = "1 value"
	}
	if s.Nulls > 0 {
		values += fmt.Sprintf(", %d left out as null", s.Nulls)
	}
	switch w := s.Window; {
	case len(s.Members) > 0:
		return fmt.Sprintf(" of the latest values of %d keys", len(s.Members))
	case w == nil && len(s.Used) == 0:
		return ""
	case w == nil:
		return ", from"
	case w.Kind == stream.EventsWindow:
		return fmt.Sprintf(" over the events of [%s, %s]: %s", utc(w.From), utc(w.To), values)
	case w.Kind == stream.SessionWindow:
		return fmt.Sprintf(" over the session [%s, %s]: %s", utc(w.From), utc(w.To), values)
	case w.Kind == stream.TumblingWindow:
		return fmt.Sprintf(" over [%s, %s): %s", utc(w.From), utc(w.To), values)
	}
	return fmt.Sprintf(" over (%s, %s]: %s", utc(s.Window.From), utc(s.Window.To), values)
}

func (p *explainPage) figures(f *stream.Figures) {
	var parts []string
	for _, line := range f.Lines {
		parts = append(parts, line.Name+" "+lineText(line))
	}
	p.item(f.Title, strings.Join(parts, ", "))
}

// again says what working the output out anew gave.
func (p *explainPage) again(s *explain.Step) {
	if s.Again == nil {
		return
	}
	from := "by running it once more on its inputs and what it remembered"
	switch {
	case s.Again.FromUsed && s.Window != nil:
		from = "from the window"
	case s.Again.FromUsed:
		from = "from the numbers above"
	case !s.Remembers:
		from = "by running it once more on its inputs"
	}
	verdict := "the same bits"
	if !s.Again.Same {
		verdict = "NOT the same bits: this is a bug of featurizer"
	}
	if len(s.Again.Values) > 0 {
		verdict = entryText(s.Again.Values) + ", " + verdict
	}
	p.item("recomputed", from+": "+verdict)
}

func (p *explainPage) inputs(r *explain.Report) {
	if len(r.Inputs) > 0 {
		p.heading("inputs, as this output found them")
	}
	deeper := p.deeperKeys(r)
	for _, in := range r.Inputs {
		if in.Time == event.Unset {
			p.item(in.Name, "nothing yet")
			continue
		}
		p.item(in.Name, fmt.Sprintf("%s at %s, age %s", entryText(in.Values), utc(in.Time), in.Age))
		if in.Feature != "" {
			deeper = append(deeper, fmt.Sprintf("%s %s@%d%s", p.command, in.Feature, in.Time, keyFlag(r)))
		}
	}
	if len(deeper) > 0 {
		p.heading("to go deeper")
		for _, line := range deeper {
			fmt.Fprintf(&p.text, "  %s\n", line)
		}
	}
}

// keyFlag is the flag that names the key, where it is needed.
func keyFlag(r *explain.Report) string {
	if !r.Several {
		return ""
	}
	return " --key " + strings.ReplaceAll(fieldsText(r.Key, "="), ", ", ",")
}

func (p *explainPage) heading(text string) {
	p.text.WriteByte('\n')
	p.text.WriteString(wrapped("", "  ", text))
}

// item writes a value with its name, which may be empty.
func (p *explainPage) item(name, value string) {
	name = "  " + name
	pad := strings.Repeat(" ", max(nameColumn-len([]rune(name)), 2))
	p.text.WriteString(wrapped(name+pad, strings.Repeat(" ", nameColumn), value))
}

// wrapped returns a text behind a start, in lines of a page that go on with an indent.
func wrapped(start, indent, text string) string {
	var b strings.Builder
	line, empty := start, true
	for word := range strings.SplitSeq(text, " ") {
		if !empty && len([]rune(line))+1+len([]rune(word)) > pageWidth {
			b.WriteString(line + "\n")
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	b.WriteString(line + "\n")
	return b.String()
}

func utc(t event.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func timeText(t event.Time) string { return fmt.Sprintf("%s (%d)", utc(t), t) }

func apart(to, from event.Time) time.Duration { return to.UTC().Sub(from.UTC()) }

func valueText(v event.Value) string {
	if v.IsNull() {
		return "null"
	}
	if v.Kind() == event.KindList {
		return levelsText(v.Levels())
	}
	return string(v.AppendText(nil))
}

// levelsText writes the first levels of a side of a book.
func levelsText(list []event.Level) string {
	const most = 3
	parts := []string{}
	for _, l := range list[:min(len(list), most)] {
		parts = append(parts, valueText(event.Float(l.Size))+" at "+valueText(event.Float(l.Price)))
	}
	if more := len(list) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func lineText(l stream.Line) string {
	x := l.Value.Float()
	switch {
	case l.Unit == stream.Instant:
		return utc(event.Time(l.Value.Int()))
	case l.Unit == stream.Length && x == math.Trunc(x) && math.Abs(x) < math.MaxInt64:
		return time.Duration(x).String()
	case l.Unit == stream.Length:
		return valueText(l.Value) + " ns"
	}
	return valueText(l.Value)
}

func fieldsText(fields explain.Fields, between string) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.Name + between + valueText(f.Value)
	}
	return strings.Join(parts, ", ")
}

// entryText writes one value bare, several with their names.
func entryText(fields explain.Fields) string {
	if len(fields) == 1 {
		return valueText(fields[0].Value)
	}
	return fieldsText(fields, " ")
}
