package parquet_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	bare "github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sinks/parquet"
)

// kinds are the kinds of the columns of the test.
var kinds = []event.Kind{event.KindFloat, event.KindInt, event.KindUint, event.KindBool, event.KindString, event.KindList}

func testStream() *event.OutputStream {
	s := &event.OutputStream{Kind: event.OutputRow}
	for i := range 2 {
		for _, k := range kinds {
			s.Columns = append(s.Columns, event.Column{Name: fmt.Sprintf("%s.%d", k, i), Kind: k})
		}
	}
	s.Columns[2].Name, s.Columns[8].Name = "unsigned.0", "unsigned.1" // both kinds of integers are called int
	return s
}

func testKeys(tb testing.TB) []*event.Key {
	tb.Helper()
	var keys event.Keys
	for _, symbol := range []string{"A", "B", "a longer name"} {
		if _, err := keys.Intern(event.Pair{Name: "symbol", Value: symbol}, event.Pair{Name: "exchange", Value: "X"}); err != nil {
			tb.Fatal(err)
		}
	}
	return keys.All()
}

func drawValue(t *rapid.T, k event.Kind) event.Value {
	if rapid.IntRange(0, 4).Draw(t, "null") == 0 {
		return event.Value{}
	}
	switch k {
	case event.KindFloat:
		return event.Float(rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, math.Copysign(0, -1), math.SmallestNonzeroFloat64})).Draw(t, "float"))
	case event.KindInt:
		return event.Int(rapid.Int64().Draw(t, "int"))
	case event.KindUint:
		return event.Uint(rapid.Uint64().Draw(t, "uint"))
	case event.KindBool:
		return event.Bool(rapid.Bool().Draw(t, "bool"))
	case event.KindString:
		return event.String(rapid.SampledFrom([]string{"", "buy", "sell", "two\nlines", "\x00", "é"}).Draw(t, "text"))
	case event.KindList:
		var list []event.Level
		for range rapid.IntRange(0, 3).Draw(t, "length") {
			list = append(list, event.Level{Price: rapid.Float64().Draw(t, "price"), Size: rapid.Float64().Draw(t, "size")})
		}
		return event.Levels(list)
	case event.KindNull:
	}
	return event.Value{}
}

func drawOutputs(t *rapid.T, stream *event.OutputStream, keys []*event.Key) []event.Output {
	outputs := make([]event.Output, rapid.SampledFrom([]int{0, 1, 2, 30, 511, 513, 1100}).Draw(t, "rows"))
	some := make([][]event.Value, 7) // drawing each would take long
	for i := range some {
		for _, c := range stream.Columns {
			some[i] = append(some[i], drawValue(t, c.Kind))
		}
	}
	for i := range outputs {
		outputs[i] = event.Output{
			Stream: stream, Key: keys[i*i%len(keys)], Lane: event.Lane{Feed: "feed", Number: i % 3}, Seq: uint64(i),
			Time: event.Time(math.MinInt64 + i), Received: event.Time(math.MaxInt64 - i), Values: event.ListOf(some[i*i%len(some)]...),
		}
	}
	return outputs
}

