package param

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// MaxEvents is the largest number of events that a [Span] may have.
const MaxEvents = 1 << 24

// Span is the length of a window: a duration such as 1m, or a number of events such
// as 100 events. One of the two is above zero.
type Span struct {
	Duration time.Duration
	Events   int
}

// spanPattern is the grammar of ParseSpan for JSON Schema.
const spanPattern = "^([1-9][0-9]* events?$|" + durationPattern + ")"

// errNotSpan says that a text is neither form of a span.
var errNotSpan = errors.New("not a duration such as 1m or a number of events such as 100 events")

// ParseSpan reads a span: a positive duration as [ParseDuration] does, or a number
// of events from 1 to [MaxEvents], such as 100 events.
func ParseSpan(text string) (Span, error) {
	if number, counted := strings.CutSuffix(strings.TrimSuffix(text, "s"), " event"); counted {
		n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 64)
		if err != nil || n < 1 || n > MaxEvents {
			return Span{}, fmt.Errorf("expected a number of events from 1 to %d, such as 100 events, got %q", MaxEvents, text)
		}
		return Span{Events: int(n)}, nil
	}
	d, err := ParseDuration(text)
	switch {
	case isNumber(text):
		return Span{}, fmt.Errorf("a length needs a unit: write %[1]ss, %[1]sm or %[1]s events, not %[1]s", text)
	case errors.Is(err, errNotDuration):
		return Span{}, fmt.Errorf("%q is %w", text, errNotSpan)
	case err != nil:
		return Span{}, err
	case d <= 0:
		return Span{}, fmt.Errorf("must be positive, got %s", text)
	}
	return Span{Duration: d}, nil
}

// String writes the span as a config does.
func (s Span) String() string {
	switch {
	case s.Events == 1:
		return "1 event"
	case s.Events > 1:
		return strconv.Itoa(s.Events) + " events"
	}
	return s.Duration.String()
}
