package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/featurizer/featurizer/cli"
	"github.com/featurizer/featurizer/standard"
)

// TestStarterModule holds that the module that init writes builds, passes its tests
// and runs, against this tree in place of what it would fetch.
func TestStarterModule(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a module; left out of -short")
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("no Go to build with: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "Mine 1")
	var out, errs bytes.Buffer
	code := cli.Run(t.Context(), []string{"init", dir, "--template", "custom"}, cli.Streams{Out: &out, Err: &errs}, standard.Registry)
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	here, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o600); err != nil {
		t.Fatal(err)
	}
	const module = "github.com/featurizer/featurizer"
	for _, args := range [][]string{
		{"mod", "edit", "-require=" + module + "@v0.0.0", "-replace=" + module + "=" + here},
		{"vet", "."},
		{"test", "."},
		{"run", ".", "test"},
		{"run", ".", "run", "-o", "rows.csv"},
	} {
		command := exec.CommandContext(t.Context(), tool, args...)
		command.Dir = dir
		command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		if text, err := command.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, text)
		}
	}
	rows, err := os.ReadFile(filepath.Join(dir, "rows.csv"))
	if err != nil || bytes.Count(rows, []byte("\n")) < 100 {
		t.Errorf("%d rows, error %v, expected 100 or more", bytes.Count(rows, []byte("\n")), err)
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil || !bytes.HasPrefix(mod, []byte("module mine1\n")) {
		t.Errorf("go.mod, error %v:\n%s", err, mod)
	}
}
