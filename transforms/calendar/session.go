package calendar

import (
	"fmt"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// SessionParams are the params of [Session].
type SessionParams struct {
	Zone  string `default:"UTC" example:"America/New_York" doc:"IANA name of the time zone; its rules are those that the binary has, not the machine"`
	Open  string `default:"00:00" example:"09:30" doc:"when the session opens, by the clock on the wall"`
	Close string `default:"24:00" example:"16:00" doc:"when it closes; a close that is not after open is one of the next day"`
}

// Session is time.session.
var Session = feature.Define(feature.Meta{
	Name: "time.session",
	Doc:  "how much of a trading session has gone by when an event happens",
	Formula: "(clock - open)/(close - open), clock the event time on the wall of the zone; from 0 at open to less than 1, null outside the session; " +
		"every day has a session, and one over midnight goes on until close",
	Inputs:  anyStream,
	Example: "session: {definition: time.session, inputs: [trades], params: {zone: America/New_York, open: \"09:30\", close: \"16:00\"}}",
}, func(b *feature.Builder, p SessionParams) stream.Of[float64] {
	from, err := clock(p.Open)
	if err == nil && from == day {
		from = 0
	}
	if err != nil {
		b.Err(fmt.Errorf("open: %w", err))
	}
	to, err := clock(p.Close)
	if err != nil {
		b.Err(fmt.Errorf("close: %w", err))
	}
	length := to - from
	if length <= 0 {
		length += day
	}
	b.Canonical(&SessionParams{p.Zone, from.String(), length.String()})
	return local(b, p.Zone, func(t time.Time) float64 {
		gone := sinceMidnight(t) - from
		if gone < 0 {
			gone += day
		}
		if gone >= length {
			return event.Null()
		}
		return float64(gone) / float64(length)
	})
})

const day = 24 * time.Hour

// sinceMidnight is what a clock on the wall shows.
func sinceMidnight(t time.Time) time.Duration {
	hour, minute, second := t.Clock()
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second + time.Duration(t.Nanosecond())
}

// clock reads a time of day such as 09:30 or 09:30:15, until 24:00.
func clock(text string) (time.Duration, error) {
	if text == "24:00" || text == "24:00:00" {
		return day, nil
	}
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return sinceMidnight(t), nil
		}
	}
	return 0, fmt.Errorf("expected a time of day from 00:00 to 24:00 such as 09:30 or 09:30:15, got %q", text)
}
