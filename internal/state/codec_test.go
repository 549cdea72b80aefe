package state

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawType draws a type that can be stored.
func drawType(t *rapid.T, depth int) reflect.Type {
	plain := []reflect.Type{
		reflect.TypeFor[bool](), reflect.TypeFor[int8](), reflect.TypeFor[uint8](), reflect.TypeFor[int16](), reflect.TypeFor[uint16](),
		reflect.TypeFor[int32](), reflect.TypeFor[uint32](), reflect.TypeFor[float32](), reflect.TypeFor[int64](), reflect.TypeFor[uint64](),
		reflect.TypeFor[float64](), reflect.TypeFor[int](), reflect.TypeFor[uint](), reflect.TypeFor[string](), reflect.TypeFor[secret](),
	}
	kind := rapid.IntRange(0, 9).Draw(t, "kind")
	if depth == 0 || kind < 5 {
		return rapid.SampledFrom(plain).Draw(t, "plain")
	}
	if kind < 7 {
		return reflect.ArrayOf(rapid.IntRange(1, 3).Draw(t, "length"), drawType(t, depth-1))
	}
	var fields []reflect.StructField
	for i := range rapid.IntRange(1, 4).Draw(t, "fields") {
		f := reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: drawType(t, depth-1)}
		if rapid.IntRange(0, 3).Draw(t, "owned") == 0 {
			f.Type, f.Tag = reflect.SliceOf(f.Type), `state:"owned"`
		}
		fields = append(fields, f)
	}
	return reflect.StructOf(fields)
}

// fill puts a drawn value at v.
func fill(t *rapid.T, v reflect.Value) {
	switch v.Kind() { //nolint:exhaustive // the kinds of drawType
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Int:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uint:
		v.SetUint(rapid.Uint64().Draw(t, "uint"))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(rapid.Float64().Draw(t, "float"))
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "string"))
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	case reflect.Slice:
		n := rapid.IntRange(0, 5).Draw(t, "elements")
		v.Set(reflect.MakeSlice(v.Type(), n, n+2))
		for i := range n {
			fill(t, v.Index(i))
		}
	case reflect.Struct:
		if s, ok := v.Addr().Interface().(*secret); ok {
			s.word = rapid.String().Draw(t, "secret")
			return
		}
		for _, field := range v.Fields() {
			fill(t, field)
		}
	}
}

// secret encodes itself.
type secret struct{ word string }

func (s *secret) AppendBinary(b []byte) ([]byte, error) {
	if s.word == "unspeakable" {
		return b, errors.New("not to be said")
	}
	return append(b, s.word...), nil
}

func (s *secret) UnmarshalBinary(b []byte) error {
	if string(b) == "unreadable" {
		return errors.New("not to be read")
	}
	s.word = string(b)
	return nil
}

func encode(c *Codec, v reflect.Value) []byte { return c.Append(nil, v.Addr().UnsafePointer()) }

// TestRoundTrip holds that what is stored comes back, whatever the type, that the
// same value gives the same bytes, and that bytes cut short are refused.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		typ := drawType(rt, 3)
		c, err := Of(typ)
		if err != nil {
			rt.Fatalf("%s: %v", typ, err)
		}
		from := reflect.New(typ).Elem()
		fill(rt, from)
		b := encode(c, from)
		into := reflect.New(typ).Elem()
		rest, err := c.Read(append(bytes.Clone(b), 1, 2, 3), into.Addr().UnsafePointer())
		if err != nil || !bytes.Equal(rest, []byte{1, 2, 3}) {
			rt.Fatalf("%s: rest %v, error %v", typ, rest, err)
		}
		if again := encode(c, into); !bytes.Equal(again, b) {
			rt.Fatalf("%s: %v was stored as %x and came back as %v, %x", typ, from, b, into, again)
		}
		if got, want := fmt.Sprintf("%#v", into), fmt.Sprintf("%#v", from); got != want {
			rt.Fatalf("%s came back as %s", want, got)
		}
		if len(b) > 0 {
			cut := rapid.IntRange(0, len(b)-1).Draw(rt, "cut")
			if _, err := c.Read(b[:cut], reflect.New(typ).Elem().Addr().UnsafePointer()); !errors.Is(err, ErrCorrupt) {
				rt.Fatalf("%s: %d bytes of %d: error %v", typ, cut, len(b), err)
			}
		}
	})
}

// TestEncoding holds the bytes: fields in order without padding, little-endian,
// lengths of 8 bytes.
func TestEncoding(t *testing.T) {
	type padded struct {
		A bool
		B int64
		C uint8
		_ int16
		D string
		E []uint16 `state:"owned"`
		F []string `state:"step"`
		G secret
	}
	v := padded{A: true, B: -2, C: 3, D: "ab", E: []uint16{4, 5}, F: []string{"gone"}, G: secret{"x"}}
	c, err := Of(reflect.TypeFor[padded]())
	if err != nil {
		t.Fatal(err)
	}
	var want []byte
	want = append(want, 1)
	want = binary.LittleEndian.AppendUint64(want, ^uint64(1))
	want = append(want, 3, 0, 0)
	want = append(binary.LittleEndian.AppendUint64(want, 2), "ab"...)
	want = append(binary.LittleEndian.AppendUint64(want, 2), 4, 0, 5, 0)
	want = append(binary.LittleEndian.AppendUint64(want, 1), 'x')
	if got := encode(c, reflect.ValueOf(&v).Elem()); !bytes.Equal(got, want) {
		t.Errorf("got %x, expected %x", got, want)
	}
	if !c.Custom() {
		t.Error("a part encodes itself")
	}
	if got, want := c.Signature(), "{A bool;B int64;C uint8;_ int16;D string;E []uint16;G custom state.secret;}"; got != want {
		t.Errorf("signature %s, expected %s", got, want)
	}
}

