package stream

import "reflect"

// Successive emits f of every value and the one before it, which is nil for the first.
func Successive[T, R any](in Of[T], f func(last, x *T) R) Of[R] {
	return record[R](&Node{
		Op: "successive", Inputs: []Port{in.Port}, Sure: true, State: reflect.TypeFor[successiveState[T]](),
		Memory: Memory{Last: 1},
		Bind: func(b *Binding) Kernel {
			return &successiveKernel[T, R]{Input[T](b, 0), Output[R](b), State[successiveState[T]](b), f}
		},
	})
}

// successiveState is the last value, if there was one.
type successiveState[T any] struct {
	Value T
	Some  bool
}

// last returns the last value, nil if there was none.
func (s *successiveState[T]) last() *T {
	if s.Some {
		return &s.Value
	}
	return nil
}

type successiveKernel[T, R any] struct {
	in    Place[T]
	out   Place[R]
	state Place[successiveState[T]]
	f     func(last, x *T) R
}

func (k *successiveKernel[T, R]) Step(row Row, _ *At) bool {
	s, x := k.state.In(row), k.in.In(row)
	*k.out.In(row) = k.f(s.last(), x)
	s.Value, s.Some = *x, true
	return true
}

func (k *successiveKernel[T, R]) Loop(l *Loop) {
	s, last := k.state.In(l.Row), k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		out := k.out.In(frame)
		if l.I = i; l.Runs(i) {
			x := k.in.In(frame)
			*out = k.f(s.last(), x)
			s.Value, s.Some = *x, true
			l.Emits(i)
		} else {
			*out = *last
		}
		last = out
	}
}

// Explain shows the two values.
func (k *successiveKernel[T, R]) Explain(m *Moment) Account {
	last, x := k.state.In(m.Before).last(), k.in.In(m.Before)
	var lines []Line
	if last != nil {
		lines = linesOf("last", last)
	}
	result := k.f(last, x)
	return Account{Figures: []Figures{{"", append(lines, linesOf("x", x)...)}}, Again: &result}
}
