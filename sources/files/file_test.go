package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lines reads a file by lines.
func lines(t testing.TB, dir, name string) (got []string, err error) {
	t.Helper()
	f, err := open(dir, name)
	if err != nil {
		return nil, err
	}
	defer f.close()
	for {
		line, err := f.Line()
		if errors.Is(err, io.EOF) {
			return got, nil
		}
		if err != nil {
			return got, err
		}
		got = append(got, string(line))
	}
}

// TestOpen holds that lines are the same however a file is compressed, and that
// reading the text gives the same as reading lines.
func TestOpen(t *testing.T) {
	first, second := "a\r\nb\n", "\nc"
	dir := folder(t, map[string]string{
		"plain":         first + second,
		"x.gz":          zipped(t, first+second),
		"members.gz":    zipped(t, first) + zipped(t, second),
		"odd.gz":        zipped(t, first[:1]) + zipped(t, first[1:]+second),
		"x.zst":         zstandard(t, first+second),
		"frames.zst":    zstandard(t, first) + zstandard(t, second),
		"gzip_no_name":  zipped(t, first+second),
		"zstd_no_name":  zstandard(t, first+second),
		"marked":        "\ufeff" + first + second,
		"marked.gz":     zipped(t, "\ufeff"+first+second),
		"empty.gz":      "",
		"empty.zst":     "",
		"zipped_empty":  zipped(t, ""),
		"one_byte":      "x",
		"last_has_end":  "x\n",
		"begins_as_bom": "\xef\xbb\n",
	})
	want := []string{"a", "b", "", "c"}
	for name, want := range map[string][]string{
		"plain": want, "x.gz": want, "members.gz": want, "odd.gz": want, "x.zst": want, "frames.zst": want,
		"gzip_no_name": want, "zstd_no_name": want, "marked": want, "marked.gz": want,
		"empty.gz": nil, "empty.zst": nil, "zipped_empty": nil,
		"one_byte": {"x"}, "last_has_end": {"x"}, "begins_as_bom": {"\xef\xbb"},
	} {
		got, err := lines(t, dir, name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: lines (-want +got):\n%s", name, diff)
		}
		f, err := open(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		f.close()
		f.close()
		if err != nil {
			t.Errorf("%s: reading its text: %v", name, err)
		}
		if slices.Equal(want, []string{"a", "b", "", "c"}) && string(text) != first+second {
			t.Errorf("%s: text %q", name, text)
		}
	}
}

// TestBadFiles holds what is said of files that cannot be read, and that no line
// before is lost.
func TestBadFiles(t *testing.T) {
	var many strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&many, "%d %d\n", i*i*i*i, i*i*i*7919)
	}
	gz, zst := zipped(t, many.String()), zstandard(t, many.String())
	dir := folder(t, map[string]string{
		"cut.gz": gz[:len(gz)-100], "cut.zst": zst[:len(zst)-100],
		"damaged.gz": gz[:len(gz)-8] + "\x00\x00\x00\x00" + gz[len(gz)-4:],
		"begin.gz":   gz[:5], "plain.gz": "1 x", "plain.zst": "1 x", "garbage.gz": gz + "garbage after the end",
		"long": "1\n" + strings.Repeat(" ", MaxLine+1), "folder/a": "",
	})
	for _, c := range []struct {
		name, want string
		is         error
		atLeast    int
	}{
		{name: "cut.gz", want: "cut.gz:4", is: io.ErrUnexpectedEOF, atLeast: 4000},
		{name: "cut.gz", want: ": reading: the compressed file is cut off", is: errCutOff, atLeast: 4000},
		{name: "cut.zst", want: ": reading: the compressed file is cut off", is: io.ErrUnexpectedEOF},
		{name: "damaged.gz", want: "damaged.gz:5001: reading: gzip: invalid checksum", atLeast: 5000},
		{name: "garbage.gz", want: "garbage.gz:5001: reading: gzip: invalid header", atLeast: 5000},
		{name: "begin.gz", want: "begin.gz: the compressed file is cut off", is: errCutOff},
		{name: "plain.gz", want: "plain.gz: it is named .gz but holds no gzip data"},
		{name: "plain.zst", want: "plain.zst: it is named .zst but holds no zstd data"},
		{name: "long", want: "long:2: reading: the line is longer than 64 MiB", is: ErrLongLine, atLeast: 1},
		{name: "missing", want: "opening " + filepath.Join(dir, "missing") + ": no such file or directory", is: fs.ErrNotExist},
		{name: "folder", want: "opening " + filepath.Join(dir, "folder") + ": it is a directory", is: errDirectory},
	} {
		got, err := lines(t, dir, c.name)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %s", c.name, err, c.want)
		}
		if c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%q: %v is no %v", c.name, err, c.is)
		}
		if len(got) < c.atLeast || len(got) > 5000 {
			t.Errorf("%q: %d lines before the error, want at least %d", c.name, len(got), c.atLeast)
		}
	}
	f, err := open(dir, "cut.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	if _, err := io.ReadAll(f); !errors.Is(err, errCutOff) {
		t.Errorf("reading the text of cut.gz: %v", err)
	}
}

