package block

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/featurizer/featurizer/event"
)

// Events are rows of a block that is being filled: events of one source, or its control
// events, in one lane.
type Events struct {
	rows

	pointer reflect.Type // to the payload
}

// NewEvents returns an empty block. The error names a part of the payload that cannot
// be stored.
func NewEvents(s *Stream) (*Events, error) {
	if s.Kind == Feature {
		return nil, fmt.Errorf("the stream %s has outputs, no events", s.Name)
	}
	r, err := newRows(s)
	if err != nil {
		return nil, err
	}
	t := &Events{rows: r}
	if s.Kind == Source {
		t.pointer = reflect.PointerTo(s.payload())
	}
	return t, nil
}

// Append copies an event to the end of the block. After an error the block is to be
// used no more.
func (t *Events) Append(e *event.Event) error {
	err := t.begin(place{e.Seq, e.Received, e.Time}, e.Key)
	if err == nil {
		d := t.data[t.head:]
		putUnless(&d[slotSourceTime], uint64(e.SourceTime), unset)
		d[slotArrived].Bits = append(d[slotArrived].Bits, uint64(e.Arrived))
		d[slotFlags].Bits = append(d[slotFlags].Bits, uint64(e.Flags))
		putUnless(&d[slotNativeNumber], e.Native.Number, 0)
		putName(&d[slotNativeText], e.Native.Text)
		if t.pointer == nil {
			err = t.appendControl(e)
		} else {
			err = t.appendPayload(e)
		}
	}
	if err != nil {
		return fmt.Errorf("event %d of %s: %w", e.Seq, t.stream.Name, err)
	}
	return nil
}

// unset are the bits of a time that is not known.
const unset = uint64(1) << 63

func (t *Events) appendControl(e *event.Event) error {
	if e.Control == nil || e.Payload != nil {
		return errors.New("it is no control event alone")
	}
	d := t.data[t.head:]
	if e.Control.Kind.String() == "" {
		return fmt.Errorf("a control event of the unknown kind %d", e.Control.Kind)
	}
	keyed := uint64(0)
	if e.Key != nil {
		keyed = 1
	}
	d[slotKeyed].Bits = append(d[slotKeyed].Bits, keyed)
	putText(&d[slotControl], e.Control.Kind.String())
	putText(&d[slotSource], e.Control.Source)
	putText(&d[slotDetail], e.Control.Detail)
	return nil
}

func (t *Events) appendPayload(e *event.Event) error {
	if e.Control != nil || reflect.TypeOf(e.Payload) != t.pointer {
		return fmt.Errorf("its payload is a %T, want a %s", e.Payload, t.pointer)
	}
	if record, ok := e.Payload.(*event.Record); ok {
		return t.appendValues(record.Values)
	}
	at := reflect.ValueOf(e.Payload).UnsafePointer()
	if at == nil {
		return errors.New("it has no payload")
	}
	for i := range t.fields {
		if err := t.fields[i].put(t.data, at); err != nil {
			return err
		}
	}
	return nil
}

func (t *Events) appendValues(list []event.Value) error {
	if len(list) != len(t.values) {
		return fmt.Errorf("it has %d values, want %d", len(list), len(t.values))
	}
	for i := range t.values {
		if err := t.values[i].put(t.data, list[i]); err != nil {
			return err
		}
	}
	return nil
}
