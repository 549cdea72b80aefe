package reference

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
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
	by := m.params.text("by", "")
	word, isCount := strings.CutSuffix(strings.TrimSuffix(by, "s"), "event")
	if !isCount {
		m.node.span = m.params.duration("by", "")
		m.node.formula = lagTime(m.node.span)
		return
	}
	n, err := strconv.Atoi(strings.TrimSpace(word))
	if err != nil || n < 1 {
		m.fail(fmt.Errorf("parameter \"by\": %q is no number of events", by))
		return
	}
	m.params.read["by"] = strconv.Itoa(n) + " events"
	m.node.counts = true
	m.node.formula = lagEvents(n)
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

// lagMemory is the last n+1 inputs, oldest first.
type lagMemory struct {
	values []event.Value
	seen   int        // inputs since the coverage began that were not warm-up
	full   event.Time // when the first full output came; Unset before
}

func (f lagEvents) step(memory any, m *moment) (any, []cell) {
	next, v := f.back(memory, m)
	return next, []cell{leaving(floated(v))}
}

func (f lagEvents) back(memory any, m *moment) (any, event.Value) {
	next := lagMemory{full: event.Unset}
	if before, ok := memory.(*lagMemory); ok {
		next = *before
	}
	var values []event.Value
	values = append(append(values, next.values...), m.args[0])
	next.values = values[max(0, len(values)-int(f)-1):]
	if !m.inputs[0].warm {
		next.seen++
	}
	if next.seen == int(f)+1 && next.full == event.Unset {
		next.full = m.time
	}
	if len(next.values) <= int(f) {
		return &next, event.Value{}
	}
	return &next, next.values[0]
}

// forget starts to count again: the values stay, but are warm-up.
func (l *lagMemory) forget() any {
	next := *l
	next.seen, next.full = 0, event.Unset
	return &next
}