// TestSignatures holds that types of other shapes have other signatures.
func TestSignatures(t *testing.T) {
	seen := map[string]reflect.Type{}
	for _, typ := range []reflect.Type{
		reflect.TypeFor[int64](), reflect.TypeFor[uint64](), reflect.TypeFor[float64](), reflect.TypeFor[string](), reflect.TypeFor[[2]int64](),
		reflect.TypeFor[[3]int64](), reflect.TypeFor[struct{ A int64 }](), reflect.TypeFor[struct{ B int64 }](), reflect.TypeFor[struct{ A, B int64 }](),
		reflect.TypeFor[struct {
			A []int64 `state:"owned"`
		}](), reflect.TypeFor[struct{ A [1]int64 }](), reflect.TypeFor[secret](),
	} {
		c, err := Of(typ)
		if err != nil {
			t.Fatal(err)
		}
		if other := seen[c.Signature()]; other != nil {
			t.Errorf("%s and %s have one signature: %s", typ, other, c.Signature())
		}
		seen[c.Signature()] = typ
	}
}

// TestRefused holds that what cannot be stored is refused by name and place.
func TestRefused(t *testing.T) {
	type inner struct{ Next *int }
	for _, tt := range []struct {
		typ   reflect.Type
		names []string
	}{
		{reflect.TypeFor[*int](), []string{"*int", "encoding.BinaryAppender"}},
		{reflect.TypeFor[map[string]int](), []string{"map[string]int"}},
		{reflect.TypeFor[[]int](), []string{"[]int"}},
		{reflect.TypeFor[func()](), []string{"func()"}},
		{reflect.TypeFor[any](), []string{"interface"}},
		{reflect.TypeFor[chan int](), []string{"chan int"}},
		{reflect.TypeFor[complex128](), []string{"complex128"}},
		{reflect.TypeFor[uintptr](), []string{"uintptr"}},
		{reflect.TypeFor[[2]inner](), []string{"field Next", "*int"}},
		{reflect.TypeFor[struct{ In inner }](), []string{"field In", "field Next", "*int"}},
		{reflect.TypeFor[struct{ List []int }](), []string{"field List", "[]int"}},
		{reflect.TypeFor[struct {
			List []inner `state:"owned"`
		}](), []string{"field List", "field Next"}},
		{reflect.TypeFor[struct {
			M map[int]int `state:"owned"`
		}](), []string{"field M", "map[int]int"}},
	} {
		_, err := Of(tt.typ)
		if err == nil {
			t.Errorf("%s is not refused", tt.typ)
			continue
		}
		for _, name := range tt.names {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %q does not name %q", tt.typ, err, name)
			}
		}
	}
}

// TestDamaged holds that lengths beyond the bytes are refused before memory is
// taken for them.
func TestDamaged(t *testing.T) {
	type list struct {
		E []uint64 `state:"owned"`
	}
	for name, typ := range map[string]reflect.Type{
		"text": reflect.TypeFor[string](), "list": reflect.TypeFor[list](), "custom": reflect.TypeFor[secret](),
	} {
		c, err := Of(typ)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []uint64{1, 9, 1 << 40, 1 << 63, ^uint64(0)} {
			b := binary.LittleEndian.AppendUint64(nil, n)
			if _, err := c.Read(b, reflect.New(typ).Elem().Addr().UnsafePointer()); !errors.Is(err, ErrCorrupt) {
				t.Errorf("%s of length %d: error %v", name, n, err)
			}
		}
	}
}

// TestCustom holds what becomes of the errors of types that encode themselves.
func TestCustom(t *testing.T) {
	c, err := Of(reflect.TypeFor[secret]())
	if err != nil {
		t.Fatal(err)
	}
	b := encode(c, reflect.ValueOf(&secret{"unspeakable"}).Elem())
	if _, err := c.Read(b, reflect.ValueOf(&secret{}).UnsafePointer()); !errors.Is(err, ErrCorrupt) {
		t.Errorf("what could not be stored is read with error %v", err)
	}
	b = encode(c, reflect.ValueOf(&secret{"unreadable"}).Elem())
	if _, err := c.Read(b, reflect.ValueOf(&secret{}).UnsafePointer()); err == nil || err.Error() != "not to be read" {
		t.Errorf("error %v", err)
	}
}

// TestElementsWithoutBytes holds that a list of elements that take no bytes comes
// back, however long it is.
func TestElementsWithoutBytes(t *testing.T) {
	type list struct {
		E []struct{} `state:"owned"`
	}
	c, err := Of(reflect.TypeFor[list]())
	if err != nil {
		t.Fatal(err)
	}
	from, into := list{make([]struct{}, 100)}, list{}
	_, err = c.Read(encode(c, reflect.ValueOf(&from).Elem()), reflect.ValueOf(&into).UnsafePointer())
	if err != nil || len(into.E) != 100 {
		t.Errorf("%d of 100 elements came back, error %v", len(into.E), err)
	}
}
