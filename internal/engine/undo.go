package engine

import (
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"strings"

	"github.com/featurizer/featurizer/event"
)

// PanicError is a panic of a user's function, as an error.
type PanicError struct {
	Value any
	Stack []byte // for --debug
}

// Error returns what was panicked with, without the stack.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// recovered turns a panic of a step into its error. It must be deferred itself.
func (x *Executor) recovered(err *error) {
	if p := recover(); p != nil {
		// It may have come of what was tried out; a batch goes on with other keys.
		x.probe, x.at.Keep, x.at.Opened = nil, x.undo.on, event.Unset
		*err = fmt.Errorf("%s: %w", x.describe(x.running), &PanicError{p, debug.Stack()})
	}
}

// describe names an op for messages.
func (x *Executor) describe(i int) string {
	if i == noNode || x.program.Ops[i].Feature == nil {
		return "the graph"
	}
	op := &x.program.Ops[i]
	if len(op.Feature.Names) == 0 {
		return fmt.Sprintf("%s (operator %s)", op.Feature.Definition.Name, op.Node.Op)
	}
	return fmt.Sprintf("feature %q (%s, operator %s)", strings.Join(op.Feature.Names, ", "), op.Feature.Definition.Name, op.Node.Op)
}

// skip decides what becomes of a failed step: under the policy halt it ends the
// run; else rows are put back as they were before it, and it is counted.
func (x *Executor) skip(cause error) error {
	x.out.clear()
	if !x.undo.on {
		return cause
	}
	at := x.place()
	if x.options.Skips != nil && !x.options.Skips[at] {
		return fmt.Errorf("a step fails that did not when it was recorded: %w", cause)
	}
	if err := x.undo.back(x); err != nil {
		return err
	}
	x.tally.Skipped++
	if x.options.OnSkip != nil {
		x.options.OnSkip(at, cause)
	}
	if !x.options.Control || len(x.undo.rows) == 0 {
		return nil
	}
	r := x.undo.rows[0].row
	return x.options.Emit(&event.Output{
		Stream: controlStream, Key: r.key, Lane: r.lane, Seq: x.root.seq,
		Received: x.root.received, Time: x.root.received,
		Control: &event.Control{Kind: event.Skipped, Detail: cause.Error()},
	})
}

// SkipPlace is the place of a skipped step in the order of all steps; a deadline has
// neither lane nor Seq.
type SkipPlace struct {
	Received event.Time
	Feed     string
	Number   int // of the lane
	Seq      uint64
}

// errSkippedBefore is the cause where a step was skipped when it was recorded.
var errSkippedBefore = errors.New("the step was skipped when it was recorded")

// place returns the place of the step that runs.
func (x *Executor) place() SkipPlace {
	if x.root.seq == 0 {
		return SkipPlace{Received: x.root.received}
	}
	return SkipPlace{x.root.received, x.root.lane.Feed, x.root.lane.Number, x.root.seq}
}

// listed fails a step that ran well, if it was skipped before.
func (x *Executor) listed(err error) error {
	if err == nil && len(x.options.Skips) > 0 && x.options.Skips[x.place()] {
		return errSkippedBefore
	}
	return err
}

// undo holds rows as they were before the step that runs. A copy of a row is
// enough, as containers leave alone the memory that it refers to (stream.At.Keep).
type undo struct {
	on    bool // failed steps are skipped
	rows  []savedRow
	step  uint64 // tells the step that runs from others
	tally event.Tally
	moved uint64
	pool  []savedRow // memory for others
}

type savedRow struct {
	*row
	before   reflect.Value
	bucket   event.Time
	bucketed bool
	stored   []byte // what the copy is not enough for
}

func (u *undo) begin(x *Executor) {
	if !u.on {
		return
	}
	u.step++
	u.pool = append(u.pool, u.rows...)
	u.rows, u.tally, u.moved = u.rows[:0], x.tally, x.at.Moved
}

// touch saves a row before the step changes it.
func (u *undo) touch(x *Executor, r *row) {
	if !u.on || r.saved == u.step {
		return
	}
	r.saved = u.step
	if len(u.pool) == 0 {
		u.pool = append(u.pool, savedRow{before: x.layout.NewRow()})
	}
	last := len(u.pool) - 1
	s := u.pool[last]
	u.pool = u.pool[:last]
	x.settle(r)
	s.row, s.bucket, s.bucketed, s.stored = r, r.bucket, r.bucketed, x.save(r, s.stored[:0])
	s.before.Set(r.value)
	u.rows = append(u.rows, s)
}

// back puts all rows back.
func (u *undo) back(x *Executor) error {
	for i := range u.rows {
		s := &u.rows[i]
		s.row.bucket, s.row.bucketed = s.bucket, s.bucketed
		if err := x.putBack(s.row, s.before, s.stored); err != nil {
			return err
		}
	}
	x.tally, x.at.Moved, x.probe = u.tally, u.moved, nil
	x.at.Opened = event.Unset
	return nil
}
