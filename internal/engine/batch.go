package engine

import (
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
)

// BatchOptions say how a Batch runs. The zero value is good.
type BatchOptions struct {
	// Size is how many events of a key are run at once at most; 0 is 256.
	Size int
	// Span is how many events of the log are held to be run key by key; 0 is 64 for
	// each of Size, up to 65536 and to 32 MiB of what they put out.
	Span int
	// Workers is how many parts the lanes are run in; 0 is 1.
	Workers int
	// Each runs a function for each worker, at the same time where it can; nil runs
	// them one after another. It returns when all have ended.
	Each func(workers int, run func(worker int))
}

// Batch is the executor for history: it takes a span of the log, runs it key by
// key, nodes looping over many events at once, and hands out what the step
// executor would, in the same order. It is used from one goroutine.
type Batch struct {
	options BatchOptions
	emit    func(*event.Output) error
	workers []*worker
	span    span
	tally   event.Tally
	due     []dueOutput // those not handed out yet
	dues    []event.Time
	output  event.Output
	plain   *Executor // does it all where keys cannot be run one after another
	failed  error
}

// NewBatch returns a batch executor for a program.
func NewBatch(p *graph.Program, o Options, b BatchOptions) (*Batch, error) {
	if b.Size <= 0 {
		b.Size = 256
	}
	if b.Each == nil {
		b.Each = func(workers int, run func(int)) {
			for i := range workers {
				run(i)
			}
		}
	}
	batch := &Batch{options: b, emit: o.Emit}
	for range max(b.Workers, 1) {
		x, err := New(p, o)
		if err != nil {
			return nil, err
		}
		if !x.byKey() {
			batch.plain, batch.workers = x, nil
			return batch, nil
		}
		if batch.workers == nil {
			batch.span = newSpan(x, b.spanOf(x))
		}
		batch.workers = append(batch.workers, newWorker(x, &batch.span, b.Size))
	}
	return batch, nil
}

// spanOf returns how many events an executor's span holds.
func (b *BatchOptions) spanOf(x *Executor) int {
	const most, memory, least = 1 << 16, 32 << 20, 256
	if b.Span > 0 {
		return b.Span
	}
	return min(64*b.Size, most, max(least, memory/int(max(x.layout.Frame.Size(), 1))))
}

// byKey tells whether keys may be run one after another: rows are of one key, and
// what fails ends the run.
func (x *Executor) byKey() bool {
	if x.undo.on || x.across != nil {
		return false
	}
	if x.group == nil {
		return true
	}
	for i := range x.group.slots {
		if x.group.slots[i].coarse {
			return false
		}
	}
	return x.group.trigger == nil || !x.group.trigger.coarse
}

// Step takes the next event of the log. Events come in K order. What they put out
// is handed out with that of later ones, at the latest by Flush.
func (b *Batch) Step(e *event.Event) error {
	if b.plain != nil {
		return b.plain.Step(e)
	}
	if b.failed != nil {
		return b.failed
	}
	b.span.add(e, b.workers[e.Lane.Order%len(b.workers)])
	if len(b.span.events) == cap(b.span.events) {
		return b.Flush()
	}
	return nil
}

// Tick says that nothing with a Received of at most r will follow: deadlines up
// to it run.
func (b *Batch) Tick(r event.Time) error {
	if b.plain != nil {
		return b.plain.Tick(r)
	}
	if err := b.Flush(); err != nil {
		return err
	}
	for _, w := range b.workers {
		w.runDue(r)
	}
	return b.handOut()
}

// Flush runs the events that are held and hands out all that they put out.
func (b *Batch) Flush() error {
	if b.plain != nil || b.failed != nil || len(b.span.events) == 0 {
		return b.failed
	}
	b.options.Each(len(b.workers), func(i int) { b.workers[i].run() })
	return b.handOut()
}

