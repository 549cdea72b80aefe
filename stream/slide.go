package stream

import (
	"reflect"
	"time"

	"github.com/featurizer/featurizer/event"
)

// Slide emits, at every input, the aggregate of the values in (t-window, t].
//
// It keeps two stacks that are aligned to epoch blocks of the window's length
// (semantics 5): P, the left fold of the values of the current block, and for
// the block before it the right folds S of each of its tails. The result is
// S (+) P, whatever moment the stream was first seen, so that any two runs that
// hold the same window hold the same bits. An input costs one merge on each
// side; once per block the tails are folded, one merge for each value.
func Slide[T, A, R any](in Of[T], window time.Duration, m Monoid[T, A, R]) Of[R] {
	return record[R](&Node{
		Op: "slide." + m.Name, Inputs: []Port{in.Port}, Sure: true,
		State:  reflect.TypeFor[slideState[A]](),
		Memory: Memory{Bounded: window}, Window: window,
		Bind: func(b *Binding) Kernel {
			return &slideKernel[T, A, R]{
				in: Input[T](b, 0), out: Output[R](b), state: State[slideState[A]](b),
				window: window, monoid: m,
			}
		},
	})
}

// slideState is what Slide remembers per key. Slices are tagged as owned: see
// At.Keep for how they may change.
type slideState[A any] struct {
	End      event.Time // of the current block
	Started  bool
	Head     int64      // the first of Previous that is still in the window
	Prefix   A          // fold of Current
	Current  []timed[A] `state:"owned"` // values of the current block
	Previous []timed[A] `state:"owned"` // right folds of the tails of the block before
	// Result is where a result is put together: a variable of the step's own
	// would be allocated, as user functions get its address.
	Result A `state:"step"`
}

// timed is a value with its time.
type timed[A any] struct {
	Time  event.Time
	Value A
}

type slideKernel[T, A, R any] struct {
	in     Place[T]
	out    Place[R]
	state  Place[slideState[A]]
	window time.Duration
	monoid Monoid[T, A, R]
}

func (k *slideKernel[T, A, R]) Step(row Row, at *At) bool {
	*k.out.In(row) = k.next(k.state.In(row), k.in.In(row), at)
	return true
}

func (k *slideKernel[T, A, R]) Loop(l *Loop) {
	s, last := k.state.In(l.Row), k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		out := k.out.In(frame)
		if l.I = i; l.Runs(i) {
			l.Now.Time = l.Times[i]
			*out = k.next(s, k.in.In(frame), &l.Now)
			l.Emits(i)
		} else {
			*out = *last
		}
		last = out
	}
}

// next takes a value and returns the result of the window.
func (k *slideKernel[T, A, R]) next(s *slideState[A], x *T, at *At) R {
	if at.Time >= s.End || !s.Started {
		k.flip(s, at)
	}
	k.push(s, at.Time, x)
	cut, head := at.Time.Add(-k.window), int(s.Head)
	for head < len(s.Previous) && s.Previous[head].Time <= cut {
		head++
	}
	s.Head = int64(head)
	return k.result(s, head)
}

// push takes a value into the current block, unless it is to be left out.
func (k *slideKernel[T, A, R]) push(s *slideState[A], t event.Time, x *T) {
	n := len(s.Current)
	s.Current = append(s.Current, timed[A]{Time: t})
	e, prefix := &s.Current[n].Value, &s.Prefix
	if n == 0 {
		prefix = nil
	}
	switch {
	case !k.lift(prefix, e, x):
		s.Current = s.Current[:n]
	case n == 0:
		s.Prefix = *e
	}
}

// lift makes e the partial result of x and merges it into p, unless that is nil;
// false leaves x out.
func (k *slideKernel[T, A, R]) lift(p, e *A, x *T) (some bool) {
	if k.monoid.Push != nil {
		return k.monoid.Push(p, e, x)
	}
	if *e, some = k.monoid.Lift(x); some && p != nil {
		k.monoid.Merge(p, e)
	}
	return some
}

func (k *slideKernel[T, A, R]) result(s *slideState[A], head int) R {
	switch {
	case head == len(s.Previous) && len(s.Current) == 0:
		return k.monoid.Empty
	case head == len(s.Previous):
		s.Result = s.Prefix
		return k.monoid.Result(&s.Result)
	}
	if len(s.Current) > 0 && k.monoid.Pair != nil {
		return k.monoid.Pair(&s.Previous[head].Value, &s.Prefix)
	}
	s.Result = s.Previous[head].Value
	if len(s.Current) > 0 {
		k.monoid.Merge(&s.Result, &s.Prefix)
	}
	return k.monoid.Result(&s.Result)
}

// flip goes on to the block that holds at.Time: the current block becomes the
// one before it, its values replaced by the folds of their tails.
func (k *slideKernel[T, A, R]) flip(s *slideState[A], at *At) {
	end := at.Time.Floor(k.window).Add(k.window)
	adjacent := s.Started && end == s.End.Add(k.window)
	s.Started, s.End, s.Head = true, end, 0
	tails, empty := s.Current, s.Previous[:0]
	if at.Keep {
		tails, empty = append([]timed[A](nil), tails...), nil
	}
	if !adjacent {
		s.Previous, s.Current = tails[:0], empty
		return
	}
	for i := len(tails) - 2; i >= 0; i-- {
		k.monoid.Merge(&tails[i].Value, &tails[i+1].Value)
	}
	s.Previous, s.Current = tails, empty
}
