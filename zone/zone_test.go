package zone

import (
	"strings"
	"testing"
	"time"
)

// TestLocalTimes holds local times around changes of the clock, and before there
// were zones, to what is known of them.
func TestLocalTimes(t *testing.T) {
	for _, tt := range []struct{ zone, utc, want string }{
		{"UTC", "2024-03-10T07:00:00Z", "2024-03-10T07:00:00 +0000 UTC"},
		{"America/New_York", "2024-03-10T06:59:59Z", "2024-03-10T01:59:59 -0500 EST"},
		{"America/New_York", "2024-03-10T07:00:00Z", "2024-03-10T03:00:00 -0400 EDT"},
		{"America/New_York", "2024-11-03T05:59:59Z", "2024-11-03T01:59:59 -0400 EDT"},
		{"America/New_York", "2024-11-03T06:00:00Z", "2024-11-03T01:00:00 -0500 EST"},
		{"America/New_York", "2100-07-01T12:00:00Z", "2100-07-01T08:00:00 -0400 EDT"},
		{"Europe/Paris", "2024-03-31T01:00:00Z", "2024-03-31T03:00:00 +0200 CEST"},
		{"Asia/Kolkata", "2024-01-01T00:00:00Z", "2024-01-01T05:30:00 +0530 IST"},
		{"Australia/Lord_Howe", "2024-01-01T00:00:00Z", "2024-01-01T11:00:00 +1100 +11"},
		{"Asia/Pyongyang", "2016-01-01T00:00:00Z", "2016-01-01T08:30:00 +0830 KST"},
	} {
		z, err := Load(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, tt.utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := at.In(z.Location).Format("2006-01-02T15:04:05 -0700 MST"); got != tt.want {
			t.Errorf("%s in %s: %s, expected %s", tt.utc, tt.zone, got, tt.want)
		}
	}
}

// TestRules holds that rules are told apart, whatever the machine knows of zones.
func TestRules(t *testing.T) {
	t.Setenv("ZONEINFO", "/nowhere")
	names, err := Names()
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 500 {
		t.Errorf("%d zones", len(names))
	}
	of := map[string]string{}
	for _, name := range names {
		z, err := Load(name)
		if err != nil {
			t.Error(err)
			continue
		}
		of[name] = z.Rules
	}
	if of["US/Eastern"] != of["America/New_York"] || of["Europe/Paris"] == of["America/New_York"] || len(of["UTC"]) != 64 {
		t.Errorf("the rules of zones: %v", of)
	}
}

func TestUnknown(t *testing.T) {
	for _, name := range []string{"", "Local", "local", "europe/paris", "Mars/Olympus", "../UTC"} {
		if _, err := Load(name); err == nil || !strings.Contains(err.Error(), "no time zone") {
			t.Errorf("%q: %v", name, err)
		}
	}
}
