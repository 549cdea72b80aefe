package stream

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// over makes n a node that reaches back over a span of its input: a length of time,
// or a number of inputs, of which nulls are some.
func (n *Node) over(span param.Span) *Node {
	if span.Events > 0 {
		n.Memory.Last, n.Warmup = span.Events, ByCount
		return n
	}
	n.Memory.Bounded, n.Window = span.Duration, span.Duration
	return n
}

// SlideOver is [Slide] over a span. A window of the last n inputs is, at each of
// them, the left fold of its values: one merge for each (semantics 5). Only where
// the order of merging changes no bit it costs what a window of time does.
func SlideOver[T, A, R any](in Of[T], span param.Span, m Monoid[T, A, R]) Of[R] {
	switch {
	case span.Events == 0:
		return Slide(in, span.Duration, m)
	case m.Exact:
		return slideEvents(in, span, m)
	}
	return foldEvents(in, span, m)
}

// Chained says of a window over values each of which was made of an input and the one
// before it, such as returns: where it counts inputs it needs one more to be full.
func Chained[R any](window Of[R]) Of[R] {
	if window.Node.Warmup == ByCount {
		window.Node.Memory.Last++
	}
	return window
}

// ordinal numbers the inputs of a node from 1. Where inputs are counted it stands for
// the time: a window of the last n holds those with an ordinal above that of the
// latest less n.
type ordinal = event.Time
