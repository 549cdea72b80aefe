package event

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unsafe"
)

// Field describes one field of a payload.
type Field struct {
	Name string
	Kind Kind
	Doc  string
	// offset and read find the value in a payload of the schema's type.
	offset uintptr
	access access
	typ    reflect.Type
	// list and limit are what of a Lister the field is.
	list, limit int
}

// access is how a field is stored.
type access uint8

const (
	asFloat access = iota
	asInt
	asUint
	asBool
	asString
	asValue  // an event.Value
	asValuer // a type that says its value itself
	asLister // a list of a type that keeps lists in a form of its own
)

// Schema describes the payload of a stream: a Go struct whose exported fields
// are the stream's fields, or a single number, bool or text, whose field is
// named "value". A float64 field that is null holds [Null].
type Schema struct {
	Type   reflect.Type
	Fields []Field
}

// SchemaOf derives the schema of a payload type. Fields are named by the tag
// `event:"name"`, else in snake case, and documented by the tag `doc:"..."`;
// a field tagged `event:"-"` is no field of the stream.
func SchemaOf(t reflect.Type) (*Schema, error) {
	if t.Kind() != reflect.Struct || t.Implements(reflect.TypeFor[Valuer]()) {
		f, err := fieldOf(t)
		if err != nil {
			return nil, fmt.Errorf("a value of a stream: %w", err)
		}
		f.Name = "value"
		return &Schema{Type: t, Fields: []Field{f}}, nil
	}
	s := &Schema{Type: t}
	for sf := range t.Fields() {
		name := sf.Tag.Get("event")
		if name == "-" || !sf.IsExported() {
			continue
		}
		f, err := fieldOf(sf.Type)
		if err != nil {
			return nil, fmt.Errorf("field %s of %s: %w", sf.Name, t, err)
		}
		f.Name, f.Doc, f.offset = FieldName(sf), sf.Tag.Get("doc"), sf.Offset
		s.Fields = append(s.Fields, f)
	}
	return s, nil
}

func fieldOf(t reflect.Type) (Field, error) {
	f := Field{typ: t}
	if t == reflect.TypeFor[Value]() {
		f.access = asValue
		return f, nil
	}
	if t.Implements(reflect.TypeFor[Valuer]()) {
		f.access = asValuer
		f.Kind = reflect.Zero(t).Interface().(Valuer).ValueKind() //nolint:errcheck // just checked
		return f, nil
	}
	switch t.Kind() {
	case reflect.Float64:
		f.Kind, f.access = KindFloat, asFloat
	case reflect.Int64:
		f.Kind, f.access = KindInt, asInt
	case reflect.Uint64:
		f.Kind, f.access = KindUint, asUint
	case reflect.Bool:
		f.Kind, f.access = KindBool, asBool
	case reflect.String:
		f.Kind, f.access = KindString, asString
	default:
		return f, fmt.Errorf("a %s can be no field: use float64, int64, uint64, bool, string or a type with Value and ValueKind", t)
	}
	return f, nil
}

// RecordOf makes a schema at run time: float fields are stored as float64, all
// others as [Value], so that each can be null.
func RecordOf(fields []Field) (*Schema, error) {
	structure := make([]reflect.StructField, len(fields))
	for i, f := range fields {
		if f.Kind == KindList {
			return nil, fmt.Errorf("field %q is a list, which no record holds", f.Name)
		}
		typ := reflect.TypeFor[Value]()
		if f.Kind == KindFloat {
			typ = reflect.TypeFor[float64]()
		}
		structure[i] = reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: typ}
	}
	s := &Schema{Type: reflect.StructOf(structure)}
	for i := range fields {
		f, err := fieldOf(structure[i].Type)
		if err != nil {
			return nil, err
		}
		f.Name, f.Kind, f.Doc, f.offset = fields[i].Name, fields[i].Kind, fields[i].Doc, s.Type.Field(i).Offset
		s.Fields = append(s.Fields, f)
	}
	return s, nil
}

// Index returns the place of the field with a name, or -1.
func (s *Schema) Index(name string) int {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return i
		}
	}
	return -1
}

// Offset returns where the field lies in a payload.
func (f *Field) Offset() uintptr { return f.offset }

// IsFloat tells whether the field is stored as a float64.
func (f *Field) IsFloat() bool { return f.access == asFloat }

// Read returns the field's value in the payload at p, which must be of the
// schema's type. It does not keep p.
func (f *Field) Read(p unsafe.Pointer) Value {
	at := unsafe.Add(p, f.offset)
	switch f.access {
	case asFloat:
		return Float(*(*float64)(at))
	case asInt:
		return Int(*(*int64)(at))
	case asUint:
		return Uint(*(*uint64)(at))
	case asBool:
		return Bool(*(*bool)(at))
	case asString:
		return String(*(*string)(at))
	case asValue:
		return *(*Value)(at)
	case asLister:
		return reflect.NewAt(f.typ, at).Interface().(Lister).List(f.list, f.limit) //nolint:errcheck // the field was made for it
	case asValuer:
	}
	return reflect.NewAt(f.typ, at).Interface().(Valuer).Value() //nolint:errcheck // checked by fieldOf
}

// Write stores v in a field of a record made by [RecordOf].
func (f *Field) Write(p unsafe.Pointer, v Value) {
	at := unsafe.Add(p, f.offset)
	if f.access == asFloat {
		*(*float64)(at) = v.Float()
		return
	}
	*(*Value)(at) = v
}

// FieldName returns the name of a struct's field: that of its tag `event:"name"`, else
// its own in snake case.
func FieldName(f reflect.StructField) string {
	if name := f.Tag.Get("event"); name != "" && name != "-" {
		return name
	}
	return snakeCase(f.Name)
}

// snakeCase turns BidSize into bid_size.
func snakeCase(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Read returns the values of a payload: p points to a value of the schema's
// type. The values are appended to into.
func (s *Schema) Read(p any, into []Value) []Value {
	at := reflect.ValueOf(p).UnsafePointer()
	for i := range s.Fields {
		into = append(into, s.Fields[i].Read(at))
	}
	return into
}
