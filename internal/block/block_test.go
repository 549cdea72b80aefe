package block_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/block"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/generic"
	"github.com/featurizer/featurizer/standard"
)

// sourceStream returns the stream of a source definition.
func sourceStream(tb testing.TB, d *source.Definition) *block.Stream {
	tb.Helper()
	params := d.NewParams()
	if p, ok := params.(*generic.Params); ok {
		p.Fields = map[string]string{"x": "float", "n": "int", "word": "string", "yes": "bool", "seq": "float"}
	}
	if d.Name == "synthetic.sine" {
		reflect.ValueOf(params).Elem().FieldByName("Step").SetInt(1e8)
	}
	schema, err := d.Schema(params)
	if err != nil {
		tb.Fatal(err)
	}
	return &block.Stream{Kind: block.Source, Name: d.Name, ID: [32]byte{1, 2}, KeyNames: []string{"symbol", "exchange"}, Schema: schema, Payload: d.Payload}
}

// anyPayload draws a payload of a stream's type.
func anyPayload(t *rapid.T, s *block.Stream) any {
	p := reflect.New(s.Payload)
	if record, ok := p.Interface().(*event.Record); ok {
		for i := range s.Schema.Fields {
			record.Values = append(record.Values, anyValue(t, s.Schema.Fields[i].Kind))
		}
		return record
	}
	fillAny(t, p.Elem())
	return p.Interface()
}

func anyFloat(t *rapid.T) float64 {
	return rapid.OneOf(
		rapid.Just(event.Null()), rapid.Just(math.Copysign(0, -1)), rapid.Just(0.0), rapid.Just(math.MaxFloat64),
		rapid.Just(math.Inf(1)), rapid.Just(math.SmallestNonzeroFloat64), rapid.SampledFrom([]float64{100.5, 100.25, 99}), rapid.Float64(),
	).Draw(t, "float")
}

func anyText(t *rapid.T) string {
	return rapid.OneOf(rapid.Just(""), rapid.SampledFrom([]string{"a", "b", "\x00\xff", "buy"}), rapid.String()).Draw(t, "text")
}

func anyValue(t *rapid.T, k event.Kind) event.Value {
	if rapid.IntRange(0, 3).Draw(t, "null") == 0 {
		return event.Value{}
	}
	switch k {
	case event.KindFloat:
		return event.Float(anyFloat(t))
	case event.KindInt:
		return event.Int(rapid.Int64().Draw(t, "int"))
	case event.KindUint:
		return event.Uint(rapid.Uint64().Draw(t, "uint"))
	case event.KindBool:
		return event.Bool(rapid.Bool().Draw(t, "bool"))
	case event.KindString:
		return event.String(anyText(t))
	case event.KindList:
		var list []event.Level
		for range rapid.IntRange(0, 3).Draw(t, "levels") {
			list = append(list, event.Level{Price: anyFloat(t), Size: anyFloat(t)})
		}
		return event.Levels(list)
	case event.KindNull:
	}
	return event.Value{}
}

// fillAny sets a value to anything.
func fillAny(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for _, f := range v.Fields() {
			fillAny(t, f)
		}
	case reflect.Slice:
		n := rapid.SampledFrom([]int{0, 0, 1, 2, 300}).Draw(t, "elements")
		if n == 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range min(n, 3) { // the others stay zero
			fillAny(t, v.Index(i))
		}
	case reflect.Float64, reflect.Float32:
		v.SetFloat(anyFloat(t))
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Int:
		v.SetInt(rapid.OneOf(rapid.Just(int64(0)), rapid.Int64(), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64})).Draw(t, "int"))
	case reflect.Uint8:
		v.SetUint(uint64(rapid.Byte().Draw(t, "byte")))
	case reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uint:
		v.SetUint(rapid.OneOf(rapid.Just(uint64(0)), rapid.Uint64()).Draw(t, "uint"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.String:
		v.SetString(anyText(t))
	default:
		t.Fatalf("no values for a %s", v.Type())
	}
}

func anyTime(t *rapid.T) event.Time {
	return event.Time(rapid.OneOf(rapid.Just(int64(math.MinInt64)), rapid.Int64Range(-1e18, 2e18)).Draw(t, "time"))
}

