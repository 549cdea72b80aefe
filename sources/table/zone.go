package table

import (
	"errors"
	"fmt"
	"time"

	rules "github.com/featurizer/featurizer/zone"
)

const (
	secondsOfDay      = 24 * 60 * 60
	secondsOfHalfHour = 30 * 60
)

// zone turns the local times of a place into moments.
type zone struct {
	name     string
	location *time.Location
	// The offset of the last time, and from when until when local times have it
	// beyond doubt.
	offset      int64
	from, until int64
}

// newZone finds a zone of the IANA database.
func newZone(name string) (*zone, error) {
	if name == "Local" {
		return nil, errors.New("zone Local is another on every machine: name it, such as America/New_York")
	}
	found, err := rules.Load(name)
	if err != nil {
		return nil, fmt.Errorf("zone %q is not known: give a name of the IANA database such as America/New_York, Europe/Berlin or UTC", name)
	}
	return &zone{name: name, location: found.Location}, nil
}

// instant returns the moment of a local time, both in seconds since 1970. Of two
// moments it is the first; there is none in the hour that clocks skip.
func (z *zone) instant(local int64) (int64, bool) {
	if local >= z.from && local < z.until {
		return local - z.offset, true
	}
	// No clock is set by a day, so only what holds a day before and after can hold.
	for at := local - secondsOfDay; at <= local+secondsOfDay; {
		_, seconds := time.Unix(at, 0).In(z.location).Zone()
		offset := int64(seconds)
		begin, end := z.period(at)
		if moment := local - offset; moment >= begin && moment < end {
			z.offset, z.from, z.until = offset, begin+2*secondsOfDay, end-2*secondsOfDay
			return moment, true
		}
		at = end
	}
	return 0, false
}

// period returns from when until when the offset at a moment holds.
func (z *zone) period(at int64) (begin, end int64) {
	const far = 1 << 50
	from, until := time.Unix(at, 0).In(z.location).ZoneBounds()
	begin, end = -far, far
	if !from.IsZero() {
		begin = from.Unix()
	}
	if !until.IsZero() {
		end = until.Unix()
	}
	if end <= at { // on the last day of a leap year Go 1.26 says that the offset has ended
		end = at + secondsOfHalfHour
	}
	return begin, end
}
