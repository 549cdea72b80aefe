package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestMerge holds the order of lines of several files.
func TestMerge(t *testing.T) {
	dir := folder(t, map[string]string{
		"b":     "1 x\n3 x\n3 x\n9 x\n",
		"a":     "2 x\n3 x\n4 x\n",
		"c.d/c": "3 x\n",
		"late":  "8 x\n9 x",
		"empty": "",
		"back":  "7 x\n2 x\nno time\n8 x\n",
		"past":  "-5 x\n0 x\n",
	})
	for _, c := range []struct{ paths, want string }{
		{"b a", "b:1 a:1 a:2 b:2 b:3 a:3 b:4"},
		{"b late a c.d/c empty", "b:1 a:1 a:2 b:2 b:3 c.d/c:1 a:3 late:1 b:4 late:2"},
		{"back late", "back:1 back:2 back:3 back:4 late:1 late:2"},
		{"past b", "past:1 past:2 b:1 b:2 b:3 b:4"},
		{"empty", ""},
	} {
		got, err := read(dir, strings.Fields(c.paths)...)
		if err != nil {
			t.Errorf("%s: %v", c.paths, err)
		}
		for i := range got {
			got[i], _, _ = strings.Cut(got[i], " ")
		}
		if diff := gocmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: lines (-want +got):\n%s", c.paths, diff)
		}
	}
}

// TestMergeIsSort holds that merging sorted files sorts their lines by (time,
// name, line), however they are compressed.
func TestMergeIsSort(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		type line struct {
			time   int
			name   string
			number int
		}
		var all []line
		texts := map[string]string{}
		for i := range rapid.IntRange(1, 6).Draw(r, "files") {
			var b strings.Builder
			name, at := fmt.Sprintf("f%d", i), rapid.IntRange(-3, 3).Draw(r, "start")
			for n, step := range rapid.SliceOfN(rapid.IntRange(0, 2), 0, 20).Draw(r, "steps") {
				at += step
				all = append(all, line{at, name, n + 1})
				fmt.Fprintf(&b, "%d x\n", at)
			}
			text := b.String()
			switch rapid.IntRange(0, 2).Draw(r, "compression") {
			case 1:
				text = zipped(t, text)
			case 2:
				text = zstandard(t, text)
			}
			texts[name] = text
		}
		slices.SortFunc(all, func(a, b line) int {
			return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.name, b.name), cmp.Compare(a.number, b.number))
		})
		var want []string
		for _, l := range all {
			want = append(want, fmt.Sprintf("%s:%d x", l.name, l.number))
		}
		got, err := read(folder(t, texts), "f*")
		if diff := gocmp.Diff(want, got); diff != "" || err != nil {
			r.Fatalf("%v, lines (-want +got):\n%s", err, diff)
		}
	})
}

// TestManyFiles holds that files are not all open at once.
func TestManyFiles(t *testing.T) {
	texts := map[string]string{}
	for i := range 200 {
		texts[fmt.Sprintf("f%03d", i)] = fmt.Sprintf("%d\n%d\n", 2*i+1, 2*i+2)
	}
	dir := folder(t, texts)
	names, err := expand(dir, []string{"f*"})
	if err != nil {
		t.Fatal(err)
	}
	entries, err := entriesOf(dir, names)
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMerger(dir, entries, newNumbered)
	if err != nil {
		t.Fatal(err)
	}
	lines, most := 0, 0
	for ; err == nil; lines++ {
		if open, err := os.ReadDir("/proc/self/fd"); err == nil {
			most = max(most, len(open))
		}
		_, err = m.next()
	}
	if lines != 401 || !errors.Is(err, io.EOF) {
		t.Errorf("%d lines, then %v", lines-1, err)
	}
	if most > 100 {
		t.Errorf("%d files were open at once", most)
	}
}

// TestMergePipe holds that what cannot be read twice is read once.
func TestMergePipe(t *testing.T) {
	dir := folder(t, map[string]string{"b": "2 x\n4 x\n"})
	if err := syscall.Mkfifo(filepath.Join(dir, "a"), 0o600); err != nil {
		t.Skipf("no named pipe to test with: %v", err)
	}
	wrote := make(chan error)
	go func() { wrote <- os.WriteFile(filepath.Join(dir, "a"), []byte("3 x\n5 x\n"), 0o600) }()
	got, err := read(dir, "a", "b")
	if diff := gocmp.Diff([]string{"b:1 x", "a:1 x", "b:2 x", "a:2 x"}, got); diff != "" || err != nil {
		t.Errorf("%v, lines (-want +got):\n%s", err, diff)
	}
	if err := <-wrote; err != nil {
		t.Error(err)
	}
}

// TestMergeStops holds that errors of opening, of reading and of a reader end a
// merge, each with its place.
func TestMergeStops(t *testing.T) {
	gz := zipped(t, strings.Repeat("3 x\n", 100))
	dir := folder(t, map[string]string{"a": "1 x\n5 x\n", "cut.gz": gz[:len(gz)-10], "z": "4 x\n"})
	if _, err := read(dir, "a", "missing"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := read(dir, "a", "cut.gz"); !errors.Is(err, errCutOff) || !strings.HasPrefix(err.Error(), "cut.gz:") {
		t.Errorf("a file that is cut off: %v", err)
	}
	refuse := errors.New("refused")
	_, err := newMerger(dir, []entry{{name: "a"}, {name: "z"}}, func(f *File) (*numbered, error) {
		if f.Name() == "z" {
			return nil, refuse
		}
		return newNumbered(f)
	})
	if !errors.Is(err, refuse) {
		t.Errorf("a reader that is refused: %v", err)
	}
	m, err := newMerger(dir, []entry{{name: "a"}, {name: "z"}}, newNumbered)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	if _, err := m.next(); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "reading a again: ") {
		t.Errorf("a file that has gone: %v", err)
	}
	m.close()
}

// TestMergeEnds holds that a merge ends soon after its context, and with what
// its taker returns.
func TestMergeEnds(t *testing.T) {
	dir := folder(t, map[string]string{"a": strings.Repeat("1 x\n", 10*checkEvery)})
	ctx, cancel := context.WithCancel(t.Context())
	taken := 0
	err := Merge(ctx, dir, []string{"a"}, newNumbered, func(*numbered) error {
		taken++
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || taken > checkEvery {
		t.Errorf("%v after %d lines, want an end within %d", err, taken, checkEvery)
	}
	stop := errors.New("stop")
	taken = 0
	err = Merge(t.Context(), dir, []string{"a"}, newNumbered, func(*numbered) error {
		taken++
		return stop
	})
	if !errors.Is(err, stop) || taken != 1 {
		t.Errorf("%v after %d lines, want %v after 1", err, taken, stop)
	}
}

// TestMalformed holds what is said of an entry that cannot be read.
func TestMalformed(t *testing.T) {
	why := errors.New("it is odd")
	err := error(&MalformedError{Path: "a.csv", Line: 7, Err: why})
	if err.Error() != "a.csv:7: it is odd" || !errors.Is(err, why) || !errors.Is(err, ErrMalformed) {
		t.Errorf("got %v", err)
	}
	var m *MalformedError
	if !errors.As(err, &m) {
		t.Fatal("it is no MalformedError")
	}
	if c := m.Control("trades"); c.Kind.String() != "malformed" || c.Source != "trades" || c.Detail != "a.csv:7: it is odd" {
		t.Errorf("control %+v", c)
	}
}
