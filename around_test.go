package featurizer_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sinks/jsonl"
	"github.com/featurizer/featurizer/standard"
)

const aroundConfig = `
emitters:
  feed: {type: synthetic, duration: 1s}
keys:
  - {sensor: A}
sources:
  wave: {definition: synthetic.sine, emitter: feed}
features:
  value: {expr: value, inputs: [wave]}
`

// TestAround counts the steps of a run, and fails one of them.
func TestAround(t *testing.T) {
	run := func(around func(e *event.Event, step func(*event.Event) error) error) (string, *featurizer.Summary, error) {
		registry, err := standard.Registry()
		if err != nil {
			t.Fatal(err)
		}
		c, err := config.Parse("around.yaml", []byte(aroundConfig), config.Options{})
		if err != nil {
			t.Fatal(err)
		}
		p, err := featurizer.Build(c, registry, featurizer.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		p.SetSink(jsonl.New(&out))
		if around != nil {
			p.Around(around)
		}
		summary, err := p.Run(t.Context())
		return out.String(), summary, err
	}
	want, _, err := run(nil)
	if err != nil {
		t.Fatal(err)
	}
	steps := uint64(0)
	got, summary, err := run(func(e *event.Event, step func(*event.Event) error) error {
		steps++
		return step(e)
	})
	if err != nil || got != want {
		t.Errorf("it ends with %v and other outputs:\n%s\nwant:\n%s", err, got, want)
	}
	if steps == 0 || steps != summary.Events {
		t.Errorf("%d steps of %d events", steps, summary.Events)
	}
	stop := errors.New("enough")
	if _, _, err := run(func(*event.Event, func(*event.Event) error) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("it ends with %v, want %v", err, stop)
	}
}
