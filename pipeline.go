// Package featurizer turns event streams into features, live and over history
// with the same bits. It is the engine for use inside another program: Build
// makes a Pipeline from a config and a registry, and Run does what the command
// `featurizer run` does. FeatureStreamGraph is the graph alone, fed by hand.
package featurizer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/ingest"
	"github.com/featurizer/featurizer/internal/outlet"
	"github.com/featurizer/featurizer/sink"
	"github.com/featurizer/featurizer/source"
)

// Options say what a pipeline hands out and how it runs. The zero value runs the
// whole config.
type Options struct {
	// Dir is the folder that files of the config are named from; "" is the
	// current one.
	Dir string
	// Select names the features to write. By default the rows are written if the
	// config asks for some, else all features.
	Select []string
	// Control writes control events too.
	Control bool
	// Executor is what runs the graph; all give the same bits. Step takes event by
	// event. Batch takes stretches of history key by key, and hands outputs out some
	// thousands of events later. Reference is the slow one that both are compared
	// with. Auto, the default, is batch where there are several threads, all emitters
	// are finite and as fast as they can be, and nobody but a sink takes outputs; else
	// step.
	Executor string
	// BatchSize is how many events of a key the batch executor runs at once at most;
	// 0 is 256.
	BatchSize int
	// Threads is how many threads the batch executor spreads the lanes over; 0 is 1.
	Threads int
	// Limit ends the run after so many outputs; 0 is no limit.
	Limit uint64
	// From and To bound the event time of what is written: From <= time < To. All
	// events are read, so that windows are full. Zero means no bound.
	From, To event.Time
	// For ends the run when so much time has passed on the Received axis.
	For time.Duration
	// Speed is how many times as fast as a clock the time of recorded events passes on
	// the Received axis, from the first of them on; it changes no bit. 0 is what the
	// Pacer or the config says, else MaxSpeed.
	Speed Speed
	// Pacer pauses the run, steps it and changes its speed while it goes; nil: nobody does.
	Pacer *Pacer
	// IgnoreOutputs leaves the outputs of the config out: only the sink is written to.
	IgnoreOutputs bool
	// Stdout is where outputs of the config go that are of type stdout; nil is
	// os.Stdout.
	Stdout io.Writer
}

// The executors.
const (
	AutoExecutor      = "auto"
	StepExecutor      = "step"
	BatchExecutor     = "batch"
	ReferenceExecutor = "reference"
)

// Pipeline is a config that is ready to run, once.
type Pipeline struct {
	plan      *graph.Plan
	options   Options
	sink      sink.Sink
	executor  executor
	intake    ingest.Options
	bySource  map[int][]func(*event.Event)
	byFeature map[string][]func(*event.Output)
	onRow     []func(*event.Output)
	around    func(*event.Event) error // nil: each event goes straight to the executor
	selected  graph.Selection
	outlets   []*outlet.Outlet
	routes    []*route
	summary   Summary
	flushed   uint64                            // outputs that sinks hold no more
	end       event.Time                        // on the Received axis; event.Unset before the first event
	readers   atomic.Pointer[[]source.Progress] // emitters that know how far they are; nil before Run
}

// Build checks a config against a registry and makes a pipeline. The error
// renders every mistake of the config with its place.
func Build(c *config.Config, r *feature.Registry, o Options) (*Pipeline, error) {
	plan, err := graph.Build(c, r, graph.Options{})
	if err != nil {
		return nil, err
	}
	o.Select = plan.Config.Meant(o.Select)
	p := &Pipeline{
		plan: plan, options: o, end: event.Unset,
		bySource: map[int][]func(*event.Event){}, byFeature: map[string][]func(*event.Output){},
		selected: plan.Default(),
	}
	if o.Select != nil {
		p.selected = graph.Selection{}
	}
	for _, name := range o.Select {
		if !slices.ContainsFunc(plan.Features, func(f *graph.Feature) bool { return slices.Contains(f.Names, name) }) {
			return nil, fmt.Errorf("selecting %q: the config has no feature of that name", name)
		}
		p.selected.Features = append(p.selected.Features, name)
	}
	return p, nil
}

// OnSource registers a callback for the events of a source, called in the order
// of the log, before the graph sees them. The event is valid until it returns.
func (p *Pipeline) OnSource(name string, f func(*event.Event)) error {
	for _, s := range p.plan.Sources {
		if s.Declared.Name == name {
			p.bySource[s.Index] = append(p.bySource[s.Index], f)
			return nil
		}
	}
	return fmt.Errorf("a callback for source %q: the config has none of that name", name)
}

// OnFeature registers a callback for the outputs of a feature, called in output
// order. The output is valid until it returns. Warm-up is treated as the config
// says. Callbacks are called at least once per output (semantics 10).
func (p *Pipeline) OnFeature(name string, callback func(*event.Output)) error {
	for _, f := range p.plan.Features {
		if slices.Contains(f.Names, name) {
			p.byFeature[name] = append(p.byFeature[name], callback)
			return nil
		}
	}
	return fmt.Errorf("a callback for feature %q: the config has none of that name", name)
}

// OnRow registers a callback for the rows of the config.
func (p *Pipeline) OnRow(f func(*event.Output)) error {
	if p.plan.Rows == nil {
		return errors.New("a callback for rows: the config has no rows")
	}
	p.onRow = append(p.onRow, f)
	return nil
}

// SetSink sets what takes the outputs that are selected. Run closes it at its end.
// It is beside the outputs of the config, which Run opens.
func (p *Pipeline) SetSink(s sink.Sink) { p.sink = s }

// Table describes the one table that is selected: rows, or one feature. ok is
// false where several streams are.
func (p *Pipeline) Table() (stream *event.OutputStream, keyNames []string, ok bool) {
	return p.plan.Table(p.selected)
}

// Run runs the pipeline until its sources end, ctx is done or something fails. It
// returns the summary of what happened, also with an error.
func (p *Pipeline) Run(ctx context.Context) (*Summary, error) {
	err := p.open(ctx)
	if err == nil {
		p.watchReaders()
		err = p.prepare()
	}
	if err == nil {
		err = p.ingest(ctx)
	}
	return &p.summary, errors.Join(err, p.finish(ctx, err))
}

// ingest runs the emitters into the executor.
func (p *Pipeline) ingest(ctx context.Context) error {
	start := clock.System{}.Now()
	stats, err := ingest.Run(ctx, p.intake, p)
	if held, ok := p.executor.(interface{ Flush() error }); ok { // of a run that ends before its sources do
		if failed := held.Flush(); failed != nil && !errors.Is(err, failed) && !errors.Is(failed, ingest.ErrStop) {
			err = errors.Join(failed, err)
		}
	}
	p.summary.Stats, p.summary.Tally = stats, p.executor.Tally()
	p.summary.Elapsed = time.Duration(clock.System{}.Now() - start)
	return err
}
