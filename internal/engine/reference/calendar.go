package reference

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/zone"
)

const dayLength = 24 * time.Hour

// onClock computes one value of each event's local time: that of a clock which
// shows UTC and has been set off by what the zone differs from it.
type onClock struct {
	location *time.Location
	f        func(local event.Time) cell
}

func (c onClock) step(_ any, m *moment) (any, []cell) {
	_, seconds := m.time.UTC().In(c.location).Zone()
	return nil, []cell{c.f(m.time.Add(time.Duration(seconds) * time.Second))}
}

// makeClock makes a count of whole units, of which so many begin anew.
func makeClock(unit time.Duration, shift, units int64) func(*making) {
	return func(m *making) {
		m.onClock(func(local event.Time) cell {
			n := int64(local.Floor(unit))/int64(unit) + shift
			return cell{value: event.Int((n%units + units) % units)}
		})
		m.node.fields = append(m.node.fields, event.Column{Name: "value", Kind: event.KindInt})
	}
}

func (m *making) onClock(f func(local event.Time) cell) {
	m.wants()
	z, err := zone.Load(m.params.text("zone", "UTC"))
	if err != nil {
		m.fail(fmt.Errorf("parameter \"zone\": %w", err))
		return
	}
	m.written = z.Rules
	m.node.formula = onClock{z.Location, f}
}

// makeSession makes the share of a session that has gone by.
func makeSession(m *making) {
	from, length := m.timeOfDay("open", "00:00"), m.timeOfDay("close", "24:00")
	from %= dayLength
	if length -= from; length <= 0 {
		length += dayLength
	}
	m.params.read["open"], m.params.read["close"] = from.String(), length.String()
	m.onClock(func(local event.Time) cell {
		opened := local.Add(-from).Floor(dayLength).Add(from) // for the last time
		gone := local - opened
		if gone >= event.Time(length) {
			return cell{}
		}
		return number(float64(gone) / float64(length))
	})
	m.gives("value")
}

// timeOfDay reads a parameter such as 09:30 or 09:30:15.
func (m *making) timeOfDay(name, byDefault string) time.Duration {
	text := m.params.text(name, byDefault)
	total, unit := time.Duration(0), time.Hour
	for part := range strings.SplitSeq(text, ":") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || unit < time.Second || unit < time.Hour && n > 59 {
			m.fail(fmt.Errorf("parameter %q: %q is no time of day", name, text))
			return 0
		}
		total += time.Duration(n) * unit
		unit /= 60
	}
	if total > dayLength || unit == time.Minute {
		m.fail(fmt.Errorf("parameter %q: %q is no time of day", name, text))
	}
	return total
}
