package stream

import (
	"reflect"
	"time"
)

// Lag emits, at every input, the last value with a time of at most t - by; empty
// where there is none.
func Lag[T any](in Of[T], by time.Duration, empty T) Of[T] {
	return record[T](&Node{
		Op: "lag", Inputs: []Port{in.Port}, Sure: true, State: reflect.TypeFor[lagState[T]](),
		Memory: Memory{Bounded: by, Last: 1}, Window: by,
		Bind: func(b *Binding) Kernel {
			return &lagKernel[T]{Input[T](b, 0), Output[T](b), State[lagState[T]](b), by, empty}
		},
	})
}

type lagState[T any] struct {
	Pending queue[timed[T]] // values younger than t - by
	Value   T
	Some    bool
}

type lagKernel[T any] struct {
	in    Place[T]
	out   Place[T]
	state Place[lagState[T]]
	by    time.Duration
	empty T
}

func (k *lagKernel[T]) Step(row Row, at *At) bool {
	k.next(k.state.In(row), k.in.In(row), k.out.In(row), at)
	return true
}

func (k *lagKernel[T]) Loop(l *Loop) {
	s, last := k.state.In(l.Row), k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		out := k.out.In(frame)
		if l.Runs(i) {
			l.Now.Time = l.Times[i]
			k.next(s, k.in.In(frame), out, &l.Now)
			l.Emits(i)
		} else {
			*out = *last
		}
		last = out
	}
}

// next takes a value and puts out the one before.
func (k *lagKernel[T]) next(s *lagState[T], x, out *T, at *At) {
	s.Pending.push(timed[T]{at.Time, *x}, at)
	cut := at.Time.Add(-k.by)
	for s.Pending.len() > 0 && s.Pending.front().Time <= cut {
		s.Value, s.Some = s.Pending.front().Value, true
		s.Pending.pop()
	}
	*out = k.empty
	if s.Some {
		*out = s.Value
	}
}

// LagEvents emits, at every input, the value n inputs before it; empty where
// there is none.
func LagEvents[T any](in Of[T], n int, empty T) Of[T] {
	return record[T](&Node{
		Op: "lag_events", Inputs: []Port{in.Port}, Sure: true, State: reflect.TypeFor[queue[T]](),
		Memory: Memory{Last: n + 1}, Warmup: ByCount,
		Bind: func(b *Binding) Kernel {
			return &lagEventsKernel[T]{Input[T](b, 0), Output[T](b), State[queue[T]](b), n, empty}
		},
	})
}

type lagEventsKernel[T any] struct {
	in    Place[T]
	out   Place[T]
	state Place[queue[T]]
	n     int
	empty T
}

func (k *lagEventsKernel[T]) Step(row Row, at *At) bool {
	s := k.state.In(row)
	s.push(*k.in.In(row), at)
	*k.out.In(row) = k.empty
	if s.len() > k.n {
		*k.out.In(row) = *s.front()
		s.pop()
	}
	return true
}
