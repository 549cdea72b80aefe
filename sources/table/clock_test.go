package table

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

func TestClock(t *testing.T) {
	for _, c := range []struct {
		unit, text string
		want       event.Time
		err        string
	}{
		{unit: "s", text: "1723161254.123456789", want: 1723161254123456789},
		{unit: "s", text: " 1723161254 ", want: 1723161254000000000},
		{unit: "s", text: "1.1234567890000", want: 1123456789},
		{unit: "s", text: "-0.5", want: -500000000},
		{unit: "s", text: "+2.", want: 2000000000},
		{unit: "s", text: "0", want: 0},
		{unit: "s", text: "0000000000000000000001", want: 1000000000},
		{unit: "ms", text: "1723161254123.4", want: 1723161254123400000},
		{unit: "us", text: "1723161254123456.789", want: 1723161254123456789},
		{unit: "ns", text: "1723161254123456789", want: 1723161254123456789},
		{unit: "ns", text: "7.000", want: 7},
		{unit: "s", text: "0.1234567891", err: `"0.1234567891" is finer than a nanosecond`},
		{unit: "ns", text: "0.5", err: `"0.5" is finer than a nanosecond`},
		{unit: "s", text: "1723161254123", err: `"1723161254123" is outside of the years 1678 to 2261: is the unit right?`},
		{unit: "ns", text: "9223372036854775807", err: `"9223372036854775807" is outside of the years 1678 to 2261: is the unit right?`},
		{unit: "ns", text: "-9223372036854775808", err: `"-9223372036854775808" is outside of the years 1678 to 2261: is the unit right?`},
		{unit: "s", text: "", err: "there is no time"},
		{unit: "s", text: "-", err: `"-" is no number of s since 1970`},
		{unit: "s", text: ".5", err: `".5" is no number of s since 1970`},
		{unit: "s", text: "-.5", err: `"-.5" is no number of s since 1970`},
		{unit: "s", text: "1.-5", err: `"1.-5" is no number of s since 1970`},
		{unit: "s", text: "1.2.3", err: `"1.2.3" is no number of s since 1970`},
		{unit: "ns", text: "1.x", err: `"1.x" is no number of ns since 1970`},
		{unit: "ms", text: "1e3", err: `"1e3" is no number of ms since 1970`},
		{unit: "ms", text: "1_000", err: `"1_000" is no number of ms since 1970`},
		{unit: "ms", text: "2024-08-08T23:54:14Z", err: `"2024-08-08T23:54:14Z" is no number of ms since 1970`},

		{unit: "rfc3339", text: "2024-08-08T23:54:14.123456789Z", want: 1723161254123456789},
		{unit: "", text: " 2024-08-09T01:54:14.1234567890+02:00", want: 1723161254123456789},
		{unit: "", text: "2013-01-01 22:00:00.295000+00:00", want: 1357077600295000000},
		{unit: "", text: "1969-12-31T23:59:59Z", want: -1000000000},
		{unit: "", text: "2261-12-31T23:59:59Z", want: 9214646399000000000},
		{unit: "", text: "2262-12-31T23:59:59Z", err: `"2262-12-31T23:59:59Z" is outside of the years 1678 to 2261`},
		{unit: "", text: "1600-01-01T00:00:00Z", err: `"1600-01-01T00:00:00Z" is outside of the years 1678 to 2261`},
		{unit: "", text: "2024-08-08T23:54:14.1234567891Z", err: `"2024-08-08T23:54:14.1234567891Z" is finer than a nanosecond`},
		{unit: "", text: "2014-07-01 00:00:00", err: `"2014-07-01 00:00:00" has no zone: set time: {zone: UTC}, or that of the clock that wrote it`},
		{unit: "", text: "2014-02-30T00:00:00Z", err: `"2014-02-30T00:00:00Z" is no RFC 3339 time with a zone: expected text such as 2024-08-08T23:54:14.123Z, for others set time: {layout: ...}`},
		{unit: "", text: "2014-07-01", err: `"2014-07-01" is no RFC 3339 time with a zone: expected text such as 2024-08-08T23:54:14.123Z, for others set time: {layout: ...}`},
		{unit: "", text: "1723161254.5", err: `"1723161254.5" is a number, which needs a unit: set time: {unit: s} if that is what it counts`},
		{unit: "", text: "1723161254123", err: `"1723161254123" is a number, which needs a unit: set time: {unit: ms} if that is what it counts`},
		{unit: "", text: "1723161254123456", err: `"1723161254123456" is a number, which needs a unit: set time: {unit: us} if that is what it counts`},
		{unit: "", text: "1723161254123456789", err: `"1723161254123456789" is a number, which needs a unit: set time: {unit: ns} if that is what it counts`},
	} {
		clock, err := newClock("time", Time{Column: "t", Unit: c.unit})
		if err != nil {
			t.Fatal(err)
		}
		got, err := clock.parse(textCell(c.text))
		if c.err == "" && (err != nil || got != c.want) {
			t.Errorf("%q in %q: got %d, %v; want %d", c.text, c.unit, got, err, c.want)
		}
		if c.err != "" && (err == nil || err.Error() != c.err) {
			t.Errorf("%q in %q:\ngot  %v\nwant %s", c.text, c.unit, err, c.err)
		}
	}
	_, err := newClock("received", Time{Unit: "h"})
	wantError(t, err, `received: unit "h" is none of rfc3339, s, ms, us, ns, auto`)
}

// TestClockIsExact holds that any moment comes back from its text in any unit.
func TestClockIsExact(t *testing.T) {
	digits := map[string]int{"s": 9, "ms": 6, "us": 3, "ns": 0}
	rapid.Check(t, func(r *rapid.T) {
		want := event.Time(rapid.Int64Range(-9214646399e9, 9214646399e9).Draw(r, "ns"))
		unit := rapid.SampledFrom([]string{"s", "ms", "us", "ns", "rfc3339"}).Draw(r, "unit")
		text := want.UTC().Format(time.RFC3339Nano)
		if n, ok := digits[unit]; ok {
			power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
			text = new(big.Rat).SetFrac(big.NewInt(int64(want)), power).FloatString(n + rapid.IntRange(0, 3).Draw(r, "zeros"))
		}
		clock, err := newClock("time", Time{Column: "t", Unit: unit})
		if err != nil {
			r.Fatal(err)
		}
		got, err := clock.parse(textCell(text))
		if err != nil || got != want {
			r.Fatalf("%q in %s: got %d, %v; want %d", text, unit, got, err, want)
		}
	})
}

// TestClockAllocates holds that times in usual forms need no memory.
func TestClockAllocates(t *testing.T) {
	for unit, text := range map[string]string{"s": "1723161254.123456789", "us": "1723161254123456", "rfc3339": "2013-01-01 22:00:00.295000+00:00"} {
		clock, err := newClock("time", Time{Column: "t", Unit: unit})
		if err != nil {
			t.Fatal(err)
		}
		cell := textCell(text)
		if n := testing.AllocsPerRun(100, func() { _, err = clock.parse(cell) }); n > 0 || err != nil {
			t.Errorf("%s: %v allocations, %v", fmt.Sprint(unit, " ", text), n, err)
		}
	}
}
