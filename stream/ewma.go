package stream

import (
	"reflect"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
)

// Ewma emits the exponentially weighted moving average of an irregular series:
// y = y0 + a (x - y0) with a = 1 - exp(-dt/tau), where y0 is the average after
// the last earlier time and dt the time since then (previous-point scheme of
// Müller, 1991). Inputs of one time replace one another. tau is in nanoseconds.
// A null leaves the average as it is and gives null.
func Ewma(in Of[float64], tau float64) Of[float64] {
	return record[float64](&Node{
		Op: "ewma", Inputs: []Port{in.Port}, Sure: true, State: reflect.TypeFor[ewmaState](),
		Memory: Memory{Unbounded: true},
		Bind: func(b *Binding) Kernel {
			return &ewmaKernel{Input[float64](b, 0), Output[float64](b), State[ewmaState](b), tau}
		},
	})
}

type ewmaState struct {
	Base     float64    // the average after the last time before Time
	BaseTime event.Time // that time
	Value    float64    // the average after Time
	Time     event.Time
	Times    int64 // how many times there were, counted up to two
}

type ewmaKernel struct {
	in    Place[float64]
	out   Place[float64]
	state Place[ewmaState]
	tau   float64
}

func (k *ewmaKernel) Step(row Row, at *At) bool {
	*k.out.In(row) = k.next(k.state.In(row), *k.in.In(row), at.Time)
	return true
}

func (k *ewmaKernel) Loop(l *Loop) {
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

// next takes a value and returns the average.
func (k *ewmaKernel) next(s *ewmaState, x float64, t event.Time) float64 {
	if event.IsNull(x) {
		return x
	}
	if s.Times == 0 || t > s.Time {
		s.Base, s.BaseTime, s.Time = s.Value, s.Time, t
		s.Times = min(s.Times+1, 2)
	}
	if s.Times == 1 {
		s.Value = x
	} else {
		a := -fmath.Expm1(-(float64(t-s.BaseTime) / k.tau))
		s.Value = s.Base + float64(a*(x-s.Base))
	}
	return s.Value
}
