package reference_test

import (
	"math"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/event"
)

func TestSlidingWindow(t *testing.T) {
	runAll(t, []script{
		{
			name:   "the window is (t-W, t]",
			config: "features: {f: {definition: window.sum, inputs: [x], params: {window: 10s}}}\nwarmup: keep",
			events: `
				x a 0 1
				x a 9s 2
				x a 10s 4
				x a 10s 8
				x a 19s 16
				x a 20s 32
				x a 20s 64`,
			// At 10s the value of 0s has left, at 19s that of 9s, at 20s those of 10s.
			want: `
				f a 0s #1 warm 1
				f a 9s #2 warm 3
				f a 10s #3 6
				f a 10s #4 14
				f a 19s #5 28
				f a 20s #6 48
				f a 20s #7 112`,
		},
		{
			name:   "P is a left fold, S a right fold, and S comes first",
			config: "features: {f: {definition: window.sum, inputs: [x], params: {window: 10s}}}\nwarmup: keep",
			// S = 1 + (1e16 - 1e16) = 1 and not 0; P = (1e16 - 1e16) + 1 = 1 and not 0.
			events: `
				x a 0 0
				x a 7s 1
				x a 8s 1e16
				x a 9s -1e16
				x a 10s 1e16
				x a 11s -1e16
				x a 12s 1`,
			// Until 9s all lie in one block: (0 + 1 + 1e16) - 1e16 = 0. At 10s the
			// block changes: S = 1 + (1e16 - 1e16), P = 1e16, S + P = 1e16 (rounded).
			want: `
				f a 0s #1 warm 0
				f a 7s #2 warm 1
				f a 8s #3 warm 1e+16
				f a 9s #4 warm 0
				f a 10s #5 1e+16
				f a 11s #6 1
				f a 12s #7 2`,
		},
		{
			name:   "a block boundary is epoch-aligned below zero too",
			config: "features: {f: {definition: window.sum, inputs: [x], params: {window: 10s}}}\nwarmup: keep",
			// b of -1s is -10s: S over (-11s, -10s) is 1e16, P = -1e16 + 1 = -1e16, so 0.
			events: `
				x a -10500ms 1e16
				x a -10s -1e16
				x a -1s 1`,
			want: `
				f a -10.5s #1 warm 1e+16
				f a -10s #2 warm 0
				f a -1s #3 warm 0`,
		},
		{
			name: "nulls: they evict, are not added, and the window fires",
			config: `
features:
  count: {definition: window.count, inputs: [x], params: {window: 10s}}
  mean: {definition: window.mean, inputs: [x], params: {window: 10s}}
warmup: keep`,
			events: `
				x a 0 -
				x a 1s 4
				x a 10s -
				x a 11s -`,
			want: `
				count a 0s #1 warm 0
				mean a 0s #1 warm -
				count a 1s #2 warm 1
				mean a 1s #2 warm 4
				count a 10s #3 1
				mean a 10s #3 4
				count a 11s #4 0
				mean a 11s #4 -`,
		},
		{
			name:   "keys do not see each other",
			config: "features: {f: {definition: window.sum, inputs: [x], params: {window: 10s}}}\nwarmup: keep",
			events: `
				x a 0 1
				x b 1s 2
				x a 2s 4`,
			want: `
				f a 0s #1 warm 1
				f b 1s #2 warm 2
				f a 2s #3 warm 5`,
		},
	})
}

