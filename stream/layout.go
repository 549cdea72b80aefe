package stream

import (
	"reflect"
	"unsafe"

	"github.com/featurizer/featurizer/event"
)

// Row is the memory of one key: the last output and the state of every node.
type Row struct{ base unsafe.Pointer }

// RowAt returns the row at p, which must be laid out for the kernels that use it.
func RowAt(p unsafe.Pointer) Row { return Row{p} }

// RowOf returns the row, or the beginning of one, that lies in words.
func RowOf(words []uint64) Row { return Row{unsafe.Pointer(unsafe.SliceData(words))} }

// At returns the memory at an offset of the row.
func (r Row) At(offset uintptr) unsafe.Pointer { return unsafe.Add(r.base, offset) }

// Pointer returns where the row lies.
func (r Row) Pointer() unsafe.Pointer { return r.base }

// plus returns the row that lies so many bytes behind.
func (r Row) plus(bytes uintptr) Row { return Row{unsafe.Add(r.base, bytes)} }

// CopyTo copies bytes at an offset of the row to the same place in another. They
// must hold no pointers.
func (r Row) CopyTo(other Row, offset, size uintptr) {
	copy(unsafe.Slice((*byte)(other.At(offset)), size), unsafe.Slice((*byte)(r.At(offset)), size))
}

// Binding tells a node where its inputs, output and state lie in a row.
type Binding struct {
	Inputs []uintptr
	// Clocks are where the Time of each input's last output lies; it is
	// event.Unset before the first.
	Clocks []uintptr
	Output uintptr
	State  uintptr
}

// Place is where a T lies in a row.
type Place[T any] struct{ offset uintptr }

// PlaceOf returns the place of a T at an offset of the row.
func PlaceOf[T any](offset uintptr) Place[T] { return Place[T]{offset} }

// In returns the T of this place in a row.
func (p Place[T]) In(row Row) *T { return (*T)(unsafe.Add(row.base, p.offset)) }

// Input returns the place of a node's i-th input.
func Input[T any](b *Binding, i int) Place[T] { return Place[T]{b.Inputs[i]} }

// Clock returns the place of the clock of a node's i-th input.
func Clock(b *Binding, i int) Place[event.Time] { return Place[event.Time]{b.Clocks[i]} }

// Output returns the place of a node's output.
func Output[T any](b *Binding) Place[T] { return Place[T]{b.Output} }

// State returns the place of a node's state.
func State[T any](b *Binding) Place[T] { return Place[T]{b.State} }

// Float returns the number at an offset of a row.
func Float(row Row, offset uintptr) *float64 { return (*float64)(unsafe.Add(row.base, offset)) }

// Mover returns what copies a value of a type from a place in one row to a place in
// another, which may be the same row.
func Mover(t reflect.Type, from, to uintptr) func(a, b Row) {
	if Flat(t) {
		return func(a, b Row) {
			copy(unsafe.Slice((*byte)(b.At(to)), t.Size()), unsafe.Slice((*byte)(a.At(from)), t.Size()))
		}
	}
	return func(a, b Row) { // pointers are copied by type
		reflect.NewAt(t, b.At(to)).Elem().Set(reflect.NewAt(t, a.At(from)).Elem())
	}
}

// Flat tells whether values of a type hold no pointers, and so can be copied byte
// by byte.
func Flat(t reflect.Type) bool {
	switch t.Kind() { //nolint:exhaustive // the rest are pointers of some kind
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return true
	case reflect.Array:
		return Flat(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			if !Flat(f.Type) {
				return false
			}
		}
		return true
	}
	return false
}
