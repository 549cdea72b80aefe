package reference_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/fmath"
)

// one is a config of one feature f over x.
func one(definition, params string) string {
	return "features: {f: {definition: " + definition + ", inputs: [x], params: {" + params + "}}}\nwarmup: keep"
}

func TestTransforms(t *testing.T) {
	runAll(t, []script{
		{
			name:   "diff: to the first number in the window",
			config: one("transform.diff", "window: 10s"),
			events: "x a 0 -\nx a 1s 5\nx a 2s 8\nx a 11s 9\nx a 12s -\nx a 30s 4",
			want: `
				f a 0s #1 warm -
				f a 1s #2 warm 0
				f a 2s #3 warm 3
				f a 11s #4 1
				f a 12s #5 -
				f a 30s #6 0`,
		},
		{
			name:   "diff relative: null where the first is zero",
			config: one("transform.diff", "window: 10s, relative: true"),
			events: "x a 0 2\nx a 1s 5\nx a 20s 0\nx a 21s 5",
			want: `
				f a 0s #1 warm 0
				f a 1s #2 warm 1.5
				f a 20s #3 -
				f a 21s #4 -`,
		},
		{
			name:   "lag by a duration: the last value with Time <= t - duration",
			config: one("transform.lag", "by: 5s"),
			events: "x a 0 1\nx a 1s 2\nx a 1s 3\nx a 4s -\nx a 5s 5\nx a 6s 6\nx a 9s 7\nx a 10s 8",
			want: `
				f a 0s #1 warm -
				f a 1s #2 warm -
				f a 1s #3 warm -
				f a 4s #4 warm -
				f a 5s #5 1
				f a 6s #6 3
				f a 9s #7 -
				f a 10s #8 5`,
		},
		{
			name:   "lag by events counts nulls",
			config: one("transform.lag", "by: 1 event"),
			events: "x a 0 1\nx a 0 -\nx a 1s 3",
			want:   "f a 0s #1 warm -\nf a 0s #2 1\nf a 1s #3 -",
		},
		{
			name:   "sample: the first event of each bucket, nulls too",
			config: one("transform.sample", "every: 10s"),
			events: "x a 9s 1\nx a 9s 2\nx a 10s -\nx a 19s 3\nx a 20s 4",
			want:   "f a 9s #1 warm 1\nf a 10s #3 -\nf a 20s #5 4",
		},
		{
			name:   "throttle: when so much has gone by since the last that passed",
			config: one("transform.throttle", "every: 10s"),
			events: "x a 9s 1\nx a 18s 2\nx a 19s 3\nx a 20s 4\nx a 29s -\nx a 30s 5",
			want:   "f a 9s #1 1\nf a 19s #3 3\nf a 29s #5 -",
		},
		{
			name:   "unique: drops what equals the previous event",
			config: one("transform.unique", ""),
			events: "x a 1s 0\nx a 2s -0\nx a 3s -\nx a 4s -\nx a 5s 1\nx a 6s 0",
			want:   "f a 1s #1 0\nf a 3s #3 -\nf a 5s #5 1\nf a 6s #6 0",
		},
	})
}

func TestEwma(t *testing.T) {
	a := func(dt, tau float64) float64 { return -fmath.Expm1(-(dt / tau)) }
	toward := func(y, x, a float64) float64 { return y + float64(a*(x-y)) }
	const tau = 4e9
	y1 := 7.0                          // the last at the first time
	y2 := toward(y1, 11, a(3e9, tau))  // 8s, taken back by the next at its time
	y2b := toward(y1, 10, a(3e9, tau)) // also from y1
	y3 := toward(y2b, 1, a(2e9, tau))
	want := "f a 5s #1 3\nf a 5s #2 7\nf a 6s #3 -\nf a 8s #4 " + text(y2) + "\nf a 8s #5 " + text(y2b) + "\nf a 10s #6 " + text(y3)
	events := "x a 5s 3\nx a 5s 7\nx a 6s -\nx a 8s 11\nx a 8s 10\nx a 10s 1"
	script{config: one("transform.ewma", "tau: 4s"), events: events, want: want}.run(t)

	half := 4e9 / fmath.Log(2)
	got, _ := script{config: one("transform.ewma", "halflife: 4s"), events: "x a 0 0\nx a 4s 8"}.outputs(t)
	if want := "f a 4s #2 " + text(toward(0, 8, a(4e9, half))); got[1] != want {
		t.Errorf("got %q, want %q", got[1], want)
	}
	if !strings.HasPrefix(got[1], "f a 4s #2 4") && !strings.HasPrefix(got[1], "f a 4s #2 3.99999") {
		t.Errorf("after one half-life: %q, want 4", got[1])
	}
}

