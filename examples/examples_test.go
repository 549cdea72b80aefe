// Package examples_test holds the examples together: each is whole, listed and
// valid, also where its data is not at hand.
package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/internal/example"
)

// ownModule is the example that is a module of its own: its config needs its own
// binary.
const ownModule = "custom"

// folders returns the folders of the examples.
func folders(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
}

// TestWhole holds that each example has its parts and its line in the index.
func TestWhole(t *testing.T) {
	index, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range folders(t) {
		for _, part := range []string{"featurizer.yaml", "README.md", "*_test.go"} {
			if found, err := filepath.Glob(filepath.Join(name, part)); err != nil || len(found) == 0 {
				t.Errorf("example %s has no %s (error %v)", name, part, err)
			}
		}
		if !strings.Contains(string(index), "["+name+"]("+name+")") {
			t.Errorf("README.md does not list %s", name)
		}
	}
}

// TestValid holds that each config is valid, without its data too.
func TestValid(t *testing.T) {
	t.Setenv("DATA", t.TempDir())
	for _, name := range folders(t) {
		if name == ownModule {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Chdir(name)
			example.Command(t, "validate")
		})
	}
}

// TestOwnModule holds that the module builds, keeps the laws and runs.
func TestOwnModule(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a module; left out of -short")
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("no Go to build with: %v", err)
	}
	rows := filepath.Join(t.TempDir(), "rows.csv")
	for _, args := range [][]string{
		{"vet", "."},
		{"test", "."},
		{"run", ".", "test"},
		{"run", ".", "run", "-o", rows},
	} {
		command := exec.CommandContext(t.Context(), tool, args...)
		command.Dir = ownModule
		command.Env = append(os.Environ(), "GOWORK=off")
		if text, err := command.CombinedOutput(); err != nil {
			t.Fatalf("go %v in examples/%s (is its go.mod behind? go mod tidy there mends that): %v\n%s", args, ownModule, err, text)
		}
	}
	text, err := os.ReadFile(rows)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(ownModule)
	example.Says(t, "%d rows", strings.Count(string(text), "\n")-1)
}
