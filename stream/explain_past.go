package stream

import (
	"slices"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
)

// Explain finds the last input that is old enough.
func (k *lagKernel[T]) Explain(m *Moment) Account {
	cut := m.Time.Add(-k.by)
	a := Account{Figures: []Figures{{"looked for", []Line{momentLine("at or before", cut)}}}}
	result := k.empty
	for i, p := range slices.Backward(m.Past) {
		if p.Time <= cut {
			a.Used, result = []int{i}, *valueOf[T](&p)
			break
		}
	}
	a.Again = &result
	return a
}

// Explain counts the inputs back.
func (k *lagEventsKernel[T]) Explain(m *Moment) Account {
	a := Account{Figures: []Figures{{"looked for", []Line{countLine("inputs back", k.n)}}}}
	result := k.empty
	if i := len(m.Past) - 1 - k.n; i >= 0 {
		a.Used, result = []int{i}, *valueOf[T](&m.Past[i])
	}
	a.Again = &result
	return a
}

// Explain finds the first value of the window.
func (k *diffKernel) Explain(m *Moment) Account {
	a := Account{Window: &Bounds{From: m.Time.Add(-k.window), To: m.Time}}
	x, result := *k.in.In(m.Before), event.Null()
	for i := range m.Past {
		p := &m.Past[i]
		first := *valueOf[float64](p)
		if p.Time <= a.Window.From || event.IsNull(first) || event.IsNull(x) {
			continue
		}
		a.Used, result = slices.Compact([]int{i, len(m.Past) - 1}), k.f(x, first)
		a.Figures = []Figures{{"", []Line{numberLine("x", x), numberLine("first", first)}}}
		break
	}
	a.Again = &result
	return a
}

// Explain works the average out from the one before, which the state holds.
func (k *ewmaKernel) Explain(m *Moment) Account {
	x, s, result := *k.in.In(m.Before), k.state.In(m.After), event.Null()
	a := Account{Again: &result}
	lines := []Line{numberLine("x", x)}
	switch {
	case event.IsNull(x):
		lines = append(lines, numberLine("kept", s.Value))
	case s.Times == 1:
		result = x
	default:
		dt := time.Duration(s.Time - s.BaseTime)
		weight := -fmath.Expm1(-(float64(dt) / k.tau))
		result = s.Base + float64(weight*(x-s.Base))
		lines = append(
			lines, numberLine("y0", s.Base), momentLine("t0", s.BaseTime),
			Line{"dt", event.Int(int64(dt)), Length}, Line{"tau", event.Float(k.tau), Length}, numberLine("a", weight),
		)
	}
	a.Figures = []Figures{{"", lines}}
	return a
}

// Explain says from when on a value could pass.
func (k *passKernel[T]) Explain(m *Moment) Account {
	before, after := k.state.In(m.Before), k.state.In(m.After)
	var lines []Line
	if w := m.Node.Window; w > 0 { // it is the first of a bucket
		lines = append(lines, momentLine("bucket from", m.Time.Floor(w)), momentLine("bucket to", m.Time.Floor(w).Add(w)))
	}
	if before.Some {
		lines = append(lines, momentLine("passes from", before.Time))
	}
	a := Account{Figures: []Figures{{"", append(lines, momentLine("next from", after.Time))}}}
	if !before.Some || m.Time >= before.Time {
		a.Again = k.in.In(m.Before)
	}
	return a
}

// Explain shows the value that this one differs from.
func (k *uniqueKernel[T]) Explain(m *Moment) Account {
	var a Account
	x, last := k.in.In(m.Before), k.state.In(m.Before)
	if last.Some {
		a.Figures = []Figures{{"", linesOf("previous", &last.Value)}}
	}
	if !last.Some || !k.equal(x, &last.Value) {
		a.Again = x
	}
	return a
}
