package event

import (
	"errors"
	"strconv"
)

// Decimal is an exact decimal number as a source wrote it:
// Mantissa / 10^Scale. 61800.20 is {6180020, 2}.
type Decimal struct {
	Mantissa int64
	Scale    int8
}

// ErrDecimal is returned for text that is no decimal number that fits a Decimal.
var ErrDecimal = errors.New("not a decimal number of at most 18 digits")

// maxDigits is how many digits always fit an int64.
const maxDigits = 18

// exactPowers are the powers of ten that a float64 holds exactly.
//
//nolint:gochecknoglobals // a table that nothing changes
var exactPowers = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// ParseDecimal reads plain decimal text: an optional sign, digits, an optional
// fraction. It does not allocate.
func ParseDecimal(text []byte) (Decimal, error) {
	var d Decimal
	rest, negative := text, false
	if len(rest) > 0 && (rest[0] == '-' || rest[0] == '+') {
		negative = rest[0] == '-'
		rest = rest[1:]
	}
	digits, point := 0, -1
	for i, c := range rest {
		switch {
		case c >= '0' && c <= '9':
			if d.Mantissa != 0 || c != '0' {
				digits++
			}
			if digits > maxDigits {
				return Decimal{}, ErrDecimal
			}
			d.Mantissa = d.Mantissa*10 + int64(c-'0')
		case c == '.' && point < 0:
			point = i
		default:
			return Decimal{}, ErrDecimal
		}
	}
	if len(rest) == 0 || point == 0 || point == len(rest)-1 || len(rest) > 100 {
		return Decimal{}, ErrDecimal
	}
	if point >= 0 {
		d.Scale = int8(len(rest) - point - 1)
	}
	if negative {
		d.Mantissa = -d.Mantissa
	}
	return d, nil
}

// Float returns the float64 nearest to d: the one that strconv.ParseFloat gives
// for its text, but 0 for -0, which a Decimal does not tell from 0. It does not
// allocate for numbers of up to 15 digits.
func (d Decimal) Float() float64 {
	const exact = 1 << 53
	if d.Mantissa < exact && d.Mantissa > -exact && int(d.Scale) < len(exactPowers) {
		// Both are exact, so one division rounds once (Clinger 1990).
		return float64(d.Mantissa) / exactPowers[d.Scale]
	}
	x, err := strconv.ParseFloat(strconv.FormatInt(d.Mantissa, 10)+"e-"+strconv.Itoa(int(d.Scale)), 64)
	if err != nil {
		return Null()
	}
	return x
}

// Reduced returns the same number without trailing zeros in its fraction, so
// that equal numbers are equal values.
func (d Decimal) Reduced() Decimal {
	for d.Scale > 0 && d.Mantissa%10 == 0 {
		d.Mantissa /= 10
		d.Scale--
	}
	return d
}
