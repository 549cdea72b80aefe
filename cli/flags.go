package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// The values of flags, with messages for the person who typed them.

// length is a length of time, written as in a config.
type length time.Duration

// String returns the default for the help: none.
func (*length) String() string { return "" }

// Type names what the flag takes.
func (*length) Type() string { return "DURATION" }

// Set reads the length.
func (l *length) Set(text string) error {
	d, err := param.ParseDuration(text)
	if err != nil {
		return err
	}
	if d <= 0 {
		return errors.New("a length of time is above 0")
	}
	*l = length(d)
	return nil
}

// number is a count of at least 1.
type number uint64

// String returns the default for the help: none.
func (*number) String() string { return "" }

// Type names what the flag takes.
func (*number) Type() string { return "N" }

// Set reads the number.
func (n *number) Set(text string) error {
	x, err := strconv.ParseUint(text, 10, 64)
	if err != nil || x == 0 {
		return errors.New("expected a whole number above 0")
	}
	*n = number(x)
	return nil
}

// moment is a time: nanoseconds, or RFC 3339.
type moment event.Time

// String returns the default for the help: none.
func (*moment) String() string { return "" }

// Type names what the flag takes.
func (*moment) Type() string { return "TIME" }

// Set reads the time.
func (m *moment) Set(text string) error {
	if ns, err := strconv.ParseInt(text, 10, 64); err == nil {
		*m = moment(ns)
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return errors.New("expected nanoseconds or a time such as 2024-08-08T23:55:00Z")
	}
	if !time.Unix(0, t.UnixNano()).Equal(t) {
		return errors.New("a time lies between the years 1678 and 2261")
	}
	*m = moment(t.UnixNano())
	return nil
}

// speed is how fast the time of events passes, written as in a config.
type speed featurizer.Speed

// String returns the speed as it is written.
func (s *speed) String() string { return featurizer.Speed(*s).String() }

// Type names what the flag takes.
func (*speed) Type() string { return "SPEED" }

// Set reads the speed.
func (s *speed) Set(text string) error {
	x, err := featurizer.ParseSpeed(text)
	if err != nil {
		return err
	}
	*s = speed(x)
	return nil
}

// nameList is a list of names with commas between them; the flag may come again.
type nameList []string

// String returns the default for the help: none.
func (*nameList) String() string { return "" }

// Type names what the flag takes.
func (*nameList) Type() string { return "NAME,..." }

// Set adds the names.
func (l *nameList) Set(text string) error {
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			return errors.New("expected one or more names with commas between them")
		}
		if !slices.Contains(*l, name) {
			*l = append(*l, name)
		}
	}
	return nil
}

// keyOf reads a key, or parts of one: NAME=VALUE with commas between them.
func keyOf(flags []string) ([]event.Pair, error) {
	var key []event.Pair
	for _, pairs := range flags {
		for pair := range strings.SplitSeq(pairs, ",") {
			name, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
			if !ok || name == "" {
				return nil, fmt.Errorf("--key: %q is no NAME=VALUE such as symbol=BTC-USDT", pair)
			}
			key = append(key, event.Pair{Name: name, Value: value})
		}
	}
	return key, nil
}