// anyEvents draws events of a stream, with keys of a table.
func anyEvents(t *rapid.T, s *block.Stream, keys *event.Keys, n int) []event.Event {
	list := make([]event.Event, n)
	received := event.Time(0)
	for i := range list {
		received += event.Time(rapid.Int64Range(1, 1e10).Draw(t, "received"))
		key, err := keys.Intern(
			event.Pair{Name: "exchange", Value: rapid.SampledFrom([]string{"X", "Y"}).Draw(t, "exchange")},
			event.Pair{Name: "symbol", Value: rapid.SampledFrom([]string{"A", "B", ""}).Draw(t, "symbol")})
		if err != nil {
			t.Fatal(err)
		}
		list[i] = event.Event{
			Key: key, Seq: uint64(i + 1), Received: received, Time: anyTime(t), SourceTime: anyTime(t), Arrived: anyTime(t),
			Flags: event.Flags(rapid.Byte().Draw(t, "flags")),
		}
		if rapid.Bool().Draw(t, "native") {
			list[i].Native = event.ID{Number: rapid.Uint64().Draw(t, "number"), Text: anyText(t)}
		}
		if s.Kind == block.Source {
			list[i].Payload = anyPayload(t, s)
			continue
		}
		list[i].Key = rapid.SampledFrom([]*event.Key{nil, key}).Draw(t, "key")
		list[i].Control = &event.Control{Kind: event.ControlKind(rapid.IntRange(1, 12).Draw(t, "control")), Source: anyText(t), Detail: anyText(t)}
	}
	return list
}

// encode writes events as a block.
func encode(tb failer, s *block.Stream, list []event.Event, m block.Meta) ([]byte, block.Meta) {
	tb.Helper()
	table, err := block.NewEvents(s)
	if err != nil {
		tb.Fatal(err)
	}
	for i := range list {
		if err := table.Append(&list[i]); err != nil {
			tb.Fatal(err)
		}
	}
	var file bytes.Buffer
	m, err = table.Encode(&file, m)
	if err != nil {
		tb.Fatal(err)
	}
	return file.Bytes(), m
}

// failer is what tests and rapid's have.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func TestEventsComeBack(t *testing.T) {
	registry, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range registry.Sources() {
		s := sourceStream(t, d)
		t.Run(d.Name, func(t *testing.T) { eventsComeBack(t, s) })
		control := *s
		control.Kind = block.Control
		if d == market.Trades.Definition {
			t.Run("control", func(t *testing.T) { eventsComeBack(t, &control) })
		}
	}
}

func eventsComeBack(t *testing.T, s *block.Stream) {
	rapid.Check(t, func(t *rapid.T) {
		var keys event.Keys
		want := anyEvents(t, s, &keys, rapid.IntRange(0, 30).Draw(t, "rows"))
		file, meta := encode(t, s, want, block.Meta{Segment: "feed", Lane: 3})
		r, err := block.OpenEvents(bytes.NewReader(file), int64(len(file)), s, &keys)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(meta, r.Meta()); diff != "" {
			t.Fatalf("what the block says of itself (-written +read):\n%s", diff)
		}
		r.CheckDigest()
		batch := make([]event.Event, rapid.IntRange(1, 40).Draw(t, "batch"))
		for len(want) > 0 {
			n, err := r.Next(batch)
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				if diff := same(&want[i], &batch[i]); diff != "" {
					t.Fatalf("event %d: %s", want[i].Seq, diff)
				}
			}
			want = want[n:]
		}
		if _, err := r.Next(batch); !errors.Is(err, io.EOF) {
			t.Fatalf("after the last: %v", err)
		}
	})
}

// same compares events to the bit and says where they differ.
func same(want, got *event.Event) string {
	if a, b := bitsOf(reflect.ValueOf(*want)), bitsOf(reflect.ValueOf(*got)); a != b {
		return fmt.Sprintf("\nwrote %s\nread  %s", a, b)
	}
	return ""
}

// bitsOf writes a value so that equal texts are equal bits; no list is an empty one.
func bitsOf(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Struct:
		var parts []string
		for f, value := range v.Fields() {
			parts = append(parts, f.Name+":"+bitsOf(value))
		}
		return "{" + strings.Join(parts, " ") + "}"
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, bitsOf(v.Index(i)))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case reflect.Pointer, reflect.Interface:
		switch {
		case v.IsNil():
			return "nil"
		case v.Type() == reflect.TypeFor[*event.Key]():
			return fmt.Sprint(v.Pointer())
		}
		return bitsOf(v.Elem())
	case reflect.Float64, reflect.Float32:
		return strconv.FormatUint(math.Float64bits(v.Float()), 16)
	case reflect.String:
		return strconv.Quote(v.String())
	case reflect.Uint8:
		return strconv.FormatUint(v.Uint(), 10)
	default:
		return fmt.Sprint(v)
	}
}
