package reference_test

import "testing"

// two are a feature of each of two sources, without memory.
const two = `
features:
  p: {expr: "v", inputs: [x]}
  q: {expr: "v * 10", inputs: [y]}
`

func TestRows(t *testing.T) {
	runAll(t, []script{
		{
			name:   "any: a row waits for all slots, then comes with each firing",
			config: two + "rows: {features: [q, p]}",
			events: "x a 1s 1\nx a 2s 2\ny a 3s 3 - - -\ny b 4s 4 - - -\nx a 5s -",
			want:   "row a 3s #3 30 2\nrow a 5s #5 30 -",
		},
		{
			name:   "the row's time is the latest of its slots, whoever fires",
			config: two + "rows: {features: [q, p], ages: true}",
			events: "x a 1s 1\ny a 9s@2s 3 - - -\nx a 5s 2",
			want:   "row a 9s@2s #2 30 0 1 8000000000\nrow a 9s@5s #3 30 0 2 4000000000",
		},
		{
			name:   "missing: null does not wait",
			config: two + "rows: {features: [q, p], missing: null, ages: true}",
			events: "x a 1s 1\ny a 2s 3 - - -",
			want:   "row a 1s #1 - - 1 0\nrow a 2s #2 30 0 1 1000000000",
		},
		{
			name:   "when a feature fires, and no other",
			config: two + "rows: {features: [p, q], when: q}",
			events: "x a 1s 1\ny a 2s 3 - - -\nx a 3s 2\ny a 4s 4 - - -",
			want:   "row a 2s #2 1 30\nrow a 4s #4 2 40",
		},
		{
			name:   "every: the first step of each bucket of the row's time, warm-up by its start",
			config: two + "rows: {features: [p, q], when: every 10s}\nwarmup: keep",
			events: "x a 1s 1\ny a 2s 3 - - -\nx a 3s 2\nx a 12s 4\nx a 13s 5\ny a 29s 6 - - -",
			want:   "row a 2s #2 warm 1 30\nrow a 12s #4 4 30\nrow a 29s #6 5 60",
		},
		{
			name: "every: warm-up like a sample over the longest memory",
			config: `
features:
  p: {expr: "v", inputs: [x]}
  s: {definition: window.sum, inputs: [x], params: {window: 5s}}
rows: {features: [s, p], when: every 10s}
warmup: keep`,
			events: "x a 5s 1\nx a 10s 2\nx a 20s 4",
			want:   "row a 5s #1 warm 1 1\nrow a 10s #2 warm 2 2\nrow a 20s #3 4 4",
		},
		{
			name:   "every: a bucket whose row is held back has had its row",
			config: two + "rows: {features: [p, q], when: every 10s}",
			events: "x a 0 1\ny a 2s 3 - - -\nx a 3s 2\nx a 10s 4",
			want:   "row a 10s #4 4 30",
		},
		{
			name:   "--select writes its features' lines alone",
			config: two + "rows: {features: [p, q]}",
			choose: []string{"q"},
			events: "x a 1s 1\ny a 2s 3 - - -",
			want:   "q a 2s #2 30",
		},
		{
			name: "one row per sub-step, after all features of it",
			config: `
features:
  e: {expr: "v + value", inputs: [x, s]}
  s: {definition: window.sum, inputs: [x], params: {window: 10s, kind: tumbling}}
rows: {features: [e, s]}
warmup: keep`,
			events: "x a 1s 1\nx a 10s 4",
			want:   "row a 10s #2 warm 2 1\nrow a 10s #2 warm 5 1",
		},
		{
			name: "a deadline fires rows",
			config: `
features:
  s: {definition: window.sum, inputs: [x], params: {window: 10s, kind: tumbling}}
  p: {expr: "v", inputs: [y]}
rows: {features: [s, p], missing: null}
warmup: keep`,
			events: "x a 1s 1\ny a 15s 7 - - -",
			want:   "row a 10s@12s #0 warm 1 -\nrow a 15s #2 warm 1 7",
		},
	})
}

func TestRowWarmup(t *testing.T) {
	const features = `
features:
  p: {expr: "v", inputs: [y]}
  s: {definition: window.sum, inputs: [x], params: {window: 10s}}
`
	const events = "y a 1s 1 - - -\nx a 2s 1\nx a 12s 2\ngap x a 13s\nx a 14s 4\ny a 15s 2 - - -\nx a 24s 8"
	runAll(t, []script{
		{
			name:   "wait: a warm-up output empties its slot",
			config: features + "rows: {features: [p, s]}",
			events: events,
			want:   "row a 12s #3 1 2\ncontrol gap x\nrow a 24s #7 2 8",
		},
		{
			name:   "null: and fires nothing",
			config: features + "rows: {features: [p, s], missing: null}",
			events: events,
			want:   "row a 1s #1 1 -\nrow a 12s #3 1 2\ncontrol gap x\nrow a 15s #6 2 -\nrow a 24s #7 2 8",
		},
		{
			name:   "keep",
			config: features + "rows: {features: [p, s]}\nwarmup: keep",
			events: events,
			want: `
				row a 2s #2 warm 1 1
				row a 12s #3 1 2
				control gap x
				row a 14s #5 warm 1 6
				row a 15s #6 warm 2 6
				row a 24s #7 2 8`,
		},
	})
}

func TestBroadcast(t *testing.T) {
	const sources = `
version: 1
emitters: {f: {type: csv}}
keys: [{venue: V, symbol: [a, b]}]
sources:
  x: {definition: generic.record, emitter: f, params: {fields: {v: float}}}
  w: {definition: generic.record, emitter: f, keys: [{venue: V}], params: {fields: {u: float}}}
  unused: {definition: generic.record, emitter: f, params: {fields: {v: float}}}
features:
  p: {expr: "v", inputs: [x]}
  o: {expr: "u", inputs: [w]}
`
	const events = "x V:a 1s 1\nw V: 2s 9\nx V:b 3s 2\nw W: 4s 7\nw V: 5s 8\nx V:a 6s 3\nx W:a 7s 5"
	runAll(t, []script{
		{
			name:   "fewer key names: in all rows below, fires none",
			config: sources + "rows: {features: [p, o]}",
			events: events,
			want:   "row V:b 3s #3 2 9\nrow V:a 6s #6 3 8\nrow W:a 7s #7 5 7",
		},
		{
			name:   "unless named in when: then all of them, in key order",
			config: sources + "rows: {features: [p, o], when: o}",
			events: events,
			want:   "row V:a 2s #2 1 9\nrow V:a 5s #5 1 8\nrow V:b 5s #5 2 8",
		},
		{
			name:   "all are those that had an event of their own",
			config: sources + "rows: {features: [p, o], when: o, missing: null}",
			events: "unused V:c 1s 1\nx V:a 1s -\nw V: 2s 9",
			want:   "row V:a 2s #3 - 9",
		},
	})
}
