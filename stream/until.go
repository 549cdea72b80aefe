package stream

import "reflect"

// Until folds values until full, asked after each, says that the fold has all it is
// to have: that value still belongs to it, the result is emitted with the time of the
// value, and the next one begins a fold of its own.
func Until[T, A, R any](in Of[T], f Fold[T, A, R], full func(a *A) bool) Of[R] {
	return record[R](&Node{
		Op: "until." + f.Name, Inputs: []Port{in.Port}, State: reflect.TypeFor[A](),
		Memory: Memory{Unbounded: true},
		Bind: func(b *Binding) Kernel {
			return &untilKernel[T, A, R]{Input[T](b, 0), Output[R](b), State[A](b), f, full}
		},
	})
}

type untilKernel[T, A, R any] struct {
	in    Place[T]
	out   Place[R]
	state Place[A]
	fold  Fold[T, A, R]
	full  func(a *A) bool
}

func (k *untilKernel[T, A, R]) Step(row Row, _ *At) bool {
	return k.next(k.state.In(row), k.in.In(row), k.out.In(row))
}

func (k *untilKernel[T, A, R]) Loop(l *Loop) {
	s, last := k.state.In(l.Row), k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		out := k.out.In(frame)
		*out = *last
		if l.I = i; l.Runs(i) && k.next(s, k.in.In(frame), out) {
			l.Emits(i)
		}
		last = out
	}
}

// next takes a value and tells whether it made the fold full; if so the result is in
// out.
func (k *untilKernel[T, A, R]) next(a *A, x *T, out *R) bool {
	if !k.fold.Add(a, x) || !k.full(a) {
		return false
	}
	*out = k.fold.Result(a)
	var none A
	*a = none
	return true
}

// Explain shows what was folded before, which the state holds, and with the last value.
func (k *untilKernel[T, A, R]) Explain(m *Moment) Account {
	folded := *k.state.In(m.Before)
	before := linesOf(k.fold.Name, &folded)
	var result R
	k.fold.Add(&folded, k.in.In(m.Before))
	all := linesOf(k.fold.Name, &folded)
	result = k.fold.Result(&folded)
	return Account{
		Figures: []Figures{{"before", before}, {"all", without(all, &result)}},
		Again:   &result,
	}
}
