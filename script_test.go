package featurizer_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/sinks/jsonl"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/standard"
)

// scripted is an emitter of given events.
type scripted struct {
	events  []scriptedEvent
	sources map[string]*source.Declared
	to      map[string]source.Callback
}

// scriptedEvent is an event of a source of a key, both by name.
type scriptedEvent struct {
	source, key string // the key: its value of the name symbol, or its canonical form
	event       event.Event
}

func (s *scripted) Register(d *source.Declared, to source.Callback) error {
	s.sources[d.Name], s.to[d.Name] = d, to
	return nil
}

func (s *scripted) Run(ctx context.Context) error {
	for _, e := range s.events {
		d := s.sources[e.source]
		if d == nil {
			continue
		}
		keys := d.Keys
		if d.Found != nil {
			k, err := d.Found.Key(e.key)
			if err != nil {
				return err
			}
			keys = []*event.Key{k}
		}
		for _, k := range keys {
			if symbol, _ := k.Value("symbol"); symbol != e.key && k.Canonical() != e.key {
				continue
			}
			ev := e.event
			ev.Key, ev.Source = k, d.Index
			if err := s.to[e.source](&ev); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// registryOf returns the standard registry with an emitter type script of given
// events.
func registryOf(t testing.TB, events []scriptedEvent) *feature.Registry {
	t.Helper()
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	err = r.AddEmitters(&source.EmitterType{
		Name: "script", FindsKeys: true, Params: market0(), NewParams: func() any { return new(struct{}) },
		New: func(string, string, any) (source.DataSourceEventEmitter, error) {
			return &scripted{events, map[string]*source.Declared{}, map[string]source.Callback{}}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// outcome is what a run wrote and counted.
type outcome struct {
	lines   string
	summary *featurizer.Summary
}

// runText runs a config over scripted events.
func runText(t testing.TB, text string, events []scriptedEvent, o featurizer.Options) outcome {
	t.Helper()
	c, err := config.Parse("test.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	p, err := featurizer.Build(c, registryOf(t, events), o)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var out bytes.Buffer
	p.SetSink(jsonl.New(&out))
	summary, err := p.Run(context.Background())
	if err != nil {
		t.Fatalf("running with %q: %v\n%s", o.Executor, err, text)
	}
	return outcome{out.String(), summary}
}

// firstDifference shows where two texts of lines part.
func firstDifference(a, b string) string {
	x, y := bytes.Split([]byte(a), []byte("\n")), bytes.Split([]byte(b), []byte("\n"))
	for i := range max(len(x), len(y)) {
		var l, r []byte
		if i < len(x) {
			l = x[i]
		}
		if i < len(y) {
			r = y[i]
		}
		if !bytes.Equal(l, r) {
			return fmt.Sprintf("line %d:\n  %s\n  %s", i+1, l, r)
		}
	}
	return "none"
}
