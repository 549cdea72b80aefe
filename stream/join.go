package stream

import (
	"fmt"
	"time"

	"github.com/featurizer/featurizer/event"
)

// Part is one field that a join takes over from an input.
type Part struct {
	Input int // place among the join's inputs
	Field event.Field
	Name  string // in the join's output
}

// Latest emits the latest values of its inputs as one record, once per step in
// which an input with trigger emits (nil: any input). A value of an input that
// has not come yet is null. It returns the record's schema with the stream.
func Latest(inputs []Port, trigger []bool, parts []Part) (Port, *event.Schema, error) {
	return join("latest", inputs, trigger, parts, 0)
}

// AsOf emits a record for every value of the first input, with the last values
// of the others at or before it in the order of the log; a value of the same
// step counts. Where maxAge is positive, values more than maxAge older than the
// first input's time are null.
func AsOf(inputs []Port, maxAge time.Duration, parts []Part) (Port, *event.Schema, error) {
	trigger := make([]bool, len(inputs))
	trigger[0] = true
	return join("as_of", inputs, trigger, parts, maxAge)
}

func join(op string, inputs []Port, trigger []bool, parts []Part, maxAge time.Duration) (Port, *event.Schema, error) {
	fields := make([]event.Field, len(parts))
	for i, part := range parts {
		if part.Field.Kind == event.KindList {
			return Port{}, nil, fmt.Errorf("%s is a list, and a join takes numbers, bools and texts", part.Name)
		}
		fields[i] = event.Field{Name: part.Name, Kind: part.Field.Kind, Doc: part.Field.Doc}
		if part.Field.IsFloat() {
			fields[i].Kind = event.KindFloat
		}
	}
	schema, err := event.RecordOf(fields)
	if err != nil {
		return Port{}, nil, err
	}
	n := &Node{
		Op: op, Version: 1, Inputs: inputs, Trigger: trigger, Sure: true,
		Output: schema.Type, Memory: latestOf(inputs...),
		EndTimed: allEndTimed(inputs),
	}
	n.Bind = func(b *Binding) Kernel {
		k := &joinKernel{out: b.Output, maxAge: maxAge, first: Clock(b, 0)}
		for i, part := range parts {
			k.copies = append(k.copies, fieldCopy{b.Inputs[part.Input], part.Field, schema.Fields[i], Clock(b, part.Input)})
		}
		return k
	}
	return Port{Node: n, Type: schema.Type}, schema, nil
}

// fieldCopy takes one field from an input into the record.
type fieldCopy struct {
	input uintptr
	from  event.Field
	to    event.Field
	clock Place[event.Time]
}

type joinKernel struct {
	out    uintptr
	maxAge time.Duration
	first  Place[event.Time]
	copies []fieldCopy
}

func (k *joinKernel) Step(row Row, _ *At) bool {
	out := row.At(k.out)
	now := *k.first.In(row)
	for i := range k.copies {
		c := &k.copies[i]
		t := *c.clock.In(row)
		if t == event.Unset || k.maxAge > 0 && now-t > event.Time(k.maxAge) {
			c.to.Write(out, event.Value{})
			continue
		}
		c.to.Write(out, c.from.Read(row.At(c.input)))
	}
	return true
}
