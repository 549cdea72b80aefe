package describe

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/parquet-go/parquet-go"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/internal/arrowio"
	"github.com/featurizer/featurizer/internal/parquetio"
	"github.com/featurizer/featurizer/sources/files"
	"github.com/featurizer/featurizer/standard"
)

const everyFormat = `
emitters:
  feed: {type: synthetic, seed: 3, duration: 20s}
keys:
  - {exchange: SIM, symbol: [A-B, C-D]}
sources:
  quotes: {definition: market.quote, emitter: feed}
  trades: {definition: market.trade, emitter: feed}
  books:  {definition: market.book_delta, emitter: feed}
features:
  mid:   {definition: price.mid_price, inputs: [quotes]}
  vol:   {definition: volatility.stddev, inputs: [mid], params: {window: 2s}}
  rises: {expr: "mid.mid_price > 100", inputs: [mid]}
  bars:  {definition: bars.ohlcv, inputs: [trades], params: {window: 1s}}
  depth: {definition: book.snapshot, inputs: [books]}
  met:   {definition: join.latest, inputs: [mid, trades.side]}
rows: {features: [mid, vol, rises, bars, depth, met], missing: null, ages: true}
outputs:
  a: {type: file, path: rows.csv}
  b: {type: file, path: rows.jsonl}
  c: {type: file, path: rows.parquet}
  d: {type: file, path: rows.arrow}
`

// TestFormats holds that the outputs of one run are the same whatever format they are
// written in. A text of digits would be a number in a table of CSV, so there is none.
func TestFormats(t *testing.T) {
	c, err := config.Parse("test.yaml", []byte(everyFormat), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	p, err := featurizer.Build(c, r, featurizer.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	described := func(name string) *Report {
		var meter files.Meter
		r, err := Run(t.Context(), filepath.Join(dir, name), Options{Meter: &meter})
		if err != nil {
			t.Fatal(err)
		}
		if done, all := meter.Progress(); all == 0 || done != all {
			t.Errorf("%s: %d of %d are read", name, done, all)
		}
		return r
	}
	want, kinds := described("rows.csv"), map[string]bool{}
	for _, column := range want.Columns {
		kinds[column.Type] = true
	}
	if want.Rows < 100 || want.Keys.Count != 2 || !kinds["list"] || !kinds["bool"] || !kinds["text"] || !kinds["number"] {
		t.Fatalf("the rows have too little in them: %d rows of %d keys, types %v", want.Rows, want.Keys.Count, kinds)
	}
	same := cmp.Options{cmpopts.IgnoreFields(Report{}, "File", "Format"), cmpopts.IgnoreFields(Column{}, "Warmup"), cmpopts.IgnoreUnexported(Column{})}
	for _, name := range []string{"rows.jsonl", "rows.parquet", "rows.arrow"} {
		if diff := cmp.Diff(want, described(name), same); diff != "" {
			t.Errorf("%s (-csv +it):\n%s", name, diff)
		}
	}
}

// foreign is a row of a file of another tool.
type foreign struct {
	At    time.Time `parquet:"at,timestamp(millisecond)"`
	Price int64     `parquet:"price,decimal(2:18)"`
	Count uint64    `parquet:"count"`
	Word  string    `parquet:"word"`
	Tags  []string  `parquet:"tags,list"`
	Plain []int32   `parquet:"plain"`
	Legs  []struct {
		A int64   `parquet:"a"`
		B []int64 `parquet:"b"`
	} `parquet:"legs"`
	Inner struct {
		X *float64 `parquet:"x,optional"`
	} `parquet:"inner"`
}

// summaryOf returns name, type, values, nulls and least of each column.
func summaryOf(r *Report) (lines []string) {
	for _, c := range r.Columns {
		line := []any{c.Name, c.Type, c.Values, c.Nulls}
		if c.Min != nil {
			line = append(line, *c.Min)
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintln(line...)))
	}
	return lines
}

// TestForeignParquet holds that a Parquet file of another tool is columns throughout.
func TestForeignParquet(t *testing.T) {
	x := 2.5
	first := foreign{At: time.UnixMilli(1000), Price: 1234, Count: 7, Word: "b", Tags: []string{"x", "y"}, Plain: []int32{1, 2, 3}}
	first.Inner.X = &x
	first.Legs = append(first.Legs, struct {
		A int64   `parquet:"a"`
		B []int64 `parquet:"b"`
	}{1, []int64{1, 2}})
	rows := []foreign{first, {At: time.UnixMilli(2000), Price: -50, Word: "a"}}
	for len(rows) < 3000 { // over several batches
		rows = append(rows, first)
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, rows); err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), file(t, "x.parquet", b.String()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"at time 3000 0 1e+09", "price number 3000 0 -0.5", "count number 3000 0 0", "word text 3000 0",
		"tags list 3000 0", "plain list 3000 0", "legs list 3000 0", "inner.x number 2999 1 2.5",
	}
	if diff := cmp.Diff(want, summaryOf(r)); diff != "" || r.Rows != 3000 || r.Keys.Count != 0 || r.First != nil {
		t.Errorf("%d rows of %d keys from %v (-want +got):\n%s", r.Rows, r.Keys.Count, r.First, diff)
	}
}

