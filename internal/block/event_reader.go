package block

import (
	"fmt"
	"io"
	"reflect"

	"github.com/featurizer/featurizer/event"
)

// EventReader reads the events of a block.
type EventReader struct {
	reader

	payloads memory
	pointers []any // to the payloads
	records  []event.Record
	values   rowValues
	controls []event.Control
	kinds    map[string]event.ControlKind
}

// OpenEvents opens a block of a source, or of its control events. The keys are those of
// the table. The reader is valid as long as in.
func OpenEvents(in io.ReaderAt, size int64, s *Stream, keys *event.Keys) (*EventReader, error) {
	r, err := open(in, size, s, keys)
	if err != nil {
		return nil, err
	}
	if s.Kind == Feature {
		return nil, fmt.Errorf("the stream %s has outputs, no events", s.Name)
	}
	return &EventReader{reader: *r}, nil
}

// Next reads rows into events and returns how many, at least one; io.EOF after the
// last. Lane and Source are the caller's and stay. What an event points to is the
// reader's and valid until the next call; only its texts and its key last.
func (r *EventReader) Next(into []event.Event) (n int, err error) {
	if n, err = r.next(len(into)); err != nil {
		return 0, err
	}
	into = into[:n]
	d := r.data[r.head:]
	for i := range into {
		row, e := r.at+i, &into[i]
		e.Key, e.Seq = r.keyed.at(row), r.data[slotSeq].Bits[row]
		e.Received, e.Time = event.Time(r.data[slotReceived].Bits[row]), event.Time(r.data[slotTime].Bits[row])
		e.SourceTime = event.Unset
		if !d[slotSourceTime].IsNull(row) {
			e.SourceTime = event.Time(d[slotSourceTime].Bits[row])
		}
		e.Arrived, e.Flags = event.Time(d[slotArrived].Bits[row]), event.Flags(d[slotFlags].Bits[row])
		e.Native = event.ID{Number: d[slotNativeNumber].Bits[row], Text: r.text(r.head+slotNativeText, row)}
		e.Control, e.Payload = nil, nil
	}
	switch {
	case r.stream.Kind == Control:
		err = r.control(into)
	case r.stream.payload() == reflect.TypeFor[event.Record]():
		r.record(into)
	default:
		err = r.payload(into)
	}
	r.at += n
	return n, err
}

// control sets control events.
func (r *EventReader) control(into []event.Event) error {
	if r.kinds == nil {
		r.kinds = map[string]event.ControlKind{}
		for k := event.ControlKind(1); k.String() != ""; k++ {
			r.kinds[k.String()] = k
		}
	}
	r.controls = append(r.controls[:0], make([]event.Control, len(into))...)
	for i := range into {
		row, c := r.at+i, &r.controls[i]
		name := r.text(r.head+slotControl, row)
		if c.Kind = r.kinds[name]; c.Kind == 0 {
			return r.wrap(fmt.Errorf("%w: the control event %q", ErrOther, name))
		}
		c.Source, c.Detail = r.text(r.head+slotSource, row), r.text(r.head+slotDetail, row)
		into[i].Control = c
	}
	return nil
}

// record sets payloads that are records.
func (r *EventReader) record(into []event.Event) {
	r.readValues(&r.values, len(into))
	for len(r.records) < len(into) {
		r.records = append(r.records, event.Record{})
	}
	for i := range into {
		r.records[i].Values = r.values.of(i)
		into[i].Payload = &r.records[i]
	}
}

// payload sets payloads of other types.
func (r *EventReader) payload(into []event.Event) error {
	t := r.stream.payload()
	if len(r.pointers) < len(into) {
		r.payloads = memory{}
		r.payloads.grow(reflect.SliceOf(t), len(into))
		r.pointers = make([]any, len(into))
		for i := range r.pointers {
			r.pointers[i] = r.payloads.slice.Index(i).Addr().Interface()
		}
	}
	all := target{at: r.payloads.at, stride: t.Size(), first: r.at, n: len(into)}
	for i := range r.fields {
		if r.skip[r.fields[i].slot] {
			continue
		}
		if err := r.fields[i].get(&r.columns, &all); err != nil {
			return r.wrap(err)
		}
	}
	for i := range into {
		into[i].Payload = r.pointers[i]
	}
	return nil
}
