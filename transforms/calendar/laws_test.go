package calendar_test

import (
	"testing"

	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/transforms/calendar"
)

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"hour":                 featurizertest.Of(calendar.Hour.Definition, "", "numbers"),
		"hour in Kolkata":      featurizertest.Of(calendar.Hour.Definition, "zone: Asia/Kolkata", "trades"),
		"minute":               featurizertest.Of(calendar.Minute.Definition, "zone: America/New_York", "quotes"),
		"weekday":              featurizertest.Of(calendar.Weekday.Definition, "zone: Australia/Lord_Howe", "deltas"),
		"session":              featurizertest.Of(calendar.Session.Definition, "", "numbers"),
		"session of a minute":  featurizertest.Of(calendar.Session.Definition, `open: "01:00", close: "01:01"`, "numbers"),
		"session over a night": featurizertest.Of(calendar.Session.Definition, `zone: Asia/Tokyo, open: "09:00", close: "08:00:30"`, "trades"),
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
