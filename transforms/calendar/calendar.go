// Package calendar holds what the calendar and the clock on the wall say of the time
// of an event, in a time zone.
package calendar

import (
	"fmt"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
	"github.com/featurizer/featurizer/zone"
)

const anyStream = "any feature or source; its fields do not matter"

// Params are the params of the definitions of this package.
type Params struct {
	Zone string `default:"UTC" example:"America/New_York" doc:"IANA name of the time zone; its rules are those that the binary has, not the machine"`
}

// Hour is time.hour.
var Hour = define("hour", "hour of the day", "the hour of the event time in the zone, 0 to 23",
	func(t time.Time) int64 { return int64(t.Hour()) })

// Minute is time.minute.
var Minute = define("minute", "minute of the hour", "the minute of the event time in the zone, 0 to 59",
	func(t time.Time) int64 { return int64(t.Minute()) })

// Weekday is time.weekday.
var Weekday = define("weekday", "day of the week", "the day of the event time in the zone: Monday is 0, Sunday 6 (ISO 8601 less 1)",
	func(t time.Time) int64 { return int64(t.Weekday()+6) % 7 })

func define(name, doc, formula string, f func(local time.Time) int64) feature.Of[int64] {
	return feature.Define(feature.Meta{
		Name:    "time." + name,
		Doc:     doc + " at which an event happened",
		Formula: formula,
		Inputs:  anyStream,
		Example: name + ": {definition: time." + name + ", inputs: [trades], params: {zone: America/New_York}}",
	}, func(b *feature.Builder, p Params) stream.Of[int64] {
		return local(b, p.Zone, func(t time.Time) int64 { return f(t) })
	})
}

// local emits f of the local time of every event of the one input.
func local[R any](b *feature.Builder, name string, f func(local time.Time) R) stream.Of[R] {
	inputs := b.Rest()
	switch {
	case len(inputs) == 0:
		return stream.Leaf[R]() // reported
	case len(inputs) > 1:
		b.Err(fmt.Errorf("it takes 1 input, not %d", len(inputs)))
	case inputs[0].Field != "":
		b.Err(fmt.Errorf("input %q: it takes the time of a whole stream, so name %q without a field", inputs[0].Name+"."+inputs[0].Field, inputs[0].Name))
	}
	z, err := zone.Load(name)
	if err != nil {
		b.Err(fmt.Errorf("zone: %w%s", err, hint(name)))
		return stream.Leaf[R]()
	}
	b.Identify(z.Rules)
	return stream.Map(stream.Times(inputs[0].Port), func(t *event.Time) R { return f(t.UTC().In(z.Location)) })
}

// hint names the zone that a mistyped name may mean.
func hint(name string) string {
	names, err := zone.Names()
	if err != nil {
		return ""
	}
	if near := param.Suggest(name, names); near != "" {
		return fmt.Sprintf(" (did you mean %s?)", near)
	}
	return ""
}
