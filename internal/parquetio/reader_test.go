package parquetio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"

	"github.com/featurizer/featurizer/event"
)

// every has a column of each type that is read.
type every struct {
	Small  int32            `parquet:"small"`
	Large  int64            `parquet:"large"`
	Tiny   uint8            `parquet:"tiny"`
	Count  uint64           `parquet:"count"`
	Single float32          `parquet:"single"`
	Double *float64         `parquet:"double,optional"`
	Text   string           `parquet:"text,dict"`
	Maybe  *string          `parquet:"maybe,optional"`
	Truth  bool             `parquet:"truth"`
	Moment time.Time        `parquet:"moment,timestamp(microsecond)"`
	Nanos  int64            `parquet:"nanos,timestamp(nanosecond)"`
	Local  int64            `parquet:"local,timestamp(millisecond:local)"`
	Day    int32            `parquet:"day,date"`
	Price  int64            `parquet:"price,decimal(4:18)"`
	Cents  int32            `parquet:"cents,decimal(2:9)"`
	Wide   [12]byte         `parquet:"wide,decimal(3:28)"`
	ID     [16]byte         `parquet:"id,uuid"`
	Old    deprecated.Int96 `parquet:"old"`
	Inner  struct {
		Deep *int64 `parquet:"deep,optional"`
	} `parquet:"inner,optional"`
	List []int64 `parquet:"list"`
}

// written returns a file of rows, in row groups of so many.
func written(t testing.TB, rows []every, perGroup int64) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[every](&b, parquet.MaxRowsPerRowGroup(perGroup), parquet.PageBufferSize(4096), parquet.Compression(&parquet.Snappy))
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

// shownAt returns the i-th value of a column as text.
func shownAt(v *Values, i int) string {
	switch {
	case v.Null[i]:
		return "null"
	case v.Kind == KindFloat:
		return fmt.Sprint(v.Floats[i])
	case v.Kind == KindText:
		return string(v.TextAt(i))
	}
	return strconv.FormatInt(v.Ints[i], 10)
}

// wideOf returns a number in two's complement of 12 bytes.
func wideOf(text string) (wide [12]byte) {
	n, _ := new(big.Int).SetString(text, 10)
	if n.Sign() < 0 {
		n.Add(n, new(big.Int).Lsh(big.NewInt(1), 96))
	}
	n.FillBytes(wide[:])
	return wide
}

func columns(t *testing.T, r *Reader, names ...string) {
	t.Helper()
	var places []int
	for _, name := range names {
		for i, known := range r.Columns() {
			if known == name {
				places = append(places, i)
			}
		}
	}
	if err := r.Choose(places); err != nil {
		t.Fatal(err)
	}
}

// TestReadTypes holds what values of each type are.
func TestReadTypes(t *testing.T) {
	half, word, deep := 0.5, "word", int64(7)
	first := every{
		Small: -5, Large: math.MaxInt64, Tiny: 255, Count: math.MaxUint64, Single: 0.1, Double: &half, Text: "a", Maybe: &word, Truth: true,
		Moment: time.UnixMicro(1723161254123456), Nanos: 17, Local: -1, Day: -1, Price: -12345, Cents: 5, Wide: wideOf("-12345678901234567890123"),
		ID: [16]byte{0x12, 0x34, 15: 0xff}, Old: deprecated.Int96{1, 0, 2440589},
	}
	first.Inner.Deep = &deep
	second := every{Moment: time.Unix(0, 0), Local: math.MaxInt64, Wide: wideOf("1"), Old: deprecated.Int96{0, 0, 2440588}}
	in := written(t, []every{first, second}, 10)
	r, err := OpenReader(in, in.Size())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want := []struct {
		name          string
		kind          ValueKind
		first, second string
	}{
		{"small", KindInt, "-5", "0"},
		{"large", KindInt, "9223372036854775807", "0"},
		{"tiny", KindInt, "255", "0"},
		{"count", KindText, "18446744073709551615", "0"},
		{"single", KindFloat, fmt.Sprint(float64(float32(0.1))), "0"},
		{"double", KindFloat, "0.5", "null"},
		{"text", KindText, "a", ""},
		{"maybe", KindText, "word", "null"},
		{"truth", KindBool, "1", "0"},
		{"moment", KindMoment, "1723161254123456000", "0"},
		{"nanos", KindMoment, "17", "0"},
		{"local", KindLocal, "-1000000", strconv.FormatInt(int64(event.Never), 10)},
		{"day", KindLocal, "-86400000000000", "0"},
		{"price", KindText, "-1.2345", "0.0000"},
		{"cents", KindText, "0.05", "0.00"},
		{"wide", KindText, "-12345678901234567890.123", "0.001"},
		{"id", KindText, "12340000-0000-0000-0000-0000000000ff", "00000000-0000-0000-0000-000000000000"},
		{"old", KindMoment, "86400000000001", "0"},
		{"inner.deep", KindInt, "7", "null"},
	}
	var names []string
	for _, c := range want {
		names = append(names, c.name)
	}
	columns(t, r, names...)
	if n, err := r.Next(); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	for i, c := range want {
		v := r.Column(i)
		if v.Kind != c.kind || shownAt(v, 0) != c.first || shownAt(v, 1) != c.second {
			t.Errorf("%s: got kind %d, %s, %s; want %d, %s, %s", c.name, v.Kind, shownAt(v, 0), shownAt(v, 1), c.kind, c.first, c.second)
		}
	}
	if n, err := r.Next(); n != 0 || !errors.Is(err, io.EOF) {
		t.Error(n, err)
	}
	list := len(r.Columns()) - 1
	if err := r.Choose([]int{list}); err == nil || err.Error() != `column "`+r.Columns()[list]+`" is a list, of which a row has many values` {
		t.Error(err)
	}
}

