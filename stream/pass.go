package stream

import (
	"reflect"
	"time"

	"github.com/featurizer/featurizer/event"
)

// Sample passes the first value of each epoch-aligned bucket of the stream's time.
func Sample[T any](in Of[T], every time.Duration) Of[T] {
	return record[T](&Node{
		Op: "sample", Inputs: []Port{in.Port}, State: reflect.TypeFor[nextPass](),
		Memory: Memory{Bounded: every}, Window: every, Warmup: ByBucket,
		Bind: func(b *Binding) Kernel {
			return &passKernel[T]{Input[T](b, 0), Output[T](b), State[nextPass](b), func(now event.Time) event.Time {
				return now.Floor(every).Add(every)
			}}
		},
	})
}

// Throttle passes a value when at least every has gone by since the last one it
// passed.
func Throttle[T any](in Of[T], every time.Duration) Of[T] {
	return record[T](&Node{
		Op: "throttle", Inputs: []Port{in.Port}, State: reflect.TypeFor[nextPass](),
		Memory: Memory{Unbounded: true},
		Bind: func(b *Binding) Kernel {
			return &passKernel[T]{Input[T](b, 0), Output[T](b), State[nextPass](b), func(now event.Time) event.Time {
				return now.Add(every)
			}}
		},
	})
}

// nextPass says from when on the next value passes, once one has.
type nextPass struct {
	Time event.Time
	Some bool
}

type passKernel[T any] struct {
	in    Place[T]
	out   Place[T]
	state Place[nextPass]
	next  func(now event.Time) event.Time
}

func (k *passKernel[T]) Step(row Row, at *At) bool {
	s := k.state.In(row)
	if s.Some && at.Time < s.Time {
		return false
	}
	s.Time, s.Some = k.next(at.Time), true
	*k.out.In(row) = *k.in.In(row)
	return true
}

func (k *passKernel[T]) Loop(l *Loop) {
	s, last := k.state.In(l.Row), k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		out := k.out.In(frame)
		if (!s.Some || l.Times[i] >= s.Time) && l.Runs(i) {
			s.Time, s.Some = k.next(l.Times[i]), true
			last = k.in.In(frame)
			l.Emits(i)
		}
		*out = *last
		last = out
	}
}

// Unique drops a value that equals the one before it.
func Unique[T any](in Of[T], equal func(a, b *T) bool) Of[T] {
	return record[T](&Node{
		Op: "unique", Inputs: []Port{in.Port}, State: reflect.TypeFor[uniqueState[T]](),
		Memory: Memory{Last: 1},
		Bind: func(b *Binding) Kernel {
			return &uniqueKernel[T]{Input[T](b, 0), Output[T](b), State[uniqueState[T]](b), equal}
		},
	})
}

// uniqueState is the last value that passed. The output would not do: where it leaves
// a feature, a number in it that is not finite becomes null.
type uniqueState[T any] struct {
	Value T
	Some  bool
}

// passes tells whether a value differs from the last, and remembers it.
func (s *uniqueState[T]) passes(x *T, equal func(a, b *T) bool) bool {
	if s.Some && equal(x, &s.Value) {
		return false
	}
	s.Value, s.Some = *x, true
	return true
}

type uniqueKernel[T any] struct {
	in    Place[T]
	out   Place[T]
	state Place[uniqueState[T]]
	equal func(a, b *T) bool
}

func (k *uniqueKernel[T]) Step(row Row, _ *At) bool {
	x := k.in.In(row)
	if !k.state.In(row).passes(x, k.equal) {
		return false
	}
	*k.out.In(row) = *x
	return true
}

func (k *uniqueKernel[T]) Loop(l *Loop) {
	s, last := k.state.In(l.Row), k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		out := k.out.In(frame)
		if l.I = i; l.Runs(i) {
			if x := k.in.In(frame); s.passes(x, k.equal) {
				last = x
				l.Emits(i)
			}
		}
		*out = *last
		last = out
	}
}
