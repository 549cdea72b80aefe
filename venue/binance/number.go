package binance

import (
	"bytes"
	"math"
	"strconv"

	"github.com/featurizer/featurizer/event"
)

// unsigned reads digits as a number that fits 64 bits.
func unsigned(digits []byte) (uint64, bool) {
	var n uint64
	for _, c := range digits {
		d := uint64(c - '0')
		if !isDigit(c) || n > (math.MaxUint64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, len(digits) > 0
}

// quick reads a decimal number in quotes at the begin of rest, in one pass, and
// returns how long it is: 0 where it is not as short and plain as nearly all are.
// What it reads, event.ParseDecimal reads as well; price levels need the speed.
func quick(rest []byte) (d event.Decimal, size int) {
	const longest = 20 // 18 digits and the quotes
	if len(rest) < 3 || rest[0] != '"' {
		return d, 0
	}
	point := 0
	for i, c := range rest[1:min(len(rest), longest)] {
		switch {
		case isDigit(c):
			d.Mantissa = d.Mantissa*10 + int64(c-'0')
		case c == '.' && point == 0 && i > 0:
			point = i
		case c == '"' && i > 0 && point == 0:
			return d, i + 2
		case c == '"' && i > point+1:
			d.Scale = int8(i - point - 1)
			return d, i + 2
		default:
			return event.Decimal{}, 0
		}
	}
	return event.Decimal{}, 0
}

// decimal reads a price or a quantity exactly. Zeros at the end of a fraction are
// left out only where it has more digits than fit: spot writes 8 of them always.
func decimal(digits []byte) (event.Decimal, bool) {
	if len(digits) == 0 || !isDigit(digits[0]) {
		return event.Decimal{}, false
	}
	d, err := event.ParseDecimal(digits)
	if err == nil {
		return d, true
	}
	d, err = event.ParseDecimal(withoutZeros(digits))
	return d, err == nil && isDigit(digits[len(digits)-1])
}

// withoutZeros cuts the zeros at the end of a fraction, and its point after the last.
func withoutZeros(digits []byte) []byte {
	point := bytes.IndexByte(digits, '.')
	end := len(digits)
	for point >= 0 && end > point && (digits[end-1] == '0' || end-1 == point) {
		end--
	}
	return digits[:end]
}

// exactly how far float64 counts without gaps, and the largest power of ten it holds.
const (
	exactMantissa = 1 << 53
	exactPower    = 22
)

// float reads a price or a quantity as strconv.ParseFloat does.
func float(digits []byte) (float64, bool) {
	if len(digits) == 0 || !isDigit(digits[0]) {
		return 0, false
	}
	d, err := event.ParseDecimal(digits)
	switch {
	case err == nil && d.Mantissa < exactMantissa && d.Scale <= exactPower:
		return d.Float(), true
	case err != nil && !isNumber(digits):
		return 0, false
	}
	x, err := strconv.ParseFloat(string(digits), 64)
	return x, err == nil
}

// isNumber tells whether text is digits with or without a fraction and an
// exponent: ParseFloat alone takes Inf and 0x1p4 too.
func isNumber(text []byte) bool {
	for len(text) > 1 && text[0] == '0' && isDigit(text[1]) {
		text = text[1:]
	}
	s := scanner{text: text}
	return len(text) > 0 && isDigit(text[0]) && s.number().end == len(text) && s.err == nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
