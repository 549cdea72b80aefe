// Package jsonl writes outputs as JSON, one object a line.
package jsonl

import (
	"bufio"
	"fmt"
	"io"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sink"
)

// Sink writes outputs of any stream as JSON lines.
type Sink struct {
	w       *bufio.Writer
	line    []byte
	encoder Encoder
}

var (
	_ sink.Sink    = (*Sink)(nil)
	_ sink.Flusher = (*Sink)(nil)
)

// bufferSize is large enough that a write costs little per line.
const bufferSize = 1 << 16

// New returns a sink that writes to w, which stays the caller's.
func New(w io.Writer) *Sink { return &Sink{w: bufio.NewWriterSize(w, bufferSize)} }

// Write writes one line.
func (s *Sink) Write(o *event.Output) error {
	s.line = append(s.encoder.Append(s.line[:0], o), '\n')
	if _, err := s.w.Write(s.line); err != nil {
		return fmt.Errorf("writing a line: %w", err)
	}
	return nil
}

// Close writes what is still held.
func (s *Sink) Close() error { return s.Flush() }

// Flush writes what is held, for a reader that waits.
func (s *Sink) Flush() error {
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("writing the last lines: %w", err)
	}
	return nil
}
