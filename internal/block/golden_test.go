package block_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/block"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/sources/generic"
)

var update = flag.Bool("update", false, "rewrite the blocks in testdata/v1, which old programs have written")

// odd is a payload of all that columns hold, and of names that are taken.
type odd struct {
	Seq     int8
	Symbol  string
	Small   uint16
	Half    float32
	At      event.Time
	Exact   event.Decimal
	Inner   struct{ A, B float64 }
	hidden  bool
	Numbers []float64
	Moment  market.Moment
	Levels  []market.Level `event:"-"`
}

// opaque is a payload that is bytes of its own.
type opaque struct {
	X     float64
	Any   event.Value
	Fixed [2]int32
}

// block of a test: a stream with rows.
type sample struct {
	stream  *block.Stream
	events  []event.Event
	outputs []block.Output
}

// samples are the blocks in testdata.
func samples(tb testing.TB, keys *event.Keys) map[string]sample {
	tb.Helper()
	key := func(symbol string) *event.Key {
		k, err := keys.Intern(event.Pair{Name: "exchange", Value: "X"}, event.Pair{Name: "symbol", Value: symbol})
		if err != nil {
			tb.Fatal(err)
		}
		return k
	}
	at := event.Time(1_723_161_254_016_000_123)
	make1 := func(payloads ...any) (list []event.Event) {
		for i, p := range payloads {
			e := event.Event{Key: key([]string{"A", "B"}[i%2]), Seq: uint64(i + 1), Received: at + event.Time(i), Time: at - event.Time(i), SourceTime: event.Unset, Payload: p}
			if i == 1 {
				e.SourceTime, e.Arrived, e.Flags, e.Native = at, at+5, event.Late|event.Snapshot, event.ID{Number: 7, Text: "n7"}
			}
			if c, ok := p.(*event.Control); ok {
				e.Payload, e.Control = nil, c
			}
			list = append(list, e)
		}
		return list
	}
	d := func(m int64, s int8) event.Decimal { return event.Decimal{Mantissa: m, Scale: s} }
	control := make1(&event.Control{Kind: event.Gap, Source: "trades", Detail: "lost 3"}, &event.Control{Kind: event.Connected}, &event.Control{Kind: event.Skipped, Detail: "x"})
	control[2].Key = nil
	named := func(name string, payload any) *block.Stream {
		schema, _ := event.SchemaOf(reflect.TypeOf(payload).Elem())
		return &block.Stream{Kind: block.Source, Name: name, ID: [32]byte{9}, KeyNames: []string{"exchange", "symbol"}, Schema: schema, Payload: reflect.TypeOf(payload).Elem(), Params: "{}"}
	}
	kind := func(s *block.Stream, k block.Kind) *block.Stream { s.Kind = k; return s }
	return map[string]sample{
		"trades": {stream: sourceStream(tb, market.Trades.Definition), events: make1(
			&market.Trade{Price: 60000.5, Amount: 0.001, Side: market.Buy, ID: event.ID{Number: 12}},
			&market.Trade{Price: event.Null(), Amount: math.Copysign(0, -1), ID: event.ID{Text: "t"}},
			&market.Trade{Price: 60000.5, Amount: 1e300, Side: market.Sell})},
		"deltas": {stream: sourceStream(tb, market.BookDeltas.Definition), events: make1(
			&market.BookDelta{First: 1, Last: 2, Levels: []market.Level{{Side: market.Buy, Price: d(6000050, 2), Size: d(1, 0)}, {Side: market.Sell, Price: d(60001, 0), Size: d(0, 3)}}},
			&market.BookDelta{First: 3, Last: math.MaxUint64},
			&market.BookDelta{Previous: 3, Levels: []market.Level{{Price: d(-1, 1)}}})},
		"records": {stream: sourceStream(tb, generic.Record.Definition), events: make1(
			&event.Record{Values: []event.Value{event.Int(-5), event.Float(2.5), event.String("a"), event.Float(0.1), event.Bool(true)}},
			&event.Record{Values: make([]event.Value, 5)})},
		"odd": {stream: named("my.odd", &odd{}), events: make1(
			&odd{Seq: -3, Symbol: "é", Small: 65535, Half: 0.5, At: at, Exact: d(123, 4), Inner: struct{ A, B float64 }{1, event.Null()}, hidden: true, Numbers: []float64{1, event.Null()}, Moment: 5},
			&odd{Levels: []market.Level{{Side: 200}}})},
		"opaque":  {stream: named("my.opaque", &opaque{}), events: make1(&opaque{1.5, event.String("x"), [2]int32{1, -1}}, &opaque{})},
		"control": {stream: kind(sourceStream(tb, market.Trades.Definition), block.Control), events: control},
		"feature": {stream: featureStream(tb), outputs: []block.Output{
			outputOf(key("A"), at, 1, false, event.Float(1.5), event.Int(-1), event.Uint(math.MaxUint64), event.Bool(true), event.String("up"), event.Levels([]event.Level{{Price: 1, Size: 2}, {Price: 3, Size: event.Null()}})),
			outputOf(key("B"), at+1, 0, true, make([]event.Value, 6)...),
			outputOf(key("B"), at+1, 2, false, event.Float(math.Inf(-1)), event.Value{}, event.Uint(0), event.Bool(false), event.String(""), event.Levels(nil)),
		}},
	}
}

