package param_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/param"
)

type golden struct {
	Window time.Duration     `doc:"x"`
	Limit  float64           `doc:"x"`
	By     int               `doc:"x"`
	Seed   uint64            `doc:"x"`
	Fill   string            `doc:"x"`
	Log    bool              `doc:"x"`
	Names  map[string]string `doc:"x"`
	Steps  []int64           `doc:"x"`
	Spare  *int64            `doc:"x"`
	Time   column            `doc:"x"`
}

// TestEncodeGolden holds the bytes of version 1 for ever: ids are made of them.
func TestEncodeGolden(t *testing.T) {
	value := golden{
		Window: time.Second, Limit: 0.5, By: -1, Seed: 3, Fill: "ab", Log: true,
		Names: map[string]string{"b": "", "a": "x"}, Steps: []int64{2}, Time: column{"t", "ns"},
	}
	length := func(n int) string { return fmt.Sprintf("%016x", n) }
	word := func(s string) string { return length(len(s)) + hex.EncodeToString([]byte(s)) }
	tag := func(s string) string { return hex.EncodeToString([]byte(s)) }
	want := "01" + tag("S") + length(10) +
		word("by") + tag("i") + "ffffffffffffffff" +
		word("fill") + tag("s") + word("ab") +
		word("limit") + tag("g") + "3fe0000000000000" +
		word("log") + tag("t") +
		word("names") + tag("M") + length(2) + word("a") + tag("s") + word("x") + word("b") + tag("s") + word("") +
		word("seed") + tag("u") + length(3) +
		word("spare") + tag("n") +
		word("steps") + tag("L") + length(1) + tag("i") + length(2) +
		word("time") + tag("S") + length(2) + word("column") + tag("s") + word("t") + word("unit") + tag("s") + word("ns") +
		word("window") + tag("d") + length(1e9)
	spec := specFor[golden](t)
	if diff := cmp.Diff(want, hex.EncodeToString(spec.Encode(value))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !bytes.Equal(spec.Encode(value), spec.Encode(&value)) {
		t.Error("a pointer is encoded in another way")
	}
}

func TestEncodeOfAnotherType(t *testing.T) {
	spec := specFor[golden](t)
	for _, value := range []any{nil, 1, column{}, (*golden)(nil)} {
		if got := spec.Encode(value); got != nil {
			t.Errorf("Encode(%T) = %x, want nil", value, got)
		}
	}
}

func TestEncodeFloats(t *testing.T) {
	type params struct {
		X float64 `doc:"x"`
	}
	spec := specFor[params](t)
	encode := func(x float64) string { return string(spec.Encode(params{x})) }
	if encode(math.NaN()) != encode(math.Float64frombits(0xFFF8000000001234)) {
		t.Error("NaNs differ")
	}
	if encode(math.Copysign(0, -1)) == encode(0) {
		t.Error("-0 and 0 are one")
	}
	if encode(math.Inf(1)) == encode(math.NaN()) {
		t.Error("infinity and NaN are one")
	}
}

func TestEncodeNodes(t *testing.T) {
	type params struct {
		More *param.Node `doc:"x"`
	}
	spec := specFor[params](t)
	encode := func(n *param.Node) string { return string(spec.Encode(params{n})) }
	same := [][2]*param.Node{
		{scalar(param.Int, "0x10"), scalar(param.Int, "16")},
		{scalar(param.Bool, "True"), scalar(param.Bool, "true")},
		{scalar(param.Float, "1e3"), scalar(param.Float, "1000.0")},
		{doc("a", text("x"), "b", text("y")), doc("b", text("y"), "a", text("x"))},
		{nil, {}},
	}
	for _, pair := range same {
		if encode(pair[0]) != encode(pair[1]) {
			t.Errorf("%s and %s differ", pair[0], pair[1])
		}
	}
	distinct := []*param.Node{
		nil,
		scalar(param.Int, "1"),
		scalar(param.Int, "18446744073709551615"),
		scalar(param.Float, "1.0"),
		scalar(param.Bool, "true"),
		text("1"),
		text("true"),
		text(""),
		list(),
		list(text("1")),
		list(list(text("1"))),
		doc(),
		doc("a", text("1")),
		doc("a", list(text("1"))),
	}
	seen := map[string]*param.Node{}
	for _, n := range distinct {
		if other, twice := seen[encode(n)]; twice {
			t.Errorf("%v and %v have the same bytes", n, other)
		}
		seen[encode(n)] = n
	}
}

type mixed struct {
	Window  time.Duration       `doc:"x"`
	Limit   float64             `doc:"x"`
	By      int                 `doc:"x"`
	Seed    uint64              `doc:"x"`
	Fill    string              `doc:"x"`
	Log     bool                `doc:"x"`
	Names   map[string]string   `doc:"x"`
	Words   []string            `doc:"x"`
	Table   map[string][]string `doc:"x"`
	Spare   *float64            `doc:"x"`
	Time    column              `doc:"x"`
	Columns []column            `doc:"x"`
}

// drawMixed draws from few values, so that two draws are often equal.
func drawMixed(t *rapid.T) mixed {
	word := rapid.SampledFrom([]string{"", "a", "b", "ab", "s\x00"})
	words := rapid.SliceOfN(word, 0, 2)
	columns := rapid.Custom(func(t *rapid.T) column { return column{word.Draw(t, "column"), word.Draw(t, "unit")} })
	float := rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 1, math.NaN(), math.Inf(1)})
	m := mixed{
		Window:  time.Duration(rapid.Int64Range(-1, 1).Draw(t, "window")),
		Limit:   float.Draw(t, "limit"),
		By:      rapid.IntRange(-1, 1).Draw(t, "by"),
		Seed:    rapid.Uint64Range(0, 1).Draw(t, "seed"),
		Fill:    word.Draw(t, "fill"),
		Log:     rapid.Bool().Draw(t, "log"),
		Names:   rapid.MapOfN(word, word, 0, 2).Draw(t, "names"),
		Words:   words.Draw(t, "words"),
		Table:   rapid.MapOfN(word, words, 0, 2).Draw(t, "table"),
		Time:    columns.Draw(t, "time"),
		Columns: rapid.SliceOfN(columns, 0, 2).Draw(t, "columns"),
	}
	if rapid.Bool().Draw(t, "spared") {
		spare := float.Draw(t, "spare")
		m.Spare = &spare
	}
	return m
}

