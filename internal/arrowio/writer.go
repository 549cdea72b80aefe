package arrowio

import (
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/featurizer/featurizer/event"
)

// Writer writes one table as an Arrow file, without compression, so that readers
// can map it into memory. The same tables give the same bytes.
type Writer struct {
	file   *ipc.FileWriter
	schema *arrow.Schema
}

// NewWriter returns a writer of a file with the given columns. out stays the
// caller's.
func NewWriter(out io.Writer, columns []event.TableColumn) (*Writer, error) {
	fields, seen := make([]arrow.Field, len(columns)), map[string]bool{}
	for i, c := range columns {
		if seen[c.Name] {
			return nil, fmt.Errorf("two columns are named %q, which readers of arrow files cannot tell apart\nhint: the columns of rows are named feature.field", c.Name)
		}
		seen[c.Name] = true
		typ, err := typeOf(c.Kind)
		if err != nil {
			return nil, fmt.Errorf("the column %s: %w", c.Name, err)
		}
		fields[i] = arrow.Field{Name: c.Name, Type: typ, Nullable: !c.Required}
	}
	schema := arrow.NewSchema(fields, nil)
	file, err := ipc.NewFileWriter(out, ipc.WithSchema(schema))
	if err != nil {
		return nil, fmt.Errorf("beginning an arrow file: %w", err)
	}
	return &Writer{file, schema}, nil
}

func typeOf(k event.Kind) (arrow.DataType, error) {
	switch k {
	case event.KindFloat:
		return arrow.PrimitiveTypes.Float64, nil
	case event.KindInt:
		return arrow.PrimitiveTypes.Int64, nil
	case event.KindUint:
		return arrow.PrimitiveTypes.Uint64, nil
	case event.KindBool:
		return arrow.FixedWidthTypes.Boolean, nil
	case event.KindString:
		return arrow.BinaryTypes.String, nil
	case event.KindList:
		return arrow.ListOfNonNullable(level()), nil
	case event.KindNull:
	}
	return nil, fmt.Errorf("arrow has no type for a %s", k)
}

// level is the type of an element of a list.
func level() *arrow.StructType {
	return arrow.StructOf(
		arrow.Field{Name: "price", Type: arrow.PrimitiveTypes.Float64},
		arrow.Field{Name: "size", Type: arrow.PrimitiveTypes.Float64},
	)
}

// Write writes the rows of a table, which must have the columns of the file, as a
// record batch.
func (w *Writer) Write(t *event.Table) error {
	columns := make([]arrow.Array, len(t.Columns))
	for i := range t.Columns {
		data := dataOf(&t.Columns[i], w.schema.Field(i).Type, t.Rows())
		columns[i] = array.MakeFromData(data)
	}
	// Nothing is released: all of it is ordinary memory.
	batch := array.NewRecordBatch(w.schema, columns, int64(t.Rows()))
	if err := w.file.Write(batch); err != nil {
		return fmt.Errorf("writing a record batch: %w", err)
	}
	return nil
}

// Close writes the end of the file.
func (w *Writer) Close() error {
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("ending the arrow file: %w", err)
	}
	return nil
}

// dataOf returns a column in the memory layout of Arrow. Most of it is the memory
// of the table.
func dataOf(c *event.TableData, typ arrow.DataType, rows int) *array.Data {
	valid := validity(c.Nulls, rows)
	build := func(children []arrow.ArrayData, buffers ...*memory.Buffer) *array.Data {
		return array.NewData(typ, rows, append([]*memory.Buffer{valid}, buffers...), children, len(c.Nulls), 0)
	}
	switch c.Kind {
	case event.KindBool:
		return build(nil, packed(c.Bits))
	case event.KindString:
		return build(nil, offsets(c.Ends), memory.NewBufferBytes(c.Text))
	case event.KindList:
		prices, sizes := floats(c.Prices), floats(c.Sizes)
		elements := array.NewData(level(), len(c.Prices), []*memory.Buffer{nil}, []arrow.ArrayData{prices, sizes}, 0, 0)
		return build([]arrow.ArrayData{elements}, offsets(c.Ends))
	case event.KindFloat, event.KindInt, event.KindUint, event.KindNull:
	}
	return build(nil, memory.NewBufferBytes(arrow.Uint64Traits.CastToBytes(c.Bits)))
}

func floats(list []float64) *array.Data {
	bytes := memory.NewBufferBytes(arrow.Float64Traits.CastToBytes(list))
	return array.NewData(arrow.PrimitiveTypes.Float64, len(list), []*memory.Buffer{nil, bytes}, nil, 0, 0)
}

// validity returns a bit per row, clear for a null; nil where there is none.
func validity(nulls []int32, rows int) *memory.Buffer {
	if len(nulls) == 0 {
		return nil
	}
	bits := make([]byte, (rows+7)/8)
	for i := range rows {
		bits[i/8] |= 1 << (i % 8)
	}
	for _, row := range nulls {
		bits[row/8] &^= 1 << (row % 8)
	}
	return memory.NewBufferBytes(bits)
}

// packed returns a bit per bool.
func packed(list []uint64) *memory.Buffer {
	bits := make([]byte, (len(list)+7)/8)
	for i, x := range list {
		bits[i/8] |= byte(x&1) << (i % 8)
	}
	return memory.NewBufferBytes(bits)
}

// offsets returns where each row begins, and where the last one ends.
func offsets(ends []int32) *memory.Buffer {
	list := make([]int32, 1, 1+len(ends))
	return memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(append(list, ends...)))
}
