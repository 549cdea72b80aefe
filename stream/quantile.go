package stream

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// Quantile emits, at every input, the quantile q (0 to 1) of the values in a span
// back from it that are not null: with h = (n-1) q, and lo and hi the values of
// rank floor(h) and ceil(h), lo + (h - floor(h)) (hi - lo). -0 ranks before 0.
// It holds the values twice, in order of time and of size (see ranked), so the
// result does not depend on when the stream was first seen.
func Quantile(in Of[float64], span param.Span, q float64) Of[float64] {
	n := &Node{
		Op: "quantile", Inputs: []Port{in.Port}, Sure: true, State: reflect.TypeFor[quantileState](),
		Bind: func(b *Binding) Kernel {
			return &quantileKernel{Input[float64](b, 0), Output[float64](b), State[quantileState](b), span, q}
		},
	}
	if span.Events > 0 {
		n.Op = "quantile_events"
	}
	return record[float64](n.over(span))
}

// quantileState is the values of a window in two orders. It encodes itself by the
// values alone, and takes back itself what a step did.
type quantileState struct {
	seen    ordinal               // of the last input, where they are counted
	values  queue[timed[float64]] // in order of time
	ranked  ranked
	journal []quantileStep
}

var _ Reversible = (*quantileState)(nil)

// quantileStep is what a step did that may be taken back.
type quantileStep struct {
	before queue[timed[float64]]
	seen   ordinal
	x      float64 // what it took in; null for nothing
	popped int     // how many values it took out
}

// put takes a value in, unless it is null, and takes out what is not in the span.
func (s *quantileState) put(x float64, span param.Span, at *At) {
	step := quantileStep{before: s.values, seen: s.seen, x: x}
	t, length := at.Time, event.Time(span.Duration)
	if span.Events > 0 {
		s.seen++
		t, length = s.seen, ordinal(span.Events)
	}
	if !event.IsNull(x) {
		s.values.push(timed[float64]{t, x}, at)
		s.ranked.insert(x)
	}
	for ; s.values.len() > 0 && s.values.front().Time <= t-length; step.popped++ {
		s.ranked.remove(s.values.front().Value)
		s.values.pop()
	}
	if at.Keep {
		s.journal = append(s.journal, step)
	}
}

// Settle forgets what steps did.
func (s *quantileState) Settle() { s.journal = s.journal[:0] }

// Mark returns a point to go back to.
func (s *quantileState) Mark() int { return len(s.journal) }

// Back takes back all steps since a mark.
func (s *quantileState) Back(mark int) {
	for _, step := range slices.Backward(s.journal[mark:]) {
		if !event.IsNull(step.x) {
			s.ranked.remove(step.x)
		}
		s.seen, s.values = step.seen, step.before // its memory is as it was: see At.Keep
		for _, v := range s.values.Values[s.values.Head:][:step.popped] {
			s.ranked.insert(v.Value)
		}
	}
	s.journal = s.journal[:mark]
}

// AppendBinary appends how many inputs were counted and the values with their times,
// in order.
func (s *quantileState) AppendBinary(b []byte) ([]byte, error) {
	b = binary.LittleEndian.AppendUint64(b, uint64(s.seen))
	for _, v := range s.values.Values[s.values.Head:] {
		b = binary.LittleEndian.AppendUint64(b, uint64(v.Time))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Value))
	}
	return b, nil
}

// errValues is returned for bytes that AppendBinary has not made.
var errValues = errors.New("the bytes hold no values of a window")

// UnmarshalBinary sets the state from bytes that AppendBinary has made.
func (s *quantileState) UnmarshalBinary(b []byte) error {
	const head, size = 8, 16 // of a value with its time
	if len(b)%size != head {
		return errValues
	}
	*s = quantileState{seen: ordinal(binary.LittleEndian.Uint64(b))}
	for b = b[head:]; len(b) > 0; b = b[size:] {
		v := timed[float64]{
			event.Time(binary.LittleEndian.Uint64(b)),
			math.Float64frombits(binary.LittleEndian.Uint64(b[8:])),
		}
		if event.IsNull(v.Value) {
			return errValues
		}
		s.values.Values = append(s.values.Values, v)
		s.ranked.insert(v.Value)
	}
	return nil
}

type quantileKernel struct {
	in    Place[float64]
	out   Place[float64]
	state Place[quantileState]
	span  param.Span
	q     float64
}

func (k *quantileKernel) Step(row Row, at *At) bool {
	*k.out.In(row) = k.next(k.state.In(row), *k.in.In(row), at)
	return true
}

func (k *quantileKernel) Loop(l *Loop) {
	s, last := k.state.In(l.Row), *k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		if l.Runs(i) {
			l.Now.Time = l.Times[i]
			last = k.next(s, *k.in.In(frame), &l.Now)
			l.Emits(i)
		}
		*k.out.In(frame) = last
	}
}

// next takes a value and returns the quantile.
func (k *quantileKernel) next(s *quantileState, x float64, at *At) float64 {
	s.put(x, k.span, at)
	p := placeOf(k.q, s.ranked.n, s.ranked.number)
	return p.value()
}

// quantilePlace is where a quantile lies among n values in order of size.
type quantilePlace struct {
	H, Lo, Hi float64
}

// placeOf finds it; number returns the value of a rank.
func placeOf(q float64, n int, number func(rank int) float64) quantilePlace {
	if n == 0 {
		return quantilePlace{Lo: event.Null(), Hi: event.Null()}
	}
	p := quantilePlace{H: float64(float64(n-1) * q)}
	rank := int(math.Floor(p.H)) //bits:checked from 0 to n-1, as q is from 0 to 1
	p.Lo = number(rank)
	p.Hi = p.Lo
	if float64(rank) < p.H {
		p.Hi = number(rank + 1)
	}
	return p
}

func (p *quantilePlace) value() float64 {
	return p.Lo + float64((p.H-math.Floor(p.H))*(p.Hi-p.Lo))
}

// QuantileFold returns [Quantile] for windows that close. It holds all values of a
// window, and sorts them when it closes.
func QuantileFold(q float64) Fold[float64, Collected, float64] {
	return Fold[float64, Collected, float64]{
		Name: "quantile",
		Add: func(a *Collected, x *float64) bool {
			if event.IsNull(*x) {
				return false
			}
			a.Values = append(a.Values, *x)
			return true
		},
		Result: func(a *Collected) float64 {
			a.sorted = a.sorted[:0]
			for _, x := range a.Values {
				a.sorted = append(a.sorted, rankOf(x))
			}
			slices.Sort(a.sorted)
			a.place = placeOf(q, len(a.sorted), func(i int) float64 { return a.sorted[i].number() })
			return a.place.value()
		},
		Reset: func(a *Collected, at *At) {
			if at.Keep {
				a.Values = a.Values[len(a.Values):]
				return
			}
			a.Values = slices.Grow(a.Values, triedValues)[:0]
		},
	}
}

// triedValues is for how many values there is room behind those of a window: a step
// that is tried out begins the next one there.
const triedValues = 8

// Collected is the values of a window that has not closed.
type Collected struct {
	Values []float64     `state:"owned"`
	sorted []rank        `state:"step"`
	place  quantilePlace `state:"step"` // of the last result
}

func (a *Collected) partial() any { return &a.place }
