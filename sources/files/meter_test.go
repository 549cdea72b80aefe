package files

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/featurizer/featurizer/event"
)

// TestMeter holds that what is read of files, plain and compressed, is measured in their
// own bytes, goes on evenly, and is all at the end.
func TestMeter(t *testing.T) {
	var text strings.Builder
	for i := range 200_000 {
		text.WriteString(strings.Repeat("x", i%7) + " some line\n")
	}
	zip := zipped(t, text.String())
	dir := folder(t, map[string]string{"plain": text.String(), "x.gz": zip, "y.zst": zstandard(t, text.String()), "small": "1 x\n", "empty": ""})
	for _, c := range []struct {
		name  string
		paths []string
	}{
		{"plain", []string{"plain"}},
		{"compressed", []string{"x.gz"}},
		{"several", []string{"plain", "x.gz", "y.zst", "small", "empty"}},
		{"empty", []string{"empty"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var m Meter
			size := int64(0)
			for _, path := range c.paths {
				info, err := os.Stat(filepath.Join(dir, path))
				if err != nil {
					t.Fatal(err)
				}
				size += info.Size()
			}
			open := func(f *File) (*lineReader, error) {
				m.Watch(f)
				return &lineReader{file: f}, nil
			}
			entries, last, seen := 0, int64(-1), map[int64]bool{}
			taken := int64(0)
			err := Merge(t.Context(), dir, c.paths, open, func(r *lineReader) error {
				done, all := m.Progress()
				taken += int64(len(r.line) + 1)
				if c.name == "plain" && (done < taken || done > taken+readSize) {
					t.Fatalf("entry %d: %d are read, its end is at %d", entries, done, taken)
				}
				if all != size || done < last || done > all {
					t.Fatalf("entry %d: %d of %d, after %d, want of %d", entries, done, all, last, size)
				}
				last, seen[done] = done, true
				entries++
				return nil
			})
			done, all := m.Progress()
			if err != nil || done != size || all != size {
				t.Errorf("at the end %d of %d, want %d, error %v", done, all, size, err)
			}
			if size > 4*readSize && len(seen) < 5 {
				t.Errorf("%d steps, expected 5 or more", len(seen))
			}
		})
	}
}

// lineReader reads lines that all have one time.
type lineReader struct {
	file *File
	line []byte
}

func (r *lineReader) Next() (_ event.Time, err error) {
	r.line, err = r.file.Line()
	return 0, err
}

// TestMeterOfPipe holds that nothing is known of what has no size.
func TestMeterOfPipe(t *testing.T) {
	dir := folder(t, map[string]string{"b": "2 x\n"})
	if err := syscall.Mkfifo(filepath.Join(dir, "a"), 0o600); err != nil {
		t.Skipf("no named pipe to test with: %v", err)
	}
	wrote := make(chan error)
	go func() { wrote <- os.WriteFile(filepath.Join(dir, "a"), []byte("3 x\n"), 0o600) }()
	var m Meter
	f, err := open(dir, "a")
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	m.Watch(f)
	if _, err := f.Line(); err != nil {
		t.Error(err)
	}
	if _, err := f.Line(); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	if done, all := m.Progress(); done != 0 || all != 0 {
		t.Errorf("%d of %d, want 0 of 0", done, all)
	}
	if err := <-wrote; err != nil {
		t.Error(err)
	}
}
