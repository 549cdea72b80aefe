package stream

import (
	"reflect"
	"time"

	"github.com/featurizer/featurizer/event"
)

// Tumbling describes a tumbling window [kW, (k+1)W), aligned to the epoch.
type Tumbling struct {
	Window time.Duration
	// CloseDelay is how long after its end, on the Received axis, a window waits
	// for events before it closes. It is raised to that of tumbling windows below.
	CloseDelay time.Duration
}

// Fold is how a tumbling window turns values T into a result R, in order.
type Fold[T, A, R any] struct {
	Name string // part of the identity of features that use it
	// Add takes one value into a, which starts as the zero A. It returns false where
	// it leaves the value out, as for a null.
	Add func(a *A, x *T) bool
	// Result gives the window's result.
	Result func(a *A) R
	// Reset, if not nil, empties a for the next window, to use its memory again. It
	// must follow the rule of At.Keep.
	Reset func(a *A, at *At)
	// Fill, if not nil, gives the result of a window without inputs from the
	// result before it, from the first result on.
	Fill func(previous *R) R
}

// reset makes a what a window starts with.
func (f *Fold[T, A, R]) reset(a *A, at *At) {
	if f.Reset != nil {
		f.Reset(a, at)
		return
	}
	var none A
	*a = none
}

// FoldOf returns the left fold of a monoid.
func FoldOf[T, A, R any](m Monoid[T, A, R]) Fold[T, Folded[A], R] {
	return Fold[T, Folded[A], R]{
		Name: m.Name,
		Add: func(a *Folded[A], x *T) bool {
			value, some := m.Lift(x)
			switch {
			case !some:
			case a.Some:
				a.next = value
				m.Merge(&a.Value, &a.next)
			default:
				a.Value, a.Some = value, true
			}
			return some
		},
		Result: func(a *Folded[A]) R {
			if !a.Some {
				return m.Empty
			}
			return m.Result(&a.Value)
		},
	}
}

// Folded is a partial result, or none yet.
type Folded[A any] struct {
	Value A
	Some  bool
	next  A `state:"step"` // what is being merged: a variable would be allocated
}

// Tumble emits the result of each window when it closes (semantics 4): before
// the first input at or after its end, or when the deadline passes, whichever
// comes first. Its outputs have the window's end as their time.
func Tumble[T, A, R any](in Of[T], w Tumbling, f Fold[T, A, R]) Of[R] {
	n := &Node{
		Op: "tumble." + f.Name, Inputs: []Port{in.Port},
		State:  reflect.TypeFor[tumbleState[A, R]](),
		Memory: Memory{Bounded: w.Window}, Window: w.Window, Warmup: ByBucket,
		Delay: max(w.CloseDelay, delayBelow(in.Port)), Closes: true, EndTimed: true,
	}
	if f.Fill != nil {
		n.Memory.Last = 1
	}
	above := in.Node.EndTimed
	n.Bind = func(b *Binding) Kernel {
		return &tumbleKernel[T, A, R]{
			in: Input[T](b, 0), out: Output[R](b), state: State[tumbleState[A, R]](b),
			window: w.Window, delay: n.Delay, above: above, fold: f,
		}
	}
	return record[R](n)
}

type tumbleState[A, R any] struct {
	End      event.Time // of the open window, else of the last one
	Partial  A
	Previous R // the last result, where empty windows are filled
	Open     bool
	Begun    bool // there has been a window
	Seen     bool // the open window has had an input
	Some     bool // it has had one that was not left out
	Filling  bool // Previous may be used
	Gapped   bool // a gap has come after the last input of the open window
}

type tumbleKernel[T, A, R any] struct {
	in     Place[T]
	out    Place[R]
	state  Place[tumbleState[A, R]]
	window time.Duration
	delay  time.Duration
	above  bool // the inputs are results of windows themselves
	fold   Fold[T, A, R]
}

func (k *tumbleKernel[T, A, R]) Step(row Row, at *At) bool {
	s := k.state.In(row)
	if k.inOpen(s, at) {
		s.Seen = true
		if k.fold.Add(&s.Partial, k.in.In(row)) {
			s.Some, s.Gapped = true, false
		}
		return false
	}
	if end := k.bucket(at).Add(k.window); !s.Open {
		if s.Begun && end <= s.End {
			// Two windows below end together but close one after the other: what the
			// later one brings counts in the next window, as this one has closed.
			end = s.End.Add(k.window)
			at.Moved++
		}
		k.open(s, end, at)
	}
	s.Seen = true
	if k.fold.Add(&s.Partial, k.in.In(row)) {
		s.Some, s.Gapped = true, false
	}
	// A result that ends with this window is its last input: it closes in the
	// same sub-step.
	return k.above && at.Time >= s.End && k.Close(row, at)
}

// inOpen tells, without a division, whether the input plainly counts in the open
// window: by its time, and received in time.
func (k *tumbleKernel[T, A, R]) inOpen(s *tumbleState[A, R], at *At) bool {
	return s.Open && !k.above && at.Time >= s.End.Add(-k.window) && at.Time < s.End && at.Received.Add(-k.delay) < s.End
}

// bucket returns the start of the window in which the input counts.
func (k *tumbleKernel[T, A, R]) bucket(at *At) event.Time {
	if k.above {
		return (at.Time - 1).Floor(k.window)
	}
	start := at.Time.Floor(k.window)
	if late := at.Received.Add(-k.delay).Floor(k.window); late > start {
		at.Moved++
		return late
	}
	return start
}

func (k *tumbleKernel[T, A, R]) open(s *tumbleState[A, R], end event.Time, at *At) {
	k.fold.reset(&s.Partial, at)
	s.Open, s.Begun, s.End, s.Seen, s.Some = true, true, end, false, false
	at.Opened = end.Add(k.delay)
}

func (k *tumbleKernel[T, A, R]) Due(row Row) (event.Time, bool) {
	s := k.state.In(row)
	return s.End, s.Open
}

func (k *tumbleKernel[T, A, R]) Past(row Row, at *At) bool {
	s := k.state.In(row)
	t := at.Time
	if k.above {
		t--
	}
	return s.Open && t >= s.End
}

func (k *tumbleKernel[T, A, R]) Close(row Row, at *At) bool {
	s := k.state.In(row)
	s.Open = false
	out := k.out.In(row)
	switch {
	case s.Some:
		*out = k.fold.Result(&s.Partial)
	case k.fold.Fill != nil && s.Filling:
		*out = k.fold.Fill(&s.Previous)
	case s.Seen:
		*out = k.fold.Result(&s.Partial)
		return true
	default:
		return false
	}
	if k.fold.Fill != nil && !s.Gapped {
		s.Previous, s.Filling = *out, true
		k.open(s, s.End.Add(k.window), at)
	}
	return true
}

// Discard loses what the window held; where empty windows are filled, the next
// one opens.
func (k *tumbleKernel[T, A, R]) Discard(row Row, at *At) {
	s := k.state.In(row)
	s.Open = false
	if s.Filling && !s.Gapped {
		k.open(s, s.End.Add(k.window), at)
	}
}

// Forget stops filling until the next input. A window that waits to be filled is
// dropped.
func (k *tumbleKernel[T, A, R]) Forget(row Row) {
	s := k.state.In(row)
	s.Filling, s.Gapped = false, true
	if s.Open && !s.Seen {
		s.Open, s.End = false, s.End.Add(-k.window)
	}
}
