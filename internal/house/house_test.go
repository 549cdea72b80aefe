package house

import (
	"flag"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the table of rooms in ARCHITECTURE.md")

const root = "../.."

// TestHouse holds this module to its rules.
func TestHouse(t *testing.T) {
	files := load(t)
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			for _, complaint := range r.check(files) {
				t.Error(complaint)
			}
		})
	}
	for _, s := range house() {
		for _, r := range s.rooms {
			if !slices.ContainsFunc(files, func(f file) bool { built, _, _ := find(f.room()); return built.path == r.path }) {
				t.Logf("floor %s: %s is in the table and not built yet", s.name, r.path)
			}
		}
	}
}

// TestArchitectureShowsTheTable keeps the page readers see equal to the table the rules use.
func TestArchitectureShowsTheTable(t *testing.T) {
	name := filepath.Join(root, "ARCHITECTURE.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want, err := withTable(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("ARCHITECTURE.md is stale; run `go test ./internal/house -update`:\n%s", diff)
	}
}

// load reads every Go file of the module, whatever machine it is built for. It walks the folders itself,
// without `go list`, for go test sees which folders a test has read: a new room makes the cached result stale.
func load(t *testing.T) []file {
	t.Helper()
	module := os.DirFS(root)
	texts := map[string]string{}
	err := fs.WalkDir(module, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return enter(module, name)
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(module, name)
		texts[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	files, err := parse(texts)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// enter skips the folders that "./..." does not mean: hidden ones, testdata, other modules.
func enter(module fs.FS, folder string) error {
	name := path.Base(folder)
	if folder == "." {
		return nil
	}
	if name == "testdata" || name == "vendor" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return fs.SkipDir
	}
	if _, err := fs.Stat(module, path.Join(folder, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}
