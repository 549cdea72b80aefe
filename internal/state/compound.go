package state

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

func array(t reflect.Type) (*Codec, error) {
	elem, err := Of(t.Elem())
	if err != nil {
		return nil, err
	}
	size, n := t.Elem().Size(), t.Len()
	return &Codec{
		signature: fmt.Sprintf("[%d]%s", n, elem.signature), custom: elem.custom,
		append: func(b []byte, p unsafe.Pointer) []byte {
			for i := range n {
				b = elem.append(b, unsafe.Add(p, uintptr(i)*size))
			}
			return b
		},
		read: func(b []byte, p unsafe.Pointer) ([]byte, error) {
			var err error
			for i := range n {
				if b, err = elem.read(b, unsafe.Add(p, uintptr(i)*size)); err != nil {
					return nil, err
				}
			}
			return b, nil
		},
	}, nil
}

// structure encodes the fields in order, blank ones too, and no padding. A slice
// is encoded only where its field is tagged `state:"owned"`: the value alone
// refers to its memory and follows the rule of stream.At.Keep. A field tagged
// `state:"step"` means something only while its step runs, and is left out.
func structure(t reflect.Type) (*Codec, error) {
	type part struct {
		*Codec
		offset uintptr
	}
	var parts []part
	var signature strings.Builder
	isCustom := false
	for f := range t.Fields() {
		if f.Tag.Get("state") == "step" {
			continue
		}
		codecOf := Of
		if f.Tag.Get("state") == "owned" && f.Type.Kind() == reflect.Slice {
			codecOf = slice
		}
		c, err := codecOf(f.Type)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", f.Name, err)
		}
		parts = append(parts, part{c, f.Offset})
		signature.WriteString(f.Name + " " + c.signature + ";")
		isCustom = isCustom || c.custom
	}
	return &Codec{
		signature: "{" + signature.String() + "}", custom: isCustom,
		append: func(b []byte, p unsafe.Pointer) []byte {
			for i := range parts {
				b = parts[i].append(b, unsafe.Add(p, parts[i].offset))
			}
			return b
		},
		read: func(b []byte, p unsafe.Pointer) ([]byte, error) {
			var err error
			for i := range parts {
				if b, err = parts[i].read(b, unsafe.Add(p, parts[i].offset)); err != nil {
					return nil, err
				}
			}
			return b, nil
		},
	}, nil
}

func slice(t reflect.Type) (*Codec, error) {
	elem, err := Of(t.Elem())
	if err != nil {
		return nil, err
	}
	size := t.Elem().Size()
	return &Codec{
		signature: "[]" + elem.signature, custom: elem.custom,
		append: func(b []byte, p unsafe.Pointer) []byte {
			v := reflect.NewAt(t, p).Elem()
			b = binary.LittleEndian.AppendUint64(b, uint64(v.Len()))
			for i := range v.Len() {
				b = elem.append(b, unsafe.Add(v.UnsafePointer(), uintptr(i)*size))
			}
			return b
		},
		read: func(b []byte, p unsafe.Pointer) ([]byte, error) {
			if len(b) < 8 || size > 0 && binary.LittleEndian.Uint64(b) > uint64(len(b)) {
				return nil, ErrCorrupt // every element with a size takes at least a byte
			}
			n := int(binary.LittleEndian.Uint64(b))
			b = b[8:]
			v := reflect.MakeSlice(t, n, n)
			var err error
			for i := range n {
				if b, err = elem.read(b, unsafe.Add(v.UnsafePointer(), uintptr(i)*size)); err != nil {
					return nil, err
				}
			}
			reflect.NewAt(t, p).Elem().Set(v)
			return b, nil
		},
	}, nil
}
