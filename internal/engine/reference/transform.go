package reference

import (
	"errors"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
)

func makeDiff(m *making) {
	m.wantsNumber()
	m.gives("value")
	m.node.span, m.node.counts = m.params.span("window", "1m")
	m.node.formula = diff{m.node.span, m.node.counts, m.params.oneOf("relative", "false", "true") == "true"}
}

// diff is x_t - x_first, x_first the first number in the window; where it is
// relative, divided by x_first.
type diff struct {
	span     time.Duration
	events   int // the window is the last inputs
	relative bool
}

func (d diff) step(memory any, m *moment) (any, []cell) {
	entries, _ := memory.([]entry)
	e := entry{m.time, m.args}
	if d.events > 0 {
		entries = lastly(entries, e, d.events)
	} else {
		entries = within(appended(entries, e), m.time, d.span)
	}
	if m.args[0].IsNull() {
		return entries, []cell{{}}
	}
	now, start := m.args[0].Float(), value(known(entries, 1)[0])
	switch {
	case !d.relative:
		return entries, []cell{number(now - start)}
	case start == 0:
		return entries, []cell{{}}
	}
	return entries, []cell{number((now - start) / start)}
}

func makeEwma(m *making) {
	m.wantsNumber()
	m.gives("value")
	if m.params.has("tau") == m.params.has("halflife") {
		m.fail(errors.New("exactly one of tau and halflife must be there"))
		return
	}
	if m.params.has("tau") {
		m.node.formula = ewma{float64(m.params.duration("tau", ""))}
		return
	}
	m.node.formula = ewma{float64(m.params.duration("halflife", "")) / fmath.Log(2)}
}

// ewma is an exponentially weighted mean with a time constant in ns.
type ewma struct{ tau float64 }

// ewmaMemory is the mean y at t, and the mean y0 at t0 that it was made from.
type ewmaMemory struct {
	y0, y float64
	t0, t event.Time
}

func (f ewma) step(memory any, m *moment) (any, []cell) {
	s, started := memory.(ewmaMemory)
	if m.args[0].IsNull() {
		return memory, []cell{{}}
	}
	x := m.args[0].Float()
	if !started {
		s = ewmaMemory{t0: m.time, t: m.time}
	}
	if m.time > s.t {
		s.y0, s.t0 = s.y, s.t
		s.t = m.time
	}
	if s.t == s.t0 { // still at the first time
		s.y0, s.y = x, x
		return s, []cell{number(s.y)}
	}
	a := -fmath.Expm1(-(float64(s.t-s.t0) / f.tau))
	s.y = s.y0 + float64(a*(x-s.y0))
	return s, []cell{number(s.y)}
}

func makeSample(m *making) {
	m.wantsNumber()
	m.gives("value")
	m.node.every = m.params.duration("every", "1s")
	m.node.span = m.node.every
	m.node.formula = sample(m.node.every)
}

// sample passes the first event of each bucket of the given length.
type sample time.Duration

func (s sample) step(memory any, m *moment) (any, []cell) {
	bucket := m.time.Floor(time.Duration(s))
	if previous, ok := memory.(event.Time); ok && previous == bucket {
		return memory, nil
	}
	return bucket, passed(m)
}

func makeThrottle(m *making) {
	m.wantsNumber()
	m.gives("value")
	m.node.formula = throttle(m.params.duration("every", "1s"))
}

// throttle passes an event when that much has gone by since the last it passed.
type throttle time.Duration

func (f throttle) step(memory any, m *moment) (any, []cell) {
	if previous, ok := memory.(event.Time); ok && m.time-previous < event.Time(f) {
		return memory, nil
	}
	return m.time, passed(m)
}

func makeUnique(m *making) {
	m.wantsNumber()
	m.gives("value")
	m.node.formula = unique{}
}

// unique drops an event that equals the previous one.
type unique struct{}

func (unique) step(memory any, m *moment) (any, []cell) {
	x := m.args[0]
	previous, ok := memory.(event.Value)
	bothNull := previous.IsNull() && x.IsNull()
	if ok && (bothNull || previous.Float() == x.Float()) {
		return x, nil
	}
	return x, passed(m)
}

// passed gives the one number of the input as it is.
func passed(m *moment) []cell { return []cell{leaving(floated(m.args[0]))} }
