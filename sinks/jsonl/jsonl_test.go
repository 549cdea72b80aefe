package jsonl_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sinks/jsonl"
)

func key(t *testing.T) *event.Key {
	t.Helper()
	var keys event.Keys
	k, err := keys.Intern(event.Pair{Name: "symbol", Value: `A"B`}, event.Pair{Name: "exchange", Value: "X"})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestLines(t *testing.T) {
	var out bytes.Buffer
	s := jsonl.New(&out)
	columns := []event.Column{{Name: "f"}, {Name: "n"}, {Name: "i"}, {Name: "b"}, {Name: "t"}, {Name: "z"}, {Name: "l"}}
	values := []event.Value{
		event.Float(1e21),
		{},
		event.Int(-3), event.Bool(true), event.String("a\nb"), event.Float(math.Copysign(0, -1)),
		event.Levels([]event.Level{{Price: 99.5, Size: 1}}),
	}
	k, lane := key(t), event.Lane{Feed: "feed", Number: 3}
	for _, o := range []*event.Output{
		{Stream: &event.OutputStream{Kind: event.OutputFeature, Name: "f1", Columns: columns}, Values: event.ListOf(values...)},
		{Stream: &event.OutputStream{Kind: event.OutputRow, Columns: columns[:1]}, Values: event.ListOf(values[1:2]...), Warmup: true},
		{Stream: &event.OutputStream{Kind: event.OutputControl}, Control: &event.Control{Kind: event.Gap, Source: "trades", Detail: "7..9"}},
	} {
		o.Key, o.Lane, o.Seq, o.Time, o.Received = k, lane, 42, 1723161254016000000, 1723161254016000001
		if err := s.Write(o); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	const place = `"key":{"exchange":"X","symbol":"A\"B"},"lane":"feed/3","seq":42,"time":1723161254016000000,"received":1723161254016000001`
	want := `{"kind":"feature","feature":"f1",` + place + `,"values":{"f":1e+21,"n":null,"i":-3,"b":true,"t":"a\nb","z":-0,"l":[{"price":99.5,"size":1}]}}
{"kind":"row",` + place + `,"warmup":true,"values":{"f":null}}
{"kind":"control","control":"gap","source":"trades",` + place + `,"detail":"7..9"}
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	for line := range bytes.Lines(out.Bytes()) {
		if !json.Valid(line) {
			t.Errorf("no JSON: %s", line)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAFailedWriteIsTold(t *testing.T) {
	s := jsonl.New(full{})
	o := &event.Output{Stream: &event.OutputStream{Kind: event.OutputRow}, Key: key(t)}
	if err := errors.Join(s.Write(o), s.Close()); err == nil {
		t.Error("nothing was written, and no error")
	}
}

// Text gives the same bits back, and is what encoding/json writes.
func TestFloatsAsEncodingJSON(t *testing.T) {
	for _, x := range []float64{0, 1, -1.5, 1e-6, 9.9e-7, 1e-9, 1.5e-10, 1e20, 1e21, 123456789.123, math.MaxFloat64, math.SmallestNonzeroFloat64, 5e-324, 0.1 + 0.2} {
		want, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		if got := event.AppendFloat(nil, x); !bytes.Equal(got, want) {
			t.Errorf("%v is written %s, encoding/json writes %s", x, got, want)
		}
	}
}
