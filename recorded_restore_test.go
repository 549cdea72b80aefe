package featurizer_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/ingest"
	"github.com/featurizer/featurizer/sinks/jsonl"
)

// TestRecordedRestore holds that an executor which is stopped and restored from
// snapshots of its keys at 200 random events writes what one writes that never
// stops. Both run side by side over one log, with every definition and rows.
func TestRecordedRestore(t *testing.T) {
	for _, when := range []string{"any", "every 300ms"} {
		t.Run(when, func(t *testing.T) { testRestores(t, when) })
	}
}

func testRestores(t *testing.T, when string) {
	const lines, stops = 6000, 200
	text, rows := allFeatures(t)
	c := configOf(t, text+rows, []string{"rows.when=" + when}, usdmBTC.first(t, lines), usdmETH.first(t, lines))
	plan, err := graph.Build(c, standardRegistry(t), graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	program, err := graph.Compile(plan)
	if err != nil {
		t.Fatal(err)
	}
	r := &restorer{program: program, lanes: map[*event.Key]event.Lane{}, stops: map[int]bool{}}
	random := rand.New(rand.NewPCG(3, 4))
	for len(r.stops) < stops {
		r.stops[1+random.IntN(2*lines)] = true
	}
	r.never, r.stopped = newWritten(t, program), newWritten(t, program)
	runLog(t, plan, r)
	if r.events < 2*lines || r.restored < stops*2 {
		t.Errorf("%d events with %d keys restored: too few to show anything", r.events, r.restored)
	}
	t.Logf("%d events, %d snapshots of %d bytes, %d bytes written", r.events, r.restored, r.size, r.written)
}

// runLog runs the emitters of a plan into a log.
func runLog(t *testing.T, plan *graph.Plan, log ingest.Log) {
	t.Helper()
	o := ingest.Options{Lanes: plan.Config.Lanes, Clock: clock.System{}}
	for _, s := range plan.Sources {
		o.Sources = append(o.Sources, ingest.Policy{Declared: &s.Declared, MaxAhead: s.MaxAhead})
	}
	for _, e := range plan.Emitters { // each is a feed of its own
		in := ingest.Emitter{Name: e.Name}
		var err error
		if in.Emitter, err = e.EmitterType.New(e.Name, "", e.Params); err != nil {
			t.Fatal(err)
		}
		for _, s := range plan.Sources {
			if s.Emitter == e {
				in.Sources = append(in.Sources, &s.Declared)
			}
		}
		o.Feeds = append(o.Feeds, ingest.Feed{Name: e.Feed, Emitters: []ingest.Emitter{in}})
	}
	if _, err := ingest.Run(context.Background(), o, log); err != nil {
		t.Fatal(err)
	}
}

// written is an executor with what it has written.
type written struct {
	options  engine.Options
	executor *engine.Executor
	out      bytes.Buffer
	sink     *jsonl.Sink
}

func newWritten(t *testing.T, p *graph.Program) *written {
	t.Helper()
	w := &written{}
	w.sink = jsonl.New(&w.out)
	w.options = engine.Options{Rows: true, Control: true, Emit: w.sink.Write}
	for _, f := range p.Plan.Features {
		w.options.Features = append(w.options.Features, f.Names...)
	}
	var err error
	if w.executor, err = engine.New(p, w.options); err != nil {
		t.Fatal(err)
	}
	return w
}

// restorer runs two executors over a log and restores one of them now and then.
type restorer struct {
	program        *graph.Program
	never, stopped *written
	stops          map[int]bool // by number of the event before which it stops
	lanes          map[*event.Key]event.Lane
	events         int
	restored       int // snapshots
	size, written  int // bytes
}

// Step gives both an event.
func (r *restorer) Step(e *event.Event) error {
	if r.stops[r.events] {
		if err := r.restore(); err != nil {
			return err
		}
	}
	r.events++
	r.lanes[e.Key] = e.Lane
	return r.both(func(x *engine.Executor) error { return x.Step(e) })
}

// Tick gives both a promise.
func (r *restorer) Tick(received event.Time) error {
	return r.both(func(x *engine.Executor) error { return x.Tick(received) })
}

func (r *restorer) both(do func(*engine.Executor) error) error {
	for _, w := range []*written{r.never, r.stopped} {
		w.out.Reset()
		if err := do(w.executor); err != nil {
			return err
		}
		if err := w.sink.Flush(); err != nil {
			return err
		}
	}
	r.written += r.never.out.Len()
	if want, got := r.never.out.String(), r.stopped.out.String(); want != got {
		return fmt.Errorf("after event %d, %d snapshots restored, the outputs differ at %s", r.events, r.restored, firstDifference(want, got))
	}
	return nil
}

// restore goes on with a fresh executor that knows only the snapshots of the old.
func (r *restorer) restore() error {
	old, err := r.stopped.executor.Snapshots()
	if err != nil {
		return err
	}
	if r.stopped.executor, err = engine.New(r.program, r.stopped.options); err != nil {
		return err
	}
	fresh, err := r.stopped.executor.Snapshots()
	if err != nil {
		return err
	}
	for _, key := range old.Keys() {
		snapshot := old.Append(nil, key)
		r.restored++
		r.size += len(snapshot)
		if err := fresh.Restore(key, r.lanes[key], snapshot); err != nil {
			return err
		}
	}
	return nil
}
