package parquetio

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/featurizer/featurizer/event"
)

// WriterOptions change how a file is laid out. The zero value works.
type WriterOptions struct {
	// RowGroup is the number of rows of a row group, the last one excepted; 0 is
	// DefaultRowGroup.
	RowGroup int
}

// DefaultRowGroup is the number of rows of a row group: enough for a reader to
// spread a file over threads, few enough that an unwritten group is small.
const DefaultRowGroup = 1 << 17

// maxDictionary bounds, in bytes, the dictionary of a column in a row group.
// A column of more different texts is written plainly.
const maxDictionary = 1 << 20

// Writer writes one table as a Parquet file. The same tables give the same bytes:
// nothing of the file depends on when, where or by which build it was written.
type Writer struct {
	file    *parquet.GenericWriter[any]
	options WriterOptions
	columns []column
	leaves  []*parquet.ColumnWriter
	rows    int // in the row group
	values  []parquet.Value
}

// column says where a column lies in the file.
type column struct {
	leaf int  // the first of its leaves
	null bool // it may hold nulls
}

// NewWriter returns a writer of a file with the given columns. out stays the
// caller's.
func NewWriter(out io.Writer, columns []event.TableColumn, o WriterOptions) (*Writer, error) {
	if len(columns) == 0 {
		return nil, errors.New("a parquet file without columns")
	}
	if o.RowGroup <= 0 {
		o.RowGroup = DefaultRowGroup
	}
	schema, err := schemaOf(columns)
	if err != nil {
		return nil, err
	}
	config, err := parquet.NewWriterConfig(
		schema,
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}),
		parquet.CreatedBy("featurizer", "1", "1"), // of the layout, not of the program: equal rows are equal files
		parquet.DictionaryMaxBytes(maxDictionary),
	)
	if err != nil {
		return nil, fmt.Errorf("configuring a parquet file: %w", err)
	}
	w := &Writer{options: o, file: parquet.NewGenericWriter[any](out, config)}
	w.leaves = w.file.ColumnWriters()
	for i, leaf := 0, 0; i < len(columns); i++ {
		w.columns = append(w.columns, column{leaf, !columns[i].Required})
		leaf++
		if columns[i].Kind == event.KindList {
			leaf++
		}
	}
	return w, nil
}

// Write writes the rows of a table, which must have the columns of the file.
func (w *Writer) Write(t *event.Table) error {
	for first := 0; first < t.Rows(); {
		end := min(t.Rows(), first+w.options.RowGroup-w.rows)
		for i := range t.Columns {
			if err := w.column(w.columns[i], &t.Columns[i], first, end); err != nil {
				return fmt.Errorf("writing the column %s: %w", t.Columns[i].Name, err)
			}
		}
		w.rows += end - first
		first = end
		if w.rows == w.options.RowGroup {
			if err := w.endRowGroup(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *Writer) endRowGroup() error {
	w.rows = 0
	if err := w.file.Flush(); err != nil {
		return fmt.Errorf("writing a row group: %w", err)
	}
	return nil
}

// Close writes the last row group and the end of the file.
func (w *Writer) Close() error {
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("ending the parquet file: %w", err)
	}
	return nil
}

// column writes the rows from first up to end of a column.
func (w *Writer) column(c column, data *event.TableData, first, end int) error {
	if data.Kind == event.KindList {
		return errors.Join(
			w.list(c.leaf, data, data.Prices, first, end),
			w.list(c.leaf+1, data, data.Sizes, first, end),
		)
	}
	values := slices.Grow(w.values[:0], end-first)[:end-first]
	w.values = values
	fill(values, data, first)
	if c.null { // 1 is the definition level of a value, 0 of a null
		for i := range values {
			values[i].SetDefinitionLevel(1)
		}
	}
	for _, row := range data.Nulls {
		if i := int(row) - first; i >= 0 && i < len(values) {
			values[i] = parquet.NullValue()
		}
	}
	_, err := w.leaves[c.leaf].WriteRowValues(values)
	return err
}

// fill sets the values of as many rows from first on.
func fill(values []parquet.Value, data *event.TableData, first int) {
	if data.Kind == event.KindString {
		begin := begins(data, first)
		for i, stop := range data.Ends[first : first+len(values)] {
			values[i] = parquet.ByteArrayValue(data.Text[begin:stop])
			begin = stop
		}
		return
	}
	bits := data.Bits[first : first+len(values)]
	switch data.Kind {
	case event.KindFloat:
		for i := range values {
			values[i] = parquet.DoubleValue(math.Float64frombits(bits[i]))
		}
	case event.KindBool:
		for i := range values {
			values[i] = parquet.BooleanValue(bits[i] != 0)
		}
	case event.KindInt, event.KindUint, event.KindNull, event.KindString, event.KindList:
		for i := range values {
			values[i] = parquet.Int64Value(int64(bits[i]))
		}
	}
}

// list writes the rows from first up to end of one leaf of a column of lists. Its
// definition level is 0 for no list, 1 for one without elements, 2 for an element;
// the repetition level of all elements but a row's first is 1.
func (w *Writer) list(leaf int, data *event.TableData, elements []float64, first, end int) error {
	values, begin := w.values[:0], begins(data, first)
	for _, stop := range data.Ends[first:end] {
		if begin == stop {
			values = append(values, parquet.NullValue().Level(0, 1, leaf))
		}
		for i, x := range elements[begin:stop] {
			values = append(values, parquet.DoubleValue(x).Level(min(i, 1), 2, leaf))
		}
		begin = stop
	}
	w.values = values
	// Nulls are empty lists so far, one value each: they lie before the rows behind.
	at, row, begin := 0, first, begins(data, first)
	for _, null := range data.Nulls {
		for ; row < end && row <= int(null); row++ {
			if row == int(null) {
				values[at] = parquet.NullValue().Level(0, 0, leaf)
			}
			at += max(int(data.Ends[row]-begin), 1)
			begin = data.Ends[row]
		}
	}
	_, err := w.leaves[leaf].WriteRowValues(values)
	return err
}

// begins returns where the text or list of a row begins.
func begins(data *event.TableData, row int) int32 {
	if row == 0 {
		return 0
	}
	return data.Ends[row-1]
}
