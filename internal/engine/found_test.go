package engine

import (
	"fmt"
	"math"
	"testing"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/standard"
	"github.com/featurizer/featurizer/stream"
)

// both runs events of sources q and r, {source, received, time, value}, in both
// executors and compares what they hand out.
func both(t *testing.T, text string, list [][4]float64, o BatchOptions, defs ...*feature.Definition) {
	t.Helper()
	run := func(batch bool) (*lab, event.Tally, error) {
		r, err := standard.Registry()
		if err == nil {
			err = r.AddFeatures(defs...)
		}
		if err != nil {
			t.Fatal(err)
		}
		c, err := config.Parse("lab.yaml", []byte(text), config.Options{})
		if err != nil {
			t.Fatal(err)
		}
		l := &lab{t: t, index: map[string]int{}}
		if l.plan, err = graph.Build(c, r, graph.Options{ByHand: true}); err != nil {
			t.Fatal(err)
		}
		for _, s := range l.plan.Sources {
			l.index[s.Declared.Name] = s.Index
		}
		for _, f := range l.plan.Features {
			l.names = append(l.names, f.Names...)
		}
		if l.plan.Rows != nil {
			l.names = nil
		}
		var x interface {
			runner
			Tally() event.Tally
		}
		if batch {
			x, err = NewBatch(l.program(), l.options(false), o)
		} else {
			x, err = New(l.program(), l.options(false))
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range list {
			e, _ := l.event(&draft{source: []string{"q", "r"}[int(d[0])], symbol: "A", received: event.Time(d[1]), time: event.Time(d[2]), seq: uint64(i + 1), payload: func() any {
				return &event.Record{Values: []event.Value{event.Float(d[3])}}
			}})
			if err := x.Step(e); err != nil {
				return l, x.Tally(), err
			}
		}
		err = x.Tick(event.Never - 1)
		return l, x.Tally(), err
	}
	step, a, errA := run(false)
	batch, b, errB := run(true)
	for _, l := range step.lines[max(0, len(step.lines)-8):] {
		t.Log(l)
	}
	if d := diffAt(step.lines, batch.lines); d != "none" {
		t.Errorf("step, batch: %s", d)
	}
	if fmt.Sprint(errA) != fmt.Sprint(errB) {
		t.Errorf("errors: %v; %v", errA, errB)
	}
	if a != b {
		t.Errorf("counts %+v; %+v", a, b)
	}
}

const foundHead = `
sources:
  q: {definition: generic.record, params: {fields: {v: float}}}
  r: {definition: generic.record, params: {fields: {w: float}}}
warmup: keep
features:
`

// TestUniqueOfInfinity: the output that Unique compares with has been made null in one
// executor, and not yet in the other.
func TestUniqueOfInfinity(t *testing.T) {
	def := feature.Define(feature.Meta{Name: "user.inverse"}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
		return stream.Unique(stream.Map(feature.Number(b), func(x *float64) float64 { return 1 / *x }), func(a, b *float64) bool {
			return *a == *b || math.IsNaN(*a) && math.IsNaN(*b)
		})
	}).Definition
	var list [][4]float64
	for i, v := range []float64{1, 2, 0, 0, 3, 0, 0, 0} {
		list = append(list, [4]float64{0, float64(100 + i), float64(100 + i), v})
	}
	both(t, foundHead+"  u: {definition: user.inverse, inputs: [q]}\n", list, BatchOptions{Size: 2}, def)
	both(t, foundHead+"  u: {definition: user.inverse, inputs: [q]}\n", list, BatchOptions{Size: 1}, def)
}

// TestTimeOfRehearsedRow: an event that is tried out, and then puts nothing out, does
// not date later rows.
func TestTimeOfRehearsedRow(t *testing.T) {
	def := feature.Define(feature.Meta{Name: "user.below50"}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
		pair := stream.Map2(feature.Number(b), feature.Number(b), func(x, bar *float64) float64 {
			if *bar >= 50 {
				return -1
			}
			return *x
		})
		return stream.Filter(pair, func(x *float64) bool { return *x >= 0 })
	}).Definition
	text := foundHead + `
  bar: {definition: window.sum, inputs: [q], params: {window: 10ns, kind: tumbling, close_delay: 500ns}}
  gate: {definition: user.below50, inputs: [q, bar]}
  over: {definition: window.count, inputs: [gate], params: {window: 10ns, kind: tumbling, close_delay: 500ns}}
  side: {expr: "w + 1", inputs: [r]}
rows: {features: [gate, side], when: any}
`
	var list [][4]float64
	at := 1000.0
	add := func(source, time, v float64) {
		list = append(list, [4]float64{source, at, time, v})
		at++
	}
	for i := range 80 {
		add(0, 1000+float64(i), 1)
		add(1, 950+float64(i), 2)
	}
	add(0, 1081, 100)
	add(0, 1095, 1)
	add(1, 1040, 2)
	add(1, 1041, 2)
	both(t, text, list, BatchOptions{Size: 28}, def)
}
