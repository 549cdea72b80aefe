// Package arrow writes outputs of one stream as an Arrow IPC file, also known as
// Feather version 2: time, received, lane, seq, the names of the key, the fields.
// Times and seq are 64-bit integers, a null is a null, a list is one of price and
// size.
package arrow

import (
	"fmt"
	"io"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/arrowio"
	"github.com/featurizer/featurizer/sink"
)

// Sink writes one stream as an Arrow file.
type Sink struct {
	file  *arrowio.Writer
	table *event.Table
}

var _ sink.Sink = (*Sink)(nil)

// What a record batch holds at most. Texts and lists end one early, as nothing
// else bounds them; that is looked at every few rows.
const (
	batchRows  = 1 << 16
	batchBytes = 1 << 26
	lookEvery  = 1 << 8
)

// New returns a sink for a stream whose keys have the given names. w stays the
// caller's.
func New(w io.Writer, stream *event.OutputStream, keyNames []string) (*Sink, error) {
	file, err := arrowio.NewWriter(w, event.TableColumns(stream, keyNames))
	if err != nil {
		return nil, fmt.Errorf("beginning an arrow file: %w", err)
	}
	return &Sink{file: file, table: event.NewTable(stream, keyNames)}, nil
}

// Write writes one row. Control events have no place in a table and are left out.
func (s *Sink) Write(o *event.Output) error {
	if o.Control != nil {
		return nil
	}
	if err := s.table.Append(o); err != nil {
		return fmt.Errorf("writing a row: %w", err)
	}
	rows := s.table.Rows()
	if rows < batchRows && (rows%lookEvery != 0 || s.table.Size() < batchBytes) {
		return nil
	}
	return s.flush()
}

func (s *Sink) flush() error {
	err := s.file.Write(s.table)
	s.table.Reset()
	return err
}

// Close writes what is still held and the end of the file, without which few can
// read it.
func (s *Sink) Close() error {
	if s.table.Rows() > 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	return s.file.Close()
}
