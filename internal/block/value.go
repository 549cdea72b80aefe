package block

import (
	"fmt"
	"math"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
)

// valueField is a field whose values are event.Value: of a record, or of the outputs of
// a feature.
type valueField struct {
	name string
	kind event.Kind
	slot int
}

// addValues adds the columns of the schema's fields.
func (l *layout) addValues() error {
	slot := l.countSlots()
	for i := range l.stream.Schema.Fields {
		f := &l.stream.Schema.Fields[i]
		n := parquetio.Node{Name: f.Name, Optional: true}
		switch f.Kind {
		case event.KindFloat:
			n.Type = parquetio.TypeFloat
		case event.KindInt:
			n.Type = parquetio.TypeInt
		case event.KindUint:
			n.Type = parquetio.TypeUint
		case event.KindBool:
			n.Type = parquetio.TypeBool
		case event.KindString:
			n.Type = parquetio.TypeText
		case event.KindList:
			n.List = true
			n.Fields = []parquetio.Node{{Name: "price", Type: parquetio.TypeFloat, Optional: true}, {Name: "size", Type: parquetio.TypeFloat, Optional: true}}
		case event.KindNull:
			return fmt.Errorf("field %q has no type, so its values have no column", f.Name)
		}
		l.add(&l.nodes, n)
		l.values = append(l.values, valueField{f.Name, f.Kind, slot})
		slot++
		if f.Kind == event.KindList {
			slot += len(n.Fields)
		}
	}
	return nil
}

// put appends a value. A number goes into a column of floats as the number it is, and
// anything into one of texts, as in the files of outputs.
func (f *valueField) put(data []parquetio.Vector, value event.Value) error {
	v := &data[f.slot]
	kind := value.Kind()
	if kind == event.KindNull {
		f.putNull(v)
		return nil
	}
	switch {
	case f.kind == event.KindFloat && kind != event.KindString && kind != event.KindList:
		putFloat(v, value.Float())
		return nil
	case f.kind == kind && kind == event.KindString:
		putText(v, value.Text())
	case f.kind == kind && kind == event.KindList:
		f.putList(data, value.Levels())
	case f.kind == kind:
		v.Bits = append(v.Bits, value.Bits())
	case f.kind == event.KindString:
		v.Text = value.AppendText(v.Text)
		v.Ends = append(v.Ends, uint32(len(v.Text)))
	default:
		return fmt.Errorf("field %q holds values of type %s, and got the %s %#v", f.name, f.kind, kind, value)
	}
	if len(v.Valid) > 0 {
		v.Valid = append(v.Valid, 1)
	}
	return nil
}

func (f *valueField) putNull(v *parquetio.Vector) {
	switch f.kind {
	case event.KindString:
		putNullText(v)
	case event.KindList:
		v.AppendNull(len(v.Ends))
		v.Ends = append(v.Ends, lastEnd(v))
	case event.KindFloat, event.KindInt, event.KindUint, event.KindBool, event.KindNull:
		v.AppendNull(len(v.Bits))
		v.Bits = append(v.Bits, 0)
	}
}

func lastEnd(v *parquetio.Vector) uint32 {
	if n := len(v.Ends); n > 0 {
		return v.Ends[n-1]
	}
	return 0
}

func (f *valueField) putList(data []parquetio.Vector, levels []event.Level) {
	v := &data[f.slot]
	v.Ends = append(v.Ends, lastEnd(v)+uint32(len(levels)))
	for i := range levels {
		putFloat(&data[f.slot+1], levels[i].Price)
		putFloat(&data[f.slot+2], levels[i].Size)
	}
}

// rowValues is memory for the values of rows, a row behind the other.
type rowValues struct {
	list   []event.Value
	fields int
	levels []event.Level // of lists
}

// of returns the values of the i-th row.
func (r *rowValues) of(i int) []event.Value {
	end := (i + 1) * r.fields
	return r.list[i*r.fields : end : end]
}

// readValues reads the values of the next n rows.
func (r *reader) readValues(into *rowValues, n int) {
	into.fields, into.levels = len(r.values), into.levels[:0]
	into.list = slices.Grow(into.list[:0], n*into.fields)[:n*into.fields]
	for i := range r.values {
		f := &r.values[i]
		if r.skip[f.slot] {
			for at := i; at < len(into.list); at += into.fields {
				into.list[at] = event.Value{}
			}
			continue
		}
		f.get(&r.columns, r.at, i, into)
	}
}

// get sets the values of a field, the place-th, in n rows of the columns from first on.
func (f *valueField) get(c *columns, first, place int, into *rowValues) {
	v := &c.data[f.slot]
	for i := place; i < len(into.list); i += into.fields {
		into.list[i] = f.at(c, v, first, into)
		first++
	}
}

func (f *valueField) at(c *columns, v *parquetio.Vector, i int, into *rowValues) event.Value {
	if v.IsNull(i) {
		return event.Value{}
	}
	switch f.kind {
	case event.KindFloat:
		return event.Float(math.Float64frombits(v.Bits[i]))
	case event.KindInt:
		return event.Int(int64(v.Bits[i]))
	case event.KindUint:
		return event.Uint(v.Bits[i])
	case event.KindBool:
		return event.Bool(v.Bits[i] != 0)
	case event.KindString:
		return event.String(c.text(f.slot, i))
	case event.KindList, event.KindNull:
	}
	begin := len(into.levels)
	for j := int(v.Begin(i)); j < int(v.Ends[i]); j++ {
		into.levels = append(into.levels, event.Level{Price: floatAt(&c.data[f.slot+1], j), Size: floatAt(&c.data[f.slot+2], j)})
	}
	return event.Levels(into.levels[begin:len(into.levels):len(into.levels)])
}
