package block

import (
	"reflect"
	"unsafe"

	"github.com/featurizer/featurizer/internal/parquetio"
	"github.com/featurizer/featurizer/internal/state"
)

// field is a part of a payload that goes to one column, or a list with its columns.
type field struct {
	form   form
	offset uintptr
	slot   int
	typ    reflect.Type

	words  *words       // of asWord
	fields []field      // of asList: those of an element
	codec  *state.Codec // of asBytes
	memory memory       // of asList, for reading
}

// form is how a field lies in memory.
type form uint8

const (
	asFloat form = iota
	asFloat32
	asInt // of the size of its type
	asUint
	asBool
	asText
	asWord   // a number of 8 bits that stands for a word
	asMoment // a number of which zero is null
	asNumber // the number of an event.ID: zero is null
	asName   // the text of an event.ID: an empty one is null
	asList
	asBytes // anything, in bytes of its own
)

// header is how a slice lies in memory.
type header struct {
	data     unsafe.Pointer
	len, cap int
}

// put appends the field of the value at p to its columns.
func (f *field) put(data []parquetio.Vector, p unsafe.Pointer) error {
	at := unsafe.Add(p, f.offset)
	v := &data[f.slot]
	switch f.form {
	case asFloat:
		putFloat(v, *(*float64)(at))
	case asFloat32:
		putFloat(v, float64(*(*float32)(at)))
	case asInt:
		v.Bits = append(v.Bits, uint64(f.int(at)))
	case asUint:
		v.Bits = append(v.Bits, f.uint(at))
	case asBool:
		v.Bits = append(v.Bits, uint64(*(*uint8)(at)))
	case asText:
		putText(v, *(*string)(at))
	case asWord:
		f.words.put(v, *(*uint8)(at))
	case asMoment:
		putUnless(v, uint64(f.int(at)), 0)
	case asNumber:
		putUnless(v, *(*uint64)(at), 0)
	case asName:
		putName(v, *(*string)(at))
	case asList:
		return f.putList(data, (*header)(at))
	case asBytes:
		return f.putBytes(v, at)
	}
	return nil
}

// putFloat appends a number; a NaN is null.
func putFloat(v *parquetio.Vector, x float64) {
	switch {
	case x != x:
		v.AppendNull(len(v.Bits))
		v.Bits = append(v.Bits, 0)
		return
	case len(v.Valid) > 0:
		v.Valid = append(v.Valid, 1)
	}
	v.Bits = append(v.Bits, *(*uint64)(unsafe.Pointer(&x)))
}

// putUnless appends a number; the one that stands for none is null.
func putUnless(v *parquetio.Vector, x, none uint64) {
	switch {
	case x == none:
		v.AppendNull(len(v.Bits))
		x = 0
	case len(v.Valid) > 0:
		v.Valid = append(v.Valid, 1)
	}
	v.Bits = append(v.Bits, x)
}

func putText(v *parquetio.Vector, text string) {
	v.Text = append(v.Text, text...)
	v.Ends = append(v.Ends, uint32(len(v.Text)))
}

// putName appends a text; an empty one is null.
func putName(v *parquetio.Vector, text string) {
	switch {
	case text == "":
		v.AppendNull(len(v.Ends))
	case len(v.Valid) > 0:
		v.Valid = append(v.Valid, 1)
	}
	putText(v, text)
}

// putNullText appends a null to a column of texts.
func putNullText(v *parquetio.Vector) {
	v.AppendNull(len(v.Ends))
	putText(v, "")
}

func (f *field) int(at unsafe.Pointer) int64 {
	switch f.typ.Size() {
	case 1:
		return int64(*(*int8)(at))
	case 2:
		return int64(*(*int16)(at))
	case 4:
		return int64(*(*int32)(at))
	}
	return *(*int64)(at)
}

func (f *field) uint(at unsafe.Pointer) uint64 {
	switch f.typ.Size() {
	case 1:
		return uint64(*(*uint8)(at))
	case 2:
		return uint64(*(*uint16)(at))
	case 4:
		return uint64(*(*uint32)(at))
	}
	return *(*uint64)(at)
}

func (f *field) putList(data []parquetio.Vector, list *header) error {
	v := &data[f.slot]
	end := uint32(list.len)
	if n := len(v.Ends); n > 0 {
		end += v.Ends[n-1]
	}
	v.Ends = append(v.Ends, end)
	size := f.typ.Elem().Size()
	for i := range list.len {
		element := unsafe.Add(list.data, uintptr(i)*size)
		for j := range f.fields {
			if err := f.fields[j].put(data, element); err != nil {
				return err
			}
		}
	}
	return nil
}

// putBytes appends a value that is no columns. One that makes its bytes itself may
// fail, which the codec cannot say, so it is read back.
func (f *field) putBytes(v *parquetio.Vector, at unsafe.Pointer) error {
	begin := len(v.Text)
	v.Text = f.codec.Append(v.Text, at)
	v.Ends = append(v.Ends, uint32(len(v.Text)))
	if !f.codec.Custom() {
		return nil
	}
	_, err := f.codec.Read(v.Text[begin:], reflect.New(f.typ).UnsafePointer())
	return err
}