// TestReadGroups holds that batches follow one another over pages and row groups,
// with columns in step.
func TestReadGroups(t *testing.T) {
	var rows []every
	for i := range 5000 {
		row := every{Large: int64(i), Text: strings.Repeat("x", i%50)}
		if i%3 > 0 {
			x := float64(i)
			row.Double = &x
		}
		rows = append(rows, row)
	}
	for _, perGroup := range []int64{700, 1024, 2500, 10000} {
		in := written(t, rows, perGroup)
		r, err := OpenReader(in, in.Size())
		if err != nil {
			t.Fatal(err)
		}
		columns(t, r, "text", "large", "double")
		at := 0
		for {
			n, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || n < 1 || n > batchRows {
				t.Fatal(n, err)
			}
			for i := range n {
				double := "null"
				if at%3 > 0 {
					double = strconv.Itoa(at)
				}
				got := []string{shownAt(r.Column(0), i), shownAt(r.Column(1), i), shownAt(r.Column(2), i)}
				if diff := cmp.Diff([]string{strings.Repeat("x", at%50), strconv.Itoa(at), double}, got); diff != "" {
					t.Fatalf("row %d of groups of %d (-want +got):\n%s", at, perGroup, diff)
				}
				at++
			}
		}
		r.Close()
		if at != len(rows) {
			t.Errorf("%d rows of groups of %d", at, perGroup)
		}
	}
}

// TestReadCompressed holds that each compression is read right, or refused.
func TestReadCompressed(t *testing.T) {
	type row struct {
		Value []byte `parquet:"value"`
	}
	value := make([]byte, 64<<10) // its second half compresses, the first does not: see errLZ4
	for i, x := 0, uint32(1); i < len(value)/2; i++ {
		x = x*1664525 + 1013904223
		value[i] = byte(x >> 24)
	}
	for _, codec := range []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Zstd, &parquet.Brotli, &parquet.Lz4Raw} {
		var b bytes.Buffer
		if err := parquet.Write(&b, []row{{value}, {value[:10]}}, parquet.Compression(codec)); err != nil {
			t.Fatal(err)
		}
		r, err := OpenReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Choose([]int{0}); codec == &parquet.Lz4Raw {
			if !errors.Is(err, errLZ4) {
				t.Errorf("%s: %v", codec, err)
			}
			continue
		}
		if n, err := r.Next(); n != 2 || err != nil || !bytes.Equal(r.Column(0).TextAt(0), value) || !bytes.Equal(r.Column(0).TextAt(1), value[:10]) {
			t.Errorf("%s: %d rows, %v, or another value", codec, n, err)
		}
		r.Close()
	}
}

// readAll reads all of a file, all columns that can be.
func readAll(text []byte) (rows int, err error) {
	r, err := OpenReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return 0, err
	}
	defer r.Close()
	for i := range r.Columns() {
		_ = r.Choose([]int{i})
	}
	for {
		n, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows += n
	}
}

// TestReadDamaged holds that a damaged file is an error and no panic, wherever it
// is damaged or cut off.
func TestReadDamaged(t *testing.T) {
	in := written(t, make([]every, 20), 10)
	whole := make([]byte, in.Size())
	if _, err := in.ReadAt(whole, 0); err != nil {
		t.Fatal(err)
	}
	if n, err := readAll(whole); n != 20 || err != nil {
		t.Fatal(n, err)
	}
	for i := 0; i < len(whole); i += max(1, len(whole)/150) {
		text := bytes.Clone(whole)
		text[i] ^= 0xff
		if _, err := readAll(text); err != nil && !errors.Is(err, ErrCorrupt) {
			t.Errorf("byte %d: %v", i, err)
		}
	}
	for _, size := range []int{0, 3, 11, len(whole) / 2, len(whole) - 1} {
		if _, err := readAll(whole[:size]); !errors.Is(err, ErrCorrupt) {
			t.Errorf("cut off at %d: %v", size, err)
		}
	}
}

// FuzzReader holds that no bytes at all break the reader.
func FuzzReader(f *testing.F) {
	type row struct {
		A int64   `parquet:"a,timestamp(microsecond)"`
		B *string `parquet:"b,optional,dict"`
	}
	word := "word"
	var b bytes.Buffer
	if err := parquet.Write(&b, []row{{1, &word}, {2, nil}}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := readAll(text); err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, errLZ4) {
			t.Error(err)
		}
	})
}
