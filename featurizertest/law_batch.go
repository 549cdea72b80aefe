package featurizertest

import (
	"fmt"

	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/graph"
)

// batcher is the batch executor, with rows if the config has some.
type batcher struct {
	*engine.Batch
	*box
}

func newBatcher(p *graph.Plan, o engine.BatchOptions) (*batcher, error) {
	program, err := graph.Compile(p)
	if err != nil {
		return nil, err
	}
	b := &box{}
	x, err := engine.NewBatch(program, engine.Options{Features: featureNames(p), Rows: p.Rows != nil, Emit: b.put}, o)
	return &batcher{x, b}, err
}

// batchEqualsStep: however many events of a key are run at once, whatever stretch
// of the log is held for it, and in however many parts, the outputs are those of
// the step executor.
func batchEqualsStep(t *trial) error {
	want, err := t.subject.runFresh(t.log)
	if err != nil {
		return err
	}
	for _, o := range []engine.BatchOptions{
		{Size: 1, Span: 1},
		{Size: 7, Span: 50, Workers: 2},
		{Size: 256},
		{Size: 4096, Span: 33, Workers: 8},
	} {
		p, err := t.subject.plan()
		if err != nil {
			return err
		}
		m, err := newBatcher(p, o)
		if err != nil {
			return err
		}
		got, err := run(m, p, t.log, finish(p, t.log))
		if err != nil {
			return err
		}
		if err := same("step", want, fmt.Sprintf("batch %+v", o), got); err != nil {
			return err
		}
	}
	return nil
}
