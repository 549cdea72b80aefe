package featurizertest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/literal"
)

// given is an event as an emitter hands it over, by the names of its source and
// key, so that any plan of one config can take it.
type given struct {
	source string
	key    []event.Pair
	event  event.Event
}

// parseEvents reads lines of events.
func parseEvents(p *graph.Plan, text string) ([]given, error) {
	var list []given
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		g, err := parseEvent(p, words)
		if err != nil {
			return nil, fmt.Errorf("event %q: %w", strings.TrimSpace(line), err)
		}
		list = append(list, g)
	}
	return list, nil
}

func parseEvent(p *graph.Plan, words []string) (given, error) {
	g := given{event: event.Event{SourceTime: event.Unset}}
	kind := controlKind(words[0])
	if kind != 0 {
		words = words[1:]
	}
	if len(words) < 2 {
		return g, errors.New("expected a source and a key")
	}
	s := sourceNamed(p, words[0])
	if s == nil {
		return g, fmt.Errorf("there is no source %q", words[0])
	}
	g.source = words[0]
	names, values := keyNames(s), strings.Split(words[1], "/")
	if len(names) != len(values) {
		return g, fmt.Errorf("the key of source %q is %s, not %q", g.source, strings.Join(names, "/"), words[1])
	}
	for i, name := range names {
		g.key = append(g.key, event.Pair{Name: name, Value: values[i]})
	}
	fields, err := g.envelope(words[2:])
	if err != nil {
		return g, err
	}
	if kind != 0 {
		g.event.Control = &event.Control{Kind: kind, Source: g.source}
		return g, nil
	}
	g.event.Payload, err = literal.Payload(s, fields)
	return g, err
}

// envelope reads what is of every event, and returns the rest: its fields.
func (g *given) envelope(words []string) (fields map[string]string, err error) {
	fields = map[string]string{}
	for _, word := range words {
		name, value, ok := strings.Cut(word, "=")
		switch {
		case !ok:
			return nil, fmt.Errorf("expected name=value, got %q", word)
		case name == "t":
			g.event.SourceTime, err = parseTime(value)
		case name == "r":
			g.event.Arrived, err = parseTime(value)
		case name == "native":
			g.event.Native.Number, err = strconv.ParseUint(value, 10, 64)
		case word == "flags=snapshot":
			g.event.Flags |= event.Snapshot
		default:
			fields[name] = value
		}
		if err != nil {
			return nil, err
		}
	}
	return fields, nil
}

// parseTime reads a moment: a length of time since the epoch.
func parseTime(text string) (event.Time, error) {
	d, err := time.ParseDuration(text)
	return event.Time(d), err
}

// timeText writes a moment in seconds, exactly.
func timeText(t event.Time) string {
	sign, ns := "", uint64(t)
	if t < 0 {
		sign, ns = "-", -ns
	}
	text := fmt.Sprintf("%s%d.%09d", sign, ns/1e9, ns%1e9)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + "s"
}

// controlKind returns the control event of a name, 0 if there is none.
func controlKind(name string) event.ControlKind {
	for kind := event.Connected; kind <= event.Skipped; kind++ {
		if kind.String() == name {
			return kind
		}
	}
	return 0
}

func sourceNamed(p *graph.Plan, name string) *graph.Source {
	i := slices.IndexFunc(p.Sources, func(s *graph.Source) bool { return s.Declared.Name == name })
	if i < 0 {
		return nil
	}
	return p.Sources[i]
}

// line writes the event as parseEvents reads it.
func (g *given) line(p *graph.Plan) string {
	var words []string
	if g.event.Control != nil {
		words = append(words, g.event.Control.Kind.String())
	}
	words = append(words, g.source, keyText(g.key))
	if g.event.SourceTime != event.Unset {
		words = append(words, "t="+timeText(g.event.SourceTime))
	}
	if g.event.Arrived != 0 {
		words = append(words, "r="+timeText(g.event.Arrived))
	}
	if g.event.Native.Number != 0 {
		words = append(words, fmt.Sprintf("native=%d", g.event.Native.Number))
	}
	if g.event.Flags&event.Snapshot != 0 {
		words = append(words, "flags=snapshot")
	}
	if s := sourceNamed(p, g.source); g.event.Payload != nil && s != nil {
		for i, v := range fieldValues(s, g.event.Payload) {
			if !v.IsNull() {
				words = append(words, s.Schema.Fields[i].Name+"="+valueText(v))
			}
		}
		words = append(words, levelTexts(g.event.Payload)...)
	}
	return strings.Join(words, " ")
}

// valueText is how lines write a value.
func valueText(v event.Value) string {
	if v.IsNull() {
		return "-"
	}
	return string(v.AppendText(nil))
}

// fieldValues returns the fields of a payload.
func fieldValues(s *graph.Source, payload any) []event.Value {
	if r, ok := payload.(*event.Record); ok {
		return r.Values
	}
	return s.Schema.Read(payload, nil)
}
