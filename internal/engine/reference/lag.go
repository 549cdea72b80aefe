package reference

import (
	"errors"
	"time"

	"github.com/featurizer/featurizer/event"
)

// makeLag reads by: a duration, or a number of events such as "3 events".
func makeLag(m *making) {
	m.wantsNumber()
	m.gives("value")
	if !m.params.has("by") {
		m.fail(errors.New("parameter \"by\" must be there: a duration, or a number such as 3 events"))
		return
	}
	span, events := m.params.span("by", "")
	if events > 0 {
		m.node.counts = events + 1
		m.node.formula = lagEvents(events)
		return
	}
	m.node.span = span
	m.node.formula = lagTime(span)
}

// looksBack is a lag, which also tells the value as it came.
type looksBack interface {
	formula
	back(memory any, m *moment) (next any, v event.Value)
}

// lagTime gives the last value with Time <= t - duration.
type lagTime time.Duration

func (f lagTime) step(memory any, m *moment) (any, []cell) {
	next, v := f.back(memory, m)
	return next, []cell{leaving(floated(v))}
}

func (f lagTime) back(memory any, m *moment) (any, event.Value) {
	entries, _ := memory.([]entry)
	entries = appended(entries, entry{m.time, m.args})
	then := m.time.Add(-time.Duration(f))
	reached := -1
	for i, e := range entries {
		if e.time <= then {
			reached = i
		}
	}
	if reached < 0 {
		return entries, event.Value{}
	}
	// What lies before it has been passed, for t never decreases.
	return entries[reached:], entries[reached].args[0]
}

// lagEvents gives the value so many events back.
type lagEvents int

func (f lagEvents) step(memory any, m *moment) (any, []cell) {
	next, v := f.back(memory, m)
	return next, []cell{leaving(floated(v))}
}

func (f lagEvents) back(memory any, m *moment) (any, event.Value) {
	before, _ := memory.([]event.Value)
	var values []event.Value // the last n+1, oldest first
	values = append(append(values, before...), m.args[0])
	values = values[max(0, len(values)-int(f)-1):]
	if len(values) <= int(f) {
		return values, event.Value{}
	}
	return values, values[0]
}
