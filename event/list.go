package event

import "reflect"

// Level is one element of a list: a price of one side of an order book, with the
// size that is there.
type Level struct{ Price, Size float64 }

// Lister is what a payload has that keeps lists in a form of its own. List returns
// list i as far as its first n elements, all where n is negative; null where there
// is none. It is asked only where somebody reads the list, and the value stays what
// it is until the payload changes or the same is asked again.
type Lister interface{ List(i, n int) Value }

// ListField returns a field of a T, which is a [Lister]: its list i, cut to n.
func ListField[T any](name, doc string, i, n int) Field {
	return Field{Name: name, Kind: KindList, Doc: doc, access: asLister, typ: reflect.TypeFor[T](), list: i, limit: n}
}

// Limit returns how many elements a list field has at most; negative for all.
func (f *Field) Limit() int { return f.limit }

// Kept returns the value with memory of its own at the end of the arena: the value
// as it is now, whatever becomes of where it lay. Other values than lists are kept
// as they are.
func (v Value) Kept(arena *[]Level) Value {
	if v.kind != KindList {
		return v
	}
	first := len(*arena)
	*arena = append(*arena, v.Levels()...)
	return Levels((*arena)[first:len(*arena):len(*arena)])
}

// appendLevels appends a list as JSON.
func appendLevels(b []byte, list []Level) []byte {
	b = append(b, '[')
	for i, l := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = AppendFloat(append(b, `{"price":`...), l.Price)
		b = AppendFloat(append(b, `,"size":`...), l.Size)
		b = append(b, '}')
	}
	return append(b, ']')
}
