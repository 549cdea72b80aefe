package parquetio

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/featurizer/featurizer/event"
)

// ValueKind says in which form the values of a column are.
type ValueKind uint8

// The kinds of values. Moments are nanoseconds since 1970, event.Never where they
// are out of range; local ones are those of clocks that say no zone.
const (
	KindInt ValueKind = iota
	KindFloat
	KindBool
	KindText // decimals too, with all their digits
	KindMoment
	KindLocal
	KindList // of ChooseAll alone: only whether it is null is read
)

// Values are the values of one column for some rows, one after the other; those
// of nulls are zero.
type Values struct {
	Kind   ValueKind
	Digits bool // of Text: they are numbers, with all their digits
	Null   []bool
	Ints   []int64   // of Int, Bool (0 or 1), Moment, Local
	Floats []float64 // of Float
	Text   []byte    // of Text: all of them, and where each ends
	Ends   []int
}

// TextAt returns the i-th text.
func (v *Values) TextAt(i int) []byte {
	if i == 0 {
		return v.Text[:v.Ends[0]]
	}
	return v.Text[v.Ends[i-1]:v.Ends[i]]
}

// taker takes values in; a null is zero, of any kind. It takes many at once, as a
// call for each would cost more than what it does.
type taker = func(v *Values, values []parquet.Value)

// each takes values in one by one, for kinds that are rare or cost more anyway.
func each(take func(v *Values, value parquet.Value)) taker {
	return func(v *Values, values []parquet.Value) {
		for i := range values {
			take(v, values[i])
		}
	}
}

// kindOf returns the kind of a column and how its values are read.
func kindOf(t parquet.Type) (ValueKind, taker, error) {
	if logical := t.LogicalType(); logical != nil {
		switch of := logical.Value.(type) {
		case *format.DecimalType:
			return decimalOf(t.Kind(), int(of.Scale))
		case *format.DateType:
			return KindLocal, momentOf(86_400_000_000_000, parquet.Int32), nil
		case *format.TimestampType:
			return timestampOf(of)
		case *format.UUIDType:
			return KindText, textOf(appendUUID), nil
		case *format.IntType:
			return integerOf(t.Kind(), of)
		case *format.Float16Type:
			return 0, nil, errors.New("numbers of 16 bits are not read")
		}
	}
	switch t.Kind() {
	case parquet.Boolean:
		return KindBool, each(takeBool), nil
	case parquet.Int32:
		return KindInt, each(takeInt32), nil
	case parquet.Int64:
		return KindInt, takeInt64, nil
	case parquet.Int96:
		return KindMoment, each(takeInt96), nil
	case parquet.Float:
		return KindFloat, each(takeFloat), nil
	case parquet.Double:
		return KindFloat, takeDouble, nil
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return KindText, textOf(appendPlain), nil
	}
	return 0, nil, fmt.Errorf("values of type %s are not read", t)
}

func takeBool(v *Values, value parquet.Value) {
	i := int64(0)
	if !value.IsNull() && value.Boolean() {
		i = 1
	}
	v.Ints = append(v.Ints, i)
}

func takeInt32(v *Values, value parquet.Value) {
	i := int64(0)
	if !value.IsNull() {
		i = int64(value.Int32())
	}
	v.Ints = append(v.Ints, i)
}

func takeInt64(v *Values, values []parquet.Value) {
	for i := range values {
		n := int64(0)
		if value := &values[i]; !value.IsNull() {
			n = value.Int64()
		}
		v.Ints = append(v.Ints, n)
	}
}

func takeFloat(v *Values, value parquet.Value) {
	x := 0.0
	if !value.IsNull() {
		x = float64(value.Float())
	}
	v.Floats = append(v.Floats, x)
}

func takeDouble(v *Values, values []parquet.Value) {
	for i := range values {
		x := 0.0
		if value := &values[i]; !value.IsNull() {
			x = value.Double()
		}
		v.Floats = append(v.Floats, x)
	}
}

// takeInt96 reads a time as Impala and old Sparks write it: nanoseconds of a day,
// and the day since -4713-11-24.
func takeInt96(v *Values, value parquet.Value) {
	const epoch, day = 2440588, 86_400_000_000_000
	at := int64(0)
	if !value.IsNull() {
		bits := value.Int96()
		at = scaled(int64(bits[2])-epoch, day)
		if ofDay := int64(bits[1])<<32 | int64(bits[0]); at < math.MaxInt64-ofDay {
			at += ofDay
		}
	}
	v.Ints = append(v.Ints, at)
}

