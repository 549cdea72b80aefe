package param

import (
	"encoding/binary"
	"math"
	"reflect"
	"slices"
	"strings"
)

// The canonical encoding, version 1. It may change only with a new first byte,
// as content ids are made of it. All integers are big-endian.
//
//	encoding = 0x01 value
//	value    = tag body
//
//	tag  value                 body
//	n    nothing (nil)         -
//	f t  false, true           -
//	s    string                length (8 bytes), bytes
//	i    integer               8 bytes, two's complement
//	u    unsigned integer      8 bytes
//	d    duration              8 bytes, nanoseconds, two's complement
//	e    number of events      8 bytes; a span that is a duration is written as one
//	g    float                 8 bytes, IEEE 754; every NaN as 7FF8000000000001
//	L    list                  count (8 bytes), values
//	M    map                   count (8 bytes), pairs sorted bytewise by key
//	S    group                 count (8 bytes), pairs sorted bytewise by name
//	pair = length of the key (8 bytes), key, value
//
// A nil list or map is an empty one. A pointer that is not nil is encoded as
// what it points to. A *Node is encoded by its kind: a scalar as the boolean,
// integer (i if it fits, else u, else the text as s), float or string it reads
// as, without its place and quotes.
const encodingVersion = 0x01

// canonicalNaN stands for every NaN.
const canonicalNaN = 0x7FF8000000000001

// Encode returns the canonical bytes of a decoded value, a struct of the spec's
// type or a pointer to one, for content ids. Equal values give equal bytes and
// different ones different bytes; the order of the fields in the Go struct does
// not matter, and -0 differs from 0. A value of any other type gives nil.
func (s *Spec) Encode(v any) []byte {
	value := reflect.ValueOf(v)
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if !value.IsValid() || value.Type() != s.goType {
		return nil
	}
	return s.append([]byte{encodingVersion}, value)
}

func (s *Spec) append(b []byte, v reflect.Value) []byte {
	sorted := slices.DeleteFunc(slices.Clone(s.Fields), func(f Field) bool { return f.Unidentified })
	slices.SortFunc(sorted, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	b = appendHead(b, 'S', len(sorted))
	for i := range sorted {
		b = appendText(b, sorted[i].Name)
		b = sorted[i].shape.append(b, v.FieldByIndex(sorted[i].index))
	}
	return b
}

func (s *shape) append(b []byte, v reflect.Value) []byte {
	switch s.form {
	case formList:
		b = appendHead(b, 'L', v.Len())
		for i := range v.Len() {
			b = s.elem.append(b, v.Index(i))
		}
		return b
	case formMap:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		b = appendHead(b, 'M', len(keys))
		for _, key := range keys {
			b = s.elem.append(appendText(b, key.String()), v.MapIndex(key))
		}
		return b
	case formGroup:
		return s.spec.append(b, v)
	case formOptional:
		if v.IsNil() {
			return append(b, 'n')
		}
		return s.elem.append(b, v.Elem())
	case formRaw:
		return appendNode(b, v)
	default:
		return s.appendScalar(b, v)
	}
}

func (s *shape) appendScalar(b []byte, v reflect.Value) []byte {
	switch s.form {
	case formBool:
		if v.Bool() {
			return append(b, 't')
		}
		return append(b, 'f')
	case formInt:
		return appendWord(b, 'i', uint64(v.Int()))
	case formUint:
		return appendWord(b, 'u', v.Uint())
	case formDuration:
		return appendWord(b, 'd', uint64(v.Int()))
	case formSpan:
		if n := v.FieldByName("Events").Int(); n > 0 {
			return appendWord(b, 'e', uint64(n))
		}
		return appendWord(b, 'd', uint64(v.FieldByName("Duration").Int()))
	case formFloat:
		if math.IsNaN(v.Float()) {
			return appendWord(b, 'g', canonicalNaN)
		}
		return appendWord(b, 'g', math.Float64bits(v.Float()))
	default:
		return appendText(append(b, 's'), v.String())
	}
}

// appendNode encodes a *Node.
func appendNode(b []byte, v reflect.Value) []byte {
	n, ok := v.Interface().(*Node)
	if !ok || n == nil || n.Kind == Null {
		return append(b, 'n')
	}
	switch n.Kind {
	case List:
		b = appendHead(b, 'L', len(n.Items))
		for _, item := range n.Items {
			b = appendNode(b, reflect.ValueOf(item))
		}
		return b
	case Map:
		pairs := slices.Clone(n.Pairs)
		slices.SortStableFunc(pairs, func(a, b Pair) int { return strings.Compare(a.Key.Text, b.Key.Text) })
		b = appendHead(b, 'M', len(pairs))
		for _, pair := range pairs {
			b = appendNode(appendText(b, pair.Key.Text), reflect.ValueOf(pair.Value))
		}
		return b
	default:
		return appendNodeScalar(b, n)
	}
}

// appendNodeScalar encodes a scalar as the first type that reads it.
func appendNodeScalar(b []byte, n *Node) []byte {
	var types []reflect.Type
	switch n.Kind {
	case Bool:
		types = []reflect.Type{reflect.TypeFor[bool]()}
	case Int:
		types = []reflect.Type{reflect.TypeFor[int64](), reflect.TypeFor[uint64]()}
	case Float:
		types = []reflect.Type{reflect.TypeFor[float64]()}
	default: // a String stays text
	}
	for _, t := range types {
		f, _ := scalarForm(t)
		s := shape{form: f, goType: t}
		value := reflect.New(t).Elem()
		if s.set(value, n.Text) == nil {
			return s.appendScalar(b, value)
		}
	}
	return appendText(append(b, 's'), n.Text)
}

func appendHead(b []byte, tag byte, count int) []byte {
	return appendWord(b, tag, uint64(count))
}

func appendWord(b []byte, tag byte, word uint64) []byte {
	return binary.BigEndian.AppendUint64(append(b, tag), word)
}

func appendText(b []byte, text string) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(text))), text...)
}
