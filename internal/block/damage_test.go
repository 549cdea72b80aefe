package block_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/block"
)

// TestDamage flips a bit of each byte of small blocks, and of the pages of some every
// bit, cuts them at many lengths, and puts other bytes between: reading as a whole tells
// each time, and what is read before that is what was written.
func TestDamage(t *testing.T) {
	var keys event.Keys
	for name, s := range samples(t, &keys) {
		t.Run(name, func(t *testing.T) {
			file, _ := s.encode(t, block.Meta{Segment: "feed"})
			want := s.rows()
			if got, _, err := s.read(file); err != nil || !slices.Equal(got, want) {
				t.Fatalf("the whole block: %v\n%s", err, cmp.Diff(want, got))
			}
			if _, err := block.Check(bytes.NewReader(file), int64(len(file))); err != nil {
				t.Fatal(err)
			}
			for at := range file {
				bits := []int{at % 8}
				if at < footer(file) && (name == "deltas" || name == "control") { // in pages each bit may be another matter
					bits = []int{0, 1, 2, 3, 4, 5, 6, 7}
				}
				for _, bit := range bits {
					bad := bytes.Clone(file)
					bad[at] ^= 1 << bit
					holds(t, &s, bad, want)
				}
				if at%5 == 0 {
					holds(t, &s, file[:at], want)
				}
			}
			holds(t, &s, append(bytes.Clone(file), 0), want)
			holds(t, &s, slices.Insert(bytes.Clone(file), 4, 0, 0), want)
		})
	}
}

// holds fails unless a damaged block is found out: by Check always, and by reading it
// unless the rows are as they were, as what only people read may be damaged.
func holds(t *testing.T, s *sample, bad []byte, want []string) {
	t.Helper()
	_, err := block.Check(bytes.NewReader(bad), int64(len(bad)))
	if !errors.Is(err, block.ErrCorrupt) && !errors.Is(err, block.ErrOther) {
		t.Errorf("Check: %v, want ErrCorrupt", err)
	}
	got, _, err := s.read(bad)
	if err != nil && !errors.Is(err, block.ErrCorrupt) && !errors.Is(err, block.ErrOther) {
		t.Errorf("reading: %v, want ErrCorrupt", err)
	}
	if len(got) > len(want) || !slices.Equal(got, want[:len(got)]) || err == nil && len(got) < len(want) {
		t.Errorf("rows of a damaged block (-want +read):\n%s", cmp.Diff(want, got))
	}
}

// failing is a disk that fails: that is no damage.
type failing struct{}

var errDisk = errors.New("the disk fails")

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

func TestDiskFails(t *testing.T) {
	_, err := block.Check(failing{}, 1000)
	if !errors.Is(err, errDisk) || errors.Is(err, block.ErrCorrupt) {
		t.Errorf("got %v, want the disk's error and no damage", err)
	}
}

// TestOther refuses blocks of other streams.
func TestOther(t *testing.T) {
	var keys event.Keys
	all := samples(t, &keys)
	s := all["trades"]
	file, _ := s.encode(t, block.Meta{})
	for name, change := range map[string]func(s *block.Stream){
		"id":     func(s *block.Stream) { s.ID[0]++ },
		"name":   func(s *block.Stream) { s.Name = "x" },
		"kind":   func(s *block.Stream) { s.Kind = block.Control },
		"keys":   func(s *block.Stream) { s.KeyNames = []string{"symbol"} },
		"schema": func(s *block.Stream) { s.Payload = all["deltas"].stream.Payload },
	} {
		other := *s.stream
		change(&other)
		if _, err := block.OpenEvents(bytes.NewReader(file), int64(len(file)), &other, &keys); !errors.Is(err, block.ErrOther) {
			t.Errorf("another %s: %v, want ErrOther", name, err)
		}
	}
}

// FuzzRead reads anything: no panic, and an error or the digest's own rows. The bytes
// are tried as they are and with a footer that is said to be right.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/v1/*.parquet")
	if err != nil || len(files) == 0 {
		f.Fatalf("no blocks to begin with: %v", err)
	}
	for _, path := range files {
		file, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	var keys event.Keys
	all := samples(f, &keys)
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, b := range [][]byte{file, resealed(file)} {
			_, _ = block.Check(bytes.NewReader(b), int64(len(b)))
			for _, s := range all {
				if _, _, err := s.read(b); err != nil && !errors.Is(err, block.ErrCorrupt) && !errors.Is(err, block.ErrOther) && !errors.Is(err, io.EOF) {
					t.Errorf("reading: %v, want ErrCorrupt or ErrOther", err)
				}
			}
		}
	})
}

// footer returns where the footer of a whole block begins.
func footer(file []byte) int {
	return len(file) - 8 - int(binary.LittleEndian.Uint32(file[len(file)-8:]))
}

// resealed returns a block whose footer has the checksum of what it holds now.
func resealed(file []byte) []byte {
	const key = "featurizer.footer_crc32c"
	file = bytes.Clone(file)
	n := len(file) - 8
	if n < 0 {
		return file
	}
	begin := n - int(binary.LittleEndian.Uint32(file[n:]))
	if begin < 0 || begin > n {
		return file
	}
	footer := file[begin:n]
	at := bytes.LastIndex(footer, []byte(key)) + len(key) + 2
	if at < len(key)+2 || at+8 > len(footer) {
		return file
	}
	copy(footer[at:], "00000000")
	copy(footer[at:], fmt.Sprintf("%08x", crc32.Checksum(footer, crc32.MakeTable(crc32.Castagnoli))))
	return file
}

// TestDamagedFooter does what TestDamage does to footers whose checksum is right, as a
// program that errs could write them: nothing may panic.
func TestDamagedFooter(t *testing.T) {
	var keys event.Keys
	s := samples(t, &keys)["deltas"]
	file, _ := s.encode(t, block.Meta{})
	for at := footer(file); at < len(file)-8; at++ {
		for _, flip := range []byte{1 << (at % 8), 0xFF} {
			bad := bytes.Clone(file)
			bad[at] ^= flip
			bad = resealed(bad)
			_, _, err := s.read(bad)
			if err != nil && !errors.Is(err, block.ErrCorrupt) && !errors.Is(err, block.ErrOther) {
				t.Errorf("byte %d: %v", at, err)
			}
		}
	}
}
