package stream

import (
	"testing"

	"github.com/featurizer/featurizer/event"
)

// TestDiff holds the difference from the first value in (t-10, t].
func TestDiff(t *testing.T) {
	null := event.Null()
	type in struct {
		at event.Time
		x  float64
	}
	for _, tt := range []struct {
		name            string
		inputs          []in
		plain, relative float64
	}{
		{"of the first", []in{{1, 4}, {2, 5}}, 1, 0.25},
		{"of itself", []in{{1, 5}}, 0, 0},
		{"of zero", []in{{1, 0}, {2, 5}}, 5, null},
		{"of a negative one", []in{{1, -2}, {2, 0}}, 2, -1},
		{"just in the window", []in{{1, 4}, {10, 5}}, 1, 0.25},
		{"just out of the window", []in{{1, 4}, {2, 8}, {11, 10}}, 2, 0.25},
		{"of a null", []in{{1, 4}, {2, null}}, null, null},
		{"a null is no first", []in{{1, null}, {2, 4}, {3, 5}}, 1, 0.25},
		{"a null does not end the window", []in{{1, 4}, {2, null}, {3, 5}}, 1, 0.25},
		{"a null alone", []in{{1, null}}, null, null},
		{"of the earlier of one time", []in{{1, 4}, {1, 5}}, 1, 0.25},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := Leaf[float64]()
			for _, way := range []struct {
				of   Of[float64]
				want float64
			}{{Diff(x, 10), tt.plain}, {RelativeDiff(x, 10), tt.relative}} {
				r := newRig(t, way.of.Port)
				for _, in := range tt.inputs {
					r.set(0, in.at, in.x)
					if !r.step(in.at) {
						t.Fatal("every input is answered")
					}
				}
				if !equalBits(r.out().(float64), way.want) {
					t.Errorf("%s of %v is %v, want %v", way.of.Node.Op, tt.inputs, r.out(), way.want)
				}
			}
		})
	}
	if n := Diff(Leaf[float64](), 10).Node; n.Memory != (Memory{Bounded: 10}) || n.Window != 10 || !n.Sure {
		t.Errorf("%+v", n)
	}
}
