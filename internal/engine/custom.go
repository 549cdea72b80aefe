package engine

import (
	"encoding"
	"encoding/binary"
	"fmt"
	"reflect"

	"github.com/featurizer/featurizer/internal/state"
	"github.com/featurizer/featurizer/stream"
)

// custom is a state or an output of a type that encodes itself: a copy of the row may
// share memory with it. Before a step that may be undone it is saved as bytes, unless
// it can take back itself what the step does.
type custom struct {
	offset     uintptr
	codec      *state.Codec
	typ        reflect.Type
	reversible bool
}

func (x *Executor) findCustoms() error {
	for i := range x.program.Ops {
		op := &x.program.Ops[i]
		err := x.findCustom(op.Node.Output, x.layout.OutputOffset(op.Index))
		if op.Node.State != nil && err == nil {
			err = x.findCustom(op.Node.State, x.layout.StateOffset(op.Index))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", x.describe(i), err)
		}
	}
	return nil
}

func (x *Executor) findCustom(t reflect.Type, offset uintptr) error {
	c, err := state.Of(t)
	if err != nil || !c.Custom() {
		return err
	}
	if fields, apart := customFields(t); apart {
		for _, f := range fields {
			if err := x.findCustom(f.Type, offset+f.Offset); err != nil {
				return err
			}
		}
		return nil
	}
	x.customs = append(x.customs, custom{offset, c, t, reflect.PointerTo(t).Implements(reflect.TypeFor[stream.Reversible]())})
	return nil
}

// customFields returns the fields of a struct that may encode themselves, if what it
// holds besides these is put back by a copy: a list of such values is not.
func customFields(t reflect.Type) (fields []reflect.StructField, apart bool) {
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.BinaryAppender]()) {
		return nil, false
	}
	for f := range t.Fields() {
		switch {
		case f.Tag.Get("state") == "step":
		case f.Type.Kind() != reflect.Slice:
			fields = append(fields, f)
		default:
			if c, err := state.Of(f.Type.Elem()); err != nil || c.Custom() {
				return nil, false
			}
		}
	}
	return fields, true
}

// in returns what lies in a row.
func (c *custom) in(r *row) reflect.Value { return reflect.NewAt(c.typ, r.At(c.offset)) }

// taking returns what takes back itself what is done to it.
func (c *custom) taking(r *row) stream.Reversible {
	return c.in(r).Interface().(stream.Reversible) //nolint:errcheck,forcetypeassert // found by findCustom
}

// settle says that what was done to a row before now stays.
func (x *Executor) settle(r *row) {
	for i := range x.customs {
		if c := &x.customs[i]; c.reversible {
			c.taking(r).Settle()
		}
	}
}

// save appends what is needed besides a copy to put a row back.
func (x *Executor) save(r *row, b []byte) []byte {
	for i := range x.customs {
		c := &x.customs[i]
		if c.reversible {
			b = binary.LittleEndian.AppendUint64(b, uint64(c.taking(r).Mark()))
			continue
		}
		b = c.codec.Append(b, r.At(c.offset))
	}
	return b
}

// putBack puts a row back: from a copy, which it may change, and what save has added.
func (x *Executor) putBack(r *row, before reflect.Value, stored []byte) error {
	copied := stream.RowAt(before.Addr().UnsafePointer())
	for i := range x.customs {
		c := &x.customs[i]
		from := reflect.NewAt(c.typ, copied.At(c.offset))
		if c.reversible {
			// Taken back where it is; the copy may refer to memory that it had before.
			c.taking(r).Back(int(binary.LittleEndian.Uint64(stored)))
			stored = stored[8:]
			from.Elem().Set(c.in(r).Elem())
			continue
		}
		from.Elem().SetZero() // what it shares with the step that is undone
		var err error
		if stored, err = c.codec.Read(stored, copied.At(c.offset)); err != nil {
			return fmt.Errorf("putting back a state that encodes itself: %w", err)
		}
	}
	r.value.Set(before)
	r.forget()
	return nil
}
