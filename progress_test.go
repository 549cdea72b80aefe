package featurizer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/standard"
)

// TestProgress holds that a run knows how far it is by the emitter that is behind, from
// its first event to its end.
func TestProgress(t *testing.T) {
	dir := t.TempDir()
	for name, rows := range map[string]int{"short.csv": 20_000, "long.csv": 100_000} {
		var text strings.Builder
		text.WriteString("time,word,x\n")
		for i := range rows {
			fmt.Fprintf(&text, "%d,A,%d\n", i+1, i)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const emitter = "{type: csv, path: %s, time: {unit: ns}, key: {word: word}, fields: {x: int}, feed: f}\n"
	files := "emitters:\n  a: " + fmt.Sprintf(emitter, "short.csv") + "  b: " + fmt.Sprintf(emitter, "long.csv") +
		"keys: [{word: A}]\nsources:\n  a: {definition: generic.record, emitter: a, stream: a}\n" +
		"  b: {definition: generic.record, emitter: b, stream: b}\n" +
		"features: {n: {definition: window.count, inputs: [a.x]}, m: {definition: window.count, inputs: [b.x]}}\n"
	made := "emitters: {a: {type: synthetic, duration: 2h}}\nkeys: [{word: A}]\nsources: {a: {definition: synthetic.sine, emitter: a}}\n" +
		"features: {n: {definition: window.count, inputs: [a]}}\n"
	for name, text := range map[string]string{"files": files, "made up": made} {
		t.Run(name, func(t *testing.T) {
			p := must(featurizer.Build(must(config.Parse("c.yaml", []byte(text), config.Options{})), must(standard.Registry()), featurizer.Options{Dir: dir}))
			if got := p.Progress(); got != 0 {
				t.Errorf("%v before the run", got)
			}
			last, events, steps := 0.0, 0, 0
			p.Around(func(e *event.Event, step func(*event.Event) error) error {
				switch now := p.Progress(); {
				case now < last || now > 1:
					t.Fatalf("event %d: %v after %v", events, now, last)
				case events == 0 && now > 0.5:
					t.Errorf("%v at the first event", now)
				case now > last:
					last, steps = now, steps+1
				}
				events++
				return step(e)
			})
			must(p.Run(t.Context()))
			if got := p.Progress(); got != 1 || steps < 3 {
				t.Errorf("%v at the end in %d steps, want 1", got, steps)
			}
		})
	}
}
