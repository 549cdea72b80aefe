package stream

import (
	"reflect"
	"time"

	"github.com/featurizer/featurizer/event"
)

// CumSum emits, at every input, the sum of 0 and all values so far. A null adds
// nothing.
func CumSum(in Of[float64]) Of[float64] {
	return cumSum("cumsum", in, 0)
}

// CumSumOf is [CumSum] of the values of one epoch-aligned period of event time: the
// sum begins anew with the first input of each.
func CumSumOf(in Of[float64], period time.Duration) Of[float64] {
	return cumSum("cumsum_of", in, period)
}

func cumSum(op string, in Of[float64], period time.Duration) Of[float64] {
	return record[float64](&Node{
		Op: op, Inputs: []Port{in.Port}, Sure: true, State: reflect.TypeFor[cumSumState](),
		Memory: Memory{Unbounded: true},
		Bind: func(b *Binding) Kernel {
			return &cumSumKernel{Input[float64](b, 0), Output[float64](b), State[cumSumState](b), period}
		},
	})
}

type cumSumState struct {
	Sum   float64
	Start event.Time // of the period; 0 where there is only one
}

type cumSumKernel struct {
	in     Place[float64]
	out    Place[float64]
	state  Place[cumSumState]
	period time.Duration
}

func (k *cumSumKernel) Step(row Row, at *At) bool {
	*k.out.In(row) = k.next(k.state.In(row), *k.in.In(row), at.Time)
	return true
}

func (k *cumSumKernel) Loop(l *Loop) {
	s, last := k.state.In(l.Row), *k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		if l.Runs(i) {
			last = k.next(s, *k.in.In(frame), l.Times[i])
			l.Emits(i)
		}
		*k.out.In(frame) = last
	}
}

// next takes a value and returns the sum.
func (k *cumSumKernel) next(s *cumSumState, x float64, t event.Time) float64 {
	if k.period > 0 {
		if start := t.Floor(k.period); start != s.Start {
			*s = cumSumState{Start: start}
		}
	}
	if !event.IsNull(x) {
		s.Sum += x
	}
	return s.Sum
}

// Explain adds to the sum of before, which the state holds.
func (k *cumSumKernel) Explain(m *Moment) Account {
	x, s := *k.in.In(m.Before), *k.state.In(m.Before)
	lines := []Line{numberLine("x", x)}
	if k.period > 0 {
		start := m.Time.Floor(k.period)
		lines = append(lines, momentLine("sums since", start))
		if start != s.Start {
			s = cumSumState{Start: start}
		}
	}
	lines = append(lines, numberLine("before", s.Sum))
	result := k.next(&s, x, m.Time)
	return Account{Figures: []Figures{{"", lines}}, Again: &result}
}
