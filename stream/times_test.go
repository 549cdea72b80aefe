package stream

import (
	"testing"

	"github.com/featurizer/featurizer/event"
)

func TestTimes(t *testing.T) {
	r := newRig(t, Times(Leaf[string]().Port).Port)
	for _, at := range []event.Time{-3, 7, 7} {
		if out, emit := r.give(at, "x"); out != at || !emit {
			t.Errorf("at %d: %v, emitted %v", at, out, emit)
		}
	}
}

// TestAgainst holds that it needs nothing of the past itself, and is warm-up as the
// stream that looks back is.
func TestAgainst(t *testing.T) {
	x := Leaf[float64]()
	back := Lag(x, 10, event.Null())
	n := Against(back, x, func(lag, x *float64) float64 { return *x - *lag }).Node
	if n.Memory != (Memory{}) || !n.Same || n.Inputs[0] != back.Port {
		t.Errorf("%+v", n)
	}
}
