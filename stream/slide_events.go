package stream

import (
	"reflect"
	"time"

	"github.com/featurizer/featurizer/param"
)

// slideEvents is a window of inputs whose merges may be made in any order: one of
// time, in which the inputs are one apart.
func slideEvents[T, A, R any](in Of[T], span param.Span, m Monoid[T, A, R]) Of[R] {
	n := &Node{
		Op: "slide_events." + m.Name, Inputs: []Port{in.Port}, Sure: true,
		State: reflect.TypeFor[eventsState[A]](),
		Bind: func(b *Binding) Kernel {
			k := slideKernel[T, A, R]{
				in: Input[T](b, 0), out: Output[R](b), window: time.Duration(span.Events), monoid: m,
			}
			return &slideEventsKernel[T, A, R]{k, State[eventsState[A]](b)}
		},
	}
	return record[R](n.over(span))
}

type eventsState[A any] struct {
	Seen   ordinal // of the last input
	Window slideState[A]
}

type slideEventsKernel[T, A, R any] struct {
	slide slideKernel[T, A, R]
	state Place[eventsState[A]]
}

func (k *slideEventsKernel[T, A, R]) Step(row Row, at *At) bool {
	s := k.state.In(row)
	s.Seen++
	*k.slide.out.In(row) = k.slide.next(&s.Window, k.slide.in.In(row), &At{Time: s.Seen, Keep: at.Keep})
	return true
}

// foldEvents is a window of inputs that is folded from the left at each of them.
func foldEvents[T, A, R any](in Of[T], span param.Span, m Monoid[T, A, R]) Of[R] {
	n := &Node{
		Op: "fold_events." + m.Name, Inputs: []Port{in.Port}, Sure: true,
		State: reflect.TypeFor[foldState[A]](),
		Bind: func(b *Binding) Kernel {
			return &foldEventsKernel[T, A, R]{Input[T](b, 0), Output[R](b), State[foldState[A]](b), span.Events, m}
		},
	}
	return record[R](n.over(span))
}

type foldState[A any] struct {
	Seen   ordinal // of the last input
	Values queue[timed[A]]
	Result A `state:"step"` // what is being folded: a variable would be allocated
}

type foldEventsKernel[T, A, R any] struct {
	in     Place[T]
	out    Place[R]
	state  Place[foldState[A]]
	events int
	monoid Monoid[T, A, R]
}

func (k *foldEventsKernel[T, A, R]) Step(row Row, at *At) bool {
	s := k.state.In(row)
	s.Seen++
	if value, some := k.monoid.Lift(k.in.In(row)); some {
		s.Values.push(timed[A]{s.Seen, value}, at)
	}
	popTo(&s.Values, s.Seen-ordinal(k.events))
	*k.out.In(row) = k.result(s)
	return true
}

func (k *foldEventsKernel[T, A, R]) result(s *foldState[A]) R {
	values := s.Values.Values[s.Values.Head:]
	if len(values) == 0 {
		return k.monoid.Empty
	}
	s.Result = values[0].Value
	for i := range values[1:] {
		k.monoid.Merge(&s.Result, &values[i+1].Value)
	}
	return k.monoid.Result(&s.Result)
}
