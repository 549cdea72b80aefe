package stream

import (
	"reflect"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// DiffOver is [Diff] over a span.
func DiffOver(in Of[float64], span param.Span) Of[float64] {
	if span.Events == 0 {
		return Diff(in, span.Duration)
	}
	return diffEvents("diff_events", in, span, difference)
}

// RelativeDiffOver is [RelativeDiff] over a span.
func RelativeDiffOver(in Of[float64], span param.Span) Of[float64] {
	if span.Events == 0 {
		return RelativeDiff(in, span.Duration)
	}
	return diffEvents("relative_diff_events", in, span, relativeDifference)
}

func diffEvents(op string, in Of[float64], span param.Span, f func(x, first float64) float64) Of[float64] {
	n := &Node{
		Op: op, Inputs: []Port{in.Port}, Sure: true, State: reflect.TypeFor[diffEventsState](),
		Bind: func(b *Binding) Kernel {
			return &diffEventsKernel{Input[float64](b, 0), Output[float64](b), State[diffEventsState](b), span.Events, f}
		},
	}
	return record[float64](n.over(span))
}

type diffEventsState struct {
	Seen   ordinal               // of the last input
	Values queue[timed[float64]] // of the last inputs, those that are not null
}

type diffEventsKernel struct {
	in     Place[float64]
	out    Place[float64]
	state  Place[diffEventsState]
	events int
	f      func(x, first float64) float64
}

func (k *diffEventsKernel) Step(row Row, at *At) bool {
	s, x := k.state.In(row), *k.in.In(row)
	s.Seen++
	out := k.out.In(row)
	if *out = event.Null(); event.IsNull(x) {
		return true
	}
	s.Values.push(timed[float64]{s.Seen, x}, at)
	popTo(&s.Values, s.Seen-ordinal(k.events))
	*out = k.f(x, s.Values.front().Value)
	return true
}
