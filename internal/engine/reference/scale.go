package reference

import (
	"math"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
)

// scaled gives, at each input, what f makes of it and of the window (t-span, t].
type scaled struct {
	slide slide
	f     func(x float64, w window) cell
}

func (s scaled) step(memory any, m *moment) (any, []cell) {
	x := m.args[0]
	over := s.slide
	over.value = func(w window) cell {
		if x.IsNull() {
			return cell{}
		}
		return s.f(x.Float(), w)
	}
	return over.step(memory, m)
}

func makeScaled(f func(x float64, w window) cell) func(*making) {
	return func(m *making) {
		m.wantsNumber()
		m.gives("value")
		m.node.span, m.node.counts = m.params.span("window", "1m")
		m.node.formula = scaled{slide{span: m.node.span, events: m.node.counts, need: 1}, f}
	}
}

// minMax is where x lies between the smallest and the largest of a window.
func minMax(x float64, w window) cell {
	smallest, _ := fold(w, value, math.Min)
	largest, _ := fold(w, value, math.Max)
	if smallest == largest {
		return number(0.5)
	}
	return number((x - smallest) / (largest - smallest))
}

// zscore is the distance of x from the mean in standard deviations.
func zscore(x float64, w window) cell {
	s, _ := fold(w, func(e entry) spread { return spread{n: 1, mean: value(e)} }, spread.plus)
	deviation := math.Sqrt(s.m2 / s.n)
	if deviation == 0 {
		return cell{}
	}
	return number((x - s.mean) / deviation)
}

// makeReturn makes a lag, and compares with what it gives.
func makeReturn(m *making) {
	makeLag(m)
	compare := growth
	if m.params.oneOf("log", "false", "true") == "true" {
		compare = logGrowth
	}
	if lag, ok := m.node.formula.(looksBack); ok {
		m.node.formula = since{lag, compare}
	}
}

// since compares each input with what a lag gives of it.
type since struct {
	looksBack

	compare func(lag, x float64) cell
}

func (f since) step(memory any, m *moment) (any, []cell) {
	next, lag := f.back(memory, m)
	x := m.args[0]
	if lag.IsNull() || x.IsNull() {
		return next, []cell{{}}
	}
	return next, []cell{f.compare(lag.Float(), x.Float())}
}

func growth(lag, x float64) cell {
	if lag == 0 {
		return cell{}
	}
	return number(x/lag - 1)
}

func logGrowth(lag, x float64) cell {
	if lag <= 0 || x <= 0 {
		return cell{}
	}
	return number(fmath.Log(x / lag))
}

func makeCumSum(m *making) {
	m.wantsNumber()
	m.gives("value")
	m.node.formula = cumSum(m.params.oneOf("reset", "never", "day") == "day")
}

// cumSum is a running sum; of each UTC day where it is true.
type cumSum bool

// cumSumMemory is the sum after an input, and the day of that.
type cumSumMemory struct {
	sum float64
	day event.Time
}

func (f cumSum) step(memory any, m *moment) (any, []cell) {
	s, _ := memory.(cumSumMemory)
	today := m.time.UTC().Truncate(24 * time.Hour)
	if day := event.Time(today.UnixNano()); bool(f) && day != s.day {
		s = cumSumMemory{day: day}
	}
	if !m.args[0].IsNull() {
		s.sum += m.args[0].Float()
	}
	return s, []cell{number(s.sum)}
}
