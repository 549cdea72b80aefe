package stream

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
)

// checkSeries compares a node with a function of the whole series so far; the
// function tells whether the node emits, and what.
func checkSeries(t *testing.T, of Of[float64], want func(series []sample) (float64, bool)) {
	t.Helper()
	rapid.Check(t, func(rt *rapid.T) {
		r := newRig(t, of.Port)
		samples := drawSamples(rt)
		for i, s := range samples {
			out, emit := r.tried(rt, s.at, s.x)
			x, emits := want(samples[:i+1])
			if emit != emits || emit && !equalBits(out.(float64), x) {
				rt.Fatalf("event %d of %v: %v, emitted %v; expected %v, %v", i, samples, out, emit, x, emits)
			}
		}
	})
}

func TestLag(t *testing.T) {
	checkSeries(t, Lag(Leaf[float64](), 10, event.Null()), func(series []sample) (float64, bool) {
		found := event.Null()
		for _, s := range series {
			if s.at <= series[len(series)-1].at-10 {
				found = s.x
			}
		}
		return found, true
	})
}

func TestLagEvents(t *testing.T) {
	for _, n := range []int{1, 3} {
		checkSeries(t, LagEvents(Leaf[float64](), n, -7), func(series []sample) (float64, bool) {
			if len(series) <= n {
				return -7, true
			}
			return series[len(series)-1-n].x, true
		})
	}
}

func TestSample(t *testing.T) {
	checkSeries(t, Sample(Leaf[float64](), 10), func(series []sample) (float64, bool) {
		now := series[len(series)-1]
		for _, s := range series[:len(series)-1] {
			if s.at.Floor(10) == now.at.Floor(10) {
				return 0, false
			}
		}
		return now.x, true
	})
}

func TestThrottle(t *testing.T) {
	checkSeries(t, Throttle(Leaf[float64](), 10), func(series []sample) (float64, bool) {
		last, passed := event.Time(0), false
		for i, s := range series {
			if i > 0 && s.at-last < 10 {
				passed = false
				continue
			}
			last, passed = s.at, true
		}
		return series[len(series)-1].x, passed
	})
}

func TestUnique(t *testing.T) {
	equal := func(a, b *float64) bool { return *a == *b || event.IsNull(*a) && event.IsNull(*b) }
	checkSeries(t, Unique(Leaf[float64](), equal), func(series []sample) (float64, bool) {
		n := len(series)
		return series[n-1].x, n == 1 || !equal(&series[n-1].x, &series[n-2].x)
	})
}

// TestEwma computes the average from the last value of each time alone.
func TestEwma(t *testing.T) {
	const tau = 7.5
	checkSeries(t, Ewma(Leaf[float64](), tau), func(series []sample) (float64, bool) {
		if event.IsNull(series[len(series)-1].x) {
			return event.Null(), true
		}
		var last []sample // of each time
		for _, s := range series {
			switch n := len(last); {
			case event.IsNull(s.x):
			case n > 0 && last[n-1].at == s.at:
				last[n-1] = s
			default:
				last = append(last, s)
			}
		}
		y := last[0].x
		for i := 1; i < len(last); i++ {
			a := -fmath.Expm1(-(float64(last[i].at-last[i-1].at) / tau))
			y += float64(a * (last[i].x - y))
		}
		return y, true
	})
}

func TestCumSum(t *testing.T) {
	for name, c := range map[string]struct {
		of   Of[float64]
		same func(a, b event.Time) bool // whether times are of one sum
	}{
		"of all":      {CumSum(Leaf[float64]()), func(_, _ event.Time) bool { return true }},
		"of a period": {CumSumOf(Leaf[float64](), 10), func(a, b event.Time) bool { return a.Floor(10) == b.Floor(10) }},
	} {
		t.Run(name, func(t *testing.T) {
			checkSeries(t, c.of, func(series []sample) (float64, bool) {
				sum := 0.0
				for _, s := range series {
					if c.same(s.at, series[len(series)-1].at) && !event.IsNull(s.x) {
						sum += s.x
					}
				}
				return sum, true
			})
		})
	}
}

