package parquetio

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
	"pgregory.net/rapid"
)

// groupFile returns a file of one row group per so many rows.
func groupFile(tb testing.TB, schema []Node, data []Vector, rows, group int) []byte {
	tb.Helper()
	var file bytes.Buffer
	w, err := NewGroupWriter(&file, schema)
	if err != nil {
		tb.Fatal(err)
	}
	for first := 0; first < rows; first += group {
		if err := w.Write(data, first, min(first+group, rows)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close([]Pair{{"a", "b"}}); err != nil {
		tb.Fatal(err)
	}
	return file.Bytes()
}

func opened(tb testing.TB, file []byte) *GroupReader {
	tb.Helper()
	r, err := OpenGroups(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// TestGroupsForTheLibrary writes columns of each type, and of floats that each of the
// encodings is for, and reads them with the reader of the library.
func TestGroupsForTheLibrary(t *testing.T) {
	schema := []Node{
		{Name: "i", Type: TypeInt},
		{Name: "grid", Type: TypeFloat, Optional: true},
		{Name: "smooth", Type: TypeFloat},
		{Name: "noise", Type: TypeFloat},
		{Name: "b", Type: TypeBool},
		{Name: "few", Type: TypeText, Optional: true},
		{Name: "many", Type: TypeText},
	}
	const rows = 5000
	random := rand.New(rand.NewPCG(3, 4))
	data := make([]Vector, len(schema))
	for i := range rows {
		data[0].Bits = append(data[0].Bits, uint64(random.Int64()))
		if i%7 == 0 {
			data[1].AppendNull(i)
		} else if len(data[1].Valid) > 0 {
			data[1].Valid = append(data[1].Valid, 1)
		}
		data[1].Bits = append(data[1].Bits, math.Float64bits(float64(random.IntN(50))/4))
		data[2].Bits = append(data[2].Bits, math.Float64bits(1000+float64(i)))
		data[3].Bits = append(data[3].Bits, random.Uint64()>>2)
		data[4].Bits = append(data[4].Bits, uint64(i%3/2))
		for c, word := range []string{strconv.Itoa(i % 10), strconv.Itoa(i)} {
			data[5+c].Text = append(data[5+c].Text, word...)
			data[5+c].Ends = append(data[5+c].Ends, uint32(len(data[5+c].Text)))
		}
	}
	for i := range data { // the reader gives zeros for nulls
		for row := range data[i].Bits {
			if data[i].IsNull(row) {
				data[i].Bits[row] = 0
			}
		}
	}
	file := groupFile(t, schema, data, rows, 2048)
	wantEncodings(t, opened(t, file))
	r, err := OpenReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ChooseAll(); err != nil {
		t.Fatal(err)
	}
	for at := 0; ; {
		n, err := r.Next()
		if errors.Is(err, io.EOF) {
			if at != rows {
				t.Fatalf("%d rows, want %d", at, rows)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for row := range n {
			for c := range schema {
				if got, want := textOfValues(r.Column(c), row), textOfVector(&data[c], schema[c].Type, at+row); got != want {
					t.Fatalf("row %d, column %s: %s, want %s", at+row, schema[c].Name, got, want)
				}
			}
		}
		at += n
	}
}

// wantEncodings holds that each column of the test is written as it is meant to.
func wantEncodings(t *testing.T, r *GroupReader) {
	t.Helper()
	want := []format.Encoding{format.DeltaBinaryPacked, format.RLEDictionary, format.ByteStreamSplit, format.Plain, format.Plain, format.RLEDictionary, format.Plain}
	for c := range r.columns {
		list := r.file.RowGroups[1].Columns[c].MetaData.Encoding
		if got := list[len(list)-1]; got != want[c] {
			t.Errorf("column %v is encoded by %s, want %s", r.columns[c].path, got, want[c])
		}
	}
}

func textOfValues(v *Values, i int) string {
	switch {
	case v.Null[i]:
		return "null"
	case v.Kind == KindText:
		return string(v.TextAt(i))
	case v.Kind == KindFloat:
		return strconv.FormatUint(math.Float64bits(v.Floats[i]), 16)
	}
	return strconv.FormatUint(uint64(v.Ints[i]), 16)
}

func textOfVector(v *Vector, t Type, i int) string {
	switch {
	case v.IsNull(i):
		return "null"
	case t == TypeText:
		return string(v.Value(i))
	}
	return strconv.FormatUint(v.Bits[i], 16)
}

// TestGroupsComeBack reads what was written into vectors that were used before: lists
// with nulls, empty ones, and columns without a value.
func TestGroupsComeBack(t *testing.T) {
	schema := []Node{
		{Name: "seq", Type: TypeInt},
		{Name: "list", List: true, Optional: true, Fields: []Node{{Name: "x", Type: TypeFloat, Optional: true}, {Name: "word", Type: TypeText}}},
		{Name: "plain", List: true, Type: TypeUint},
		{Name: "group", Fields: []Node{{Name: "none", Type: TypeText, Optional: true}, {Name: "at", Type: TypeMoment}}},
	}
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 30).Draw(t, "rows")
		data := make([]Vector, 8) // seq, list, x, word, plain, its values, none, at
		for i := range rows {
			data[0].Bits = append(data[0].Bits, uint64(i))
			n := rapid.IntRange(-1, 4).Draw(t, "elements")
			if n < 0 {
				data[1].AppendNull(i)
			} else if len(data[1].Valid) > 0 {
				data[1].Valid = append(data[1].Valid, 1)
			}
			for range n {
				x := &data[2]
				if rapid.Bool().Draw(t, "null") {
					x.AppendNull(len(x.Bits))
					x.Bits = append(x.Bits, 0)
				} else {
					x.Bits = append(x.Bits, rapid.Uint64().Draw(t, "x"))
					if len(x.Valid) > 0 {
						x.Valid = append(x.Valid, 1)
					}
				}
				data[3].Text = append(data[3].Text, rapid.String().Draw(t, "word")...)
				data[3].Ends = append(data[3].Ends, uint32(len(data[3].Text)))
			}
			data[1].Ends = append(data[1].Ends, uint32(len(data[2].Bits)))
			for range max(n, 0) {
				data[5].Bits = append(data[5].Bits, rapid.Uint64().Draw(t, "uint"))
			}
			data[4].Ends = append(data[4].Ends, uint32(len(data[5].Bits)))
			data[6].AppendNull(i)
			data[6].Ends = append(data[6].Ends, 0)
			data[7].Bits = append(data[7].Bits, uint64(rapid.Int64().Draw(t, "at")))
		}
		group := rapid.IntRange(1, 40).Draw(t, "group")
		r := groupsOf(t, schema, data, rows, group)
		if diff := cmp.Diff(schema, r.Schema()); diff != "" {
			t.Fatalf("schema (-want +got):\n%s", diff)
		}
		got := make([]Vector, len(data))
		for g := range r.Groups() {
			first := g * group
			for slot := range data {
				if err := r.Read(g, slot, &got[slot]); err != nil {
					t.Fatal(err)
				}
				w := data[slot].Slice(0, data[slot].Len())
				from, to := first, min(first+group, rows)
				if in := r.slots[slot].In; in >= 0 {
					from, to = int(data[in].Begin(from)), int(data[in].Ends[to-1])
				}
				w = w.Slice(from, to)
				if a, b := describe(&w, &r.slots[slot]), describe(&got[slot], &r.slots[slot]); !slices.Equal(a, b) {
					t.Fatalf("group %d, %v: %v, want %v", g, r.slots[slot].Path, b, a)
				}
			}
		}
	})
}

func groupsOf(t *rapid.T, schema []Node, data []Vector, rows, group int) *GroupReader {
	t.Helper()
	var file bytes.Buffer
	w, err := NewGroupWriter(&file, schema)
	if err != nil {
		t.Fatal(err)
	}
	for first := 0; first < rows; first += group {
		if err := w.Write(data, first, min(first+group, rows)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(nil); err != nil {
		t.Fatal(err)
	}
	r, err := OpenGroups(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// describe returns values as texts, whichever way they are kept.
func describe(v *Vector, s *Slot) (list []string) {
	for i := range v.Len() {
		switch {
		case v.IsNull(i):
			list = append(list, "null")
		case s.List:
			list = append(list, strconv.Itoa(int(v.Ends[i]-v.Begin(i))))
		case s.Type == TypeText:
			list = append(list, string(v.Value(i)))
		default:
			list = append(list, strconv.FormatUint(v.Bits[i], 16))
		}
	}
	return list
}

// TestHybrid holds the reader of levels and codes against the encoder of the library.
func TestHybrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(0, 20).Draw(t, "width")
		runs := rapid.SliceOfN(rapid.Int32Range(0, 1<<width-1), 1, 30).Draw(t, "values")
		var values []int32
		for _, x := range runs {
			for range rapid.IntRange(1, 20).Draw(t, "times") {
				values = append(values, x)
			}
		}
		packed, err := (&rle.Encoding{BitWidth: width}).EncodeInt32(nil, values)
		if err != nil {
			t.Fatal(err)
		}
		got, err := hybrid[uint32](nil, packed, uint(width), len(values))
		if err != nil {
			t.Fatal(err)
		}
		for i := range values {
			if got[i] != uint32(values[i]) {
				t.Fatalf("value %d: %d, want %d", i, got[i], values[i])
			}
		}
		if _, err := hybrid[uint32](nil, packed, uint(width), len(values)+9); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("more values than there are: %v", err)
		}
	})
}

// TestGroupSchemas refuses what has no place.
func TestGroupSchemas(t *testing.T) {
	for _, schema := range [][]Node{
		nil,
		{{Name: "l", List: true, Fields: []Node{{Name: "m", List: true, Type: TypeInt}}}},
		{{Name: "g", Optional: true, Fields: []Node{{Name: "x", Type: TypeInt}}}},
	} {
		if _, err := NewGroupWriter(io.Discard, schema); err == nil {
			t.Errorf("the schema %v was taken", schema)
		}
	}
	w, err := NewGroupWriter(io.Discard, []Node{{Name: "x", Type: TypeInt}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write([]Vector{{Bits: []uint64{1}}}, 0, 2); err == nil {
		t.Error("a column that is too short was written")
	}
}
