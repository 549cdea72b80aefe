package block

import (
	"fmt"
	"math"
	"reflect"
	"unsafe"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
)

// target is memory for n values that lie stride bytes apart, which the values of the
// columns from first on are put into.
type target struct {
	at       unsafe.Pointer
	stride   uintptr
	first, n int
}

func (t *target) of(f *field, i int) unsafe.Pointer {
	return unsafe.Add(t.at, uintptr(i)*t.stride+f.offset)
}

// get sets the field in all values of a target.
func (f *field) get(c *columns, t *target) error {
	v := &c.data[f.slot]
	switch f.form {
	case asFloat:
		f.getFloats(v, t)
	case asFloat32:
		for i := range t.n {
			*(*float32)(t.of(f, i)) = float32(floatAt(v, t.first+i))
		}
	case asInt, asUint, asMoment, asNumber, asBool:
		f.getInts(v, t)
	case asText, asName:
		for i := range t.n {
			*(*string)(t.of(f, i)) = c.text(f.slot, t.first+i)
		}
	case asWord:
		return f.words.get(f, c, t)
	case asList:
		return f.getLists(c, t)
	case asBytes:
		return f.getBytes(v, t)
	}
	return nil
}

func (f *field) getFloats(v *parquetio.Vector, t *target) {
	if len(v.Valid) > 0 {
		for i := range t.n {
			*(*float64)(t.of(f, i)) = floatAt(v, t.first+i)
		}
		return
	}
	for i, x := range v.Bits[t.first : t.first+t.n] {
		*(*uint64)(t.of(f, i)) = x
	}
}

func floatAt(v *parquetio.Vector, i int) float64 {
	if v.IsNull(i) {
		return event.Null()
	}
	return math.Float64frombits(v.Bits[i])
}

// getInts sets whole numbers, which lie in the file as 64 bits. A number that is too
// large for its field was not written from it.
func (f *field) getInts(v *parquetio.Vector, t *target) {
	list := v.Bits[t.first : t.first+t.n]
	switch f.typ.Size() {
	case 1:
		for i, x := range list {
			*(*uint8)(t.of(f, i)) = uint8(x)
		}
	case 2:
		for i, x := range list {
			*(*uint16)(t.of(f, i)) = uint16(x)
		}
	case 4:
		for i, x := range list {
			*(*uint32)(t.of(f, i)) = uint32(x)
		}
	default:
		for i, x := range list {
			*(*uint64)(t.of(f, i)) = x
		}
	}
}

// getLists sets slices, whose elements lie one behind the other in memory that lasts
// as long as the field is not read again.
func (f *field) getLists(c *columns, t *target) error {
	v := &c.data[f.slot]
	begin, end := v.Begin(t.first), v.Begin(t.first)
	if t.n > 0 {
		end = v.Ends[t.first+t.n-1]
	}
	size := f.typ.Elem().Size()
	memory := f.memory.grow(f.typ, int(end-begin))
	elements := target{at: memory, stride: size, first: int(begin), n: int(end - begin)}
	for i := range f.fields {
		if err := f.fields[i].get(c, &elements); err != nil {
			return err
		}
	}
	for i := range t.n {
		from, to := v.Begin(t.first+i), v.Ends[t.first+i]
		list := (*header)(t.of(f, i))
		if from == to {
			*list = header{}
			continue
		}
		n := int(to - from)
		*list = header{unsafe.Add(memory, uintptr(from-begin)*size), n, n}
	}
	return nil
}

// memory is a slice of a type that is known at run time.
type memory struct {
	slice reflect.Value
	at    unsafe.Pointer
}

// grow returns memory for n elements of a type of slices.
func (m *memory) grow(slice reflect.Type, n int) unsafe.Pointer {
	if !m.slice.IsValid() || m.slice.Len() < n {
		m.slice = reflect.MakeSlice(slice, n, n)
		m.at = m.slice.UnsafePointer()
	}
	return m.at
}

func (f *field) getBytes(v *parquetio.Vector, t *target) error {
	for i := range t.n {
		rest, err := f.codec.Read(v.Value(t.first+i), t.of(f, i))
		if err == nil && len(rest) > 0 {
			err = fmt.Errorf("%d bytes are left", len(rest))
		}
		if err != nil {
			return fmt.Errorf("%w: a payload: %s", ErrCorrupt, err.Error())
		}
	}
	return nil
}
