// Package jsonl writes outputs as JSON, one object a line.
package jsonl

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sink"
)

// Sink writes outputs of any stream as JSON lines.
type Sink struct {
	w     *bufio.Writer
	line  []byte
	heads map[head][]byte
	names map[*event.OutputStream][][]byte
}

var _ sink.Sink = (*Sink)(nil)

// head is what the start of a line depends on.
type head struct {
	stream *event.OutputStream
	key    *event.Key
	feed   string
	lane   int
}

// bufferSize is large enough that a write costs little per line.
const bufferSize = 1 << 16

// New returns a sink that writes to w, which stays the caller's.
func New(w io.Writer) *Sink {
	return &Sink{
		w:     bufio.NewWriterSize(w, bufferSize),
		heads: map[head][]byte{}, names: map[*event.OutputStream][][]byte{},
	}
}

// Write writes one line.
func (s *Sink) Write(o *event.Output) error {
	if o.Control != nil {
		return s.control(o)
	}
	b := s.line[:0]
	b = append(b, s.head(o)...)
	b = appendPlace(b, o)
	if o.Warmup {
		b = append(b, `,"warmup":true`...)
	}
	b = append(b, `,"values":{`...)
	for i, name := range s.fields(o.Stream) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, name...), ':')
		b = appendValue(b, o.Values.At(i))
	}
	return s.finish(append(b, '}'))
}

func (s *Sink) control(o *event.Output) error {
	b := s.line[:0]
	b = append(b, `{"kind":"control","control":`...)
	b = append(b, quote(o.Control.Kind.String())...)
	b = append(append(b, `,"source":`...), quote(o.Control.Source)...)
	b = append(append(b, `,"key":`...), appendKey(nil, o.Key)...)
	b = append(append(b, `,"lane":`...), quote(o.Lane.Feed+"/"+strconv.Itoa(o.Lane.Number))...)
	b = appendPlace(b, o)
	if o.Control.Detail != "" {
		b = append(append(b, `,"detail":`...), quote(o.Control.Detail)...)
	}
	return s.finish(b)
}

// finish ends the line and writes it.
func (s *Sink) finish(b []byte) error {
	b = append(b, '}', '\n')
	s.line = b
	if _, err := s.w.Write(s.line); err != nil {
		return fmt.Errorf("writing a line: %w", err)
	}
	return nil
}

// Close writes what is still held.
func (s *Sink) Close() error {
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("writing the last lines: %w", err)
	}
	return nil
}

// Flush writes what is held, for a reader that waits.
func (s *Sink) Flush() error { return s.Close() }

func appendPlace(b []byte, o *event.Output) []byte {
	b = strconv.AppendUint(append(b, `,"seq":`...), o.Seq, 10)
	b = strconv.AppendInt(append(b, `,"time":`...), int64(o.Time), 10)
	return strconv.AppendInt(append(b, `,"received":`...), int64(o.Received), 10)
}

// head returns the start of a line, up to the lane, which for what is computed of
// several keys is that of the event.
func (s *Sink) head(o *event.Output) []byte {
	at := head{o.Stream, o.Key, o.Lane.Feed, o.Lane.Number}
	if b, known := s.heads[at]; known {
		return b
	}
	b := []byte(`{"kind":"row"`)
	if o.Stream.Kind == event.OutputFeature {
		b = append([]byte(`{"kind":"feature","feature":`), quote(o.Stream.Name)...)
	}
	b = appendKey(append(b, `,"key":`...), o.Key)
	b = append(append(b, `,"lane":`...), quote(o.Lane.Feed+"/"+strconv.Itoa(o.Lane.Number))...)
	s.heads[at] = b
	return b
}

func appendKey(b []byte, k *event.Key) []byte {
	b = append(b, '{')
	for i := range k.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		p := k.Pair(i)
		b = append(append(append(b, quote(p.Name)...), ':'), quote(p.Value)...)
	}
	return append(b, '}')
}

// fields returns the quoted names of a stream's columns.
func (s *Sink) fields(o *event.OutputStream) [][]byte {
	names, known := s.names[o]
	if !known {
		for _, c := range o.Columns {
			names = append(names, quote(c.Name))
		}
		s.names[o] = names
	}
	return names
}

func appendValue(b []byte, v event.Value) []byte {
	switch v.Kind() {
	case event.KindNull:
		return append(b, "null"...)
	case event.KindString:
		return append(b, quote(v.Text())...)
	case event.KindFloat, event.KindInt, event.KindUint, event.KindBool, event.KindList:
	}
	return v.AppendText(b)
}

// quote returns text as JSON.
func quote(text string) []byte {
	b, err := json.Marshal(text)
	if err != nil { // text can always be written
		return []byte(`""`)
	}
	return b
}
