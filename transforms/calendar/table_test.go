package calendar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/transforms/calendar"
)

// moment is an event at a time with what a definition makes of it.
type moment struct {
	at   string // RFC 3339
	want any
}

// check holds a definition to a table of moments.
func check(t *testing.T, d *feature.Definition, params string, moments []moment) {
	t.Helper()
	var steps []featurizertest.Step
	for _, m := range moments {
		at, err := time.Parse(time.RFC3339Nano, m.at)
		if err != nil {
			t.Fatal(err)
		}
		text := seconds(at.UnixNano())
		steps = append(steps, featurizertest.On("numbers A t="+text+" x=1", featurizertest.Out("A t="+text, m.want)))
	}
	featurizertest.Table(t, featurizertest.Of(d, params, "numbers"), steps...)
}

// seconds writes a time as tables do.
func seconds(ns int64) string {
	sign := ""
	if ns < 0 {
		sign, ns = "-", -ns
	}
	text := fmt.Sprintf("%s%d.%09d", sign, ns/1e9, ns%1e9)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + "s"
}

// TestHour is the table of hours: the clock of New York is put forward at 7:00 UTC,
// and back at 6:00.
func TestHour(t *testing.T) {
	check(t, calendar.Hour.Definition, "", []moment{
		{"1969-12-31T23:59:59.999999999Z", 23}, {"1970-01-01T00:00:00Z", 0}, {"2024-03-10T13:59:59Z", 13},
	})
	check(t, calendar.Hour.Definition, "zone: America/New_York", []moment{
		{"2024-03-10T06:59:59.999999999Z", 1},
		{"2024-03-10T07:00:00Z", 3},
		{"2024-11-03T05:59:59Z", 1},
		{"2024-11-03T06:00:00Z", 1},
		{"2024-11-03T07:00:00Z", 2},
		{"2100-07-01T12:00:00Z", 8}, // as the rules go on
	})
	check(t, calendar.Hour.Definition, "zone: Asia/Kolkata", []moment{{"2024-01-01T18:29:59Z", 23}, {"2024-01-01T18:30:00Z", 0}})
}

// TestMinute is the table of minutes, in a zone of half hours and one of seconds.
func TestMinute(t *testing.T) {
	check(t, calendar.Minute.Definition, "", []moment{{"1969-12-31T23:59:59Z", 59}, {"2024-01-01T12:07:59.999999999Z", 7}})
	check(t, calendar.Minute.Definition, "zone: Asia/Kolkata", []moment{{"2024-01-01T12:07:00Z", 37}})
	check(t, calendar.Minute.Definition, "zone: Africa/Monrovia", []moment{{"1970-01-01T01:00:00Z", 15}}) // 44:30 behind
}

// TestWeekday is the table of days: Monday is 0.
func TestWeekday(t *testing.T) {
	check(t, calendar.Weekday.Definition, "", []moment{
		{"1969-12-31T23:59:59Z", 2},
		{"1970-01-01T00:00:00Z", 3},
		{"2024-01-01T00:00:00Z", 0},
		{"2024-01-02T00:00:00Z", 1},
		{"2024-01-06T12:00:00Z", 5},
		{"2024-01-07T23:59:59Z", 6},
		{"2024-01-08T00:00:00Z", 0},
	})
	check(t, calendar.Weekday.Definition, "zone: Asia/Tokyo", []moment{{"2024-01-07T14:59:59Z", 6}, {"2024-01-07T15:00:00Z", 0}})
	check(t, calendar.Weekday.Definition, "zone: America/New_York", []moment{{"2024-01-08T04:59:59Z", 6}, {"2024-01-08T05:00:00Z", 0}})
}

// TestSession is the table of shares of sessions.
func TestSession(t *testing.T) {
	t.Run("a day", func(t *testing.T) {
		check(t, calendar.Session.Definition, "", []moment{{"2024-01-01T00:00:00Z", 0}, {"2024-01-01T18:00:00Z", 0.75}, {"2024-01-02T00:00:00Z", 0}})
	})
	// 9:30 is 14:30 UTC in winter and 13:30 in summer; the session is 6.5 hours.
	t.Run("New York", func(t *testing.T) {
		check(t, calendar.Session.Definition, `zone: America/New_York, open: "09:30", close: "16:00"`, []moment{
			{"2024-01-02T14:29:59.999999999Z", nil},
			{"2024-01-02T14:30:00Z", 0},
			{"2024-01-02T17:45:00Z", 0.5},
			{"2024-01-02T20:59:59Z", 23399. / 23400},
			{"2024-01-02T21:00:00Z", nil},
			{"2024-07-02T13:29:59Z", nil},
			{"2024-07-02T13:30:00Z", 0},
			{"2024-07-02T16:45:00Z", 0.5},
			{"2024-07-02T20:00:00Z", nil},
			{"2024-07-06T16:45:00Z", 0.5}, // a Saturday is a day like others
		})
	})
	t.Run("over midnight", func(t *testing.T) {
		check(t, calendar.Session.Definition, `open: "18:00", close: "02:00:00"`, []moment{
			{"2024-01-02T01:00:00Z", 0.875},
			{"2024-01-02T02:00:00Z", nil},
			{"2024-01-02T17:59:59Z", nil},
			{"2024-01-02T18:00:00Z", 0},
			{"2024-01-03T00:00:00Z", 0.75},
		})
	})
	t.Run("from noon to noon", func(t *testing.T) {
		check(t, calendar.Session.Definition, `open: "12:00", close: "12:00"`, []moment{{"2024-01-02T11:59:00Z", 1439. / 1440}, {"2024-01-02T12:00:00Z", 0}})
	})
	t.Run("24:00", func(t *testing.T) {
		check(t, calendar.Session.Definition, `open: "24:00", close: "12:00"`, []moment{{"2024-01-02T06:00:00Z", 0.5}, {"2024-01-02T12:00:00Z", nil}})
	})
}

// TestMistakes holds what is said of params and inputs that are none.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		definition     *feature.Definition
		params, inputs string
		want           string
	}{
		{calendar.Hour.Definition, "zone: Europe/Pariss", "numbers", `zone: no time zone "Europe/Pariss": expected an IANA name such as UTC or Europe/Paris (did you mean Europe/Paris?)`},
		{calendar.Hour.Definition, "zone: Local", "numbers", `no time zone "Local"`},
		{calendar.Hour.Definition, "", "numbers.x", `input "numbers.x": it takes the time of a whole stream, so name "numbers" without a field`},
		{calendar.Hour.Definition, "", "numbers, trades", "it takes 1 input, not 2"},
		{calendar.Session.Definition, "open: noon", "numbers", `open: expected a time of day from 00:00 to 24:00 such as 09:30 or 09:30:15, got "noon"`},
		{calendar.Session.Definition, `close: "24:30"`, "numbers", `close: expected a time of day from 00:00 to 24:00 such as 09:30 or 09:30:15, got "24:30"`},
	} {
		var r recorder
		featurizertest.Table(&r, featurizertest.Of(c.definition, c.params, c.inputs))
		if !strings.Contains(r.text, c.want) {
			t.Errorf("%s of %s: %q, expected %q", c.params, c.inputs, r.text, c.want)
		}
	}
}

// recorder takes what a test would fail with.
type recorder struct {
	testing.TB

	text string
}

func (r *recorder) Helper() {}

func (r *recorder) Error(args ...any) { r.text += fmt.Sprint(args...) }
