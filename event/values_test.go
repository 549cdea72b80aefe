package event

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestValuesWhereTheyLie holds that values read from memory are those of a list.
func TestValuesWhereTheyLie(t *testing.T) {
	type first struct {
		A, B float64
		N    int64
	}
	type second struct {
		C    float64
		Text string
		Null float64
	}
	var memory struct {
		first
		second
	}
	memory.first = first{1.5, -2, 7}
	memory.second = second{3, "x", Null()}
	var fields Fields
	for _, part := range []struct {
		payload any
		offset  uintptr
	}{{first{}, 0}, {second{}, reflect.TypeOf(memory).Field(1).Offset}} {
		s, err := SchemaOf(reflect.TypeOf(part.payload))
		if err != nil {
			t.Fatal(err)
		}
		fields.Place(s.Fields, part.offset)
	}
	want := ListOf(Float(1.5), Float(-2), Int(7), Float(3), String("x"), Value{})
	got := fields.In(reflect.ValueOf(&memory).UnsafePointer())
	same := cmp.Comparer(func(a, b Value) bool { return a == b })
	if diff := cmp.Diff(want.Append(nil), got.Append(nil), same); diff != "" || got.Len() != want.Len() {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	bits := cmp.Comparer(func(a, b float64) bool { return Float(a) == Float(b) })
	if diff := cmp.Diff(want.AppendFloats(nil), got.AppendFloats(nil), bits); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	for i := range want.Len() {
		if want.At(i) != got.At(i) || Float(want.Float(i)) != Float(got.Float(i)) {
			t.Errorf("value %d is %#v, want %#v", i, got.At(i), want.At(i))
		}
	}
}
