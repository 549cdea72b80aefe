package stream

import (
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// Explain puts the values of the window in order of size.
func (k *quantileKernel) Explain(m *Moment) Account {
	window, first := reached(m, k.span)
	a := Account{Window: window}
	var values Collected
	fold := QuantileFold(k.q)
	for i := first; i < len(m.Past); i++ {
		if fold.Add(&values, valueOf[float64](&m.Past[i])) {
			a.Used = append(a.Used, i)
		} else {
			a.Nulls++
		}
	}
	result := event.Null()
	if len(a.Used) > 0 {
		result = fold.Result(&values)
		a.Figures = []Figures{{"in order of size", withCount(len(a.Used), linesOf("", &values))}}
	}
	a.Again = &result
	return a
}

// Explain folds the values of the window from the left.
func (k *foldEventsKernel[T, A, R]) Explain(m *Moment) Account {
	return folded[T](m, k.events, &k.monoid)
}

// Explain folds the values of the window from the left, which gives what any other
// order does.
func (k *slideEventsKernel[T, A, R]) Explain(m *Moment) Account {
	return folded[T](m, int(k.slide.window), &k.slide.monoid)
}

// folded folds the last inputs from the left.
func folded[T, A, R any](m *Moment, events int, monoid *Monoid[T, A, R]) Account {
	window, first := reached(m, param.Span{Events: events})
	a := Account{Window: window}
	var s foldState[A]
	for i := first; i < len(m.Past); i++ {
		value, some := monoid.Lift(valueOf[T](&m.Past[i]))
		if !some {
			a.Nulls++
			continue
		}
		a.Used = append(a.Used, i)
		s.Values.Values = append(s.Values.Values, timed[A]{Value: value})
	}
	result := (&foldEventsKernel[T, A, R]{monoid: *monoid}).result(&s)
	if len(a.Used) > 0 {
		a.Figures = []Figures{{"all", withCount(len(a.Used), without(linesOf(monoid.Name, &s.Result), &result))}}
	}
	a.Again = &result
	return a
}

// Explain finds the first value of the window.
func (k *diffEventsKernel) Explain(m *Moment) Account {
	window, first := reached(m, param.Span{Events: k.events})
	a := Account{Window: window}
	last := len(m.Past) - 1
	x, result := *valueOf[float64](&m.Past[last]), event.Null()
	for i := first; i <= last && !event.IsNull(x); i++ {
		start := *valueOf[float64](&m.Past[i])
		if event.IsNull(start) {
			continue
		}
		a.Used, result = slices.Compact([]int{i, last}), k.f(x, start)
		a.Figures = []Figures{{"", []Line{numberLine("x", x), numberLine("first", start)}}}
		break
	}
	a.Again = &result
	return a
}
