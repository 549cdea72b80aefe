package stream

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

// naive folds a window by the letter of semantics 5.
func naive[A any](samples []sample, window event.Time, m Monoid[float64, A, float64]) float64 {
	t := samples[len(samples)-1].at
	block := t.Floor(10)
	if window != 10 {
		panic("the tests use windows of 10")
	}
	var older, newer []A
	for _, s := range samples {
		a, some := m.Lift(&s.x)
		switch {
		case !some || s.at <= t-window:
		case s.at < block:
			older = append(older, a)
		default:
			newer = append(newer, a)
		}
	}
	var parts []A
	if len(older) > 0 {
		s := older[len(older)-1]
		for i := len(older) - 2; i >= 0; i-- {
			a := older[i]
			m.Merge(&a, &s)
			s = a
		}
		parts = append(parts, s)
	}
	if len(newer) > 0 {
		p := newer[0]
		for i := range newer[1:] {
			m.Merge(&p, &newer[i+1])
		}
		parts = append(parts, p)
	}
	switch len(parts) {
	case 0:
		return m.Empty
	case 2:
		m.Merge(&parts[0], &parts[1])
	}
	return m.Result(&parts[0])
}

func checkSlide[A any](t *testing.T, m Monoid[float64, A, float64]) {
	t.Run(m.Name, func(t *testing.T) {
		rapid.Check(t, func(rt *rapid.T) {
			r := newRig(t, Slide(Leaf[float64](), 10, m).Port)
			samples := drawSamples(rt)
			for i, s := range samples {
				out, emit := r.tried(rt, s.at, s.x)
				want := naive(samples[:i+1], 10, m)
				if got := out.(float64); !emit || !equalBits(got, want) {
					rt.Fatalf("event %d of %v: %v, emitted %v, expected %v", i, samples, got, emit, want)
				}
			}
		})
	})
}

// TestSlide compares every monoid with folding each window anew, bit by bit.
func TestSlide(t *testing.T) {
	checkSlide(t, Count())
	checkSlide(t, Sum())
	checkSlide(t, Mean())
	checkSlide(t, Min())
	checkSlide(t, Max())
	checkSlide(t, First())
	checkSlide(t, Last())
	checkSlide(t, Variance())
	checkSlide(t, StdDev())
}

// TestSlideForgetsMemory holds that what has left the window is not kept: a window
// of few values stays small however long it runs.
func TestSlideForgetsMemory(t *testing.T) {
	r := newRig(t, Slide(Leaf[float64](), 10, Sum()).Port)
	for i := range 10_000 {
		r.give(event.Time(i*3), 1.0)
	}
	s := State[slideState[float64]](&Binding{State: stateOffset(r)}).In(r.row)
	if n := cap(s.Current) + cap(s.Previous); n > 16 {
		t.Errorf("room for %d values, though the window holds 4", n)
	}
}

func stateOffset(r *rig) uintptr {
	f, _ := r.memory.Type().FieldByName("State")
	return f.Offset
}

// TestSlideMemory holds what the window says of itself.
func TestSlideMemory(t *testing.T) {
	n := Slide(Leaf[float64](), 10, Sum()).Node
	if n.Memory != (Memory{Bounded: 10}) || n.Window != 10 || !n.Sure || n.Warmup != ByElapsed || n.EndTimed {
		t.Errorf("%+v", n)
	}
}
