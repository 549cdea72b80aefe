package event_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
)

func tableKey(t *testing.T) *event.Key {
	t.Helper()
	var keys event.Keys
	k, err := keys.Intern(event.Pair{Name: "symbol", Value: "A"}, event.Pair{Name: "exchange", Value: "X"})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestTable(t *testing.T) {
	k := tableKey(t)
	stream := &event.OutputStream{Columns: []event.Column{
		{Name: "f", Kind: event.KindFloat},
		{Name: "u", Kind: event.KindUint},
		{Name: "b", Kind: event.KindBool},
		{Name: "t", Kind: event.KindString},
		{Name: "l", Kind: event.KindList},
	}}
	table := event.NewTable(stream, k.Names())
	appendRow := func(seq uint64, values ...event.Value) {
		t.Helper()
		o := &event.Output{
			Stream: stream, Key: k, Lane: event.Lane{Feed: "feed", Number: 7}, Seq: seq, Time: -1, Received: 2, Values: event.ListOf(values...),
		}
		if err := table.Append(o); err != nil {
			t.Fatal(err)
		}
	}
	appendRow(9, event.Float(0), event.Uint(0), event.Bool(true), event.String("gone"), event.Levels(nil))
	table.Reset()
	list := []event.Level{{Price: 1, Size: 2}, {Price: 3, Size: 4}}
	appendRow(1, event.Float(math.Copysign(0, -1)), event.Uint(math.MaxUint64), event.Bool(true), event.String("yes"), event.Levels(list))
	list[0].Price = 100 // the table has a copy
	appendRow(2, event.Value{}, event.Value{}, event.Value{}, event.Value{}, event.Value{})
	appendRow(3, event.Int(-3), event.Int(5), event.Bool(false), event.Uint(77), event.Levels(nil))

	nulls := []int32{1}
	column := func(name string, kind event.Kind) event.TableColumn {
		return event.TableColumn{Column: event.Column{Name: name, Kind: kind}, Required: kind == event.KindInt || name == "lane" || len(name) > 1}
	}
	want := []event.TableData{
		{TableColumn: column("time", event.KindInt), Bits: []uint64{math.MaxUint64, math.MaxUint64, math.MaxUint64}},
		{TableColumn: column("received", event.KindInt), Bits: []uint64{2, 2, 2}},
		{TableColumn: column("lane", event.KindString), Text: []byte("feed/7feed/7feed/7"), Ends: []int32{6, 12, 18}},
		{TableColumn: column("seq", event.KindInt), Bits: []uint64{1, 2, 3}},
		{TableColumn: column("exchange", event.KindString), Text: []byte("XXX"), Ends: []int32{1, 2, 3}},
		{TableColumn: column("symbol", event.KindString), Text: []byte("AAA"), Ends: []int32{1, 2, 3}},
		{TableColumn: column("f", event.KindFloat), Bits: []uint64{1 << 63, 0, math.Float64bits(-3)}, Nulls: nulls},
		{TableColumn: column("u", event.KindUint), Bits: []uint64{math.MaxUint64, 0, 5}, Nulls: nulls},
		{TableColumn: column("b", event.KindBool), Bits: []uint64{1, 0, 0}, Nulls: nulls},
		{TableColumn: column("t", event.KindString), Text: []byte("yes77"), Ends: []int32{3, 3, 5}, Nulls: nulls},
		{TableColumn: column("l", event.KindList), Prices: []float64{1, 3}, Sizes: []float64{2, 4}, Ends: []int32{2, 2, 2}, Nulls: nulls},
	}
	for i := range table.Columns {
		got := table.Columns[i]
		if diff := cmp.Diff(want[i], got); diff != "" {
			t.Errorf("column %s (-want +got):\n%s", got.Name, diff)
		}
	}
	if table.Rows() != 3 || table.Size() != 18+3+3+5+32 {
		t.Errorf("%d rows with %d bytes of texts and lists", table.Rows(), table.Size())
	}
}

// A value that its column has no place for is told, never bent.
func TestTableRefuses(t *testing.T) {
	k := tableKey(t)
	for _, tt := range []struct {
		name  string
		kind  event.Kind
		value event.Value
	}{
		{"a text among floats", event.KindFloat, event.String("1")},
		{"a float among integers", event.KindInt, event.Float(1)},
		{"a large unsigned among integers", event.KindInt, event.Uint(1 << 63)},
		{"a negative among unsigned", event.KindUint, event.Int(-1)},
		{"a number among bools", event.KindBool, event.Int(1)},
		{"a number among lists", event.KindList, event.Float(1)},
	} {
		stream := &event.OutputStream{Columns: []event.Column{{Name: "x", Kind: tt.kind}}}
		o := &event.Output{Stream: stream, Key: k, Values: event.ListOf(tt.value)}
		if err := event.NewTable(stream, k.Names()).Append(o); err == nil {
			t.Errorf("%s: no error", tt.name)
		}
	}
	stream := &event.OutputStream{}
	if err := event.NewTable(stream, nil).Append(&event.Output{Stream: stream, Key: k}); err == nil {
		t.Error("an output of other key names: no error")
	}
}
