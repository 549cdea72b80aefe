package stream

import (
	"reflect"
	"time"

	"github.com/featurizer/featurizer/event"
)

// Diff emits, at every input, its difference from the first value in
// (t-window, t] that is not null.
func Diff(in Of[float64], window time.Duration) Of[float64] {
	return diff("diff", in, window, difference)
}

// RelativeDiff is [Diff] divided by that first value; null where it is zero.
func RelativeDiff(in Of[float64], window time.Duration) Of[float64] {
	return diff("relative_diff", in, window, relativeDifference)
}

func difference(x, first float64) float64 { return x - first }

func relativeDifference(x, first float64) float64 {
	if first == 0 {
		return event.Null()
	}
	return (x - first) / first
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
	*k.out.In(row) = k.next(k.state.In(row), *k.in.In(row), at)
	return true
}

func (k *diffKernel) Loop(l *Loop) {
	q, last := k.state.In(l.Row), *k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		if l.Runs(i) {
			l.Now.Time = l.Times[i]
			last = k.next(q, *k.in.In(frame), &l.Now)
			l.Emits(i)
		}
		*k.out.In(frame) = last
	}
}

// next takes a value and returns its difference.
func (k *diffKernel) next(q *queue[timed[float64]], x float64, at *At) float64 {
	if event.IsNull(x) {
		return event.Null()
	}
	q.push(timed[float64]{at.Time, x}, at)
	for cut := at.Time.Add(-k.window); q.front().Time <= cut; {
		q.pop()
	}
	return k.f(x, q.front().Value)
}
