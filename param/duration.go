package param

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// durationPattern is the grammar of ParseDuration for JSON Schema, without the
// sign and the order of the units.
const durationPattern = `([0-9]+(\.[0-9]+)?(ns|us|µs|μs|ms|s|m|h|d))+$`

var (
	errNotDuration  = errors.New("not a duration such as 1m or 250ms")
	errUnitOrder    = errors.New("not in order: units go from long to short, each once, as in 1h30m")
	errLongDuration = errors.New("longer than the 292 years a duration can hold")
	errFineDuration = errors.New("finer than a nanosecond")
)

// ParseDuration reads a duration such as 250ms, 1.5s, 1h30m or 2d exactly, in
// integer nanoseconds. Units go from long to short, each at most once; a number
// without a unit is an error that says how to write it. A day is 24 hours, as
// calendars are UTC.
func ParseDuration(text string) (time.Duration, error) {
	rest, negative := strings.CutPrefix(text, "-")
	if isNumber(rest) {
		return 0, fmt.Errorf("a duration needs a unit: write %[1]ss, %[1]sms or %[1]sm, not %[1]s", text)
	}
	r := durationReader{rest: rest, above: math.MaxInt64}
	var total uint64
	for first := true; first || r.rest != ""; first = false {
		part, err := r.next()
		total += part // both are at most MaxInt64, so the sum does not wrap
		if err == nil && total > math.MaxInt64 {
			err = errLongDuration
		}
		if err != nil {
			return 0, fmt.Errorf("%q is %w", text, err)
		}
	}
	if negative {
		return -time.Duration(total), nil
	}
	return time.Duration(total), nil
}

// durationReader takes a duration apart, one number and its unit at a time.
type durationReader struct {
	rest  string
	above uint64 // the length of the last unit; the next one is shorter
}

func (r *durationReader) next() (uint64, error) {
	number := r.cut(func(c byte) bool { return isDigit(c) || c == '.' })
	name := r.cut(func(c byte) bool { return !isDigit(c) && c != '.' })
	length := unitLength(name)
	switch {
	case length == 0 || !isNumber(number):
		return 0, errNotDuration
	case length >= r.above:
		return 0, errUnitOrder
	}
	r.above = length
	return scale(number, length)
}

func (r *durationReader) cut(keep func(byte) bool) string {
	i := 0
	for i < len(r.rest) && keep(r.rest[i]) {
		i++
	}
	head := r.rest[:i]
	r.rest = r.rest[i:]
	return head
}

// unitLength returns the length of a unit in nanoseconds, 0 if there is none of
// that name.
func unitLength(name string) uint64 {
	switch name {
	case "d":
		return uint64(24 * time.Hour)
	case "h":
		return uint64(time.Hour)
	case "m":
		return uint64(time.Minute)
	case "s":
		return uint64(time.Second)
	case "ms":
		return uint64(time.Millisecond)
	case "us", "µs", "μs": // the micro sign and the Greek letter look the same
		return uint64(time.Microsecond)
	case "ns":
		return uint64(time.Nanosecond)
	default:
		return 0
	}
}

// scale multiplies a decimal such as 1.5 by the length of a unit, exactly.
func scale(number string, length uint64) (uint64, error) {
	digits, fraction, _ := strings.Cut(number, ".")
	whole, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return 0, errLongDuration
	}
	high, total := bits.Mul64(whole, length)
	if high > 0 || total > math.MaxInt64 {
		return 0, errLongDuration
	}
	part, err := scaleFraction(strings.TrimRight(fraction, "0"), length)
	if err != nil {
		return 0, err
	}
	if total += part; total > math.MaxInt64 {
		return 0, errLongDuration
	}
	return total, nil
}

// maxFraction is the number of digits after the point that can still make a
// whole number of nanoseconds: a day is 2^16 * 5^11 * 27 of them, and a
// fraction without trailing zeros lacks the factor 2 or the factor 5.
const maxFraction = 16

func scaleFraction(digits string, length uint64) (uint64, error) {
	if digits == "" {
		return 0, nil
	}
	if len(digits) > maxFraction {
		return 0, errFineDuration
	}
	var numerator, denominator uint64 = 0, 1
	for _, digit := range []byte(digits) {
		numerator = numerator*10 + uint64(digit-'0')
		denominator *= 10
	}
	// The numerator is below the denominator, so the quotient fits in 64 bits.
	high, low := bits.Mul64(numerator, length)
	quotient, remainder := bits.Div64(high, low, denominator)
	if remainder != 0 {
		return 0, errFineDuration
	}
	return quotient, nil
}

// isNumber reports whether the text is digits, or digits.digits.
func isNumber(text string) bool {
	whole, fraction, pointed := strings.Cut(text, ".")
	return isDigits(whole) && (!pointed || isDigits(fraction))
}

func isDigits(text string) bool {
	for i := range len(text) {
		if !isDigit(text[i]) {
			return false
		}
	}
	return text != ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
