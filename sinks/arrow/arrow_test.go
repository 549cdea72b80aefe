package arrow_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"testing"

	bare "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sinks/arrow"
)

// table is a stream with a column of each kind, and outputs of it: nulls in some
// places, none in the column "whole".
func table(tb testing.TB, rows int) (*event.OutputStream, []string, []event.Output) {
	tb.Helper()
	var keys event.Keys
	k, err := keys.Intern(event.Pair{Name: "symbol", Value: "A"}, event.Pair{Name: "exchange", Value: "X"})
	if err != nil {
		tb.Fatal(err)
	}
	stream := &event.OutputStream{Kind: event.OutputRow, Columns: []event.Column{
		{Name: "f", Kind: event.KindFloat},
		{Name: "i", Kind: event.KindInt},
		{Name: "u", Kind: event.KindUint},
		{Name: "b", Kind: event.KindBool},
		{Name: "t", Kind: event.KindString},
		{Name: "l", Kind: event.KindList},
		{Name: "whole", Kind: event.KindFloat},
	}}
	outputs := make([]event.Output, rows)
	for i := range outputs {
		list := make([]event.Level, i%3)
		for j := range list {
			list[j] = event.Level{Price: float64(i), Size: -float64(j)}
		}
		values := []event.Value{
			event.Float(math.Copysign(0, float64(i%2)-1)), event.Int(math.MinInt64 + int64(i)), event.Uint(math.MaxUint64 - uint64(i)),
			event.Bool(i%2 == 0), event.String([]string{"", "buy", "a\nb"}[i%3]), event.Levels(list), event.Float(0.1 * float64(i)),
		}
		if null := i % 11; null < 6 {
			values[null] = event.Value{}
		}
		outputs[i] = event.Output{
			Stream: stream, Key: k, Lane: event.Lane{Feed: "feed", Number: i % 64}, Seq: uint64(i),
			Time: event.Time(math.MinInt64 + i), Received: event.Time(math.MaxInt64 - i), Values: event.ListOf(values...),
		}
	}
	return stream, k.Names(), outputs
}

func write(tb testing.TB, rows int) (file []byte, outputs []event.Output) {
	tb.Helper()
	stream, names, outputs := table(tb, rows)
	var out bytes.Buffer
	s, err := arrow.New(&out, stream, names)
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
	return out.Bytes(), outputs
}

// TestRoundTrip reads with the library what was written: every bit must be back,
// and the same outputs must be the same file.
func TestRoundTrip(t *testing.T) {
	for _, rows := range []int{0, 1, 7, 8, 9, 100, 1<<16 + 1} {
		t.Run(strconv.Itoa(rows), func(t *testing.T) {
			file, outputs := write(t, rows)
			if again, _ := write(t, rows); !bytes.Equal(again, file) {
				t.Error("written again it is another file")
			}
			r, err := ipc.NewFileReader(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			at := 0
			for i := range r.NumRecords() {
				batch, err := r.RecordBatch(i)
				if err != nil {
					t.Fatal(err)
				}
				for row := range int(batch.NumRows()) {
					if diff := cmp.Diff(cells(&outputs[at]), read(t, batch, row)); diff != "" {
						t.Fatalf("row %d (-want +got):\n%s", at, diff)
					}
					at++
				}
			}
			if at != rows {
				t.Errorf("%d rows were written, %d read", rows, at)
			}
		})
	}
}

// cells returns the values of a row: the bits of a number, a text, nil for a null,
// the elements of a list.
func cells(o *event.Output) []any {
	row := []any{
		uint64(o.Time), uint64(o.Received), fmt.Sprintf("%s/%d", o.Lane.Feed, o.Lane.Number), o.Seq,
		o.Key.Pair(0).Value, o.Key.Pair(1).Value,
	}
	for i := range o.Values.Len() {
		switch v := o.Values.At(i); v.Kind() {
		case event.KindNull:
			row = append(row, nil)
		case event.KindString:
			row = append(row, v.Text())
		case event.KindList:
			row = append(row, append([]event.Level{}, v.Levels()...))
		default:
			row = append(row, v.Bits())
		}
	}
	return row
}

func read(t *testing.T, batch bare.RecordBatch, row int) []any {
	t.Helper()
	var cells []any
	for _, column := range batch.Columns() {
		switch c := column.(type) {
		case *array.Int64:
			cells = append(cells, orNull(c, row, uint64(c.Value(row))))
		case *array.Uint64:
			cells = append(cells, orNull(c, row, c.Value(row)))
		case *array.Float64:
			cells = append(cells, orNull(c, row, math.Float64bits(c.Value(row))))
		case *array.Boolean:
			bits := uint64(0)
			if c.Value(row) {
				bits = 1
			}
			cells = append(cells, orNull(c, row, bits))
		case *array.String:
			cells = append(cells, orNull(c, row, c.Value(row)))
		case *array.List:
			levels, _ := c.ListValues().(*array.Struct)
			prices, _ := levels.Field(0).(*array.Float64)
			sizes, _ := levels.Field(1).(*array.Float64)
			list := []event.Level{}
			begin, end := c.ValueOffsets(row)
			for i := int(begin); i < int(end); i++ {
				list = append(list, event.Level{Price: prices.Value(i), Size: sizes.Value(i)})
			}
			cells = append(cells, orNull(c, row, list))
		default:
			t.Fatalf("a column of %T", c)
		}
	}
	return cells
}

func orNull(c bare.Array, row int, x any) any {
	if c.IsNull(row) {
		return nil
	}
	return x
}

// TestSchema holds the names and types that other tools see.
func TestSchema(t *testing.T) {
	file, _ := write(t, 3)
	r, err := ipc.NewFileReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := `schema:
  fields: 13
    - time: type=int64
    - received: type=int64
    - lane: type=utf8
    - seq: type=int64
    - exchange: type=utf8
    - symbol: type=utf8
    - f: type=float64, nullable
    - i: type=int64, nullable
    - u: type=uint64, nullable
    - b: type=bool, nullable
    - t: type=utf8, nullable
    - l: type=list<item: struct<price: float64, size: float64>>, nullable
    - whole: type=float64, nullable`
	if diff := cmp.Diff(want, r.Schema().String()); diff != "" {
		t.Errorf("schema (-want +got):\n%s", diff)
	}
}

func TestTwoColumnsOfOneName(t *testing.T) {
	stream := &event.OutputStream{Columns: []event.Column{{Name: "time", Kind: event.KindInt}}}
	if _, err := arrow.New(&bytes.Buffer{}, stream, nil); err == nil {
		t.Error("two columns are named time, and no error")
	}
}

// BenchmarkSink writes rows of 13 columns; an op is one row.
func BenchmarkSink(b *testing.B) {
	stream, names, outputs := table(b, 1<<12)
	s, err := arrow.New(&bytes.Buffer{}, stream, names)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := s.Write(&outputs[i%len(outputs)]); err != nil {
			b.Fatal(err)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAFailedWriteIsTold(t *testing.T) {
	stream, names, outputs := table(t, 1)
	s, err := arrow.New(full{}, stream, names)
	if err == nil {
		err = errors.Join(s.Write(&outputs[0]), s.Close())
	}
	if err == nil {
		t.Error("nothing was written, and no error")
	}
}
