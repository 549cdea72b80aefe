package event

import (
	"math"
	"strconv"
)

// Kind is the type of a value, in a user's words.
type Kind uint8

// The kinds of values. KindNull is the zero value: a value that is not there.
const (
	KindNull Kind = iota
	KindFloat
	KindInt
	KindUint
	KindBool
	KindString
	KindList // of levels
)

// String returns the name used in schemas and messages.
func (k Kind) String() string {
	switch k {
	case KindFloat:
		return "float"
	case KindInt, KindUint:
		return "int"
	case KindBool:
		return "bool"
	case KindString:
		return "string"
	case KindList:
		return "list"
	case KindNull:
	}
	return "null"
}

// Value is one field's value. The zero Value is null.
type Value struct {
	kind Kind
	bits uint64
	text string // of a list: the memory of its elements
}

// nullBits is the one NaN that stands for null in a float64: a quiet NaN that no
// arithmetic of the platforms makes by itself, so that a null and a failed
// computation can be told apart (and both counted).
const nullBits = 0x7FF8_6E75_6C6C_0001

// Null returns the float64 that stands for null. It is a NaN: compare with [IsNull].
func Null() float64 { return math.Float64frombits(nullBits) }

// IsNull tells whether x is null or any other NaN: no NaN is a value.
func IsNull(x float64) bool { return x != x }

// IsExactNull tells whether x is the null of [Null], and not a NaN that arithmetic made.
func IsExactNull(x float64) bool { return math.Float64bits(x) == nullBits }

// Finite tells whether x is a number: neither NaN nor infinite.
func Finite(x float64) bool { return x-x == 0 }

// Float returns x as a value; a NaN is null.
func Float(x float64) Value {
	if IsNull(x) {
		return Value{}
	}
	return Value{kind: KindFloat, bits: math.Float64bits(x)}
}

// Int returns i as a value.
func Int(i int64) Value { return Value{kind: KindInt, bits: uint64(i)} }

// Uint returns u as a value.
func Uint(u uint64) Value { return Value{kind: KindUint, bits: u} }

// Bool returns b as a value.
func Bool(b bool) Value { //nolint:revive // the value, no flag
	if b {
		return Value{kind: KindBool, bits: 1}
	}
	return Value{kind: KindBool}
}

// String returns s as a value.
func String(s string) Value { return Value{kind: KindString, text: s} }

// Kind returns the kind; KindNull for null.
func (v Value) Kind() Kind { return v.kind }

// IsNull tells whether the value is not there.
func (v Value) IsNull() bool { return v.kind == KindNull }

// Float returns the value as a number: null for null, text and lists, 0 or 1 for a
// bool.
func (v Value) Float() float64 {
	switch v.kind {
	case KindFloat:
		return math.Float64frombits(v.bits)
	case KindInt:
		return float64(int64(v.bits))
	case KindUint, KindBool:
		return float64(v.bits)
	case KindNull, KindString, KindList:
	}
	return Null()
}

// Int returns the integer of an Int, Uint or Bool value, else 0.
func (v Value) Int() int64 {
	if v.kind == KindInt || v.kind == KindUint || v.kind == KindBool {
		return int64(v.bits)
	}
	return 0
}

// Uint returns the bits of an Int, Uint or Bool value, else 0.
func (v Value) Uint() uint64 { return uint64(v.Int()) }

// Bool returns the truth of a Bool value, else false.
func (v Value) Bool() bool { return v.kind == KindBool && v.bits == 1 }

// Text returns the text of a String value, else "".
func (v Value) Text() string {
	if v.kind != KindString {
		return ""
	}
	return v.text
}

// Bits returns the bits that, with kind and text, make the value: equal values
// have equal bits.
func (v Value) Bits() uint64 { return v.bits }

// GoString returns the value for messages.
func (v Value) GoString() string {
	switch v.kind {
	case KindFloat:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case KindInt:
		return strconv.FormatInt(v.Int(), 10)
	case KindUint:
		return strconv.FormatUint(v.bits, 10)
	case KindBool:
		return strconv.FormatBool(v.Bool())
	case KindString:
		return strconv.Quote(v.text)
	case KindList:
		return string(appendLevels(nil, v.Levels()))
	case KindNull:
	}
	return "null"
}

// Valuer is what a payload field of a type of its own (a side, an id) has: its
// value as one of the kinds. ValueKind is asked of the zero value too.
type Valuer interface {
	Value() Value
	ValueKind() Kind
}