// sameValue is the equality that bytes must agree with.
func sameValue(a, b mixed) bool {
	bits := cmp.Comparer(func(x, y float64) bool {
		return math.IsNaN(x) && math.IsNaN(y) || math.Float64bits(x) == math.Float64bits(y)
	})
	return cmp.Equal(a, b, bits, cmpopts.EquateEmpty())
}

// TestEncodeIsOneToOne changes one field of a value, or none, or all.
func TestEncodeIsOneToOne(t *testing.T) {
	spec := specFor[mixed](t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawMixed(t), drawMixed(t)
		field := rapid.IntRange(-2, reflect.TypeFor[mixed]().NumField()-1).Draw(t, "field")
		if field > -2 {
			other := b
			b = a
			if field >= 0 {
				reflect.ValueOf(&b).Elem().Field(field).Set(reflect.ValueOf(other).Field(field))
			}
		}
		same := bytes.Equal(spec.Encode(a), spec.Encode(b))
		if same != sameValue(a, b) {
			t.Fatalf("equal bytes: %v, for\n%+v\n%+v", same, a, b)
		}
	})
}

// TestEncodeIgnoresFieldOrder encodes the same values in structs whose fields
// stand in random orders.
func TestEncodeIgnoresFieldOrder(t *testing.T) {
	declared := reflect.VisibleFields(reflect.TypeFor[mixed]())
	spec := specFor[mixed](t)
	rapid.Check(t, func(t *rapid.T) {
		value := drawMixed(t)
		shuffled := reflect.StructOf(rapid.Permutation(declared).Draw(t, "order"))
		other := reflect.New(shuffled).Elem()
		for _, field := range declared {
			other.FieldByName(field.Name).Set(reflect.ValueOf(value).FieldByIndex(field.Index))
		}
		shuffledSpec, err := param.Of(shuffled)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(spec.Encode(value), shuffledSpec.Encode(other.Interface())) {
			t.Fatalf("the bytes depend on the order of the fields: %v", shuffled)
		}
	})
}

// TestEncodeFillsDefaults holds what ids rely on: leaving a param out is the
// same as writing its default, in whatever form.
func TestEncodeFillsDefaults(t *testing.T) {
	type params struct {
		Window time.Duration `default:"1m" doc:"x"`
		Limit  float64       `default:"0.5" doc:"x"`
	}
	spec := specFor[params](t)
	var left, written params
	if problems := spec.Decode(nil, "x", &left); problems != nil {
		t.Fatal(problems)
	}
	n := doc("limit", scalar(param.Float, "5e-1"), "window", text("60s"))
	if problems := spec.Decode(n, "x", &written); problems != nil {
		t.Fatal(problems)
	}
	if !bytes.Equal(spec.Encode(left), spec.Encode(written)) {
		t.Error("a default that is written has other bytes")
	}
}
