package recompute

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sinks/jsonl"
)

// lines is a sink that compares the text of each line with the output that it is
// of, which others compare with the recomputation.
type lines struct {
	t      *testing.T
	text   bytes.Buffer
	writer *jsonl.Sink
	count  int
}

// Write writes a line and reads it.
func (l *lines) Write(o *event.Output) error {
	l.text.Reset()
	if err := l.writer.Write(o); err != nil {
		return err
	}
	if err := l.writer.Flush(); err != nil {
		return err
	}
	got, want := l.text.String(), lineOf(o)
	if got != want && l.count < maxProblems {
		l.count++
		l.t.Errorf("line\n got %swant %s", got, want)
	}
	return nil
}

// Close has nothing to do.
func (l *lines) Close() error { return nil }

// lineOf writes the line of an output as the format says.
func lineOf(o *event.Output) string {
	var b strings.Builder
	if o.Stream.Name == "" {
		b.WriteString(`{"kind":"row"`)
	} else {
		fmt.Fprintf(&b, `{"kind":"feature","feature":%q`, o.Stream.Name)
	}
	b.WriteString(`,"key":{`)
	for i, pair := range strings.Split(o.Key.Canonical(), "\x1f") {
		name, value, _ := strings.Cut(pair, "=")
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "%q:%q", name, value)
	}
	fmt.Fprintf(&b, `},"lane":"%s/%d","seq":%d,"time":%d,"received":%d`, o.Lane.Feed, o.Lane.Number, o.Seq, o.Time, o.Received)
	if o.Warmup {
		b.WriteString(`,"warmup":true`)
	}
	b.WriteString(`,"values":{`)
	for i, c := range o.Stream.Columns {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "%q:%s", c.Name, textOf(o.Values.At(i)))
	}
	return b.String() + "}}\n"
}

// textOf writes a value; the standard library says how a float is written.
func textOf(v event.Value) string {
	switch v.Kind() {
	case event.KindFloat:
		text, err := json.Marshal(v.Float())
		if err != nil {
			return err.Error()
		}
		return string(text)
	case event.KindInt, event.KindUint:
		return strconv.FormatInt(v.Int(), 10)
	case event.KindBool:
		return strconv.FormatBool(v.Bool())
	case event.KindString:
		return strconv.Quote(v.Text())
	case event.KindList:
		type level struct {
			Price float64 `json:"price"`
			Size  float64 `json:"size"`
		}
		list := []level{}
		for _, l := range v.Levels() {
			list = append(list, level(l))
		}
		text, err := json.Marshal(list)
		if err != nil {
			return err.Error()
		}
		return string(text)
	case event.KindNull:
	}
	return "null"
}

// TestLines compares the text of lines.
func TestLines(t *testing.T) {
	for name, features := range map[string][]named{"bars": barFeatures(), "join": joinFeatures(), "expr": exprFeatures(), "price": priceFeatures()} {
		t.Run(name, func(t *testing.T) {
			s := single(t, "coinm-btc", features)
			s.warmup = "keep"
			l := &lines{t: t}
			l.writer = jsonl.New(&l.text)
			s.run(t, l)
		})
	}
	t.Run("books", func(t *testing.T) {
		s := single(t, "usdm-eth", bookFeatures())
		s.sources = append(s.sources, source("deltas", depth, s.emitters[0], s.sources[0].keys...))
		l := &lines{t: t}
		l.writer = jsonl.New(&l.text)
		s.run(t, l)
	})
	t.Run("rows", func(t *testing.T) {
		s := single(t, "coinm-btc", rowFeatures())
		s.rows = &rowPlan{features: []string{"mid", "bars", "tvi"}, when: "any", missing: "null", ages: true}
		l := &lines{t: t}
		l.writer = jsonl.New(&l.text)
		s.run(t, l)
	})
}
