package cli_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/cli"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/standard"
	"github.com/featurizer/featurizer/stream"
)

// run runs a command in this process and returns its exit code and what it wrote.
func run(t *testing.T, registry func() (*feature.Registry, error), args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = cli.Run(t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &err}, registry)
	return code, out.String(), err.String()
}

// broken returns a registry with a definition that fails at its fourth event.
func broken() (*feature.Registry, error) {
	r, err := standard.Registry()
	if err != nil {
		return nil, err
	}
	d := feature.Define(feature.Meta{Name: "test.broken", Doc: "fails", Inputs: "a number"}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
		var list []float64
		return stream.Map(feature.Number(b), func(x *float64) float64 {
			list = append(list, *x)
			return list[len(list)/4*len(list)]
		})
	})
	return r, r.AddFeatures(d.Definition)
}

const brokenConfig = `
emitters:
  feed: {type: synthetic}
keys:
  - {sensor: A}
sources:
  wave: {definition: synthetic.sine, emitter: feed}
features:
  bad: {definition: test.broken, inputs: [wave]}
`

// TestPanic runs a definition with a bug. The message names the feature and the
// event; the stack is shown only where it is asked for.
func TestPanic(t *testing.T) {
	path := filepath.Join(t.TempDir(), "featurizer.yaml")
	if err := os.WriteFile(path, []byte(brokenConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := run(t, broken, "run", "-c", path)
	if code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if n := strings.Count(stdout, "\n"); n != 3 {
		t.Errorf("%d lines before the failure, want 3:\n%s", n, stdout)
	}
	for _, want := range []string{`"bad"`, "at event 4 of lane feed/9, key sensor=A", "index out of range"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("stderr does not say %s:\n%s", want, stderr)
		}
	}
	if strings.Contains(stderr, "goroutine") || strings.Contains(stderr, ".go:") {
		t.Errorf("there is a stack without --debug:\n%s", stderr)
	}
	code, _, stderr = run(t, broken, "run", "-c", path, "--debug")
	if code != 1 || !strings.Contains(stderr, "panic_test.go:") {
		t.Errorf("exit code %d; with --debug the stack must name the place of the bug:\n%s", code, stderr)
	}
}

// TestBadRegistry runs a binary that was built with a mistake.
func TestBadRegistry(t *testing.T) {
	code, stdout, stderr := run(t, func() (*feature.Registry, error) { return nil, errors.New("the name is taken") }, "version")
	if code != 1 || stdout != "" || stderr != "featurizer: the name is taken\n" {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
}
