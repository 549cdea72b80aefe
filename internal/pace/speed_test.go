package pace

import (
	"strings"
	"testing"
)

func TestSpeed(t *testing.T) {
	for text, want := range map[string]Speed{"max": Max, "1x": 1, "20x": 20, "0.5x": 0.5, "0.001x": 0.001, "1000000x": 1e6} {
		got, err := Parse(text)
		if err != nil || got != want {
			t.Errorf("%s is %v (%v), want %v", text, float64(got), err, float64(want))
		}
		if got.String() != text {
			t.Errorf("%s is printed as %s", text, got)
		}
	}
	if got := Speed(0).String(); got != "" {
		t.Errorf("no speed is printed as %q", got)
	}
}

func TestBadSpeed(t *testing.T) {
	for text, want := range map[string]string{
		"":       "a speed is missing",
		"x":      `"x" is no speed such as 1x, 20x, 0.5x or max`,
		"fast":   `"fast" is no speed such as 1x, 20x, 0.5x or max`,
		"MAX":    `"MAX" is no speed such as 1x, 20x, 0.5x or max`,
		"1 x":    `"1 x" is no speed such as 1x, 20x, 0.5x or max`,
		"nanx":   `"nanx" is no speed such as 1x, 20x, 0.5x or max`,
		"-1x":    "-1x would go back in time: a speed is above 0",
		"-1":     "-1 would go back in time: a speed is above 0",
		"0x":     "0x would never come to the second event: a speed is above 0",
		"20":     "a speed is a number of times: write 20x, not 20",
		"1e9x":   "1e9x is no speed between 0.001x and 1000000x",
		"infx":   "infx is no speed between 0.001x and 1000000x",
		"1e999x": "1e999x is no speed between 0.001x and 1000000x",
	} {
		got, err := Parse(text)
		if err == nil || got != 0 || err.Error() != want {
			t.Errorf("%q is %v: %v, want: %s", text, got, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "strconv") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
