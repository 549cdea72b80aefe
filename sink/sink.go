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
