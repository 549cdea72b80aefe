package house

import (
	"strings"
	"testing"
)

// TestTableIsWhole finds lines of the table that say nothing or contradict one another.
func TestTableIsWhole(t *testing.T) {
	seen := map[string]string{}
	for _, s := range house() {
		for _, r := range s.rooms {
			if floor, twice := seen[r.path]; twice {
				t.Errorf("%s stands on floors %s and %s", r.path, floor, s.name)
			}
			seen[r.path] = s.name
			if r.line == "" || strings.Contains(r.line, "|") {
				t.Errorf("%s: the line %q does not fit a table", r.path, r.line)
			}
		}
	}
	for _, d := range doors() {
		for _, name := range d.rooms {
			if _, _, ok := find(name); !ok {
				t.Errorf("%s has a door in %s, which has no floor", d.module, name)
			}
		}
	}
	if _, _, ok := find(oracleRoom); !ok {
		t.Errorf("the oracle's room %s has no floor", oracleRoom)
	}
	for _, s := range shelves() {
		if floor := seen[s+"/*"]; !strings.HasPrefix(floor, "shelf") {
			t.Errorf("%s/* stands on floor %q, not on the shelf", s, floor)
		}
	}
}

func TestFindPrefersTheExactLine(t *testing.T) {
	for _, tt := range []struct {
		name string
		want string
		ok   bool
	}{
		{"event", "event", true},
		{".", ".", true},
		{"sources/csv", "sources/*", true},
		{"internal/engine/reference", "internal/engine/reference", true},
		{"internal/engine/other", "", false},
		{"sources", "", false},
		{"sources/csv/deep", "", false},
	} {
		if got, _, ok := find(tt.name); got.path != tt.want || ok != tt.ok {
			t.Errorf("find(%q) = %q, %v, want %q, %v", tt.name, got.path, ok, tt.want, tt.ok)
		}
	}
}

func TestDocument(t *testing.T) {
	stale := "before\n" + tableBegin + "\nold\n" + tableEnd + "\nafter\n"
	fresh, err := withTable(stale)
	if err != nil {
		t.Fatal(err)
	}
	if want := "before\n" + tableBegin + "\n" + table() + tableEnd + "\nafter\n"; fresh != want {
		t.Errorf("got %q, want %q", fresh, want)
	}
	if again, err := withTable(fresh); err != nil || again != fresh {
		t.Errorf("a fresh document changed again (error %v)", err)
	}
	for _, torn := range []string{"", tableBegin, tableEnd + tableBegin} {
		if _, err := withTable(torn); err == nil {
			t.Errorf("no error for a document with markers %q", torn)
		}
	}
}

func TestTableShowsDoors(t *testing.T) {
	for _, line := range []string{
		"| 2 | `config` | featurizer.yaml to a struct, with positions and hints |  | go.yaml.in/yaml/v3 |",
		"| 8a | `cli` | the commands, for the registry of any binary |  | github.com/spf13/cobra, golang.org/x/sys |",
		"| 7a | `featurizer` | wiring and the embedding API: Build, Run |  |  |",
	} {
		if !strings.Contains(table(), line+"\n") {
			t.Errorf("the table has no line %s\n%s", line, table())
		}
	}
}
