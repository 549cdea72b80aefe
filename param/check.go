package param

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// limit is a parsed check. The zero limit lets everything pass.
type limit struct {
	words     string // "must be positive"
	low, high *float64
	above     bool // low itself is outside
}

func parseLimit(check string) (limit, error) {
	var zero float64
	switch check {
	case "":
		return limit{}, nil
	case "positive":
		return limit{words: "must be positive", low: &zero, above: true}, nil
	case "nonnegative":
		return limit{words: "must not be negative", low: &zero}, nil
	}
	from, to, _ := strings.Cut(check, "..")
	low, errLow := strconv.ParseFloat(from, 64)
	high, errHigh := strconv.ParseFloat(to, 64)
	if errLow != nil || errHigh != nil || low > high {
		return limit{}, fmt.Errorf("%q is not positive, nonnegative, or a range such as 1..9", check)
	}
	words := "must be from " + from + " to " + to
	if low == high {
		words = "must be " + from
	}
	return limit{words: words, low: &low, high: &high}, nil
}

// holds judges a number. NaN fails every check.
func (l limit) holds(x float64) bool {
	if l.low != nil && !(x > *l.low || x == *l.low && !l.above) {
		return false
	}
	return l.high == nil || x <= *l.high
}

// judge applies the field's enum and check to one decoded scalar. The error
// goes on from the name of the field: "must be positive, got -1s".
func (f *Field) judge(v reflect.Value, shown string) error {
	if f.Enum != nil && !slices.Contains(f.Enum, v.String()) {
		return fmt.Errorf("must be %s, got %q", oneOf(f.Enum), shown)
	}
	if f.Check != "" && !f.limit.holds(number(v)) {
		return fmt.Errorf("%s, got %s", f.limit.words, shown)
	}
	return nil
}

// number is close enough for limits, whatever the type.
func number(v reflect.Value) float64 {
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	default:
		return v.Float()
	}
}

// oneOf lists words for a sentence: a, b or c.
func oneOf(words []string) string {
	last := len(words) - 1
	if last <= 0 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
