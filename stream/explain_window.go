package stream

import (
	"slices"

	"github.com/featurizer/featurizer/event"
)

// Explain folds the values of the window in the order of semantics 5: those
// before the last epoch-aligned block from the right, those in it from the left.
func (k *slideKernel[T, A, R]) Explain(m *Moment) Account {
	a := Account{Window: &Bounds{From: m.Time.Add(-k.window), To: m.Time}}
	block := m.Time.Floor(k.window)
	var older, newer []A
	for i := range m.Past {
		p := &m.Past[i]
		if p.Time <= a.Window.From {
			continue
		}
		value, some := k.monoid.Lift(valueOf[T](p))
		switch {
		case !some:
			a.Nulls++
			continue
		case p.Time < block:
			older = append(older, value)
		default:
			newer = append(newer, value)
		}
		a.Used = append(a.Used, i)
	}
	result := k.monoid.Empty
	if total := k.total(&a, block, older, newer); total != nil {
		result = k.monoid.Result(total)
	}
	for i := range a.Figures {
		a.Figures[i].Lines = without(a.Figures[i].Lines, &result)
	}
	a.Again = &result
	return a
}

// total folds both sides of a window into one partial result, and says so; nil for
// a window without values.
func (k *slideKernel[T, A, R]) total(a *Account, block event.Time, older, newer []A) *A {
	for i := len(older) - 2; i >= 0; i-- {
		k.monoid.Merge(&older[i], &older[i+1])
	}
	for i := 1; i < len(newer); i++ {
		k.monoid.Merge(&newer[0], &newer[i])
	}
	var total *A
	title := "all"
	switch {
	case len(older) > 0 && len(newer) > 0:
		a.side("S, right", momentLine("before", block), withCount(len(older), linesOf(k.monoid.Name, &older[0])))
		a.side("P, left", momentLine("from", block), withCount(len(newer), linesOf(k.monoid.Name, &newer[0])))
		k.monoid.Merge(&older[0], &newer[0])
		total, title = &older[0], "S (+) P"
	case len(older) > 0:
		total = &older[0]
	case len(newer) > 0:
		total = &newer[0]
	default:
		return nil
	}
	a.Figures = append(a.Figures, Figures{title, withCount(len(older)+len(newer), linesOf(k.monoid.Name, total))})
	return total
}

// side says what one side of a window was folded into, from its right or left end.
func (a *Account) side(title string, bound Line, lines []Line) {
	a.Figures = append(a.Figures, Figures{title, append([]Line{bound}, lines...)})
}

// withCount puts the number of values before lines that do not have it.
func withCount(n int, lines []Line) []Line {
	if slices.ContainsFunc(lines, func(l Line) bool { return l.Name == "n" }) {
		return lines
	}
	return append([]Line{countLine("n", n)}, lines...)
}

// without leaves out lines that a result of several fields has too: it may be only
// half made in what was folded.
func without(lines []Line, result any) []Line {
	has := linesOf("", result)
	return slices.DeleteFunc(lines, func(l Line) bool {
		return slices.ContainsFunc(has, func(other Line) bool { return other.Name == l.Name })
	})
}

// Explain folds the inputs of the window that closed, in their order.
func (k *tumbleKernel[T, A, R]) Explain(m *Moment) Account {
	a := Account{Window: &Bounds{From: m.Time.Add(-k.window), To: m.Time, Kind: TumblingWindow}}
	var folded A
	moved := 0
	for i := range m.Past {
		p := &m.Past[i]
		switch {
		case p.End != m.Time:
			continue
		case !k.fold.Add(&folded, valueOf[T](p)):
			a.Nulls++
			continue
		case p.Time < a.Window.From:
			moved++
		}
		a.Used = append(a.Used, i)
	}
	s := k.state.In(m.Before)
	if len(a.Used) == 0 && k.fold.Fill != nil && s.Filling {
		result := k.fold.Fill(&s.Previous)
		a.Figures = []Figures{{"previous", linesOf("previous", &s.Previous)}}
		a.Again = &result
		return a
	}
	result := k.fold.Result(&folded)
	lines := withCount(len(a.Used), without(linesOf(k.fold.Name, &folded), &result))
	if moved > 0 {
		lines = append(lines, countLine("counted by receipt", moved))
	}
	a.Figures, a.Again = []Figures{{"all", lines}}, &result
	return a
}

// Explain folds the inputs of the session that closed, in their order.
func (k *sessionKernel[T, A, R]) Explain(m *Moment) Account {
	s := k.state.In(m.Before)
	a := Account{Window: &Bounds{From: s.First, To: m.Time, Kind: SessionWindow}}
	var folded A
	for i := max(0, len(m.Past)-int(s.Inputs)); i < len(m.Past); i++ {
		if k.fold.Add(&folded, valueOf[T](&m.Past[i])) {
			a.Used = append(a.Used, i)
		} else {
			a.Nulls++
		}
	}
	result := k.fold.Result(&folded)
	lines := withCount(len(a.Used), without(linesOf(k.fold.Name, &folded), &result))
	a.Figures, a.Again = []Figures{{"all", lines}}, &result
	return a
}
