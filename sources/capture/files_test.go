package capture

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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

func TestCompression(t *testing.T) {
	first, second := "1 "+trade(1)+"\n2 "+trade(2)+"\n", "3 "+trade(3)+"\n"
	s := setup{dir: files(t, map[string]string{
		"plain":         first + second,
		"x.gz":          zipped(t, first+second),
		"members.gz":    zipped(t, first) + zipped(t, second),
		"cut.gz":        zipped(t, first[:9]) + zipped(t, first[9:]+second),
		"x.zst":         zstandard(t, first+second),
		"frames.zst":    zstandard(t, first) + zstandard(t, second),
		"gzip_no_name":  zipped(t, first+second),
		"zstd_no_name":  zstandard(t, first+second),
		"two_and_1.txt": second,
	})}
	for _, name := range []string{"plain", "x.gz", "members.gz", "cut.gz", "x.zst", "frames.zst", "gzip_no_name", "zstd_no_name"} {
		s.Path = []string{name}
		got, err := ids(t, s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff([]uint64{1, 2, 3}, got); diff != "" {
			t.Errorf("%s: events (-want +got):\n%s", name, diff)
		}
	}
}

// TestBadFiles holds what is said of files that cannot be read, and that no event
// before is lost.
func TestBadFiles(t *testing.T) {
	var many strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&many, "%d %s\n", i+1, trade(i+1))
	}
	gz, zst := zipped(t, many.String()), zstandard(t, many.String())
	damaged := gz[:len(gz)-8] + "\x00\x00\x00\x00" + gz[len(gz)-4:]
	dir := files(t, map[string]string{
		"cut.gz": gz[:len(gz)-100], "cut.zst": zst[:len(zst)-100], "damaged.gz": damaged,
		"begin.gz": gz[:5], "plain.gz": "1 x", "plain.zst": "1 x", "empty.gz": "", "garbage.gz": gz + "garbage after the end",
		"long": "1 " + trade(1) + "\n2 " + strings.Repeat(" ", maxLine), "folder/a": "",
	})
	for _, c := range []struct {
		path, want string
		is         error
		atLeast    int
	}{
		{path: "cut.gz", want: "cut.gz:4", is: io.ErrUnexpectedEOF, atLeast: 4000},
		{path: "cut.gz", want: ": reading: the compressed file is cut off", is: errCutOff, atLeast: 4000},
		{path: "cut.zst", want: "reading: the compressed file is cut off", is: io.ErrUnexpectedEOF},
		{path: "damaged.gz", want: "damaged.gz:5001: reading: gzip: invalid checksum", atLeast: 5000},
		{path: "garbage.gz", want: "garbage.gz:5001: reading: gzip: invalid header", atLeast: 5000},
		{path: "begin.gz", want: "begin.gz: the compressed file is cut off", is: errCutOff},
		{path: "plain.gz", want: "plain.gz: it is named .gz but holds no gzip data"},
		{path: "plain.zst", want: "plain.zst: it is named .zst but holds no zstd data"},
		{path: "long", want: "long:2: reading: the line is longer than 64 MiB", is: errLongLine, atLeast: 1},
		{path: "missing", want: "opening a capture: open " + filepath.Join(dir, "missing"), is: fs.ErrNotExist},
		{path: "folder", want: "opening a capture: " + filepath.Join(dir, "folder") + ": it is a directory", is: errDirectory},
		{path: "*.none", want: `emitter feed: path "*.none": no file has such a name`, is: errNoMatch},
		{path: "[", want: `emitter feed: path "[": syntax error in pattern`, is: filepath.ErrBadPattern},
		{path: "", want: `emitter feed: path "": a capture needs a path`, is: errNoPath},
	} {
		got, err := ids(t, setup{dir: dir, Params: Params{Path: []string{c.path}, Malformed: "skip"}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %s", c.path, err, c.want)
		}
		if c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%q: %v is no %v", c.path, err, c.is)
		}
		if len(got) < c.atLeast {
			t.Errorf("%q: %d events before the error, want at least %d", c.path, len(got), c.atLeast)
		}
	}
	if got, err := ids(t, setup{dir: dir, Params: Params{Path: []string{"empty.gz"}}}); len(got) > 0 || err != nil {
		t.Errorf("an empty file: %v, %v", got, err)
	}
	if _, err := ids(t, setup{dir: dir, Params: Params{Path: []string{}}}); !errors.Is(err, errNoPath) {
		t.Errorf("no path: %v", err)
	}
}

// TestMerge holds the order of lines of several files.
func TestMerge(t *testing.T) {
	dir := files(t, map[string]string{
		"b":         "1 " + trade(11) + "\n3 " + trade(12) + "\n3 " + trade(13) + "\n9 " + trade(14) + "\n",
		"a":         "2 " + trade(21) + "\n3 " + trade(22) + "\n4 " + trade(23) + "\n",
		"c.d/c":     "3 " + trade(31) + "\n",
		"late":      "8 " + trade(41) + "\n9 " + trade(42) + "\n",
		"empty":     "",
		"[x]*":      "5 " + trade(51) + "\n",
		"back.none": "7 " + trade(61) + "\n2 " + trade(62) + "\n8 " + trade(63) + "\n",
	})
	for _, c := range []struct {
		paths []string
		want  []uint64
	}{
		{[]string{"b", "a"}, []uint64{11, 21, 22, 12, 13, 23, 14}},
		{[]string{"b", "late", "a", "c.d/c"}, []uint64{11, 21, 22, 12, 13, 31, 23, 41, 14, 42}},
		{[]string{"[ab]", "a", "./b"}, []uint64{11, 21, 22, 12, 13, 23, 14}},
		{[]string{"*/c", "empty", "[a-b]", filepath.Join(dir, "late")}, []uint64{11, 21, 22, 12, 13, 31, 23, 41, 42, 14}},
		{[]string{"[x]*"}, []uint64{51}},
		{[]string{"back.none", "late"}, []uint64{61, 62, 63, 41, 42}},
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

// TestOddFolder holds that a folder's name is no pattern.
func TestOddFolder(t *testing.T) {
	dir := files(t, map[string]string{"[o]*?/a.log": "1 " + trade(1) + "\n", "o/a.log": "1 " + trade(2) + "\n"})
	got, err := ids(t, setup{dir: filepath.Join(dir, "[o]*?"), Params: Params{Path: []string{"*.log"}}})
	if diff := cmp.Diff([]uint64{1}, got); diff != "" || err != nil {
		t.Errorf("%v, ids (-want +got):\n%s", err, diff)
	}
}

// TestManyFiles holds that files are not all open at once.
func TestManyFiles(t *testing.T) {
	texts, want := map[string]string{}, []uint64{}
	for i := range 200 {
		texts[fmt.Sprintf("f%03d", i)] = fmt.Sprintf("%d %s\n%d %s\n", 2*i+1, trade(2*i+1), 2*i+2, trade(2*i+2))
		want = append(want, uint64(2*i+1), uint64(2*i+2))
	}
	var got []uint64
	most := 0
	s := setup{dir: files(t, texts), Params: Params{Path: []string{"f*"}}}
	e := s.emitter(t, func(e *event.Event) error {
		got = append(got, e.Native.Number)
		if open, err := os.ReadDir("/proc/self/fd"); err == nil {
			most = max(most, len(open))
		}
		return nil
	})
	if err := e.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	if most > 100 {
		t.Errorf("%d files were open at once", most)
	}
}
