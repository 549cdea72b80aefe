// Package sink holds the contract of what takes the outputs of a graph.
package sink

import "github.com/featurizer/featurizer/event"

// Sink takes outputs in output order (semantics 3). It is used from one
// goroutine. The output belongs to the caller after Write has returned.
type Sink interface {
	// Write takes one output. After an error the sink is used no more but closed.
	Write(o *event.Output) error
	// Close writes what is still held and releases what the sink owns.
	Close() error
}

// Flusher is implemented by sinks that hold outputs back to write many at once, and
// whose reader can use each as it comes.
type Flusher interface {
	// Flush writes what is held. It is called when a run has to wait for what comes
	// next, up to a thousand times a second, from the goroutine of Write.
	Flush() error
}

// Flush has a sink write what it holds, if it is one that can.
func Flush(s any) error {
	if f, holds := s.(Flusher); holds {
		return f.Flush()
	}
	return nil
}
