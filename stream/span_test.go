package stream

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// leftFold folds the values of the last n samples from the left.
func leftFold[A any](samples []sample, n int, m Monoid[float64, A, float64]) float64 {
	var total *A
	for _, s := range samples[max(0, len(samples)-n):] {
		switch a, some := m.Lift(&s.x); {
		case !some:
		case total == nil:
			total = &a
		default:
			m.Merge(total, &a)
		}
	}
	if total == nil {
		return m.Empty
	}
	return m.Result(total)
}

func checkEvents[A any](t *testing.T, m Monoid[float64, A, float64]) {
	t.Run(m.Name, func(t *testing.T) {
		rapid.Check(t, func(rt *rapid.T) {
			n := rapid.SampledFrom([]int{1, 2, 3, 7, 30}).Draw(rt, "n")
			of := SlideOver(Leaf[float64](), param.Span{Events: n}, m)
			r := newRig(t, of.Port)
			samples := drawSamples(rt)
			for i, s := range samples {
				out, emit := r.tried(rt, s.at, s.x)
				want := leftFold(samples[:i+1], n, m)
				if got := out.(float64); !emit || !equalBits(got, want) {
					rt.Fatalf("%s, event %d of %v: %v, emitted %v, expected %v", of.Node.Op, i, samples, got, emit, want)
				}
			}
		})
	})
}

// TestSlideEvents compares every monoid with folding the last values anew, bit by bit.
func TestSlideEvents(t *testing.T) {
	checkEvents(t, Count())
	checkEvents(t, Sum())
	checkEvents(t, Mean())
	checkEvents(t, Min())
	checkEvents(t, Max())
	checkEvents(t, First())
	checkEvents(t, Last())
	checkEvents(t, Variance())
	checkEvents(t, Then(StdDev(), func(x float64) float64 { return 2 * x }))
}

// TestDiffEvents compares with the definition.
func TestDiffEvents(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.SampledFrom([]int{1, 2, 5}).Draw(rt, "n")
		span := param.Span{Events: n}
		of := map[bool]Of[float64]{false: DiffOver(Leaf[float64](), span), true: RelativeDiffOver(Leaf[float64](), span)}
		relative := rapid.Bool().Draw(rt, "relative")
		r := newRig(t, of[relative].Port)
		samples := drawSamples(rt)
		for i, s := range samples {
			out, _ := r.tried(rt, s.at, s.x)
			want := event.Null()
			for _, first := range samples[max(0, i+1-n) : i+1] {
				if event.IsNull(first.x) || event.IsNull(s.x) {
					continue
				}
				if want = s.x - first.x; relative && first.x == 0 {
					want = event.Null()
				} else if relative {
					want /= first.x
				}
				break
			}
			if got := out.(float64); !equalBits(got, want) {
				rt.Fatalf("event %d of %v: %v, expected %v", i, samples, got, want)
			}
		}
	})
}

// TestOver holds what nodes over a span need of the past.
func TestOver(t *testing.T) {
	x := Leaf[float64]()
	for _, tt := range []struct {
		node   *Node
		op     string
		memory string
		rule   WarmupRule
	}{
		{SlideOver(x, param.Span{Duration: 5}, Sum()).Node, "slide.sum", "Bounded(5ns)", ByElapsed},
		{SlideOver(x, param.Span{Events: 5}, Sum()).Node, "fold_events.sum", "Last(5)", ByCount},
		{SlideOver(x, param.Span{Events: 5}, Then(Max(), func(x float64) float64 { return x })).Node, "slide_events.max", "Last(5)", ByCount},
		{Chained(SlideOver(x, param.Span{Events: 5}, Sum())).Node, "fold_events.sum", "Last(6)", ByCount},
		{Chained(SlideOver(x, param.Span{Duration: 5}, Sum())).Node, "slide.sum", "Bounded(5ns)", ByElapsed},
		{DiffOver(x, param.Span{Duration: 5}).Node, "diff", "Bounded(5ns)", ByElapsed},
		{RelativeDiffOver(x, param.Span{Duration: 5}).Node, "relative_diff", "Bounded(5ns)", ByElapsed},
		{RelativeDiffOver(x, param.Span{Events: 5}).Node, "relative_diff_events", "Last(5)", ByCount},
		{Quantile(x, param.Span{Duration: 5}, 0.5).Node, "quantile", "Bounded(5ns)", ByElapsed},
		{Quantile(x, param.Span{Events: 5}, 0.5).Node, "quantile_events", "Last(5)", ByCount},
	} {
		if n := tt.node; n.Op != tt.op || n.Memory.String() != tt.memory || n.Warmup != tt.rule || n.Window != n.Memory.Bounded {
			t.Errorf("%s has memory %s, rule %d, window %s; want %s, %s, %d", n.Op, n.Memory, n.Warmup, n.Window, tt.op, tt.memory, tt.rule)
		}
	}
}

// TestEventsAllocate holds that full windows of events allocate nothing.
func TestEventsAllocate(t *testing.T) {
	span := param.Span{Events: 100}
	for _, of := range []Of[float64]{
		SlideOver(Leaf[float64](), span, Variance()), SlideOver(Leaf[float64](), span, Max()),
		DiffOver(Leaf[float64](), span), Quantile(Leaf[float64](), span, 0.3),
	} {
		r := newRig(t, of.Port)
		at, x := At{}, r.memory.FieldByName("In0")
		run := func() {
			for range 1000 {
				at.Time++
				x.SetFloat(float64(at.Time % 17))
				r.kernel.Step(r.row, &at)
			}
		}
		run()
		if n := testing.AllocsPerRun(3, run); n > 0 {
			t.Errorf("%s: %v allocations", of.Node.Op, n)
		}
	}
}