func TestAggregates(t *testing.T) {
	var config strings.Builder
	config.WriteString("warmup: keep\nfeatures:\n")
	for _, name := range []string{"count", "sum", "mean", "min", "max", "first", "last", "stddev", "variance"} {
		config.WriteString("  " + name + ": {definition: window." + name + ", inputs: [x], params: {window: 10s}}\n")
		config.WriteString("  t" + name + ": {definition: window." + name + ", inputs: [x], params: {window: 10s, kind: tumbling}}\n")
	}
	script{
		config: config.String(),
		choose: []string{"count", "sum", "mean", "min", "max", "first", "last", "stddev", "variance"},
		// 9s, 12s, 13s, 18s: mean 5, squares 4+4+16+16 = 40, variance 10, but for
		// the rounding of (3) (+) (7, 1, 9).
		events: "x a 9s 3\nx a 12s 7\nx a 13s 1\nx a 18s 9",
		want: `
			count a 9s #1 warm 1
			first a 9s #1 warm 3
			last a 9s #1 warm 3
			max a 9s #1 warm 3
			mean a 9s #1 warm 3
			min a 9s #1 warm 3
			stddev a 9s #1 warm 0
			sum a 9s #1 warm 3
			variance a 9s #1 warm 0
			count a 12s #2 warm 2
			first a 12s #2 warm 3
			last a 12s #2 warm 7
			max a 12s #2 warm 7
			mean a 12s #2 warm 5
			min a 12s #2 warm 3
			stddev a 12s #2 warm 2
			sum a 12s #2 warm 10
			variance a 12s #2 warm 4
			count a 13s #3 warm 3
			first a 13s #3 warm 3
			last a 13s #3 warm 1
			max a 13s #3 warm 7
			mean a 13s #3 warm 3.6666666666666665
			min a 13s #3 warm 1
			stddev a 13s #3 warm 2.494438257849294
			sum a 13s #3 warm 11
			variance a 13s #3 warm 6.222222222222222
			count a 18s #4 warm 4
			first a 18s #4 warm 3
			last a 18s #4 warm 9
			max a 18s #4 warm 9
			mean a 18s #4 warm 5
			min a 18s #4 warm 1
			stddev a 18s #4 warm 3.162277660168379
			sum a 18s #4 warm 20
			variance a 18s #4 warm 9.999999999999998`,
	}.run(t)
	script{
		config: config.String(),
		choose: []string{"tcount", "tsum", "tmean", "tmin", "tmax", "tfirst", "tlast", "tstddev", "tvariance"},
		events: "x a 1s 3\nx a 2s 7\nx a 3s 1\nx a 8s 9\nx a 10s 5",
		want: `
			tcount a 10s #5 warm 4
			tfirst a 10s #5 warm 3
			tlast a 10s #5 warm 9
			tmax a 10s #5 warm 9
			tmean a 10s #5 warm 5
			tmin a 10s #5 warm 1
			tstddev a 10s #5 warm 3.1622776601683795
			tsum a 10s #5 warm 20
			tvariance a 10s #5 warm 10`,
	}.run(t)
}

// merge is the variance's merge of semantics 5, written once more.
func merge(a, b [3]float64) [3]float64 {
	n := a[0] + b[0]
	d := b[1] - a[1]
	mean := a[1] + float64(d*(b[0]/n))
	m2 := (a[2] + b[2]) + float64(float64(d*d)*float64(a[0]*(b[0]/n)))
	return [3]float64{n, mean, m2}
}

func TestVarianceOrder(t *testing.T) {
	lift := func(x float64) [3]float64 { return [3]float64{1, x, 0} }
	x := []float64{1.95, 3.8, 0.26, 2, 3.94, 4.46}
	// The first three lie before the block, the others in it.
	s := merge(lift(x[0]), merge(lift(x[1]), lift(x[2])))
	p := merge(merge(lift(x[3]), lift(x[4])), lift(x[5]))
	all := merge(s, p)
	want := all[2] / all[0]

	leftS := merge(merge(merge(lift(x[0]), lift(x[1])), lift(x[2])), p)
	rightP := merge(s, merge(lift(x[3]), merge(lift(x[4]), lift(x[5]))))
	if leftS[2]/6 == want || rightP[2]/6 == want {
		t.Fatal("the order does not matter for these numbers: the test shows nothing")
	}
	const events = "x a 0 9\nx a 7s 1.95\nx a 8s 3.8\nx a 9s 0.26\nx a 14s 2\nx a 15s 3.94\nx a 16s 4.46"
	script{
		config: "features: {var: {definition: window.variance, inputs: [x], params: {window: 10s}}}\nwarmup: keep",
		events: events,
	}.last(t, "var a 16s #7 "+event.Float(want).GoString())
	script{
		config: "features: {vol: {definition: volatility.stddev, inputs: [x], params: {window: 10s}}}\nwarmup: keep",
		events: events,
	}.last(t, "vol a 16s #7 "+event.Float(math.Sqrt(want)).GoString())
}

// last checks the last output alone.
func (s script) last(t *testing.T, want string) {
	t.Helper()
	got, _ := s.outputs(t)
	if len(got) == 0 || got[len(got)-1] != want {
		t.Errorf("got %q, want at the end %q", got, want)
	}
}