func TestSuccessive(t *testing.T) {
	of := Successive(Leaf[float64](), func(last, x *float64) float64 {
		if last == nil {
			return -7
		}
		return *last - *x
	})
	checkSeries(t, of, func(series []sample) (float64, bool) {
		n := len(series)
		if n == 1 {
			return -7, true
		}
		return series[n-2].x - series[n-1].x, true
	})
}

// TestUntil holds that a fold ends with the value that makes it full, and the next
// begins empty; a value that is left out ends none.
func TestUntil(t *testing.T) {
	of := Until(Leaf[float64](), FoldOf(Sum()), func(a *Folded[float64]) bool { return a.Value >= 5 })
	r := newRig(t, of.Port)
	null := event.Null()
	for i, tt := range []struct{ x, want float64 }{
		{2, null}, {null, null}, {2, null}, {1, 5}, {7, 7}, {null, null}, {4, null}, {9, 13},
	} {
		out, emit := r.give(event.Time(i), tt.x)
		if emit == event.IsNull(tt.want) || emit && out != tt.want {
			t.Errorf("value %d, %v: %v, emitted %v; expected %v", i, tt.x, out, emit, tt.want)
		}
	}
}

func TestFilterAndMaps(t *testing.T) {
	even := func(x *float64) bool { return math.Mod(*x, 2) == 0 }
	half := func(x, out *float64) (bool, error) { *out = *x / 2; return even(x), nil }
	total := func(s, x, out *float64) (bool, error) {
		*s += *x
		*out = *s
		return even(x), nil
	}
	for name, tt := range map[string]struct {
		of   Of[float64]
		want []float64 // of 1, 2, 3, 4; 0 for no output
	}{
		"map":    {Map(Leaf[float64](), func(x *float64) float64 { return *x * 10 }), []float64{10, 20, 30, 40}},
		"map if": {MapIf(Leaf[float64](), half), []float64{0, 1, 0, 2}},
		"filter": {Filter(Leaf[float64](), even), []float64{0, 2, 0, 4}},
		"scan":   {Scan(Leaf[float64](), Memory{Unbounded: true}, total), []float64{0, 3, 0, 10}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, tt.of.Port)
			last := 0.0
			for i, want := range tt.want {
				out, emit := r.give(event.Time(i), float64(i+1))
				if emit != (want != 0) || emit && out != want {
					t.Errorf("of %d: %v, emitted %v, expected %v", i+1, out, emit, want)
				}
				if emit {
					last = want
				}
				if out != last {
					t.Errorf("of %d: the last output is %v, expected %v", i+1, out, last)
				}
			}
		})
	}
}

// TestMemories holds what operators say that they need of the past.
func TestMemories(t *testing.T) {
	x := Leaf[float64]()
	doubled := Map(x, func(x *float64) float64 { return *x * 2 })
	some := Filter(x, func(*float64) bool { return true })
	add := func(a, b *float64) float64 { return *a + *b }
	for want, n := range map[string]*Node{
		"Stateless":              Map2(x, doubled, add).Node, // they come together
		"Last(1)":                Map2(x, some, add).Node,
		"Last(4)":                LagEvents(x, 3, 0).Node,
		"Bounded(5ns)":           Sample(x, 5).Node,
		"Bounded(10ns)":          Slide(x, 10, Sum()).Node,
		"Unbounded":              Ewma(x, 1).Node,
		"Bounded(10ns), Last(1)": Lag(x, 10, 0).Node,
	} {
		if got := n.Memory.String(); got != want {
			t.Errorf("%s: %s, expected %s", n.Op, got, want)
		}
	}
	joined := Memory{Bounded: 3, Last: 2}.Join(Memory{Bounded: 5, Last: 1})
	if joined != (Memory{Bounded: 5, Last: 2}) || !joined.Join(Memory{Unbounded: true}).Unbounded {
		t.Errorf("joined: %v", joined)
	}
	key := joined.Join(Memory{Keyframe: true})
	if got := key.String(); got != "Keyframe, Bounded(5ns), Last(2)" || key.Cut() || !joined.Cut() || (Memory{Unbounded: true}).Cut() {
		t.Errorf("with a keyframe: %s, to be cut: %t", got, key.Cut())
	}
}
