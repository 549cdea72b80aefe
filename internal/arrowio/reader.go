package arrowio

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/featurizer/featurizer/event"
)

// ErrCorrupt is what the error of a file that is no whole Arrow file wraps.
var ErrCorrupt = errors.New("the file is damaged, or no Arrow file")

// Column is a column of a file.
type Column struct {
	Name     string
	Text     bool // its values are texts
	Moment   bool // its values are times, in nanoseconds since 1970
	Required bool // it holds no null
}

// Reader reads an Arrow file, record batch by record batch: one of them is in memory.
type Reader struct {
	file    *ipc.FileReader
	columns []Column
	batches int
	next    int // batch
	batch   arrow.RecordBatch
}

// OpenReader reads what a file says of itself.
func OpenReader(in io.ReaderAt, size int64) (r *Reader, err error) {
	defer recovered(&err)
	file, err := ipc.NewFileReader(io.NewSectionReader(in, 0, size))
	if err != nil {
		return nil, corrupt(err)
	}
	r = &Reader{file: file, batches: file.NumRecords()}
	for _, f := range file.Schema().Fields() {
		c := Column{Name: f.Name, Required: !f.Nullable}
		typ := f.Type
		if of, is := typ.(*arrow.DictionaryType); is {
			typ = of.ValueType
		}
		switch typ.(type) {
		case *arrow.StringType, *arrow.LargeStringType, *arrow.StringViewType:
			c.Text = true
		case *arrow.TimestampType, *arrow.Date32Type, *arrow.Date64Type:
			c.Moment = true
		}
		r.columns = append(r.columns, c)
	}
	return r, nil
}

// corrupt says that a file cannot be read. It does not wrap what the library says:
// io.EOF is no end of a whole file.
func corrupt(err error) error { return fmt.Errorf("%w: %s", ErrCorrupt, err.Error()) }

// recovered turns a panic into an error: of a damaged file the library believes more
// than it should.
func recovered(err *error) {
	if what := recover(); what != nil {
		*err = fmt.Errorf("%w: %v", ErrCorrupt, what)
	}
}

// Columns returns the columns, in their order.
func (r *Reader) Columns() []Column { return r.columns }

// Batches returns how many record batches the file has.
func (r *Reader) Batches() int { return r.batches }

// Next goes to the next record batch and returns how many rows it has; io.EOF after the
// last.
func (r *Reader) Next() (rows int, err error) {
	defer recovered(&err)
	r.drop()
	if r.next == r.batches {
		return 0, io.EOF
	}
	batch, err := r.file.RecordBatchAt(r.next)
	r.next++
	if err != nil {
		return 0, fmt.Errorf("record batch %d: %w", r.next, corrupt(err))
	}
	r.batch = batch
	return int(batch.NumRows()), nil
}

// drop gives back the batch.
func (r *Reader) drop() {
	if r.batch != nil {
		r.batch.Release()
		r.batch = nil
	}
}

// Close gives back what is in memory.
func (r *Reader) Close() {
	r.drop()
	_ = r.file.Close() // the file below is the caller's
}

// At returns the value of a column in a row of the batch, valid until the next one. Of a
// list it is only told that there is one; values of types that events do not have are
// texts.
func (r *Reader) At(column, row int) (v event.Value, err error) {
	defer recovered(&err)
	return valueOf(r.batch.Column(column), row), nil
}

func valueOf(values arrow.Array, i int) event.Value {
	if values.IsNull(i) {
		return event.Value{}
	}
	switch a := values.(type) {
	case *array.Float64:
		return event.Float(a.Value(i))
	case *array.Int64:
		return event.Int(a.Value(i))
	case *array.Uint64:
		return event.Uint(a.Value(i))
	case *array.Boolean:
		return event.Bool(a.Value(i))
	case *array.String:
		return event.String(a.Value(i))
	case *array.Dictionary:
		return valueOf(a.Dictionary(), a.GetValueIndex(i))
	case array.ListLike:
		return event.Levels(nil)
	case *array.Timestamp:
		return timestamp(a, i)
	case *array.Date32:
		return moment(int64(a.Value(i)), 86_400_000_000_000)
	case *array.Date64:
		return moment(int64(a.Value(i)), 1_000_000)
	}
	return foreignOf(values, i)
}

// foreignOf returns a value of a type that this package does not write.
func foreignOf(values arrow.Array, i int) event.Value {
	switch a := values.(type) {
	case *array.Float32:
		return event.Float(float64(a.Value(i)))
	case *array.Float16:
		return event.Float(float64(a.Value(i).Float32()))
	case *array.Int32:
		return event.Int(int64(a.Value(i)))
	case *array.Int16:
		return event.Int(int64(a.Value(i)))
	case *array.Int8:
		return event.Int(int64(a.Value(i)))
	case *array.Uint32:
		return event.Int(int64(a.Value(i)))
	case *array.Uint16:
		return event.Int(int64(a.Value(i)))
	case *array.Uint8:
		return event.Int(int64(a.Value(i)))
	}
	text := values.ValueStr(i)
	if _, is := values.DataType().(arrow.DecimalType); is {
		if x, err := strconv.ParseFloat(text, 64); err == nil {
			return event.Float(x)
		}
	}
	return event.String(text)
}

func timestamp(values *array.Timestamp, i int) event.Value {
	if typ, is := values.DataType().(*arrow.TimestampType); is {
		return moment(int64(values.Value(i)), typ.Unit.Multiplier().Nanoseconds())
	}
	return event.Value{}
}

// moment returns a time of so many units, null where it is out of range.
func moment(n, unit int64) event.Value {
	if product := n * unit; product/unit == n {
		return event.Int(product)
	}
	return event.Value{}
}
