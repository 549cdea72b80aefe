package event

import (
	"math"
	"strconv"
)

// AppendText appends a value as outputs write it, without quotes: numbers as
// encoding/json does (the shortest text that gives the same bits, exponents as
// in ECMAScript), lists as JSON, null as nothing.
func (v Value) AppendText(b []byte) []byte {
	switch v.kind {
	case KindFloat:
		return AppendFloat(b, v.Float())
	case KindInt:
		return strconv.AppendInt(b, v.Int(), 10)
	case KindUint:
		return strconv.AppendUint(b, v.bits, 10)
	case KindBool:
		return strconv.AppendBool(b, v.Bool())
	case KindString:
		return append(b, v.text...)
	case KindList:
		return appendLevels(b, v.Levels())
	case KindNull:
	}
	return b
}

// AppendFloat appends a finite float64 as encoding/json writes it.
func AppendFloat(b []byte, x float64) []byte {
	format := byte('f')
	if size := math.Abs(x); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, x, format, -1, 64)
	if n := len(b); format == 'e' && n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' {
		b[n-2] = b[n-1] // e-09 is e-9
		b = b[:n-1]
	}
	return b
}
