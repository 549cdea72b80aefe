package event

import (
	"fmt"
	"math"
	"strconv"
)

// TableColumn describes a column of a table of outputs.
type TableColumn struct {
	Column

	Required bool // it holds no null
}

// TableColumns returns the columns of a table of the outputs of a stream: time,
// received, lane and seq, the names of the key, the fields of the stream.
func TableColumns(stream *OutputStream, keyNames []string) []TableColumn {
	required := func(name string, kind Kind) TableColumn {
		return TableColumn{Column: Column{Name: name, Kind: kind}, Required: true}
	}
	list := []TableColumn{
		required("time", KindInt), required("received", KindInt), required("lane", KindString), required("seq", KindInt),
	}
	for _, name := range keyNames {
		list = append(list, required(name, KindString))
	}
	for _, c := range stream.Columns {
		list = append(list, TableColumn{Column: c})
	}
	return list
}

// Table collects outputs of one stream column by column, for sinks that write
// columns. It keeps copies, so an output may change once it has been appended.
type Table struct {
	Columns []TableData
	rows    int
	keys    int // columns of the key
}

// TableData is a column of a table with its values.
type TableData struct {
	TableColumn

	// Bits are the values of a number or bool, one per row: a float as its bits, a
	// bool as 0 or 1, a null as 0.
	Bits []uint64
	// Ends tell, per row, where a text or list ends in Text, or in Prices and Sizes;
	// it begins where the one before ends. A null is empty.
	Ends []int32
	// Text holds the texts, one after the other.
	Text []byte
	// Prices and Sizes hold the elements of lists, one list after the other.
	Prices, Sizes []float64
	// Nulls are the rows without a value, in order.
	Nulls []int32
}

// NewTable returns an empty table for a stream whose keys have the given names.
func NewTable(stream *OutputStream, keyNames []string) *Table {
	t := &Table{keys: len(keyNames)}
	for _, c := range TableColumns(stream, keyNames) {
		t.Columns = append(t.Columns, TableData{TableColumn: c})
	}
	return t
}

// Rows returns how many outputs have been appended.
func (t *Table) Rows() int { return t.rows }

// Size returns about how many bytes the texts and lists take, which no number of
// rows bounds.
func (t *Table) Size() int {
	size := 0
	for i := range t.Columns {
		size += len(t.Columns[i].Text) + 16*len(t.Columns[i].Prices)
	}
	return size
}

// Reset empties the table and keeps its memory.
func (t *Table) Reset() {
	t.rows = 0
	for i := range t.Columns {
		c := &t.Columns[i]
		c.Bits, c.Ends, c.Text, c.Nulls = c.Bits[:0], c.Ends[:0], c.Text[:0], c.Nulls[:0]
		c.Prices, c.Sizes = c.Prices[:0], c.Sizes[:0]
	}
}

// Append appends an output of the table's stream. After an error the table is to
// be used no more.
func (t *Table) Append(o *Output) error {
	c := t.Columns
	c[0].Bits = append(c[0].Bits, uint64(o.Time))
	c[1].Bits = append(c[1].Bits, uint64(o.Received))
	lane := append(append(c[2].Text, o.Lane.Feed...), '/')
	c[2].Text = strconv.AppendInt(lane, int64(o.Lane.Number), 10)
	c[2].Ends = append(c[2].Ends, int32(len(c[2].Text)))
	c[3].Bits = append(c[3].Bits, o.Seq)
	c = c[4:]
	if o.Key.Len() != t.keys || o.Values.Len() != len(c)-t.keys {
		return fmt.Errorf("a table of %d key names and %d fields got an output of %d and %d", t.keys, len(c)-t.keys, o.Key.Len(), o.Values.Len())
	}
	for i := range t.keys {
		c[i].appendText(o.Key.values[i])
	}
	c = c[t.keys:]
	for i := range c {
		if err := c[i].append(t.rows, o.Values.At(i)); err != nil {
			return err
		}
	}
	t.rows++
	return nil
}

func (c *TableData) append(row int, v Value) error {
	switch {
	case v.kind == c.Kind && v.kind != KindString && v.kind != KindList:
		c.Bits = append(c.Bits, v.bits)
		return nil
	case c.Kind == KindString:
		if v.kind == KindString {
			c.appendText(v.text)
			return nil
		}
		c.Text = v.AppendText(c.Text)
		c.Ends = append(c.Ends, int32(len(c.Text)))
	case c.Kind == KindList:
		for _, l := range v.Levels() {
			c.Prices, c.Sizes = append(c.Prices, l.Price), append(c.Sizes, l.Size)
		}
		c.Ends = append(c.Ends, int32(len(c.Prices)))
	default:
		c.Bits = append(c.Bits, c.convert(v))
	}
	switch {
	case v.kind == KindNull:
		c.Nulls = append(c.Nulls, int32(row))
	case !c.takes(v):
		return fmt.Errorf("the column %s holds a %s, and got the %s %#v", c.Name, c.Kind, v.kind, v)
	}
	return nil
}

func (c *TableData) appendText(text string) {
	c.Text = append(c.Text, text...)
	c.Ends = append(c.Ends, int32(len(c.Text)))
}

// convert returns the bits of a value of another kind than the column's.
func (c *TableData) convert(v Value) uint64 {
	if c.Kind == KindFloat && v.kind != KindNull {
		return math.Float64bits(v.Float())
	}
	return v.Uint()
}

// takes tells whether a value that is no null can stand in the column: numbers in
// one of floats, what fits in one of integers, anything in one of texts.
func (c *TableData) takes(v Value) bool {
	switch c.Kind {
	case KindFloat:
		return v.kind != KindString && v.kind != KindList
	case KindInt, KindUint:
		return v.kind == KindUint && v.bits <= math.MaxInt64 || v.kind == KindInt && v.Int() >= 0 || v.kind == c.Kind
	case KindString:
		return true
	case KindBool, KindList, KindNull:
	}
	return v.kind == c.Kind
}
