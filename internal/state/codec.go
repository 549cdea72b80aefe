// Package state encodes what operators remember, so that it can be stored and
// put back. A type is classified once: plain memory, text, memory that a
// container owns, or a type that encodes itself; anything else cannot be stored.
package state

import (
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

// ErrCorrupt is returned for bytes that no codec of the type has written.
var ErrCorrupt = errors.New("the stored state is damaged")

// Codec encodes values of one type.
type Codec struct {
	append func(b []byte, p unsafe.Pointer) []byte
	read   func(b []byte, p unsafe.Pointer) ([]byte, error)
	// signature names the shape, so that bytes of another shape are not read.
	signature string
	custom    bool
}

// Append appends the value at p, which must be of the codec's type, to b.
func (c *Codec) Append(b []byte, p unsafe.Pointer) []byte { return c.append(b, p) }

// Read sets the value at p from b and returns what follows it.
func (c *Codec) Read(b []byte, p unsafe.Pointer) ([]byte, error) { return c.read(b, p) }

// Signature names the shape of the type: equal shapes are encoded alike.
func (c *Codec) Signature() string { return c.signature }

// Custom tells whether a part of the type encodes itself. A copy of such a value
// may share memory with it.
func (c *Codec) Custom() bool { return c.custom }

// Of returns the codec of a type. The error says which part cannot be stored.
func Of(t reflect.Type) (*Codec, error) {
	pointer := reflect.PointerTo(t)
	if pointer.Implements(reflect.TypeFor[encoding.BinaryAppender]()) && pointer.Implements(reflect.TypeFor[encoding.BinaryUnmarshaler]()) {
		return custom(t), nil
	}
	switch t.Kind() { //nolint:exhaustive // the rest cannot be stored
	case reflect.Bool, reflect.Int8, reflect.Uint8:
		return fixed(t, 1), nil
	case reflect.Int16, reflect.Uint16:
		return fixed(t, 2), nil
	case reflect.Int32, reflect.Uint32, reflect.Float32:
		return fixed(t, 4), nil
	case reflect.Int64, reflect.Uint64, reflect.Float64, reflect.Int, reflect.Uint:
		return fixed(t, 8), nil
	case reflect.String:
		return text(), nil
	case reflect.Array:
		return array(t)
	case reflect.Struct:
		return structure(t)
	}
	return nil, fmt.Errorf("a %s cannot be stored: use plain values, or give the type encoding.BinaryAppender and encoding.BinaryUnmarshaler", t)
}

func custom(t reflect.Type) *Codec {
	return &Codec{
		signature: "custom " + t.String(), custom: true,
		append: func(b []byte, p unsafe.Pointer) []byte {
			start := len(b)
			b = binary.LittleEndian.AppendUint64(b, 0)
			value := reflect.NewAt(t, p).Interface().(encoding.BinaryAppender) //nolint:errcheck // found by Of
			b, err := value.AppendBinary(b)
			if err != nil { // kept as a length that no reader accepts
				b = b[:start+8]
				binary.LittleEndian.PutUint64(b[start:], ^uint64(0))
				return b
			}
			binary.LittleEndian.PutUint64(b[start:], uint64(len(b)-start-8))
			return b
		},
		read: func(b []byte, p unsafe.Pointer) ([]byte, error) {
			part, rest, err := cut(b)
			if err != nil {
				return nil, err
			}
			value := reflect.NewAt(t, p).Interface().(encoding.BinaryUnmarshaler) //nolint:errcheck // found by Of
			return rest, value.UnmarshalBinary(part)
		},
	}
}

// cut splits a length-prefixed part off b.
func cut(b []byte) (part, rest []byte, err error) {
	if len(b) < 8 {
		return nil, nil, ErrCorrupt
	}
	n := binary.LittleEndian.Uint64(b)
	if n > uint64(len(b)-8) {
		return nil, nil, ErrCorrupt
	}
	return b[8 : 8+n], b[8+n:], nil
}

// fixed encodes memory of so many bytes as it lies there; all platforms of the
// product are little-endian.
func fixed(t reflect.Type, size int) *Codec {
	return &Codec{
		signature: t.Kind().String(),
		append: func(b []byte, p unsafe.Pointer) []byte {
			return append(b, unsafe.Slice((*byte)(p), size)...)
		},
		read: func(b []byte, p unsafe.Pointer) ([]byte, error) {
			if len(b) < size {
				return nil, ErrCorrupt
			}
			copy(unsafe.Slice((*byte)(p), size), b)
			return b[size:], nil
		},
	}
}

func text() *Codec {
	return &Codec{
		signature: "string",
		append: func(b []byte, p unsafe.Pointer) []byte {
			s := *(*string)(p)
			b = binary.LittleEndian.AppendUint64(b, uint64(len(s)))
			return append(b, s...)
		},
		read: func(b []byte, p unsafe.Pointer) ([]byte, error) {
			part, rest, err := cut(b)
			if err == nil {
				*(*string)(p) = string(part)
			}
			return rest, err
		},
	}
}
