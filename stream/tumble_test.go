package stream

import (
	"testing"

	"github.com/featurizer/featurizer/event"
)

// timedRig is a rig of a node with windows.
type timedRig struct{ *rig }

func (r timedRig) timed() Timed { return r.kernel.(Timed) }

func (r timedRig) close(end event.Time) (any, bool) {
	emit := r.timed().Close(r.row, &At{Time: end})
	return r.out(), emit
}

func (r timedRig) due(t *testing.T, want event.Time) {
	t.Helper()
	end, open := r.timed().Due(r.row)
	if open != (want != event.Never) || open && end != want {
		t.Errorf("the window is open %v to %d, expected to %d", open, end, want)
	}
}

func TestTumble(t *testing.T) {
	r := timedRig{newRig(t, Tumble(Leaf[float64](), Tumbling{Window: 10, CloseDelay: 2}, FoldOf(Sum())).Port)}
	r.due(t, event.Never)
	for _, s := range []sample{{3, 1}, {9, 2}} {
		if _, emit := r.give(s.at, s.x); emit {
			t.Errorf("an input at %d is an output", s.at)
		}
	}
	r.due(t, 10)
	for at, want := range map[event.Time]bool{9: false, 10: true, 11: true} {
		if got := r.timed().Past(r.row, &At{Time: at}); got != want {
			t.Errorf("%d is past the window: %v", at, got)
		}
	}
	if out, emit := r.close(10); !emit || out != 3.0 {
		t.Errorf("the window gives %v, %v", out, emit)
	}
	r.due(t, event.Never)
	r.give(20, 5.0)
	if out, _ := r.close(30); out != 5.0 {
		t.Errorf("the next window gives %v: it does not start empty", out)
	}
}

// TestTumbleOpens holds when a window says that it is due, and which inputs it
// counts by their receipt.
func TestTumbleOpens(t *testing.T) {
	for _, tt := range []struct {
		time, received, end event.Time
		moved               uint64
	}{
		{0, 0, 10, 0}, {9, 11, 10, 0}, {9, 12, 20, 1}, {9, 21, 20, 1}, {9, 22, 30, 1}, {-1, -1, 0, 0}, {-10, -1, 0, 0}, {25, 3, 30, 0},
	} {
		r := timedRig{newRig(t, Tumble(Leaf[float64](), Tumbling{Window: 10, CloseDelay: 2}, FoldOf(Sum())).Port)}
		r.set(0, tt.time, 1.0)
		r.stepAt(&At{Time: tt.time, Received: tt.received})
		r.due(t, tt.end)
		if r.opened != tt.end+2 || r.moved != tt.moved {
			t.Errorf("%d received %d: due at %d, moved %d; expected %d, %d", tt.time, tt.received, r.opened, r.moved, tt.end+2, tt.moved)
		}
	}
}

// TestTumbleOverTumble holds that results count by their end - 1, close the window
// above when they end with it, and that it waits as long as what is below.
func TestTumbleOverTumble(t *testing.T) {
	lower := Tumble(Leaf[float64](), Tumbling{Window: 5, CloseDelay: 7}, FoldOf(Sum()))
	between := Map(lower, func(x *float64) float64 { return *x })
	upper := Tumble(between, Tumbling{Window: 10, CloseDelay: 2}, FoldOf(Sum()))
	if n := upper.Node; n.Delay != 7 || !n.EndTimed || !between.Node.EndTimed || !n.Closes || n.Warmup != ByBucket {
		t.Errorf("%+v", n)
	}
	r := timedRig{newRig(t, upper.Port)}
	r.set(0, 5, 1.0)
	if emit := r.stepAt(&At{Time: 5, Received: 1000}); emit || r.moved != 0 || r.opened != 17 {
		t.Errorf("emitted %v, moved %d, due at %d", emit, r.moved, r.opened)
	}
	if r.timed().Past(r.row, &At{Time: 10}) || !r.timed().Past(r.row, &At{Time: 15}) {
		t.Error("a result of 10 is past [0, 10), or one of 15 is not")
	}
	if out, emit := r.give(10, 2.0); !emit || out != 3.0 {
		t.Errorf("a result with the window's end gives %v, %v", out, emit)
	}
	r.due(t, event.Never)
}

// TestTumbleFill holds that an empty window is filled from the last result, until
// it is told to forget.
func TestTumbleFill(t *testing.T) {
	f := FoldOf(Sum())
	filled := Fold[float64, Folded[float64], float64]{Name: f.Name, Add: f.Add, Result: f.Result, Fill: func(x *float64) float64 { return *x / 2 }}
	r := timedRig{newRig(t, Tumble(Leaf[float64](), Tumbling{Window: 10}, filled).Port)}
	if n := Tumble(Leaf[float64](), Tumbling{Window: 10}, filled).Node; n.Memory != (Memory{Bounded: 10, Last: 1}) {
		t.Errorf("it remembers %v", n.Memory)
	}
	r.give(3, 8.0)
	for i, want := range []float64{8, 4, 2} {
		end := event.Time(10 * (i + 1))
		r.due(t, end)
		if out, emit := r.close(end); !emit || out != want {
			t.Errorf("the window to %d gives %v, %v, expected %v", end, out, emit, want)
		}
	}
	forgetful := r.kernel.(Forgetful)
	forgetful.Forget(r.row)
	r.due(t, event.Never) // nothing waits to be filled
	r.give(45, 6.0)
	forgetful.Forget(r.row) // the window of 45 has an input: it closes
	if out, emit := r.close(50); !emit || out != 6.0 {
		t.Errorf("the window with an input gives %v, %v", out, emit)
	}
	r.due(t, event.Never) // and fills nothing, as the gap came after its input
	r.give(55, 1.0)
	forgetful.Forget(r.row)
	r.give(56, 3.0)
	if out, _ := r.close(60); out != 4.0 {
		t.Errorf("a window with inputs on both sides of a gap gives %v", out)
	}
	if out, emit := r.close(70); !emit || out != 2.0 {
		t.Errorf("the window after it gives %v, %v: an input came after the gap", out, emit)
	}
}
