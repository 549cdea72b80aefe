package files

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/featurizer/featurizer/event"
)

// numbered reads lines that begin with their time: "7 what". A line without one
// has the time of the line before.
type numbered struct {
	file *File
	time event.Time
	text string
}

func newNumbered(f *File) (*numbered, error) { return &numbered{file: f}, nil }

func (n *numbered) Next() (event.Time, error) {
	line, err := n.file.Line()
	if err != nil {
		return 0, err
	}
	begin, text, _ := strings.Cut(string(line), " ")
	if at, err := strconv.ParseInt(begin, 10, 64); err == nil {
		n.time = event.Time(at)
	}
	n.text = fmt.Sprintf("%s:%d %s", n.file.Name(), n.file.Number(), text)
	return n.time, nil
}

// read merges files and returns "name:line text" of each line.
func read(dir string, paths ...string) (got []string, err error) {
	err = Merge(context.Background(), dir, paths, newNumbered, func(n *numbered) error {
		got = append(got, n.text)
		return nil
	})
	return got, err
}

// folder writes files into a folder and returns it.
func folder(t testing.TB, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func zipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstandard(t testing.TB, text string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(text), nil))
}
