package parquet_test

import (
	"io"
	"math"
	"testing"

	bare "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sinks/parquet"
)

// The rows of the benchmarks: 14 columns, with prices that walk as those of a
// market do.
const (
	benchFields = 8
	benchRows   = 1 << 15
)

func benchOutputs(tb testing.TB) (*event.OutputStream, []string, []event.Output) {
	tb.Helper()
	var keys event.Keys
	k, err := keys.Intern(event.Pair{Name: "exchange", Value: "BINANCE_USDM"}, event.Pair{Name: "symbol", Value: "BTC-USDT-PERP"})
	if err != nil {
		tb.Fatal(err)
	}
	stream := &event.OutputStream{Kind: event.OutputRow}
	for i := range benchFields {
		stream.Columns = append(stream.Columns, event.Column{Name: "f" + string(rune('a'+i)), Kind: event.KindFloat})
	}
	outputs, state := make([]event.Output, benchRows), uint64(1)
	for i := range outputs {
		values := make([]event.Value, benchFields)
		for j := range values {
			state = state*6364136223846793005 + 1442695040888963407
			values[j] = event.Float(60_000 + math.Round(1000*math.Sin(float64(i)/500+float64(j)))/10 + float64(state>>62)/10)
		}
		at := event.Time(1_723_161_254_016_000_000 + int64(i)*7_300_000)
		outputs[i] = event.Output{
			Stream: stream, Key: k, Lane: event.Lane{Feed: "feed", Number: 33}, Seq: uint64(i + 1),
			Time: at, Received: at + 5_000_001, Values: event.ListOf(values...),
		}
	}
	return stream, k.Names(), outputs
}

// BenchmarkSink writes rows of 14 columns; an op is one row.
func BenchmarkSink(b *testing.B) {
	stream, names, outputs := benchOutputs(b)
	var size countingWriter
	s, err := parquet.New(&size, stream, names)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := s.Write(&outputs[i%benchRows]); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(size)/float64(b.N), "bytes/row")
}

// BenchmarkBare writes the same rows by the library alone, from values that are
// ready column by column and in the same encodings: what no sink over it can be
// faster than.
func BenchmarkBare(b *testing.B) {
	_, names, outputs := benchOutputs(b)
	const batch = 512
	columns := bareColumns(outputs)
	writer := bare.NewGenericWriter[any](io.Discard, bareSchema(names), bare.Compression(&zstd.Codec{Level: zstd.SpeedFastest}))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%batch != 0 {
			continue
		}
		at := i % benchRows
		for c, leaf := range writer.ColumnWriters() {
			if _, err := leaf.WriteRowValues(columns[c][at : at+batch]); err != nil {
				b.Fatal(err)
			}
		}
		if (i+batch)%(1<<17) == 0 {
			if err := writer.Flush(); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := writer.Close(); err != nil {
		b.Fatal(err)
	}
}

// bareSchema names the columns so that they sort into the order of the sink.
func bareSchema(names []string) *bare.Schema {
	text := bare.Encoded(bare.String(), &bare.RLEDictionary)
	whole := bare.Encoded(bare.Leaf(bare.Int64Type), &bare.DeltaBinaryPacked)
	g := bare.Group{"0": whole, "1": whole, "2": text, "3": whole}
	for i := range names {
		g["4"+string(rune('a'+i))] = text
	}
	for i := range benchFields {
		g["5"+string(rune('a'+i))] = bare.Optional(bare.Leaf(bare.DoubleType))
	}
	return bare.NewSchema("rows", g)
}

func bareColumns(outputs []event.Output) [][]bare.Value {
	columns := make([][]bare.Value, 6+benchFields)
	for i := range outputs {
		o := &outputs[i]
		row := []bare.Value{
			bare.Int64Value(int64(o.Time)), bare.Int64Value(int64(o.Received)), bare.ByteArrayValue([]byte("feed/33")), bare.Int64Value(int64(o.Seq)),
			bare.ByteArrayValue([]byte(o.Key.Pair(0).Value)), bare.ByteArrayValue([]byte(o.Key.Pair(1).Value)),
		}
		for j := range o.Values.Len() {
			row = append(row, bare.DoubleValue(o.Values.Float(j)).Level(0, 1, 6+j))
		}
		for c := range columns {
			columns[c] = append(columns[c], row[c])
		}
	}
	return columns
}

type countingWriter int

func (w *countingWriter) Write(b []byte) (int, error) {
	*w += countingWriter(len(b))
	return len(b), nil
}
