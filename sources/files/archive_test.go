package files

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zip"
)

// archive makes a zip archive of names and texts by turns.
func archive(t testing.TB, all ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(all); i += 2 {
		f, err := w.Create(all[i])
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(all[i+1]))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestArchive holds that each file of an archive is one of its own, merged with
// all others by (time, name, line).
func TestArchive(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.zip": archive(t, "z.csv", "2 z\n3 z\n", "folder/", "", "folder/b.csv", "1 b\n3 b\n", "__MACOSX/z.csv", "0 x\n", "c.gz", zipped(t, "\ufeff2 c\n")),
		"b":     "3 plain\n", "empty.zip": "",
	})
	want := []string{
		"a.zip/folder/b.csv:1 b", "a.zip/c.gz:1 c", "a.zip/z.csv:1 z",
		"a.zip/folder/b.csv:2 b", "a.zip/z.csv:2 z", "b:1 plain",
	}
	got, err := read(dir, "*")
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, lines (-want +got):\n%s", err, diff)
	}
}

// TestBadArchive holds what is said of archives that cannot be read.
func TestBadArchive(t *testing.T) {
	whole := archive(t, "x", strings.Repeat("1 x\n", 1000))
	sealed := []byte(archive(t, "x", "1 x\n"))
	sealed[bytes.Index(sealed, []byte("PK\x01\x02"))+8] |= 1 // the flag of an encrypted file
	dir := folder(t, map[string]string{
		"cut.zip": whole[:len(whole)-30], "text.zip": "1 x\n", "none.zip": archive(t, "folder/", ""), "unnamed": whole, "sealed.zip": string(sealed),
	})
	for name, want := range map[string]string{
		"cut.zip":    "cut.zip: it is named .zip but holds no whole zip archive",
		"text.zip":   "text.zip: it is named .zip but holds no whole zip archive",
		"none.zip":   "none.zip: the archive holds no file",
		"sealed.zip": "sealed.zip/x: the file is encrypted",
		"unnamed":    "unnamed: it is a zip archive: name it .zip",
		"gone.zip":   "gone.zip: no such file or directory",
	} {
		if _, err := read(dir, name); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestStream holds that a stream is read as a file is, compressed too.
func TestStream(t *testing.T) {
	for _, text := range []string{"1 a\n2 b\n", zipped(t, "1 a\n2 b\n"), zstandard(t, "1 a\n2 b")} {
		var got []string
		err := Stream(context.Background(), "input", strings.NewReader(text), newNumbered, func(n *numbered) error {
			got = append(got, n.text)
			return nil
		})
		if diff := cmp.Diff([]string{"input:1 a", "input:2 b"}, got); diff != "" || err != nil {
			t.Errorf("%v, lines (-want +got):\n%s", err, diff)
		}
	}
	take := func(*numbered) error { return nil }
	if err := Stream(context.Background(), "input", strings.NewReader(""), newNumbered, take); err != nil {
		t.Error(err)
	}
	err := Stream(context.Background(), "input", strings.NewReader(archive(t, "x", "1 x")), newNumbered, take)
	if want := "reading input: a zip archive is no stream: unpack it first, such as by unzip -p FILE"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
