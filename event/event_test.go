package event_test

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

func TestFloor(t *testing.T) {
	for _, c := range []struct{ at, want event.Time }{{0, 0}, {9, 0}, {10, 10}, {-1, -10}, {-10, -10}, {-11, -20}} {
		if got := c.at.Floor(10); got != c.want {
			t.Errorf("the bucket of %d starts at %d, want %d", c.at, got, c.want)
		}
	}
}

func TestAddHoldsAtTheEnds(t *testing.T) {
	if got := event.Never.Add(time.Second); got != event.Never {
		t.Errorf("never + 1s is %d", got)
	}
	if got := event.Unset.Add(-time.Second); got != event.Unset {
		t.Errorf("unset - 1s is %d", got)
	}
}

// Lanes are stored with data: the numbers of a few keys are held here. They were
// computed by another implementation of FNV-1a 32.
func TestLanesAreStable(t *testing.T) {
	var keys event.Keys
	for _, c := range []struct {
		pairs     []event.Pair
		canonical string
		lane      int
	}{
		{[]event.Pair{{Name: "symbol", Value: "BTC-USDT-PERP"}, {Name: "exchange", Value: "BINANCE_USDM"}}, "exchange=BINANCE_USDM\x1fsymbol=BTC-USDT-PERP", 33},
		{[]event.Pair{{Name: "exchange", Value: "BINANCE_USDM"}, {Name: "symbol", Value: "ETH-USDT-PERP"}}, "exchange=BINANCE_USDM\x1fsymbol=ETH-USDT-PERP", 45},
		{nil, "", 2166136261 % 64},
	} {
		k, err := keys.Intern(c.pairs...)
		if err != nil {
			t.Fatal(err)
		}
		if k.Canonical() != c.canonical || k.Lane(64) != c.lane {
			t.Errorf("key %q in lane %d, want %q in %d", k.Canonical(), k.Lane(64), c.canonical, c.lane)
		}
	}
}

func TestKeysAreMadeOnce(t *testing.T) {
	var keys event.Keys
	a, err := keys.Intern(event.Pair{Name: "a", Value: "1"}, event.Pair{Name: "b", Value: "2"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := keys.Intern(event.Pair{Name: "b", Value: "2"}, event.Pair{Name: "a", Value: "1"})
	if err != nil || a != b || len(keys.All()) != 1 {
		t.Errorf("two keys of the same pairs: %v %v %v", a, b, err)
	}
	p, err := keys.Project(a, []string{"b"})
	if err != nil || p.String() != "b=2" || p.Index() != 1 {
		t.Errorf("projected to %v, %v", p, err)
	}
	for _, bad := range [][]event.Pair{
		{{Name: "", Value: "x"}},
		{{Name: "a=b", Value: "x"}},
		{{Name: "a", Value: "\x1f"}},
		{{Name: "a", Value: "1"}, {Name: "a", Value: "2"}},
	} {
		if _, err := keys.Intern(bad...); err == nil {
			t.Errorf("%v is a key", bad)
		}
	}
}

func TestDecimalIsParseFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?[0-9]{1,12}(\.[0-9]{1,6})?`).Draw(t, "text")
		d, err := event.ParseDecimal([]byte(text))
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		if d.Float() != want || d.Reduced().Float() != want {
			t.Fatalf("%q is %v, reduced %v, want %v", text, d.Float(), d.Reduced().Float(), want)
		}
	})
	for _, bad := range []string{"", "-", ".5", "5.", "1e5", "1.2.3", "1234567890123456789", " 1", "0x1", "NaN"} {
		if d, err := event.ParseDecimal([]byte(bad)); err == nil {
			t.Errorf("%q is the decimal %v", bad, d)
		}
	}
	if n := testing.AllocsPerRun(100, func() { d, _ := event.ParseDecimal([]byte("61800.20")); _ = d.Float() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestNullIsNoOtherNaN(t *testing.T) {
	zero := 0.0
	for _, x := range []float64{math.NaN(), zero / zero, math.Inf(1) - math.Inf(1), math.Sqrt(-1)} {
		if event.IsExactNull(x) || !event.IsNull(x) {
			t.Errorf("%x is taken for null", math.Float64bits(x))
		}
	}
	if !event.IsExactNull(event.Null()) || event.Finite(event.Null()) || !event.Float(event.Null()).IsNull() {
		t.Error("null is not null")
	}
}

type side uint8

func (s side) Value() event.Value {
	return event.String(map[side]string{1: "up", 2: "down"}[s])
}

func (side) ValueKind() event.Kind { return event.KindString }

func TestSchemaOfAStruct(t *testing.T) {
	type payload struct {
		BidSize float64 `doc:"size"`
		VWAP    float64 `event:"vwap"`
		Trades  int64
		U       uint64
		OK      bool
		Name    string
		Side    side
		ID      event.ID
		Hidden  []int `event:"-"`
		private int
	}
	s, err := event.SchemaOf(reflect.TypeFor[payload]())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range s.Fields {
		names = append(names, f.Name+" "+f.Kind.String())
	}
	want := []string{"bid_size float", "vwap float", "trades int", "u int", "ok bool", "name string", "side string", "id string"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	p := &payload{BidSize: 1.5, VWAP: event.Null(), Trades: -2, U: 3, OK: true, Name: "n", Side: 2, ID: event.ID{Number: 7}, private: 1}
	values := []event.Value{
		event.Float(1.5), {}, event.Int(-2), event.Uint(3), event.Bool(true), event.String("n"), event.String("down"), event.Uint(7),
	}
	if got := s.Read(p, nil); !slices.Equal(got, values) {
		t.Errorf("read %#v, want %#v", got, values)
	}
	if _, err := event.SchemaOf(reflect.TypeFor[struct{ C chan int }]()); err == nil {
		t.Error("a channel is a field")
	}
}

func TestSchemaOfANumber(t *testing.T) {
	s, err := event.SchemaOf(reflect.TypeFor[float64]())
	if err != nil || len(s.Fields) != 1 || s.Fields[0].Name != "value" || !s.Fields[0].IsFloat() {
		t.Errorf("schema %+v, %v", s, err)
	}
}

func TestRecordsHoldAnyValue(t *testing.T) {
	s, err := event.RecordOf([]event.Field{{Name: "a.x", Kind: event.KindFloat}, {Name: "b", Kind: event.KindInt}})
	if err != nil {
		t.Fatal(err)
	}
	p := reflect.New(s.Type)
	for _, values := range [][]event.Value{{event.Float(2), event.Int(3)}, {{}, {}}, {{}, event.String("x")}} {
		for i := range values {
			s.Fields[i].Write(p.UnsafePointer(), values[i])
		}
		if got := s.Read(p.Interface(), nil); !slices.Equal(got, values) {
			t.Errorf("wrote %#v, read %#v", values, got)
		}
	}
}

func TestKOrdersByReceiptLaneSeq(t *testing.T) {
	ordered := []event.K{{1, 0, 9}, {1, 1, 1}, {1, 1, 2}, {2, 0, 1}}
	for i := range ordered {
		for j := range ordered {
			if got, want := ordered[i].Compare(ordered[j]), cmpInt(i, j); got != want {
				t.Errorf("%v against %v: %d, want %d", ordered[i], ordered[j], got, want)
			}
		}
	}
}

func cmpInt(a, b int) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
