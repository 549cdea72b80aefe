package outlet

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// where returns the path of a new file of a format, in a folder of its own.
func where(t *testing.T, format string) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "out."+format)
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return "(none)"
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// alone holds that a folder has nothing but the file, or nothing at all.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			t.Errorf("%s is left", e.Name())
		}
	}
}

// TestFile ends the writing of a file in all ways, over an old one and over none.
func TestFile(t *testing.T) {
	failed := errors.New("the run failed")
	for _, tt := range []struct {
		name    string
		writes  []string
		written uint64
		err     error
		want    string // of a file that is there; "" for what it was
		fresh   string // of one that was not
	}{
		{"done", []string{"a", "b"}, 2, nil, "ab", "ab"},
		{"done, one write", []string{"a"}, 1, nil, "a", "a"},
		{"done, nothing to write", nil, 0, nil, "(empty)", "(empty)"},
		{"failed at once", nil, 0, failed, "", "(none)"},
		{"failed after the head", []string{"head"}, 0, failed, "", "(none)"},
		{"failed later", []string{"a", "b"}, 5, failed, "ab", "ab"},
	} {
		for _, format := range []string{"jsonl", "parquet"} {
			for _, old := range []string{"", "an old one"} {
				t.Run(tt.name+" "+format+" "+old, func(t *testing.T) {
					path, want := where(t, format), tt.fresh
					if old != "" {
						if err := os.WriteFile(path, []byte(old), 0o640); err != nil {
							t.Fatal(err)
						}
						if want = tt.want; want == "" {
							want = old
						}
					}
					f, err := Create(path, format)
					if err != nil {
						t.Fatal(err)
					}
					for _, s := range tt.writes {
						if _, err := f.Write([]byte(s)); err != nil {
							t.Fatal(err)
						}
					}
					if err := f.Finish(tt.written, tt.err); err != nil {
						t.Fatal(err)
					}
					if want == "(empty)" {
						want = ""
					}
					if got := read(t, path); got != want {
						t.Errorf("the file holds %q, want %q", got, want)
					}
					alone(t, path)
				})
			}
		}
	}
}

// A whole file stays what it was where a write of the new one fails, as on a full
// disk.
func TestFailedWrite(t *testing.T) {
	path := where(t, "parquet")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Create(path, "parquet")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.file.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("new")); err == nil {
		t.Error("a write failed, and no error")
	}
	_ = f.Finish(7, nil) // the close fails too
	if got := read(t, path); got != "old" {
		t.Errorf("the file holds %q", got)
	}
	alone(t, path)
}

// What is there keeps its mode, and a link stays one.
func TestWholeFileInItsPlace(t *testing.T) {
	target := where(t, "parquet")
	if err := os.WriteFile(target, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link.parquet")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	f, err := Create(link, "parquet")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("new")); err != nil {
		t.Fatal(err)
	}
	if got := read(t, target); got != "old" {
		t.Errorf("before its end, the file holds %q", got)
	}
	if err := f.Finish(1, nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is none: %v, %v", info, err)
	}
	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o640 || read(t, target) != "new" {
		t.Errorf("%v, %v, %q", info.Mode(), err, read(t, target))
	}
}

// What is no ordinary file is written to as it is.
func TestDevice(t *testing.T) {
	f, err := Create(os.DevNull, "parquet")
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write([]byte("x"))
	if err := errors.Join(err, f.Finish(1, nil)); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatalf("%s is a file now: %v", os.DevNull, err)
	}
}

func TestUnwritable(t *testing.T) {
	for _, format := range []string{"csv", "arrow"} {
		path := filepath.Join(t.TempDir(), "nowhere", "out")
		_, err := Create(path, format)
		want := "creating the output " + path + ": no such file or directory\nhint: the folder " + filepath.Dir(path) + " must be there"
		if err == nil || err.Error() != want {
			t.Errorf("%v\nwant: %s", err, want)
		}
		dir := t.TempDir()
		_, err = Create(dir, format)
		want = "creating the output " + dir + ": is a directory\nhint: name another file"
		if err == nil || err.Error() != want {
			t.Errorf("%v\nwant: %s", err, want)
		}
	}
}
