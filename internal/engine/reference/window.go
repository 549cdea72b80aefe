package reference

import (
	"errors"
	"math"
	"time"

	"github.com/featurizer/featurizer/event"
)

// window is the content of a window at t, split at b, the start of the
// epoch-aligned block of the window's length that holds t. A tumbling window is
// all newer.
type window struct{ older, newer []entry }

// fold combines a window's content in the order of semantics 5: P is a left
// fold of the newer part, S a right fold of the older part, the result S (+) P.
// An empty side is left out. It returns false for an empty window.
func fold[T any](w window, lift func(entry) T, plus func(a, b T) T) (T, bool) {
	var p, s T
	for i, e := range w.newer {
		if i == 0 {
			p = lift(e)
		} else {
			p = plus(p, lift(e))
		}
	}
	for i := len(w.older) - 1; i >= 0; i-- {
		if i == len(w.older)-1 {
			s = lift(w.older[i])
		} else {
			s = plus(lift(w.older[i]), s)
		}
	}
	switch {
	case len(w.older) == 0:
		return p, len(w.newer) > 0
	case len(w.newer) == 0:
		return s, true
	}
	return plus(s, p), true
}

// all returns the content in order.
func (w window) all() []entry {
	var entries []entry
	entries = append(entries, w.older...)
	return append(entries, w.newer...)
}

// slide gives, at each input, the value of the window (t-span, t], or else of the
// last inputs.
type slide struct {
	span   time.Duration
	events int
	need   int // how many arguments must be there for an input to be added
	value  func(w window) cell
}

func (s slide) step(memory any, m *moment) (any, []cell) {
	entries, _ := memory.([]entry)
	e := entry{m.time, m.args}
	if s.events > 0 {
		entries = lastly(entries, e, s.events)
		return entries, []cell{s.value(window{newer: known(entries, s.need)})}
	}
	if isKnown(e, s.need) {
		entries = appended(entries, e)
	}
	entries = within(entries, m.time, s.span)
	return entries, []cell{s.value(split(entries, m.time, s.span))}
}

// lastly returns the last inputs with one more.
func lastly(entries []entry, e entry, events int) []entry {
	entries = appended(entries, e)
	return entries[max(0, len(entries)-events):]
}

// within returns the entries of (t-span, t]. The others are never needed again,
// for t never decreases.
func within(entries []entry, t event.Time, span time.Duration) []entry {
	for len(entries) > 0 && entries[0].time <= t.Add(-span) {
		entries = entries[1:]
	}
	return entries
}

// split cuts a window's content at the start of the block of t.
func split(entries []entry, t event.Time, span time.Duration) window {
	i := 0
	for i < len(entries) && entries[i].time < t.Floor(span) {
		i++
	}
	return window{entries[:i], entries[i:]}
}

// makeWindow makes window.*: an aggregate of one number over a window that slides or
// tumbles, or over sessions.
func makeWindow(value func(w window) cell) func(*making) {
	return func(m *making) {
		m.wantsNumber()
		m.gives("value")
		m.overWindow(1, value)
	}
}

// overWindow makes the node an aggregate of inputs that have so many arguments, over
// a window that slides or tumbles, or over sessions.
func (m *making) overWindow(need int, value func(w window) cell) {
	fold := func(entries []entry) []cell { return []cell{value(window{newer: entries})} }
	kind, delay := m.params.oneOf("kind", "sliding", "tumbling", "session"), m.params.delay("close_delay", "2s")
	if kind == "session" {
		m.session(&session{gap: m.params.duration("gap", ""), delay: delay, need: need, fold: fold})
		return
	}
	span, events := m.params.span("window", "1m")
	if kind == "sliding" {
		m.slide(slide{span: span, events: events, need: need, value: value})
		return
	}
	if events > 0 {
		m.fail(errors.New("a tumbling window is no number of events"))
	}
	m.tumble(&tumble{size: span, delay: delay, need: need, fold: fold})
}

func makeVolatility(m *making) {
	m.wantsNumber()
	m.gives("volatility")
	span, events := m.params.span("window", "1m")
	m.slide(slide{span: span, events: events, need: 1, value: stddev})
}

func value(e entry) float64 { return e.args[0].Float() }

func plus(a, b float64) float64 { return a + b }

func count(w window) cell { return number(float64(len(w.all()))) }

func sum(w window) cell { return aggregate(w, plus) }

func least(w window) cell { return aggregate(w, math.Min) }

func greatest(w window) cell { return aggregate(w, math.Max) }

func first(w window) cell { return aggregate(w, func(a, _ float64) float64 { return a }) }

func last(w window) cell { return aggregate(w, func(_, b float64) float64 { return b }) }

// aggregate folds the numbers themselves; of an empty window it is null.
func aggregate(w window, plus func(a, b float64) float64) cell {
	x, ok := fold(w, value, plus)
	if !ok {
		return cell{}
	}
	return number(x)
}

func mean(w window) cell {
	total, ok := fold(w, value, plus)
	if !ok {
		return cell{}
	}
	return number(total / float64(len(w.all())))
}

// spread is the monoid of the variance: how many, their mean, and the sum of
// squares around it.
type spread struct{ n, mean, m2 float64 }

func (a spread) plus(b spread) spread {
	n := a.n + b.n
	d := b.mean - a.mean
	part := b.n / n
	return spread{
		n:    n,
		mean: a.mean + float64(d*part),
		m2:   (a.m2 + b.m2) + float64(float64(d*d)*float64(a.n*part)),
	}
}

// variance is that of the population.
func variance(w window) cell {
	s, ok := fold(w, func(e entry) spread { return spread{n: 1, mean: value(e)} }, spread.plus)
	if !ok {
		return cell{}
	}
	return number(s.m2 / s.n)
}

func stddev(w window) cell {
	v := variance(w)
	if v.value.IsNull() {
		return v
	}
	return number(math.Sqrt(v.value.Float()))
}
