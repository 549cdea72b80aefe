package table

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

// TestLayouts holds what texts of layouts mean.
func TestLayouts(t *testing.T) {
	at := func(text string) event.Time {
		when, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return event.Time(when.UnixNano())
	}
	for _, c := range []struct {
		time Time
		text string
		want string // RFC 3339, or the error
	}{
		{Time{Layout: "%Y-%m-%d %H:%M:%S"}, "2014-07-01 00:30:00", "2014-07-01T00:30:00Z"},
		{Time{Layout: "%Y/%m/%d %H:%M"}, "2001/1/1 0:47", "2001-01-01T00:47:00Z"},
		{Time{Layout: "%F %T.%f"}, "2014-07-01 00:30:00.000001", "2014-07-01T00:30:00.000001Z"},
		{Time{Layout: "%F %T.%f"}, "2014-07-01 00:30:00", "2014-07-01T00:30:00Z"},
		{Time{Layout: "%F %T.%f%z"}, "2014-07-01 00:30:00+02:00", "2014-06-30T22:30:00Z"},
		{Time{Layout: "%F %T,%f"}, "2014-07-01 00:30:00,1234567890", "2014-07-01T00:30:00.123456789Z"},
		{Time{Layout: "%Y%m%d%H%M%S%f"}, "20140701003000123", "2014-07-01T00:30:00.123Z"},
		{Time{Layout: "%d/%b/%Y:%T %z"}, "10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z"},
		{Time{Layout: "%a %B %d %Y"}, "tuesday  october 10 2000", "2000-10-10T00:00:00Z"},
		{Time{Layout: "%m/%d/%y %I:%M %p"}, "7/4/69 12:05 am", "1969-07-04T00:05:00Z"},
		{Time{Layout: "%D %I%p"}, "07/04/68 1PM", "2068-07-04T13:00:00Z"},
		{Time{Layout: "%Y.%j"}, "2024.366", "2024-12-31T00:00:00Z"},
		{Time{Layout: "%Y"}, "2024", "2024-01-01T00:00:00Z"},
		{Time{Layout: "at %s.%f"}, "at 1723161254.5", "2024-08-08T23:54:14.5Z"},
		{Time{Layout: "%%%Y"}, "%2024", "2024-01-01T00:00:00Z"},
		{Time{Layout: "%F %T", Zone: "America/New_York"}, "2013-10-07 04:00:00", "2013-10-07T08:00:00Z"},
		{Time{Layout: "%F %T", Zone: "America/New_York"}, "2013-11-07 04:00:00", "2013-11-07T09:00:00Z"},
		{Time{Layout: "%T", Date: "2013-10-07", Zone: "America/New_York"}, "04:00:01", "2013-10-07T08:00:01Z"},
		{Time{Layout: "%H:%M:%S%z", Date: "20131007"}, "04:00:01+04", "2013-10-07T00:00:01Z"},
		{Time{Unit: "ms", Date: "2013-10-07", Zone: "America/New_York"}, "14400152", "2013-10-07T08:00:00.152Z"},
		{Time{Unit: "s", Date: "2013-10-07"}, "0.000000001", "2013-10-07T00:00:00.000000001Z"},
		{Time{Zone: "Europe/Berlin"}, "2014-07-01 00:30:00", "2014-06-30T22:30:00Z"},
		{Time{Zone: "Europe/Berlin"}, "2014-07-01T00:30:00.5Z", "2014-07-01T00:30:00.5Z"},
		{Time{Unit: "auto"}, "1723161254", "2024-08-08T23:54:14Z"},
		{Time{Unit: "auto"}, "1723161254123.5", "2024-08-08T23:54:14.1235Z"},
		{Time{Unit: "auto"}, "1723161254123456", "2024-08-08T23:54:14.123456Z"},
		{Time{Unit: "auto"}, "1723161254123456789", "2024-08-08T23:54:14.123456789Z"},
		// The clocks are put back: the first of the two moments.
		{Time{Layout: "%F %T", Zone: "America/New_York"}, "2024-11-03 01:30:00", "2024-11-03T05:30:00Z"},
		{Time{Layout: "%F %T", Zone: "America/New_York"}, "2024-11-03 02:00:00", "2024-11-03T07:00:00Z"},
		// They are put forward.
		{Time{Layout: "%F %T", Zone: "America/New_York"}, "2024-03-10 01:59:59", "2024-03-10T06:59:59Z"},
		{Time{Layout: "%F %T", Zone: "America/New_York"}, "2024-03-10 03:00:00", "2024-03-10T07:00:00Z"},
		{Time{Layout: "%F %T", Zone: "America/New_York"}, "2024-03-10 02:30:00", `"2024-03-10 02:30:00": there is no 2024-03-10 02:30:00 in America/New_York, the clocks were put forward over it`},
		{Time{Unit: "ms", Date: "2024-03-10", Zone: "America/New_York"}, "9000000", `"9000000": there is no 2024-03-10 02:30:00 in America/New_York, the clocks were put forward over it`},

		{Time{Unit: "ms", Date: "2013-10-07"}, "86400000", `"86400000" ms is no time of a day`},
		{Time{Unit: "ms", Date: "2013-10-07"}, "-1", `"-1" ms is no time of a day`},
		{Time{Unit: "ms", Date: "2013-10-07"}, "x", `"x" is no number of ms since midnight`},
		{Time{Unit: "auto"}, "17231612541", `"17231612541" is no number of 10, 13, 16 or 19 digits: set the unit, s, ms, us or ns`},
		{Time{Layout: "%F"}, "2023-02-29", `"2023-02-29" is not as the layout "%F" says: there is no such day or time`},
		{Time{Layout: "%F"}, "2023-13-01", `"2023-13-01" is not as the layout "%F" says: there is no such day or time`},
		{Time{Layout: "%Y.%j"}, "2023.366", `"2023.366" is not as the layout "%Y.%j" says: there is no such day or time`},
		{Time{Layout: "%Y.%j"}, "2023.000", `"2023.000" is not as the layout "%Y.%j" says: there is no such day or time`},
		{Time{Layout: "%F %H:%M"}, "2023-01-01 24:00", `"2023-01-01 24:00" is not as the layout "%F %H:%M" says: there is no such day or time`},
		{Time{Layout: "%F %I%p"}, "2023-01-01 13PM", `"2023-01-01 13PM" is not as the layout "%F %I%p" says: there is no such day or time`},
		{Time{Layout: "%F"}, "2023-02-28 ", "2023-02-28T00:00:00Z"},
		{Time{Layout: "%F"}, "2023-02-28x", `"2023-02-28x" is not as the layout "%F" says: there is more after it`},
		{Time{Layout: "%F"}, "23-02-28", `"23-02-28" is not as the layout "%F" says: %Y: expected 4 digits`},
		{Time{Layout: "%d.%b.%Y"}, "1.xyz.2000", `"1.xyz.2000" is not as the layout "%d.%b.%Y" says: %b: expected a name such as January`},
		{Time{Layout: "%F %z"}, "2023-02-28 CET", `"2023-02-28 CET" is not as the layout "%F %z" says: %z: expected a zone such as Z, +0200 or +02:00`},
		{Time{Layout: "%F %T.%f"}, "2023-02-28 00:00:00.", `"2023-02-28 00:00:00." is not as the layout "%F %T.%f" says: %f: expected the digits of a fraction`},
		{Time{Layout: "%F %T.%f"}, "2023-02-28 00:00:00.0000000001", `"2023-02-28 00:00:00.0000000001" is not as the layout "%F %T.%f" says: %f: is finer than a nanosecond`},
		{Time{Layout: "%Y"}, "2300", `"2300" is outside of the years 1678 to 2261`},
		{Time{Zone: "UTC"}, "2014-07-01 25:30:00", `"2014-07-01 25:30:00" is no RFC 3339 time with a zone: expected text such as 2024-08-08T23:54:14.123Z, for others set time: {layout: ...}`},
	} {
		clock, err := newClock("time", c.time)
		if err != nil {
			t.Errorf("%+v: %v", c.time, err)
			continue
		}
		got, err := clock.parse(textCell(c.text))
		switch {
		case err != nil && err.Error() != c.want:
			t.Errorf("%+v %q:\ngot  %v\nwant %s", c.time, c.text, err, c.want)
		case err == nil && (len(c.want) > 40 || got != at(c.want)):
			t.Errorf("%+v %q:\ngot  %s\nwant %s", c.time, c.text, got.UTC().Format(time.RFC3339Nano), c.want)
		}
	}
}

