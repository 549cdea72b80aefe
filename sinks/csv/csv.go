// Package csv writes outputs of one stream as a table of comma-separated values
// with a header: time, received, lane, seq, the names of the key, the fields. A
// null is empty, an empty text is quoted. A list is JSON, quoted.
package csv

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sink"
)

// Sink writes one stream as a table.
type Sink struct {
	w    *bufio.Writer
	line []byte
	list []byte // the text of a list
}

var (
	_ sink.Sink    = (*Sink)(nil)
	_ sink.Flusher = (*Sink)(nil)
)

// bufferSize is large enough that a write costs little per line.
const bufferSize = 1 << 16

// New returns a sink for a stream whose keys have the given names, and writes the
// header. w stays the caller's.
func New(w io.Writer, stream *event.OutputStream, keyNames []string) (*Sink, error) {
	s := &Sink{w: bufio.NewWriterSize(w, bufferSize)}
	names := append([]string{"time", "received", "lane", "seq"}, keyNames...)
	for _, c := range stream.Columns {
		names = append(names, c.Name)
	}
	var b []byte
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, name)
	}
	if err := s.finish(b); err != nil {
		return nil, err
	}
	return s, nil
}

// Write writes one line of the table. Control events have no place in a table
// and are left out.
func (s *Sink) Write(o *event.Output) error {
	if o.Control != nil {
		return nil
	}
	b := strconv.AppendInt(s.line[:0], int64(o.Time), 10)
	b = strconv.AppendInt(append(b, ','), int64(o.Received), 10)
	b = append(append(b, ','), o.Lane.Feed...)
	b = strconv.AppendInt(append(b, '/'), int64(o.Lane.Number), 10)
	b = strconv.AppendUint(append(b, ','), o.Seq, 10)
	for i := range o.Key.Len() {
		b = appendText(append(b, ','), o.Key.Pair(i).Value)
	}
	for i := range o.Values.Len() {
		v := o.Values.At(i)
		b = append(b, ',')
		switch v.Kind() {
		case event.KindString:
			b = appendText(b, v.Text())
		case event.KindList:
			s.list = v.AppendText(s.list[:0])
			b = appendQuoted(b, s.list)
		case event.KindNull, event.KindFloat, event.KindInt, event.KindUint, event.KindBool:
			b = v.AppendText(b)
		}
	}
	return s.finish(b)
}

func (s *Sink) finish(b []byte) error {
	b = append(b, '\n')
	s.line = b
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

// appendText appends a text, quoted where a reader would take it for something
// else (RFC 4180).
func appendText(b []byte, text string) []byte {
	if text != "" && !strings.ContainsAny(text, ",\"\r\n") && text[0] != ' ' {
		return append(b, text...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(text, `"`, `""`)...)
	return append(b, '"')
}

// appendQuoted appends a text in quotes.
func appendQuoted(b, text []byte) []byte {
	b = append(b, '"')
	for _, c := range text {
		if c == '"' {
			b = append(b, '"')
		}
		b = append(b, c)
	}
	return append(b, '"')
}