func featureStream(tb testing.TB) *block.Stream {
	tb.Helper()
	schema := &event.Schema{}
	for i, k := range []event.Kind{event.KindFloat, event.KindInt, event.KindUint, event.KindBool, event.KindString, event.KindList} {
		schema.Fields = append(schema.Fields, event.Field{Name: []string{"x", "n", "u", "yes", "word", "side"}[i], Kind: k})
	}
	return &block.Stream{Kind: block.Feature, Name: "all kinds", ID: [32]byte{3}, KeyNames: []string{"exchange", "symbol"}, Schema: schema, Params: "window: 1m"}
}

func outputOf(key *event.Key, at event.Time, ord int32, warmup bool, list ...event.Value) block.Output {
	return block.Output{Ord: ord, Output: event.Output{Key: key, Seq: uint64(ord), Time: at - 1, Received: at, Warmup: warmup, Values: event.ListOf(list...)}}
}

// encode writes the block of a sample.
func (s *sample) encode(tb testing.TB, m block.Meta) ([]byte, block.Meta) {
	tb.Helper()
	if s.stream.Kind != block.Feature {
		return encode(tb, s.stream, s.events, m)
	}
	table, err := block.NewOutputs(s.stream)
	if err != nil {
		tb.Fatal(err)
	}
	for i := range s.outputs {
		if err := table.Append(&s.outputs[i].Output, s.outputs[i].Ord); err != nil {
			tb.Fatal(err)
		}
	}
	var file bytes.Buffer
	if m, err = table.Encode(&file, m); err != nil {
		tb.Fatal(err)
	}
	return file.Bytes(), m
}

// rows are the rows of a sample as texts.
func (s *sample) rows() []string {
	var list []string
	for i := range s.events {
		list = append(list, rowText(&s.events[i]))
	}
	for i := range s.outputs {
		list = append(list, outputText(&s.outputs[i]))
	}
	return list
}

func rowText(e *event.Event) string {
	c := *e
	c.Key = nil
	return fmt.Sprint(e.Key) + " " + bitsOf(reflect.ValueOf(c))
}

func outputText(o *block.Output) string {
	parts := []string{fmt.Sprint(o.Key, " ", o.Seq, " ", o.Received, " ", o.Time, " ", o.Warmup, " ", o.Ord)}
	for i := range o.Values.Len() {
		v := o.Values.At(i)
		parts = append(parts, fmt.Sprintf("%s:%#v", v.Kind(), v))
		if v.Kind() == event.KindFloat {
			parts = append(parts, strconv.FormatUint(v.Bits(), 16))
		}
	}
	return strings.Join(parts, " ")
}

// read reads a block to its end, digest and all, as texts.
func (s *sample) read(file []byte) (list []string, m block.Meta, err error) {
	in, keys := bytes.NewReader(file), &event.Keys{}
	if s.stream.Kind == block.Feature {
		r, err := block.OpenOutputs(in, int64(len(file)), s.stream, keys)
		if err != nil {
			return nil, m, err
		}
		r.CheckDigest()
		batch := make([]block.Output, 2)
		for {
			n, err := r.Next(batch)
			if err != nil {
				return list, r.Meta(), end(err)
			}
			for i := range n {
				list = append(list, outputText(&batch[i]))
			}
		}
	}
	r, err := block.OpenEvents(in, int64(len(file)), s.stream, keys)
	if err != nil {
		return nil, m, err
	}
	r.CheckDigest()
	batch := make([]event.Event, 2)
	for {
		n, err := r.Next(batch)
		if err != nil {
			return list, r.Meta(), end(err)
		}
		for i := range n {
			list = append(list, rowText(&batch[i]))
		}
	}
}

func end(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// TestGolden reads blocks as they were first written, for ever: their rows stand beside
// them as texts.
func TestGolden(t *testing.T) {
	var keys event.Keys
	for name, s := range samples(t, &keys) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", "v1", name)
			if *update {
				file, _ := s.encode(t, block.Meta{Plan: "plan", Code: "v0", Arch: "amd64/v1", Segment: "feed.2", Lane: 3, Previous: [32]byte{0xAB}})
				write(t, path+".parquet", file)
				write(t, path+".txt", []byte(strings.Join(s.rows(), "\n")+"\n"))
			}
			file, err := os.ReadFile(path + ".parquet")
			if err != nil {
				t.Fatal(err)
			}
			got, meta, err := s.read(file)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(path + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), strings.Join(got, "\n")+"\n"); diff != "" {
				t.Errorf("rows (-want +read):\n%s", diff)
			}
			_, again := s.encode(t, block.Meta{Plan: "plan", Code: "v0", Arch: "amd64/v1", Segment: "feed.2", Lane: 3, Previous: [32]byte{0xAB}})
			if diff := cmp.Diff(again, meta); diff != "" {
				t.Errorf("what the block says of itself (-want +read):\n%s", diff)
			}
		})
	}
}

func write(tb testing.TB, path string, b []byte) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		tb.Fatal(err)
	}
}