// TestBadTimes holds what is said of options of times that make no sense.
func TestBadTimes(t *testing.T) {
	for _, c := range []struct {
		time Time
		want string
	}{
		{Time{Layout: "%Y-%Q"}, `time: layout "%Y-%Q": there is no code %Q; those known are %Y %m %d %H %M %S %f %y %b %B %j %I %p %z %s %a %A %T %F %R %D %%`},
		{Time{Layout: "2006-01-02"}, `time: layout "2006-01-02" has no codes: write it as strftime does, such as %Y-%m-%d %H:%M:%S`},
		{Time{Layout: "%Y%"}, `time: layout "%Y%" ends with a % that has no code`},
		{Time{Layout: "%Y %Y"}, `time: layout "%Y %Y" has %Y twice`},
		{Time{Layout: "%Y %I"}, `time: layout "%Y %I": %I and %p go together, for 24 hours there is %H`},
		{Time{Layout: "%Y %y"}, `time: layout "%Y %y" says the same in two ways`},
		{Time{Layout: "%m-%d"}, `time: layout "%m-%d" has no year: add %Y`},
		{Time{Layout: "%H:%M"}, `time: layout "%H:%M" has no date: add one such as %Y-%m-%d, or say where it is: date: filename, or date: 2013-10-07`},
		{Time{Layout: "%F", Date: "filename"}, `time: layout "%F" has a date: leave out date: filename`},
		{Time{Layout: "%F", Unit: "ms"}, `time: unit ms is for numbers, a layout for text: leave one of them out`},
		{Time{Unit: "ms", Zone: "UTC"}, `time: numbers of ms since 1970 have no zone: leave out zone: UTC`},
		{Time{Date: "filename"}, `time: a date needs the unit of numbers since midnight, such as unit: ms, or a layout such as %H:%M:%S`},
		{Time{Unit: "auto", Date: "filename"}, `time: unit auto is for numbers since 1970: set unit: s, ms, us or ns`},
		{Time{Unit: "ms", Date: "yesterday"}, `time: date "yesterday" is neither filename nor a date such as 2013-10-07`},
		{Time{DateColumn: "d", Date: "filename"}, `time: date and date_column say the same: leave one of them out`},
		{Time{DateColumn: "d", Unit: "ms"}, `time: date_column is for text: leave out unit: ms, and say how both look together, such as layout: "%Y%m%d %H%M%S"`},
		{Time{Zone: "Local"}, `time: zone Local is another on every machine: name it, such as America/New_York`},
		{Time{Zone: "EST5"}, `time: zone "EST5" is not known: give a name of the IANA database such as America/New_York, Europe/Berlin or UTC`},
	} {
		_, err := newClock("time", c.time)
		wantError(t, err, c.want)
	}
}