// TestLongLine holds that a line longer than the buffer is whole, and that lines
// after it are too.
func TestLongLine(t *testing.T) {
	long := strings.Repeat("0123456789", readSize/4)
	dir := folder(t, map[string]string{"a": "x\n" + long + "\r\ny\n" + long})
	got, err := lines(t, dir, "a")
	if diff := cmp.Diff([]string{"x", long, "y", long}, got); diff != "" || err != nil {
		t.Errorf("%v, lines (-want +got):\n%s", err, diff)
	}
}

// TestLineAllocates holds that lines need no memory.
func TestLineAllocates(t *testing.T) {
	dir := folder(t, map[string]string{"few": strings.Repeat("some text\n", 10), "many": strings.Repeat("some text\n", 50000)})
	run := func(name string) float64 {
		return testing.AllocsPerRun(3, func() {
			f, err := open(dir, name)
			if err != nil {
				t.Fatal(err)
			}
			for err == nil {
				_, err = f.Line()
			}
			f.close()
		})
	}
	if few, many := run("few"), run("many"); many > few+2 {
		t.Errorf("%v allocations for 10 lines, %v for 50,000", few, many)
	}
}

// TestExpand holds which files the paths of a config stand for, and in which order.
func TestExpand(t *testing.T) {
	dir := folder(t, map[string]string{
		"b": "", "a": "", "a10": "", "a9": "", "sub.d/c": "", "[x]*": "", "[o]*?/a.log": "", "o/a.log": "",
	})
	for _, c := range []struct {
		paths []string
		want  []string
		err   string
		is    error
	}{
		{paths: []string{"b", "a"}, want: []string{"a", "b"}},
		{paths: []string{"b", "./b", "[ab]", "sub.d/../b"}, want: []string{"a", "b"}},
		{paths: []string{"a*"}, want: []string{"a", "a10", "a9"}},
		{paths: []string{"*/c", "a?"}, want: []string{"a9", "sub.d/c"}},
		{paths: []string{"[x]*"}, want: []string{"[x]*"}},
		{paths: []string{filepath.Join(dir, "b"), "a"}, want: []string{filepath.Join(dir, "b"), "a"}},
		{paths: []string{"missing"}, want: []string{"missing"}},
		{paths: []string{"a", "*.none"}, err: `path "*.none": no file has such a name`, is: errNoMatch},
		{paths: []string{"["}, err: `path "[": syntax error in pattern`, is: filepath.ErrBadPattern},
		{paths: []string{"a", ""}, err: `path "": it needs the name of a file`, is: errNoPath},
		{err: `path: it needs the name of a file`, is: errNoPath},
	} {
		got, err := expand(dir, c.paths)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: names (-want +got):\n%s", c.paths, diff)
		}
		if c.err == "" && err != nil || c.err != "" && (!errors.Is(err, c.is) || err.Error() != c.err) {
			t.Errorf("%s: got %v, want %s", c.paths, err, c.err)
		}
	}
	got, err := expand(filepath.Join(dir, "[o]*?"), []string{"*.log"})
	if diff := cmp.Diff([]string{"a.log"}, got); diff != "" || err != nil {
		t.Errorf("a folder's name is no pattern: %v, names (-want +got):\n%s", err, diff)
	}
	t.Chdir(dir)
	got, err = expand("", []string{"[ab]"})
	if diff := cmp.Diff([]string{"a", "b"}, got); diff != "" || err != nil {
		t.Errorf("without a folder: %v, names (-want +got):\n%s", err, diff)
	}
	if _, err := os.Stat(got[0]); err != nil {
		t.Error(err)
	}
}