func write(tb interface{ Fatal(...any) }, stream *event.OutputStream, names []string, outputs []event.Output) []byte {
	var out bytes.Buffer
	s, err := parquet.New(&out, stream, names)
	if err != nil {
		tb.Fatal(err)
	}
	for i := range outputs {
		if err := s.Write(&outputs[i]); err != nil {
			tb.Fatal(err)
		}
	}
	if err := errors.Join(s.Write(&event.Output{Control: &event.Control{Kind: event.Gap}}), s.Close()); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// TestRoundTrip reads with the library, row by row, what was written: every bit
// must be back, and the same outputs must be the same file.
func TestRoundTrip(t *testing.T) {
	stream, keys := testStream(), testKeys(t)
	rapid.Check(t, func(t *rapid.T) {
		outputs := drawOutputs(t, stream, keys)
		file := write(t, stream, keys[0].Names(), outputs)
		got := readBack(t, file)
		if len(got) != len(outputs) {
			t.Fatalf("%d rows were written, %d read", len(outputs), len(got))
		}
		for i := range outputs {
			if diff := cmp.Diff(cells(&outputs[i]), got[i]); diff != "" {
				t.Fatalf("row %d (-want +got):\n%s", i, diff)
			}
		}
		if !bytes.Equal(file, write(t, stream, keys[0].Names(), outputs)) {
			t.Fatal("written again it is another file")
		}
	})
}

// cells returns the values of a row as the leaves of the file hold them: the bits
// of a number, a text, nil for a null, for a list the elements of each leaf.
func cells(o *event.Output) []any {
	row := []any{
		uint64(o.Time), uint64(o.Received), fmt.Sprintf("%s/%d", o.Lane.Feed, o.Lane.Number), o.Seq,
		o.Key.Pair(0).Value, o.Key.Pair(1).Value,
	}
	for i := range o.Values.Len() {
		v := o.Values.At(i)
		switch {
		case o.Stream.Columns[i].Kind == event.KindList:
			var prices, sizes []any
			for _, l := range v.Levels() {
				prices, sizes = append(prices, math.Float64bits(l.Price)), append(sizes, math.Float64bits(l.Size))
			}
			level := 1 // an empty list
			if v.IsNull() {
				level = 0
			}
			if prices == nil {
				prices, sizes = []any{level}, []any{level}
			}
			row = append(row, prices, sizes)
		case v.IsNull():
			row = append(row, nil)
		case v.Kind() == event.KindString:
			row = append(row, v.Text())
		default:
			row = append(row, v.Bits())
		}
	}
	return row
}

func readBack(t *rapid.T, file []byte) [][]any {
	f, err := bare.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all [][]any
	leaves := f.Schema().Columns()
	for _, group := range f.RowGroups() {
		rows := group.Rows()
		buffer := make([]bare.Row, group.NumRows())
		if n, _ := rows.ReadRows(buffer); n != len(buffer) {
			t.Fatalf("%d rows of %d", n, len(buffer))
		}
		for _, row := range buffer {
			var cells []any
			row.Range(func(i int, values []bare.Value) bool {
				cells = append(cells, cell(values, len(leaves[i]) > 1))
				return true
			})
			all = append(all, cells)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func cell(values []bare.Value, list bool) any {
	one := func(v bare.Value) any {
		switch {
		case v.IsNull() && list:
			return v.DefinitionLevel()
		case v.IsNull():
			return nil
		case v.Kind() == bare.ByteArray:
			return string(v.ByteArray())
		case v.Kind() == bare.Double:
			return math.Float64bits(v.Double())
		case v.Kind() == bare.Boolean && v.Boolean():
			return uint64(1)
		}
		return v.Uint64()
	}
	if !list {
		return one(values[0])
	}
	var all []any
	for _, v := range values {
		all = append(all, one(v))
	}
	return all
}

// TestSchema holds the names and types that other tools see.
func TestSchema(t *testing.T) {
	file := write(t, testStream(), []string{"exchange", "symbol"}, nil)
	f, err := bare.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	want := `message outputs {
	required int64 time (INT(64,true));
	required int64 received (INT(64,true));
	required binary lane (STRING);
	required int64 seq (INT(64,true));
	required binary exchange (STRING);
	required binary symbol (STRING);
	optional double float.0;
	optional int64 int.0 (INT(64,true));
	optional int64 unsigned.0 (INT(64,false));
	optional boolean bool.0;
	optional binary string.0 (STRING);
	optional group list.0 (LIST) {
		repeated group list {
			required group element {
				required double price;
				required double size;
			}
		}
	}
	optional double float.1;
	optional int64 int.1 (INT(64,true));
	optional int64 unsigned.1 (INT(64,false));
	optional boolean bool.1;
	optional binary string.1 (STRING);
	optional group list.1 (LIST) {
		repeated group list {
			required group element {
				required double price;
				required double size;
			}
		}
	}
}`
	if diff := cmp.Diff(want, f.Schema().String()); diff != "" {
		t.Errorf("schema (-want +got):\n%s", diff)
	}
	if by := f.Metadata().CreatedBy; by != "featurizer version 1(build 1)" {
		t.Errorf("created by %q", by)
	}
}

func TestTwoColumnsOfOneName(t *testing.T) {
	stream := &event.OutputStream{Columns: []event.Column{{Name: "time", Kind: event.KindInt}}}
	if _, err := parquet.New(&bytes.Buffer{}, stream, nil); err == nil {
		t.Error("two columns are named time, and no error")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAFailedWriteIsTold(t *testing.T) {
	stream, keys := testStream(), testKeys(t)
	s, err := parquet.New(full{}, stream, keys[0].Names())
	if err != nil {
		t.Fatal(err)
	}
	values := make([]event.Value, len(stream.Columns))
	if err := errors.Join(s.Write(&event.Output{Stream: stream, Key: keys[0], Values: event.ListOf(values...)}), s.Close()); err == nil {
		t.Error("nothing was written, and no error")
	}
}

// TestManyTexts writes more different texts than a dictionary may hold, over
// several row groups: all of them must be back.
func TestManyTexts(t *testing.T) {
	keys := testKeys(t)
	stream := &event.OutputStream{Columns: []event.Column{{Name: "id", Kind: event.KindString}, {Name: "side", Kind: event.KindString}}}
	const rows = 300_000
	id := func(i int) string { return fmt.Sprintf("trade-%09d", i) }
	var out bytes.Buffer
	s, err := parquet.New(&out, stream, keys[0].Names())
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		values := []event.Value{event.String(id(i)), event.String([]string{"buy", "sell"}[i%2])}
		if i%7 == 3 {
			values[0] = event.Value{}
		}
		if err := s.Write(&event.Output{Stream: stream, Key: keys[i%2], Seq: uint64(i), Values: event.ListOf(values...)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := bare.OpenFile(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if groups := len(f.RowGroups()); groups != 3 {
		t.Errorf("%d row groups", groups)
	}
	i := 0
	for _, group := range f.RowGroups() {
		values := make([]bare.Value, 1000)
		r := bare.NewColumnChunkValueReader(group.ColumnChunks()[6])
		for {
			n, err := r.ReadValues(values)
			for _, v := range values[:n] {
				if want := id(i); v.IsNull() != (i%7 == 3) || !v.IsNull() && string(v.ByteArray()) != want {
					t.Fatalf("row %d holds %s, want %s", i, v, want)
				}
				i++
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if i != rows {
		t.Errorf("%d rows of %d", i, rows)
	}
}

// A row costs no allocation of its own.
func TestAllocations(t *testing.T) {
	stream, names, outputs := benchOutputs(t)
	s, err := parquet.New(io.Discard, stream, names)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	write := func() {
		if err := s.Write(&outputs[i%len(outputs)]); err != nil {
			t.Fatal(err)
		}
		i++
	}
	if n := testing.AllocsPerRun(300_000, write); n != 0 {
		t.Errorf("%v allocations a row", n)
	}
}