// TestDayIn holds which date the name of a file has.
func TestDayIn(t *testing.T) {
	for name, want := range map[string]string{
		"20131007_quote":              "2013-10-07",
		"x/aig_20131007_quote.zip":    "2013-10-07",
		"q.zip/20131007_aig_Tick.csv": "2013-10-07",
		"20131007.zip/ticks.csv":      "2013-10-07",
		"20131008.zip/20131007.csv":   "2013-10-07",
		"2013-10-07/ticks.csv":        "2013-10-07",
		"BTC-trades-2013_10_07.csv":   "2013-10-07",
		"a20131007b2013-10-07":        "2013-10-07",
		"20131007_20131008":           "there are several dates in the name 20131007_20131008",
		"20131307":                    errNoDate.Error(),
		"120131007":                   errNoDate.Error(),
		"ticks":                       errNoDate.Error(),
		"/2013/10/07/ticks":           errNoDate.Error(),
	} {
		day, err := dayIn(name)
		got := time.Unix(day*secondsOfDay, 0).UTC().Format("2006-01-02")
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// TestLayoutIsBackAgain holds that any moment comes back from its text.
func TestLayoutIsBackAgain(t *testing.T) {
	forms := map[string]string{
		"%Y-%m-%d %H:%M:%S.%f": "2006-01-02 15:04:05.000000000", "%d %b %y %I:%M:%S %p": "02 Jan 06 03:04:05 PM",
		"%A, %B %d %Y %T.%f %z": "Monday, January 02 2006 15:04:05.999999999 -0700", "%Y %j %R": "2006 002 15:04",
	}
	rapid.Check(t, func(r *rapid.T) {
		pattern := rapid.SampledFrom([]string{"%Y-%m-%d %H:%M:%S.%f", "%d %b %y %I:%M:%S %p", "%A, %B %d %Y %T.%f %z", "%Y %j %R"}).Draw(r, "layout")
		zone := rapid.SampledFrom([]string{"UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"}).Draw(r, "zone")
		location, err := time.LoadLocation(zone)
		if err != nil {
			r.Fatal(err)
		}
		when := time.Unix(rapid.Int64Range(0, 3e9).Draw(r, "seconds"), rapid.Int64Range(0, 999999999).Draw(r, "nanos")).In(location)
		text := when.Format(forms[pattern])
		again, err := time.ParseInLocation(forms[pattern], text, location)
		if err != nil {
			r.Fatal(err)
		}
		clock, err := newClock("time", Time{Layout: pattern, Zone: zone})
		if err != nil {
			r.Fatal(err)
		}
		got, err := clock.parse(textCell(text))
		if err != nil {
			r.Fatalf("%q: %v", text, err)
		}
		// Of a time that clocks show twice Go may take the other.
		if diff := got.UTC().Sub(again); diff != 0 && (diff > 0 || diff < -time.Hour || got.UTC().In(location).Format(forms[pattern]) != text) {
			r.Fatalf("%q in %s: got %s, want %s", text, zone, got.UTC(), again.UTC())
		}
	})
}

// TestZoneIsFirst holds every half hour of a year against all moments that show
// it.
func TestZoneIsFirst(t *testing.T) {
	for _, name := range []string{"America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"} {
		z, err := newZone(name)
		if err != nil {
			t.Fatal(err)
		}
		from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		first := map[int64]int64{}
		for at := from - 2*secondsOfDay; at < from+370*secondsOfDay; at += 1800 {
			_, offset := time.Unix(at, 0).In(z.location).Zone()
			if _, known := first[at+int64(offset)]; !known {
				first[at+int64(offset)] = at
			}
		}
		for local := from; local < from+366*secondsOfDay; local += 1800 {
			want, exists := first[local]
			if got, ok := z.instant(local); ok != exists || ok && got != want {
				t.Fatalf("%s, local %s: got %d, %v; want %d, %v", name, time.Unix(local, 0).UTC(), got, ok, want, exists)
			}
		}
	}
}

// TestTimesAllocate holds that no usual time needs memory.
func TestTimesAllocate(t *testing.T) {
	for text, o := range map[string]Time{
		"2014-07-01 00:30:00.25": {Layout: "%Y-%m-%d %H:%M:%S.%f", Zone: "America/New_York"},
		"2014-07-01 00:30:00":    {Zone: "UTC"},
		"14400152":               {Unit: "ms", Date: "2013-10-07", Zone: "America/New_York"},
		"1723161254123":          {Unit: "auto"},
	} {
		clock, err := newClock("time", o)
		if err != nil {
			t.Fatal(err)
		}
		cell := textCell(text)
		most := 0.0
		if o == (Time{Zone: "UTC"}) {
			most = 4 // it is tried with a zone first
		}
		if n := testing.AllocsPerRun(100, func() { _, err = clock.parse(cell) }); n > most || err != nil {
			t.Errorf("%s: %v allocations, %v", fmt.Sprint(text, " ", o), n, err)
		}
	}
}

// FuzzLayout holds that no text and no layout at all breaks anything, and that
// what is read lies in the range of times.
func FuzzLayout(f *testing.F) {
	f.Add("%Y-%m-%d %H:%M:%S.%f %z", "2024-01-02 03:04:05.6 +0100")
	f.Add("%s%f", "-99999999999999999999")
	f.Add("%a%A%b%B%p%I%j%y%%", "x")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		clock, err := newClock("time", Time{Layout: pattern, Zone: "America/New_York"})
		if err != nil {
			return
		}
		at, err := clock.parse(textCell(text))
		if err == nil && (at == event.Unset || at == event.Never) {
			t.Errorf("%q of %q is %d", text, pattern, at)
		}
	})
}
