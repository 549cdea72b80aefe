package stream

import (
	"reflect"

	"github.com/featurizer/featurizer/event"
)

// Map emits f of every value. f must depend on its argument alone and not keep it.
func Map[T, R any](in Of[T], f func(*T) R) Of[R] {
	return record[R](&Node{
		Op: "map", Inputs: []Port{in.Port}, Sure: true,
		Bind: func(b *Binding) Kernel { return &mapKernel[T, R]{Input[T](b, 0), Output[R](b), f} },
	})
}

type mapKernel[T, R any] struct {
	in  Place[T]
	out Place[R]
	f   func(*T) R
}

func (k *mapKernel[T, R]) Step(row Row, _ *At) bool {
	*k.out.In(row) = k.f(k.in.In(row))
	return true
}

func (k *mapKernel[T, R]) Loop(l *Loop) {
	last := k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		out := k.out.In(frame)
		if l.I = i; l.Runs(i) {
			*out = k.f(k.in.In(frame))
			l.Emits(i)
		} else {
			*out = *last
		}
		last = out
	}
}

// MapIf emits what f writes into out where f returns true, and nothing else.
// out holds the last output when f is called. An error fails the step.
func MapIf[T, R any](in Of[T], f func(x *T, out *R) (bool, error)) Of[R] {
	return record[R](&Node{
		Op: "map_if", Inputs: []Port{in.Port},
		Bind: func(b *Binding) Kernel { return &mapIfKernel[T, R]{Input[T](b, 0), Output[R](b), f} },
	})
}

type mapIfKernel[T, R any] struct {
	in  Place[T]
	out Place[R]
	f   func(*T, *R) (bool, error)
}

func (k *mapIfKernel[T, R]) Step(row Row, at *At) bool {
	out := k.out.In(row)
	before := *out
	emit, err := k.f(k.in.In(row), out)
	if !emit || err != nil {
		*out, at.Err = before, err
		return false
	}
	return true
}

func (k *mapIfKernel[T, R]) Loop(l *Loop) {
	loopIf(l, k.out, func(frame Row, out *R) (bool, error) { return k.f(k.in.In(frame), out) })
}

// Filter passes the values for which keep returns true.
func Filter[T any](in Of[T], keep func(*T) bool) Of[T] {
	return record[T](&Node{
		Op: "filter", Inputs: []Port{in.Port},
		Bind: func(b *Binding) Kernel { return &filterKernel[T]{Input[T](b, 0), Output[T](b), keep} },
	})
}

type filterKernel[T any] struct {
	in   Place[T]
	out  Place[T]
	keep func(*T) bool
}

func (k *filterKernel[T]) Step(row Row, _ *At) bool {
	x := k.in.In(row)
	if !k.keep(x) {
		return false
	}
	*k.out.In(row) = *x
	return true
}

func (k *filterKernel[T]) Loop(l *Loop) {
	last := k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		out := k.out.In(frame)
		if l.I = i; l.Runs(i) && k.keep(k.in.In(frame)) {
			last = k.in.In(frame)
			l.Emits(i)
		}
		*out = *last
		last = out
	}
}

// Scan folds values into a state S of the caller's: f changes the state, may
// write an output, and tells whether to emit it. The state starts as the zero S;
// it is stored in snapshots, so S must hold no pointers (text is fine) or
// implement encoding.BinaryAppender and encoding.BinaryUnmarshaler. memory says
// what of the past the state depends on. An error fails the step, which then
// leaves no trace in the state.
func Scan[T, S, R any](in Of[T], memory Memory, f func(s *S, x *T, out *R) (bool, error)) Of[R] {
	return record[R](&Node{
		Op: "scan", Inputs: []Port{in.Port}, State: reflect.TypeFor[S](),
		Memory: memory, Window: memory.Bounded,
		Bind: func(b *Binding) Kernel {
			return &scanKernel[T, S, R]{Input[T](b, 0), Output[R](b), State[S](b), f}
		},
	})
}

type scanKernel[T, S, R any] struct {
	in    Place[T]
	out   Place[R]
	state Place[S]
	f     func(*S, *T, *R) (bool, error)
}

func (k *scanKernel[T, S, R]) Step(row Row, at *At) bool {
	out := k.out.In(row)
	before := *out
	emit, err := k.f(k.state.In(row), k.in.In(row), out)
	if !emit || err != nil {
		*out, at.Err = before, err
		return false
	}
	return true
}

func (k *scanKernel[T, S, R]) Loop(l *Loop) {
	s := k.state.In(l.Row)
	loopIf(l, k.out, func(frame Row, out *R) (bool, error) { return k.f(s, k.in.In(frame), out) })
}

// loopIf runs f at each event at which an input has come: out holds the last output
// when f is called, and what f has written where it tells to emit it.
func loopIf[R any](l *Loop, place Place[R], f func(frame Row, out *R) (bool, error)) {
	last := place.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		out := place.In(frame)
		*out = *last
		if l.I = i; l.Runs(i) {
			emit, err := f(frame, out)
			if err != nil {
				l.Now.Err = err
				return
			}
			if emit {
				l.Emits(i)
				l.Clean(frame)
			} else {
				*out = *last
			}
		}
		last = out
	}
}

// convert emits a field that is no float64 as one.
func convert(p Port, f *event.Field) Of[float64] {
	return record[float64](&Node{
		Op: "number", Inputs: []Port{p}, Sure: true, Same: true,
		Bind: func(b *Binding) Kernel { return &convertKernel{b.Inputs[0], f, Output[float64](b)} },
	})
}

type convertKernel struct {
	in    uintptr
	field *event.Field
	out   Place[float64]
}

func (k *convertKernel) Step(row Row, _ *At) bool {
	*k.out.In(row) = k.field.Read(row.At(k.in)).Float()
	return true
}

func (k *convertKernel) Loop(l *Loop) {
	last := *k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		if l.Runs(i) {
			last = k.field.Read(frame.At(k.in)).Float()
			l.Emits(i)
		}
		*k.out.In(frame) = last
	}
}