// arrowText returns an Arrow file of another tool, of two batches.
func arrowText(t testing.TB) []byte {
	t.Helper()
	words := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "at", Type: arrow.FixedWidthTypes.Timestamp_ms},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32},
		{Name: "small", Type: arrow.PrimitiveTypes.Int8},
		{Name: "single", Type: arrow.PrimitiveTypes.Float32, Nullable: true},
		{Name: "word", Type: words},
		{Name: "list", Type: arrow.ListOf(arrow.PrimitiveTypes.Int64), Nullable: true},
		{Name: "clock", Type: arrow.FixedWidthTypes.Time32s},
		{Name: "price", Type: &arrow.Decimal128Type{Precision: 10, Scale: 2}},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	var out bytes.Buffer
	w, err := ipc.NewFileWriter(&out, ipc.WithSchema(schema))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		b.Field(0).(*array.TimestampBuilder).AppendValues([]arrow.Timestamp{1000, 2000}, nil)
		b.Field(1).(*array.Date32Builder).AppendValues([]arrow.Date32{1, 2}, nil)
		b.Field(2).(*array.Int8Builder).AppendValues([]int8{-3, 4}, nil)
		b.Field(3).(*array.Float32Builder).AppendValues([]float32{0.5, 0}, []bool{true, false})
		for _, word := range []string{"x", "y"} {
			if err := b.Field(4).(*array.BinaryDictionaryBuilder).AppendString(word); err != nil {
				t.Fatal(err)
			}
		}
		list := b.Field(5).(*array.ListBuilder)
		list.Append(true)
		list.ValueBuilder().(*array.Int64Builder).AppendValues([]int64{1, 2}, nil)
		list.AppendNull()
		b.Field(6).(*array.Time32Builder).AppendValues([]arrow.Time32{1, 3600}, nil)
		b.Field(7).(*array.Decimal128Builder).AppendValues([]decimal128.Num{decimal128.FromI64(-150), decimal128.FromI64(5)}, nil)
		if err := w.Write(b.NewRecordBatch()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestForeignArrow is TestForeignParquet for Arrow.
func TestForeignArrow(t *testing.T) {
	r, err := Run(t.Context(), file(t, "x.arrow", string(arrowText(t))), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"at time 4 0 1e+09", "day time 4 0 8.64e+13", "small number 4 0 -3", "single number 2 2 0.5", "word text 4 0", "list list 2 2", "clock text 4 0", "price number 4 0 -1.5",
	}
	if diff := cmp.Diff(want, summaryOf(r)); diff != "" || r.Rows != 4 || r.Keys.Count != 0 {
		t.Errorf("%d rows of %d keys (-want +got):\n%s", r.Rows, r.Keys.Count, diff)
	}
}

// TestBrokenColumns holds that a damaged file is an error that names it, wherever it is
// damaged or cut off, and never a panic.
func TestBrokenColumns(t *testing.T) {
	var b bytes.Buffer
	if err := parquet.Write(&b, make([]foreign, 20)); err != nil {
		t.Fatal(err)
	}
	for name, whole := range map[string][]byte{"x.parquet": b.Bytes(), "x.arrow": arrowText(t)} {
		corrupt, path := parquetio.ErrCorrupt, file(t, name, "")
		if name == "x.arrow" {
			corrupt = arrowio.ErrCorrupt
		}
		reads := func(text []byte) error {
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Run(t.Context(), path, Options{})
			return err
		}
		if err := reads(whole); err != nil {
			t.Fatal(err)
		}
		for _, size := range []int{0, 3, 11, len(whole) / 2, len(whole) - 1} {
			if err := reads(whole[:size]); !errors.Is(err, corrupt) || !strings.Contains(err.Error(), path+": ") {
				t.Errorf("%s cut off at %d: %v", name, size, err)
			}
		}
		for i := 0; i < len(whole); i += max(1, len(whole)/100) {
			text := bytes.Clone(whole)
			text[i] ^= 0xff
			_ = reads(text) // a value may have changed, or nothing that is read
		}
	}
	if _, err := Run(t.Context(), file(t, "x.parquet.gz", ""), Options{}); err == nil {
		t.Error("an empty compressed file is described")
	}
}
