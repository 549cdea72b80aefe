package reference_test

import "testing"

func TestWarmup(t *testing.T) {
	runAll(t, []script{
		{
			name: "the memories of a path add up",
			config: `
features:
  s: {definition: window.sum, inputs: [x], params: {window: 10s}}
  m: {definition: window.mean, inputs: [s], params: {window: 5s}}
warmup: keep`,
			choose: []string{"m"},
			events: "x a 1s 1\nx a 15999ms 2\nx a 16s 4",
			want:   "m a 1s #1 warm 1\nm a 15.999s #2 warm 2\nm a 16s #3 4",
		},
		{
			name:   "a tumbling window that begins with the coverage is warm-up",
			config: sum10,
			events: "x a 10s 1\nx a 20s 2\nx a 30s 4",
			want:   "s a 20s #2 warm 1\ns a 30s #3 2",
		},
		{
			name: "a tumbling window over a sliding one needs that one's memory before it",
			config: `
features:
  s: {definition: window.sum, inputs: [x], params: {window: 5s}}
  u: {definition: window.last, inputs: [s], params: {window: 10s, kind: tumbling}}
warmup: keep`,
			choose: []string{"u"},
			// [20s, 30s) - 5s = 15s lies at the coverage's start, [30s, 40s) does not.
			events: "x a 15s 1\nx a 20s 2\nx a 30s 4\nx a 40s 8",
			want:   "u a 20s #2 warm 1\nu a 30s #3 warm 2\nu a 40s #4 4",
		},
		{
			name:   "a sample by its bucket",
			config: "features: {p: {definition: transform.sample, inputs: [x], params: {every: 10s}}}\nwarmup: keep",
			events: "x a 10s 1\nx a 11s 2\nx a 29s 4\nx a 30s 8",
			want:   "p a 10s #1 warm 1\np a 29s #3 4\np a 30s #4 8",
		},
		{
			name:   "what has no memory never is",
			config: "features: {e: {expr: \"v * 2\", inputs: [x]}}",
			events: "x a 10s 1",
			want:   "e a 10s #1 2",
		},
		{
			name:   "a gap unsets the coverage until the next event, and keeps the state",
			config: "features: {s: {definition: window.sum, inputs: [x], params: {window: 10s}}}\nwarmup: keep",
			events: "x a 1s 1\nx a 11s 2\ngap x a 12s\nx a 13s 4\nx a 22s 8\nx a 23s 16",
			want: `
				s a 1s #1 warm 1
				s a 11s #2 2
				control gap x
				s a 13s #4 warm 6
				s a 22s #5 warm 12
				s a 23s #6 24`,
		},
		{
			name:   "a window that closes between a gap and the next event is warm-up",
			config: sum10,
			events: "x a 1s 1\nx a 10s 1\ngap x a 15s\nx b 22s 1",
			want:   "s a 10s #2 warm 1\ncontrol gap x\ns a 20s@22s #0 warm 1",
		},
		{
			name:   "all sources below must be covered",
			config: "features: {j: {definition: join.latest, inputs: [x, y.v]}}\nwarmup: keep",
			events: "x a 1s 1\ny a 2s 5 - - -\nx a 3s 2\ngap y a 4s\nx a 5s 4\ngap y b 6s\ny a 7s 6 - - -",
			want: `
				j a 1s #1 warm 1 -
				j a 2s #2 1 5
				j a 3s #3 2 5
				control gap y
				j a 5s #5 warm 4 5
				control gap y
				j a 7s #7 4 6`,
		},
		{
			name:   "a lag by events until so many have come, and again after a gap",
			config: "features: {l: {definition: transform.lag, inputs: [x], params: {by: 2 events}}}\nwarmup: keep",
			events: "x a 1s 1\nx a 2s 2\ngap y a 2s\nx a 3s 4\ngap x a 4s\nx a 5s 8\nx a 6s 16\nx a 7s 32",
			want: `
				l a 1s #1 warm -
				l a 2s #2 warm -
				control gap y
				l a 3s #4 1
				control gap x
				l a 5s #6 warm 2
				l a 6s #7 warm 4
				l a 7s #8 8`,
		},
		{
			name: "above a lag by events the coverage starts with its first full output",
			config: `
features:
  l: {definition: transform.lag, inputs: [x], params: {by: 1 event}}
  s: {definition: window.sum, inputs: [l], params: {window: 10s}}
  e: {expr: "value + 0", inputs: [l]}
  s2: {definition: window.max, inputs: [e], params: {window: 10s}}
warmup: keep`,
			events: "x a 1s 1\nx a 3s 2\nx a 11s 4\nx a 13s 8",
			want: `
				l a 1s #1 warm -
				e a 1s #1 warm -
				s a 1s #1 warm -
				s2 a 1s #1 warm -
				l a 3s #2 1
				e a 3s #2 1
				s a 3s #2 warm 1
				s2 a 3s #2 warm 1
				l a 11s #3 2
				e a 11s #3 2
				s a 11s #3 warm 3
				s2 a 11s #3 warm 2
				l a 13s #4 4
				e a 13s #4 4
				s a 13s #4 6
				s2 a 13s #4 4`,
		},
		{
			name: "a lag by events counts inputs that are not warm-up",
			config: `
features:
  s: {definition: window.sum, inputs: [x], params: {window: 10s}}
  l: {definition: transform.lag, inputs: [s], params: {by: 1 event}}
warmup: keep`,
			choose: []string{"l"},
			events: "x a 1s 1\nx a 5s 1\nx a 11s 1\nx a 12s 1",
			want:   "l a 1s #1 warm -\nl a 5s #2 warm 1\nl a 11s #3 warm 2\nl a 12s #4 2",
		},
	})
}

func TestWarmupPolicies(t *testing.T) {
	const features = "features: {s: {definition: window.sum, inputs: [x], params: {window: 10s}}}\n"
	const events = "x a 1s 1\nx a 11s 2"
	runAll(t, []script{
		{name: "drop", config: features, events: events, want: "s a 11s #2 2"},
		{name: "null", config: features + "warmup: null", events: events, want: "s a 1s #1 -\ns a 11s #2 2"},
		{name: "keep", config: features + "warmup: keep", events: events, want: "s a 1s #1 warm 1\ns a 11s #2 2"},
	})
	_, tally := script{config: features, events: events}.outputs(t)
	if tally.Warmup != 1 || tally.Outputs != 1 {
		t.Errorf("tally %+v, want one output and one held back", tally)
	}
}
