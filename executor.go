package featurizer

import (
	"errors"
	"sync"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/engine/reference"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/source"
)

// executor is what runs the graph.
type executor interface {
	Step(e *event.Event) error
	Tick(r event.Time) error
	Tally() event.Tally
}

// prepare makes the executor.
func (p *Pipeline) prepare() error {
	if p.options.Executor == ReferenceExecutor {
		return p.prepareReference()
	}
	program, err := graph.Compile(p.plan)
	if err != nil {
		return err
	}
	wanted := p.wanted()
	options := engine.Options{Features: wanted.Features, Rows: wanted.Rows, Control: p.takesControl(), Emit: p.emit}
	if p.options.Executor == BatchExecutor || p.options.Executor != StepExecutor && p.options.Threads > 1 && p.isHistory() {
		p.executor, err = engine.NewBatch(program, options, engine.BatchOptions{
			Size: p.options.BatchSize, Workers: p.options.Threads, Each: inThreads,
		})
		return err
	}
	p.executor, err = engine.New(program, options)
	return err
}

// isHistory tells whether outputs may come in batches: the sources end by
// themselves, as fast as they can, and nobody looks at events and outputs as they go
// by.
func (p *Pipeline) isHistory() bool {
	if p.intake.Pace != nil || p.around != nil || len(p.bySource) > 0 || len(p.byFeature) > 0 || len(p.onRow) > 0 {
		return false
	}
	return p.live() == ""
}

// live returns the name of an emitter of the present, empty if all are finite.
func (p *Pipeline) live() string {
	for _, f := range p.intake.Feeds {
		for _, in := range f.Emitters {
			if live, ok := in.Emitter.(source.Live); ok && live.Live() {
				return in.Name
			}
		}
	}
	return ""
}

// inThreads runs a function for each worker in a goroutine of its own.
func inThreads(workers int, run func(int)) {
	if workers == 1 {
		run(0)
		return
	}
	var all sync.WaitGroup
	for i := range workers {
		all.Go(func() { run(i) })
	}
	all.Wait()
}

func (p *Pipeline) prepareReference() error {
	wanted := p.wanted()
	if wanted.Rows && len(wanted.Features) > 0 {
		return errors.New("the reference executor gives rows or features, not both\nhint: select features, or take another executor")
	}
	names := wanted.Features
	if wanted.Rows {
		names = nil // which are the rows, as the config has some
	}
	x, err := reference.New(p.plan.Config, reference.Options{Select: names, Control: p.takesControl(), Emit: p.emit})
	p.executor = x
	return err
}
