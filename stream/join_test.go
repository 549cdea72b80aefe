package stream

import (
	"reflect"
	"testing"

	"github.com/featurizer/featurizer/event"
)

// joined returns the values of a join's output.
func joined(r *rig, schema *event.Schema) []event.Value {
	p := reflect.New(r.memory.FieldByName("Out").Type())
	p.Elem().Set(r.memory.FieldByName("Out"))
	return schema.Read(p.Interface(), nil)
}

func TestJoin(t *testing.T) {
	type left struct {
		Price float64
		Trade event.ID
	}
	schema, err := event.SchemaOf(reflect.TypeFor[left]())
	if err != nil {
		t.Fatal(err)
	}
	number, err := event.SchemaOf(reflect.TypeFor[int64]())
	if err != nil {
		t.Fatal(err)
	}
	inputs := []Port{Leaf[left]().Port, Leaf[int64]().Port}
	parts := []Part{{0, schema.Fields[0], "l.price"}, {0, schema.Fields[1], "l.trade"}, {1, number.Fields[0], "r.value"}}
	port, out, err := AsOf(inputs, 5, parts)
	if err != nil {
		t.Fatal(err)
	}
	if n := port.Node; n.Memory != (Memory{Last: 1}) || !reflect.DeepEqual(n.Trigger, []bool{true, false}) {
		t.Errorf("it remembers %v and runs for %v", n.Memory, n.Trigger)
	}
	r := newRig(t, port)
	price, id := event.Float(7), event.String("x")
	for _, tt := range []struct {
		left, right event.Time // event.Unset: not there yet
		want        []event.Value
	}{
		{10, event.Unset, []event.Value{price, id, {}}},
		{10, 10, []event.Value{price, id, event.Int(3)}},
		{15, 10, []event.Value{price, id, event.Int(3)}},
		{16, 10, []event.Value{price, id, {}}},
		{16, 40, []event.Value{price, id, event.Int(3)}},
	} {
		r.set(0, tt.left, left{7, event.ID{Text: "x"}})
		r.set(1, tt.right, int64(3))
		if !r.step(max(tt.left, tt.right)) || !reflect.DeepEqual(joined(r, out), tt.want) {
			t.Errorf("left %d, right %d: %v, expected %v", tt.left, tt.right, joined(r, out), tt.want)
		}
	}
	port, out, err = Latest(inputs, nil, parts)
	if err != nil {
		t.Fatal(err)
	}
	r = newRig(t, port)
	r.set(1, 100, int64(4))
	if !r.step(100) || !reflect.DeepEqual(joined(r, out), []event.Value{{}, {}, event.Int(4)}) {
		t.Errorf("latest: %v", joined(r, out))
	}
}

// TestPorts holds what a stream of one type says when it is asked for another.
func TestPorts(t *testing.T) {
	type quote struct{ Bid, Ask float64 }
	p := Leaf[quote]().Port
	if _, err := As[quote](p); err != nil {
		t.Error(err)
	}
	if _, err := As[float64](p); err == nil || err.Error() != "the stream carries {bid, ask}, not {value}" {
		t.Errorf("error %v", err)
	}
	schema, err := event.SchemaOf(reflect.TypeFor[struct {
		X float64
		N int64
		S string
	}]())
	if err != nil {
		t.Fatal(err)
	}
	in := LeafOf(schema.Type)
	x, err := Numeric(in, &schema.Fields[0])
	if err != nil || x.Node != in.Node {
		t.Errorf("a float64 is read where it lies: %v", err)
	}
	n, err := Numeric(in, &schema.Fields[1])
	if err != nil || !n.Node.Same || n.Node.Op != "number" {
		t.Errorf("an integer is converted: %v", err)
	}
	if _, err := Numeric(in, &schema.Fields[2]); err == nil || err.Error() != `field "s" is a string, not a number` {
		t.Errorf("error %v", err)
	}
	r := newRig(t, n.Port)
	r.memory.FieldByName("In0").Field(1).SetInt(-3)
	if r.step(1); r.out() != -3.0 {
		t.Errorf("-3 is converted to %v", r.out())
	}
}
