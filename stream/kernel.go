package stream

import (
	"github.com/featurizer/featurizer/event"
)

// Kernel is a node bound to places in a row. It is shared by all keys and holds
// no state of its own: what it remembers lies in the row.
type Kernel interface {
	// Step reads the settled inputs in row and tells whether it emits; if so it
	// has written its output.
	Step(row Row, at *At) bool
}

// Timed is the kernel of a node that emits when time passes.
type Timed interface {
	Kernel
	// Due returns the end of the open window, if one is open.
	Due(row Row) (end event.Time, open bool)
	// Past tells whether an input at this moment would lie past the open window.
	Past(row Row, at *At) bool
	// Close ends the open window and tells whether it emits.
	Close(row Row, at *At) bool
	// Discard ends the open window without a result, as its step has failed.
	Discard(row Row, at *At)
}

// Forgetful is the kernel of a node that must not carry values over a gap.
type Forgetful interface {
	Forget(row Row)
}

// Controlled is the kernel of a node that takes in what happens to its source. It
// must read the source itself, as its first input.
type Controlled interface {
	Kernel
	// Control takes in a control event of the source and tells whether the node
	// emits at its step; if so it has written its output.
	Control(row Row, kind event.ControlKind, at *At) bool
}

// Reversible is what an output or a state may implement, through a pointer, that
// encodes itself: it can take back what a step did to it, which costs less than
// encoding all of it before each step that may be undone. It has to do so for what
// was done while At.Keep was set.
type Reversible interface {
	// Settle says that what was done before now will not be taken back.
	Settle()
	// Mark returns a point to go back to, and Back goes back to it.
	Mark() int
	Back(mark int)
}

// At is the moment of one step as a node sees it, and what the node reports.
type At struct {
	Time     event.Time // the largest clock of the node's inputs
	Received event.Time // of the step's root
	// Flags are those of the event, for a node that reads a source itself.
	Flags event.Flags
	// Keep says that memory which the row refers to must stay as it is, as the
	// step may be undone by putting back a copy of the row: containers may
	// append behind their end but must replace what they would overwrite.
	Keep bool
	// Opened is set by a timed kernel that opened a window: the moment on the
	// Received axis at which it is due.
	Opened event.Time
	// Moved counts inputs that a window counted by Received instead of Time.
	Moved uint64
	// Err is set by a kernel whose user function failed; the step is undone.
	Err error
}