// handOut hands out what the span has put out, in output order.
func (b *Batch) handOut() error {
	b.due = b.due[:0]
	first := failure{event: len(b.span.events), due: event.Never}
	for _, w := range b.workers {
		b.due = append(b.due, w.due...)
		if w.failed != nil && w.failed.before(&first) {
			first = *w.failed
		}
	}
	sortDue(b.due)
	b.failed = b.handOutUpTo(&first)
	if b.failed == nil && first.err != nil {
		b.failed = first.err
		b.tally.Steps++ // that one has run too
	}
	b.span.clear()
	for _, w := range b.workers {
		w.clear()
	}
	return b.failed
}

// handOutUpTo hands out what comes before a failure.
func (b *Batch) handOutUpTo(end *failure) error {
	b.findDues()
	for i := range b.span.events[:end.event] {
		if err := b.handDue(b.span.events[i].received + 1); err != nil {
			return err
		}
		b.tally.Steps++
		if err := b.handEvent(i); err != nil {
			return err
		}
	}
	return b.handDue(end.due)
}

// findDues finds the deadlines that ran, each once.
func (b *Batch) findDues() {
	b.dues = b.dues[:0]
	for _, w := range b.workers {
		b.dues = append(b.dues, w.dues...)
	}
	slices.Sort(b.dues)
	b.dues = slices.Compact(b.dues)
}

// handDue hands out what the deadlines before a moment have put out.
func (b *Batch) handDue(before event.Time) error {
	for len(b.dues) > 0 && b.dues[0] < before {
		b.tally.Steps++
		for len(b.due) > 0 && b.due[0].due == b.dues[0] {
			d := &b.due[0]
			b.due = b.due[1:]
			if err := b.handStored(d.worker, d.stored); err != nil {
				return err
			}
		}
		b.dues = b.dues[1:]
	}
	return nil
}

// handEvent hands out what an event has put out.
func (b *Batch) handEvent(i int) error {
	h := &b.span.events[i]
	for j := h.first; j < h.last; j++ {
		if err := b.handStored(h.worker, int(j)); err != nil {
			return err
		}
	}
	if !h.framed {
		return nil
	}
	to := &b.output
	to.Key, to.Seq, to.Received = h.row.key, h.seq, h.received
	if lane := &h.row.lane; to.Lane.Order != lane.Order || to.Lane.Feed == "" {
		to.Lane = *lane
	}
	if len(h.entry.outputs) > 0 && !h.kept {
		if err := b.handFeatures(i, h); err != nil {
			return err
		}
	}
	if !h.fires {
		return nil
	}
	to.Stream, to.Time, to.Values = h.x.rowStream[0].stream, h.latest, h.x.group.places.In(b.span.frames.At(i).Pointer())
	b.tally.Rows++
	return b.emit(to)
}

// handFeatures hands out the features in the frame of an event.
func (b *Batch) handFeatures(i int, h *held) error {
	x, frame, to := h.x, b.span.frames.At(i), &b.output
	for _, output := range h.entry.outputs {
		if !b.span.frames.Fired(i, x.layout.MarkOf(x.program.Outputs[output].Node)) {
			continue
		}
		for _, as := range x.wanted[output] {
			if !as.only.has(h.row.key) {
				continue
			}
			to.Stream, to.Time, to.Values = as.stream, h.time, x.places[output].In(frame.Pointer())
			b.tally.Outputs++
			if err := b.emit(to); err != nil {
				return err
			}
		}
	}
	return nil
}

// handStored hands out an output from a worker's store.
func (b *Batch) handStored(w *worker, i int) error {
	s := &w.store[i]
	s.Values = event.ListOf(w.values[s.first:s.last]...)
	switch s.Stream.Kind {
	case event.OutputRow:
		b.tally.Rows++
	case event.OutputFeature:
		b.tally.Outputs++
	case event.OutputControl:
	}
	return b.emit(&s.Output)
}

// Tally returns what was counted so far. NaNs, Moved and Warmup may count events
// beyond the end of a run that ends early: they had been run already.
func (b *Batch) Tally() event.Tally {
	if b.plain != nil {
		return b.plain.Tally()
	}
	t := b.tally
	for _, w := range b.workers {
		of := w.x.Tally()
		t.Warmup += of.Warmup
		t.NaNs += of.NaNs
		t.Moved += of.Moved
	}
	return t
}
