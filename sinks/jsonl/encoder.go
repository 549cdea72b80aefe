package jsonl

import (
	"encoding/json"
	"strconv"

	"github.com/featurizer/featurizer/event"
)

// Encoder makes JSON objects of outputs. The zero value is ready to use.
type Encoder struct {
	heads map[head][]byte
	names map[*event.OutputStream][][]byte
}

// head is what the start of a line depends on.
type head struct {
	stream *event.OutputStream
	key    *event.Key
	feed   string
	lane   int
}

// Append appends an output as one object, without an end of line.
func (s *Encoder) Append(b []byte, o *event.Output) []byte {
	if o.Control != nil {
		return appendControl(b, o)
	}
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
	return append(b, "}}"...)
}

func appendControl(b []byte, o *event.Output) []byte {
	b = append(b, `{"kind":"control","control":`...)
	b = append(b, quote(o.Control.Kind.String())...)
	b = append(append(b, `,"source":`...), quote(o.Control.Source)...)
	b = append(append(b, `,"key":`...), appendKey(nil, o.Key)...)
	b = append(append(b, `,"lane":`...), quote(o.Lane.Feed+"/"+strconv.Itoa(o.Lane.Number))...)
	b = appendPlace(b, o)
	if o.Control.Detail != "" {
		b = append(append(b, `,"detail":`...), quote(o.Control.Detail)...)
	}
	return append(b, '}')
}

func appendPlace(b []byte, o *event.Output) []byte {
	b = strconv.AppendUint(append(b, `,"seq":`...), o.Seq, 10)
	b = strconv.AppendInt(append(b, `,"time":`...), int64(o.Time), 10)
	return strconv.AppendInt(append(b, `,"received":`...), int64(o.Received), 10)
}

// head returns the start of a line, up to the lane, which for what is computed of
// several keys is that of the event.
func (s *Encoder) head(o *event.Output) []byte {
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
	if s.heads == nil {
		s.heads = map[head][]byte{}
	}
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
func (s *Encoder) fields(o *event.OutputStream) [][]byte {
	names, known := s.names[o]
	if !known {
		for _, c := range o.Columns {
			names = append(names, quote(c.Name))
		}
		if s.names == nil {
			s.names = map[*event.OutputStream][][]byte{}
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