func text(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func TestMarket(t *testing.T) {
	runAll(t, []script{
		{
			name:   "mid, spread, microprice; nothing for a one-sided quote",
			config: "features: {mid: {definition: price.mid_price}, spread: {definition: spread.relative}, micro: {definition: book.microprice}}",
			// spread 2*(101-99)/200; micro (99*3 + 101*1)/4 = 99.5
			events: "quotes a 1s 99 1 101 3\nquotes a 2s - - 101 3\nquotes a 3s 99 1 - -\nquotes a 4s 101 0 99 0\nquotes a 5s 0 1 0 1",
			want: `
				micro a 1s #1 99.5
				mid a 1s #1 100
				spread a 1s #1 0.02
				micro a 4s #4 -
				mid a 4s #4 100
				spread a 4s #4 -0.02
				micro a 5s #5 0
				mid a 5s #5 0
				spread a 5s #5 -`,
		},
		{
			name:   "volatility of the mid price by default",
			config: "features: {vol: {definition: volatility.stddev, params: {window: 10s}}}\nwarmup: keep",
			events: "quotes a 1s 1 1 3 1\nquotes a 2s - 1 3 1\nquotes a 3s 3 1 5 1",
			want:   "vol a 1s #1 warm 0\nvol a 3s #3 warm 1",
		},
		{
			name:   "imbalance: a trade without a side counts in neither",
			config: "features: {f: {definition: flow.trade_volume_imbalance, params: {window: 10s}}}\nwarmup: keep",
			// B = 2*3 = 6, S = 1*2 = 2: 2*4/8 = 1.
			events: "trades a 0 5 5 -\ntrades a 1s 2 3 buy\ntrades a 2s 1 2 sell\ntrades a 3s 9 9 -\ntrades a 4s - 9 buy\ntrades a 30s 9 9 -",
			want: `
				f a 0s #1 warm -
				f a 1s #2 warm 2
				f a 2s #3 warm 1
				f a 3s #4 warm 1
				f a 4s #5 warm 1
				f a 30s #6 -`,
		},
		{
			name:   "imbalance: the sums in the order of the blocks, each product rounded",
			config: "features: {f: {definition: flow.trade_volume_imbalance, params: {window: 10s}}}\nwarmup: keep",
			// Buys: S = 1 + (1e16 - 1e16) = 1, P = 2: B = 3; sells 1: 2*(3-1)/4 = 1.
			events: "trades a 7s 1 1 buy\ntrades a 8s 1e16 1 buy\ntrades a 9s -1e16 1 buy\ntrades a 11s 1 1 sell\ntrades a 12s 2 1 buy",
			choose: []string{"f"},
			want: `
				f a 7s #1 warm 2
				f a 8s #2 warm 2
				f a 9s #3 warm -
				f a 11s #4 warm 0
				f a 12s #5 warm 1`,
		},
	})
}

func TestNaNIsCounted(t *testing.T) {
	_, tally := script{
		config: "features: {s: {definition: spread.relative}, e: {expr: \"sqrt(bid)\", inputs: [quotes]}, n: {expr: \"bid / 0\", inputs: [quotes]}}",
		events: "quotes a 1s 0 1 0 1\nquotes a 2s -1 1 3 1",
	}.outputs(t)
	if tally.NaNs != 2 || tally.Outputs != 6 {
		t.Errorf("tally %+v, want 0/0 and the root of -1 counted, and x/0 not", tally)
	}
}
