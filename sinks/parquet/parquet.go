// Package parquet writes outputs of one stream as a Parquet file: time, received,
// lane, seq, the names of the key, the fields. Times and seq are plain 64-bit
// integers, numbers doubles, a null is a null, a list is one of price and size.
package parquet

import (
	"fmt"
	"io"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
	"github.com/featurizer/featurizer/sink"
)

// Sink writes one stream as a Parquet file.
type Sink struct {
	file  *parquetio.Writer
	table *event.Table
}

var _ sink.Sink = (*Sink)(nil)

// heldRows are collected before they go to the columns of the file: few enough
// that all columns stay in the cache.
const heldRows = 512

// New returns a sink for a stream whose keys have the given names. w stays the
// caller's.
func New(w io.Writer, stream *event.OutputStream, keyNames []string) (*Sink, error) {
	file, err := parquetio.NewWriter(w, event.TableColumns(stream, keyNames), parquetio.WriterOptions{})
	if err != nil {
		return nil, fmt.Errorf("beginning a parquet file: %w", err)
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
	if s.table.Rows() < heldRows {
		return nil
	}
	return s.flush()
}

func (s *Sink) flush() error {
	err := s.file.Write(s.table)
	s.table.Reset()
	return err
}

// Close writes what is still held and the end of the file, without which nobody
// can read it.
func (s *Sink) Close() error {
	if err := s.flush(); err != nil {
		return err
	}
	return s.file.Close()
}
