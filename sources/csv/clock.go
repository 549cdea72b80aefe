package csv

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
)

const rfc3339 = "rfc3339"

var (
	errNoTime = errors.New("there is no time")
	errFine   = errors.New("is finer than a nanosecond")
	errFar    = errors.New("is outside of the years 1678 to 2261: is the unit right?")
)

// clock reads the times of a column.
type clock struct {
	option string // that names the column
	column string
	unit   string
	digits int // after the point of the unit's nanoseconds
}

// newClock makes the clock of a column; where a program leaves the unit empty it
// is the default.
func newClock(option, column, unit string) (clock, error) {
	c := clock{option: option, column: column, unit: unit}
	switch unit {
	case rfc3339, "":
		c.unit = rfc3339
	case "s":
		c.digits = 9
	case "ms":
		c.digits = 6
	case "us":
		c.digits = 3
	case "ns":
	default:
		return c, fmt.Errorf("%s: unit %q is none of rfc3339, s, ms, us, ns", option, unit)
	}
	return c, nil
}

// parse reads a cell.
func (c *clock) parse(cell string) (event.Time, error) {
	text := strings.TrimSpace(cell)
	if text == "" {
		return 0, errNoTime
	}
	if c.unit == rfc3339 {
		return c.parseText(text)
	}
	at, err := parseNumber(text, c.digits)
	if errors.Is(err, errNumber) {
		return 0, fmt.Errorf("%s is no number of %s since 1970", shown(text), c.unit)
	}
	if err != nil {
		return 0, fmt.Errorf("%s %w", shown(text), err)
	}
	return at, nil
}

// parseNumber reads a decimal number, shifted by so many digits, without
// rounding.
func parseNumber(text string, digits int) (event.Time, error) {
	const zeros = "000000000"
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	if strings.Trim(whole, "+-") == "" || strings.Trim(fraction, "0123456789") != "" {
		return 0, errNumber
	}
	shifted := fraction
	if len(shifted) > digits {
		shifted = fraction[:digits]
	} else {
		shifted += zeros[:digits-len(shifted)]
	}
	n, err := strconv.ParseInt(whole+shifted, 10, 64)
	switch at := event.Time(n); {
	case errors.Is(err, strconv.ErrRange):
		return 0, errFar
	case err != nil:
		return 0, errNumber
	case len(fraction) > digits:
		return 0, errFine
	case at == event.Unset || at == event.Never:
		return 0, errFar
	default:
		return at, nil
	}
}

// parseText reads RFC 3339 text, with a T or a space before the time of day.
func (c *clock) parseText(text string) (event.Time, error) {
	const day = len("2006-01-02")
	normal := text
	if len(text) > day && text[day] == ' ' {
		normal = text[:day] + "T" + text[day+1:]
	}
	t, err := time.Parse(time.RFC3339, normal)
	if err != nil {
		return 0, c.notText(text)
	}
	if _, fraction, _ := strings.Cut(text, "."); fraction != "" {
		digits := fraction[:len(fraction)-len(strings.TrimLeft(fraction, "0123456789"))]
		if len(strings.TrimRight(digits, "0")) > 9 {
			return 0, fmt.Errorf("%s %w", shown(text), errFine)
		}
	}
	const most = math.MaxInt64/int64(time.Second) - 1 // seconds
	if s := t.Unix(); s > most || s < -most {
		return 0, fmt.Errorf("%s is outside of the years 1678 to 2261", shown(text))
	}
	return event.Time(t.UnixNano()), nil
}

// notText says what is expected in place of a text that is no time, and the
// likely unit where it is a number.
func (c *clock) notText(text string) error {
	if _, err := parseNumber(text, 0); errors.Is(err, errNumber) {
		return fmt.Errorf("%s is no RFC 3339 time with a zone: expected text such as 2024-08-08T23:54:14.123Z", shown(text))
	}
	whole, _, _ := strings.Cut(text, ".")
	unit := "ns"
	switch n := len(whole); {
	case n <= 11:
		unit = "s"
	case n <= 14:
		unit = "ms"
	case n <= 17:
		unit = "us"
	}
	return fmt.Errorf("%s is a number, which needs a unit: set %s: {unit: %s} if that is what it counts", shown(text), c.option, unit)
}
