package event

import "strconv"

// ID is a number or a text that a source gives its events; the zero ID is none.
type ID struct {
	Number uint64
	Text   string
}

// String returns the id for messages.
func (id ID) String() string {
	if id.Text != "" {
		return id.Text
	}
	return strconv.FormatUint(id.Number, 10)
}

// Value returns the text where there is one, else the number, else null.
func (id ID) Value() Value {
	switch {
	case id.Text != "":
		return String(id.Text)
	case id.Number != 0:
		return Uint(id.Number)
	}
	return Value{}
}

// ValueKind says that an id is, to a reader of a schema, a text: it may be either.
func (ID) ValueKind() Kind { return KindString }

// Record is the payload of a source whose fields are named in the config: the
// values in the order of the source's schema.
type Record struct{ Values []Value }

// CopyTo makes into a copy that shares no memory with r.
func (r *Record) CopyTo(into *Record) { into.Values = append(into.Values[:0], r.Values...) }
