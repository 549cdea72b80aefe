package event

import "unsafe"

// Values are the values of an output, read where they lie: they stay what they
// are until the call that hands the output over returns. The zero value has none.
type Values struct {
	fields *Fields        // nil for a list
	at     unsafe.Pointer // of the memory, or the first of the list
	n      int
}

// ListOf returns the given values.
func ListOf(list ...Value) Values {
	return Values{at: unsafe.Pointer(unsafe.SliceData(list)), n: len(list)}
}

func (v Values) list() []Value { return unsafe.Slice((*Value)(v.at), v.n) }

// Len returns how many values there are.
func (v Values) Len() int { return v.n }

// At returns the i-th value.
func (v Values) At(i int) Value {
	if v.fields != nil {
		return v.fields.list[i].Read(v.at)
	}
	return v.list()[i]
}

// Float returns the i-th value as a number: null for null and text, 0 or 1 for a
// bool.
func (v Values) Float(i int) float64 {
	if v.fields != nil && v.fields.list[i].access == asFloat {
		return *(*float64)(unsafe.Add(v.at, v.fields.list[i].offset))
	}
	return v.At(i).Float()
}

// Append appends the values to a list, where they stay what they are.
func (v Values) Append(to []Value) []Value {
	var arena []Level
	return v.AppendKept(to, &arena)
}

// AppendKept is [Values.Append] with the arena that the elements of lists are put
// into. They stay as long as nothing else is written there.
func (v Values) AppendKept(to []Value, arena *[]Level) []Value {
	if v.fields == nil {
		for _, x := range v.list() {
			to = append(to, x.Kept(arena))
		}
		return to
	}
	for i := range v.fields.list {
		to = append(to, v.fields.list[i].Read(v.at).Kept(arena))
	}
	return to
}

// AppendFloats appends the values as numbers, as [Values.Float] gives them: what a
// model takes in.
func (v Values) AppendFloats(to []float64) []float64 {
	if v.fields == nil {
		for _, x := range v.list() {
			to = append(to, x.Float())
		}
		return to
	}
	for i := range v.fields.runs {
		r := &v.fields.runs[i]
		if r.floats > 0 {
			to = append(to, unsafe.Slice((*float64)(unsafe.Add(v.at, r.offset)), r.floats)...)
			continue
		}
		to = append(to, v.fields.list[r.field].Read(v.at).Float())
	}
	return to
}

// Fields say where values lie in a piece of memory.
type Fields struct {
	list []Field
	runs []run
}

// run is a number of float64 that lie side by side, or one other field.
type run struct {
	field  int
	offset uintptr
	floats int // 0: not a float64
}

// Place adds fields that lie at an offset of the memory.
func (f *Fields) Place(fields []Field, offset uintptr) {
	for _, field := range fields {
		field.offset += offset
		f.list = append(f.list, field)
		last := len(f.runs) - 1
		switch {
		case field.access != asFloat:
			f.runs = append(f.runs, run{field: len(f.list) - 1})
		case last >= 0 && f.runs[last].floats > 0 && f.runs[last].offset+8*uintptr(f.runs[last].floats) == field.offset:
			f.runs[last].floats++
		default:
			f.runs = append(f.runs, run{len(f.list) - 1, field.offset, 1})
		}
	}
}

// In returns the values in the memory at p, which must hold all fields. They keep
// p only as long as they are kept.
func (f *Fields) In(p unsafe.Pointer) Values { return Values{f, p, len(f.list)} }

// Levels returns a list as a value. The value is the memory of the list itself, and
// changes with it: see [Value.Kept].
func Levels(list []Level) Value {
	text := unsafe.String((*byte)(unsafe.Pointer(unsafe.SliceData(list))), len(list)*int(levelSize))
	return Value{kind: KindList, text: text}
}

const levelSize = unsafe.Sizeof(Level{})

// Levels returns the elements of a list, nil for another value. They lie where the
// value does.
func (v Value) Levels() []Level {
	if v.kind != KindList {
		return nil
	}
	return unsafe.Slice((*Level)(unsafe.Pointer(unsafe.StringData(v.text))), len(v.text)/int(levelSize))
}
