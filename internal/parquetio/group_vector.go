package parquetio

import "unsafe"

// Vector holds the values of a [Slot], one after the other. Which of its parts are
// used depends on the type.
type Vector struct {
	// Bits are numbers: integers as they are, floats as their bits, a bool as 0 or 1.
	// Those of nulls mean nothing.
	Bits []uint64
	// Text holds words one after the other, and Ends where each ends; the first begins
	// at From. Words are the values, or what Codes points to.
	Text []byte
	Ends []uint32
	From uint32
	// Codes tell the word of each value, where words are kept once. Coded says that
	// they do.
	Codes []uint32
	Coded bool
	// Valid is 1 where there is a value and 0 for a null; empty if there is no null.
	Valid []byte
	// Of lists Ends tell where each ends in the vectors of its columns.
}

// Reset empties a vector and keeps its memory. Whether it is coded stays.
func (v *Vector) Reset() {
	v.Bits, v.Text, v.Ends, v.Codes, v.Valid, v.From = v.Bits[:0], v.Text[:0], v.Ends[:0], v.Codes[:0], v.Valid[:0], 0
}

// Len returns the number of values.
func (v *Vector) Len() int {
	switch {
	case v.Coded:
		return len(v.Codes)
	case len(v.Bits) > 0:
		return len(v.Bits)
	}
	return len(v.Ends)
}

// IsNull tells whether the i-th value is null.
func (v *Vector) IsNull(i int) bool { return len(v.Valid) > 0 && v.Valid[i] == 0 }

// AppendNull notes that the next value, which is appended as a zero, is a null.
func (v *Vector) AppendNull(at int) {
	for len(v.Valid) < at {
		v.Valid = append(v.Valid, 1)
	}
	v.Valid = append(v.Valid, 0)
}

// Begin returns where the i-th word or list begins.
func (v *Vector) Begin(i int) uint32 {
	if i == 0 {
		return v.From
	}
	return v.Ends[i-1]
}

// Word returns the i-th word.
func (v *Vector) Word(i int) []byte { return v.Text[v.Begin(i):v.Ends[i]] }

// Value returns the i-th value of a column of texts.
func (v *Vector) Value(i int) []byte {
	if v.Coded {
		i = int(v.Codes[i])
	}
	return v.Word(i)
}

// Slice returns the values from first up to end. They share the memory of v.
func (v *Vector) Slice(first, end int) Vector {
	s := *v
	switch {
	case v.Coded:
		s.Codes = v.Codes[first:end]
	case len(v.Ends) > 0:
		s.From, s.Ends = v.Begin(first), v.Ends[first:end]
	}
	if len(v.Bits) > 0 {
		s.Bits = v.Bits[first:end]
	}
	if len(v.Valid) > 0 {
		s.Valid = v.Valid[first:end]
	}
	return s
}

// ints returns numbers as the library takes them.
func ints(bits []uint64) []int64 {
	return unsafe.Slice((*int64)(unsafe.Pointer(unsafe.SliceData(bits))), len(bits))
}

// floats returns numbers as the library takes them.
func floats(bits []uint64) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(bits))), len(bits))
}

// plain returns numbers as they lie in memory; all platforms of the product are
// little-endian, as the format is.
func plain(bits []uint64) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(bits))), 8*len(bits))
}
