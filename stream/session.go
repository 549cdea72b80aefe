package stream

import (
	"reflect"
	"time"

	"github.com/featurizer/featurizer/event"
)

// Session describes session windows: inputs of which each comes at most a gap after
// the one before.
type Session struct {
	Gap time.Duration
	// CloseDelay is how long after its end, on the Received axis, a session waits for
	// inputs before it closes. It is raised to that of windows below.
	CloseDelay time.Duration
}

// Sessions emits the result of each session when it closes (semantics 4): before the
// first input more than the gap after the last one, or when the deadline passes,
// whichever comes first. A session ends a gap after its last input, and its output
// has that as its time. Nulls are inputs too.
func Sessions[T, A, R any](in Of[T], w Session, f Fold[T, A, R]) Of[R] {
	n := &Node{
		Op: "session." + f.Name, Inputs: []Port{in.Port},
		State:  reflect.TypeFor[sessionState[A]](),
		Memory: Memory{Unbounded: true}, Gap: w.Gap, Warmup: BySession,
		Delay: max(w.CloseDelay, delayBelow(in.Port)), Closes: true, EndTimed: true,
	}
	above := in.Node.EndTimed
	n.Bind = func(b *Binding) Kernel {
		return &sessionKernel[T, A, R]{
			in: Input[T](b, 0), out: Output[R](b), state: State[sessionState[A]](b),
			gap: w.Gap, delay: n.Delay, above: above, fold: f,
		}
	}
	return record[R](n)
}

type sessionState[A any] struct {
	First   event.Time // where the first input of the open session stands
	End     event.Time // of the open session
	Closed  event.Time // the end of the last one that closed
	Inputs  int64      // of the open session
	Partial A
	Open    bool
	Some    bool // one has closed
}

type sessionKernel[T, A, R any] struct {
	in    Place[T]
	out   Place[R]
	state Place[sessionState[A]]
	gap   time.Duration
	delay time.Duration
	above bool // the inputs are results of windows themselves
	fold  Fold[T, A, R]
}

func (k *sessionKernel[T, A, R]) Step(row Row, at *At) bool {
	s := k.state.In(row)
	t := at.Time
	if k.late(s, at) {
		t = at.Received.Add(-k.delay)
		at.Moved++
	}
	if !s.Open {
		k.fold.reset(&s.Partial, at)
		s.Open, s.First, s.Inputs, s.End = true, t, 0, t.Add(k.gap)
		at.Opened = s.End.Add(k.delay)
	}
	s.End = max(s.End, t.Add(k.gap))
	s.Inputs++
	k.fold.Add(&s.Partial, k.in.In(row))
	return false
}

// late tells whether the session of an input by its time is over by receipt: the one
// that has closed, or that which the input would make alone. Such an input stands
// where its receipt is, so that no session opens that is due already.
func (k *sessionKernel[T, A, R]) late(s *sessionState[A], at *At) bool {
	over := s.Some && at.Time <= s.Closed || at.Time.Add(k.gap) <= at.Received.Add(-k.delay)
	return over && !k.above
}

func (k *sessionKernel[T, A, R]) Due(row Row) (event.Time, bool) {
	s := k.state.In(row)
	return s.End, s.Open
}

func (k *sessionKernel[T, A, R]) Past(row Row, at *At) bool {
	s := k.state.In(row)
	return s.Open && at.Time > s.End
}

func (k *sessionKernel[T, A, R]) Close(row Row, _ *At) bool {
	s := k.state.In(row)
	s.Open, s.Some, s.Closed = false, true, s.End
	*k.out.In(row) = k.fold.Result(&s.Partial)
	return true
}

// Discard loses what the session held.
func (k *sessionKernel[T, A, R]) Discard(row Row, _ *At) {
	s := k.state.In(row)
	s.Open, s.Some, s.Closed = false, true, s.End
}