// integerOf reads whole numbers, which may have no sign.
func integerOf(kind parquet.Kind, of *format.IntType) (ValueKind, taker, error) {
	switch {
	case kind == parquet.Int32 && of.IsSigned:
		return KindInt, each(takeInt32), nil
	case kind == parquet.Int32:
		return KindInt, each(func(v *Values, value parquet.Value) {
			i := int64(0)
			if !value.IsNull() {
				i = int64(value.Uint32())
			}
			v.Ints = append(v.Ints, i)
		}), nil
	case of.IsSigned:
		return KindInt, takeInt64, nil
	}
	return KindText, textOf(func(into []byte, value parquet.Value) []byte {
		return strconv.AppendUint(into, value.Uint64(), 10)
	}), nil
}

// timestampOf reads times of a unit.
func timestampOf(of *format.TimestampType) (ValueKind, taker, error) {
	kind := KindLocal
	if of.IsAdjustedToUTC {
		kind = KindMoment
	}
	unit := int64(1)
	switch of.Unit.Value.(type) {
	case *format.MilliSeconds:
		unit = 1_000_000
	case *format.MicroSeconds:
		unit = 1000
	}
	return kind, momentOf(unit, parquet.Int64), nil
}

// momentOf reads times that are numbers of a unit.
func momentOf(unit int64, kind parquet.Kind) taker {
	return func(v *Values, values []parquet.Value) {
		for i := range values {
			at := int64(0)
			switch value := &values[i]; {
			case value.IsNull():
			case kind == parquet.Int32:
				at = scaled(int64(value.Int32()), unit)
			default:
				at = scaled(value.Int64(), unit)
			}
			v.Ints = append(v.Ints, at)
		}
	}
}

// scaled returns n units in nanoseconds.
func scaled(n, unit int64) int64 {
	if n > math.MaxInt64/unit || n < math.MinInt64/unit {
		return int64(event.Never)
	}
	return n * unit
}

// decimalOf reads decimals.
func decimalOf(kind parquet.Kind, scale int) (ValueKind, taker, error) {
	const most = 76 // digits of the widest decimals that are in use
	if scale < 0 || scale > most {
		return 0, nil, fmt.Errorf("decimals of scale %d are not read", scale)
	}
	return KindText, textOf(func(into []byte, value parquet.Value) []byte {
		var digits [24]byte
		switch kind {
		case parquet.Int32:
			return appendDecimal(into, strconv.AppendInt(digits[:0], int64(value.Int32()), 10), scale)
		case parquet.Int64:
			return appendDecimal(into, strconv.AppendInt(digits[:0], value.Int64(), 10), scale)
		default:
			return appendDecimal(into, unscaled(value.ByteArray()).Append(nil, 10), scale)
		}
	}), nil
}

// unscaled reads a number in two's complement, its highest byte first.
func unscaled(text []byte) *big.Int {
	n := new(big.Int).SetBytes(text)
	if len(text) > 0 && text[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(text))))
	}
	return n
}

// appendDecimal appends digits with a point before the last few.
func appendDecimal(into, digits []byte, scale int) []byte {
	if digits[0] == '-' {
		into, digits = append(into, '-'), digits[1:]
	}
	whole := max(len(digits)-scale, 0)
	if into = append(into, digits[:whole]...); whole == 0 {
		into = append(into, '0')
	}
	if scale > 0 {
		into = append(into, '.')
	}
	for range scale - (len(digits) - whole) {
		into = append(into, '0')
	}
	return append(into, digits[whole:]...)
}

// textOf reads values as texts.
func textOf(appendTo func(into []byte, value parquet.Value) []byte) taker {
	return each(func(v *Values, value parquet.Value) {
		if !value.IsNull() {
			v.Text = appendTo(v.Text, value)
		}
		v.Ends = append(v.Ends, len(v.Text))
	})
}

func appendPlain(into []byte, value parquet.Value) []byte { return append(into, value.ByteArray()...) }

// appendUUID appends an id as it is usually written.
func appendUUID(into []byte, value parquet.Value) []byte {
	id := value.ByteArray()
	if len(id) != 16 {
		return hex.AppendEncode(into, id)
	}
	begin := 0
	for _, end := range [...]int{4, 6, 8, 10, 16} {
		if begin > 0 {
			into = append(into, '-')
		}
		into = hex.AppendEncode(into, id[begin:end])
		begin = end
	}
	return into
}
