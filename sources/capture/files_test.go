package capture

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
)

// ids runs the emitter and returns the ids of its events.
func ids(t *testing.T, s setup) ([]uint64, error) {
	t.Helper()
	var got []uint64
	e := s.emitter(t, func(e *event.Event) error {
		got = append(got, e.Native.Number)
		return nil
	})
	return got, e.Run(t.Context())
}

// TestMerge holds the order of lines of several files: by receive time, path,
// line. A line whose time goes back keeps its place.
func TestMerge(t *testing.T) {
	dir := folder(t, map[string]string{
		"b":    "1 " + trade(11) + "\n3 " + trade(12) + "\n3 " + trade(13) + "\n9 " + trade(14) + "\n",
		"a":    "2 " + trade(21) + "\n3 " + trade(22) + "\n4 " + trade(23) + "\n",
		"back": "7 " + trade(61) + "\n2 " + trade(62) + "\n8 " + trade(63) + "\n",
		"late": "8 " + trade(41) + "\n9 " + trade(42) + "\n",
	})
	for _, c := range []struct {
		paths []string
		want  []uint64
	}{
		{[]string{"b", "a"}, []uint64{11, 21, 22, 12, 13, 23, 14}},
		{[]string{"[a-b]", "late"}, []uint64{11, 21, 22, 12, 13, 23, 41, 14, 42}},
		{[]string{"back", "late"}, []uint64{61, 62, 63, 41, 42}},
	} {
		got, err := ids(t, setup{dir: dir, Params: Params{Path: c.paths}})
		if err != nil {
			t.Errorf("%s: %v", c.paths, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: ids (-want +got):\n%s", c.paths, diff)
		}
	}
}

// TestNoFile holds what is said of files that are not there.
func TestNoFile(t *testing.T) {
	s := setup{dir: t.TempDir(), Params: Params{Path: []string{"*.none"}}}
	_, err := ids(t, s)
	wantError(t, err, `path "*.none": no file has such a name`)
	s.Path = []string{"missing"}
	_, err = ids(t, s)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want %v", err, fs.ErrNotExist)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "empty"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.Path = []string{"empty"}
	if got, err := ids(t, s); len(got) > 0 || err != nil {
		t.Errorf("an empty file: %v, %v", got, err)
	}
}
