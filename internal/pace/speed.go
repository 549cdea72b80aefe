package pace

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Speed is how many times as fast as a clock the time of events passes. 0 says
// nothing: another decides.
type Speed float64

// Max is as fast as events can go.
const Max Speed = math.MaxFloat64

// The bounds of what can be written: an hour a day and more of waiting for a minute
// of events, and far beyond what a machine can keep up with.
const (
	slowest Speed = 0.001
	fastest Speed = 1e6
)

// Pattern is the grammar of Parse for JSON Schema, without its bounds.
const Pattern = `^(max|[0-9]+(\.[0-9]+)?x)$`

// Hint says what speeds there are.
const Hint = "max is as fast as it can be, 1x as fast as it was, 20x twenty times and 0.5x half as fast"

// Parse reads a speed: max, or a number of times such as 20x.
func Parse(text string) (Speed, error) {
	if text == "max" {
		return Max, nil
	}
	number, isTimes := strings.CutSuffix(text, "x")
	f, err := strconv.ParseFloat(number, 64)
	x := Speed(f)
	switch {
	case text == "":
		return 0, errors.New("a speed is missing")
	case err != nil && !errors.Is(err, strconv.ErrRange) || math.IsNaN(f):
		return 0, fmt.Errorf("%q is no speed such as 1x, 20x, 0.5x or max", text)
	case x < 0:
		return 0, fmt.Errorf("%s would go back in time: a speed is above 0", text)
	case x == 0:
		return 0, fmt.Errorf("%s would never come to the second event: a speed is above 0", text)
	case !isTimes:
		return 0, fmt.Errorf("a speed is a number of times: write %[1]sx, not %[1]s", text)
	case x < slowest || x > fastest:
		return 0, fmt.Errorf("%s is no speed between %s and %s", text, slowest, fastest)
	}
	return x, nil
}

// String returns the speed as it is written.
func (s Speed) String() string {
	if s == 0 {
		return ""
	}
	if s == Max {
		return "max"
	}
	return strconv.FormatFloat(float64(s), 'f', -1, 64) + "x"
}
