package synthetic_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/featurizer/featurizer/internal/example"
)

// TestSameOnEveryExecutor holds that all ways to run it write the same bytes.
func TestSameOnEveryExecutor(t *testing.T) {
	var first []byte
	for _, args := range [][]string{
		{"--executor", "step"},
		{"--executor", "batch", "--threads", "2"},
		{"--executor", "reference"},
	} {
		path := filepath.Join(t.TempDir(), "rows.csv")
		example.Command(t, append([]string{"run", "-o", path}, args...)...)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = text
		}
		if !bytes.Equal(text, first) {
			t.Errorf("run %v wrote other rows than run --executor step", args)
		}
	}
}

// counts is a part of the summary of a run.
type counts struct {
	Sources []struct {
		Late, Duplicates, Gaps int
	} `json:"sources"`
	WarmupHeldBack int `json:"warmup_held_back"`
}

// summary runs the config and returns the counts of all its sources together.
func summary(t *testing.T, args ...string) (late, duplicates, gaps, held int) {
	t.Helper()
	_, told := example.Command(t, append([]string{"run", "--json", "-o", filepath.Join(t.TempDir(), "rows.csv")}, args...)...)
	var c counts
	if err := json.Unmarshal([]byte(told), &c); err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Sources {
		late, duplicates, gaps = late+s.Late, duplicates+s.Duplicates, gaps+s.Gaps
	}
	return late, duplicates, gaps, c.WarmupHeldBack
}

// TestFigures holds what the README says.
func TestFigures(t *testing.T) {
	late, duplicates, gaps, held := summary(t)
	if late != 0 {
		t.Errorf("%d events are late, expected none", late)
	}
	lateUnsorted, _, _, _ := summary(t, "--set", "sources.quotes.reorder=0s", "--set", "sources.trades.reorder=0s")
	example.Says(t, "%d rows of two symbols", example.Rows(t).Len())
	example.Says(t, "%d events that came twice", duplicates)
	example.Says(t, "%d gaps in the books", gaps)
	example.Says(t, "%d rows are held back", held)
	example.Says(t, "Without `reorder`, %d trades and quotes would be late", lateUnsorted)
}
