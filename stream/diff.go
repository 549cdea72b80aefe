package stream

import (
	"reflect"
	"time"

	"github.com/featurizer/featurizer/event"
)

// Diff emits, at every input, its difference from the first value in
// (t-window, t] that is not null.
func Diff(in Of[float64], window time.Duration) Of[float64] {
	return diff("diff", in, window, func(x, first float64) float64 { return x - first })
}

// RelativeDiff is [Diff] divided by that first value; null where it is zero.
func RelativeDiff(in Of[float64], window time.Duration) Of[float64] {
	return diff("relative_diff", in, window, func(x, first float64) float64 {
		if first == 0 {
			return event.Null()
		}
		return (x - first) / first
	})
}

func diff(op string, in Of[float64], window time.Duration, f func(x, first float64) float64) Of[float64] {
	return record[float64](&Node{
		Op: op, Inputs: []Port{in.Port}, Sure: true, State: reflect.TypeFor[queue[timed[float64]]](),
		Memory: Memory{Bounded: window}, Window: window,
		Bind: func(b *Binding) Kernel {
			return &diffKernel{Input[float64](b, 0), Output[float64](b), State[queue[timed[float64]]](b), window, f}
		},
	})
}

type diffKernel struct {
	in     Place[float64]
	out    Place[float64]
	state  Place[queue[timed[float64]]] // the values in the window that are not null
	window time.Duration
	f      func(x, first float64) float64
}

func (k *diffKernel) Step(row Row, at *At) bool {
	x, q := *k.in.In(row), k.state.In(row)
	if event.IsNull(x) {
		*k.out.In(row) = event.Null()
		return true
	}
	q.push(timed[float64]{at.Time, x}, at)
	for cut := at.Time.Add(-k.window); q.front().Time <= cut; {
		q.pop()
	}
	*k.out.In(row) = k.f(x, q.front().Value)
	return true
}
