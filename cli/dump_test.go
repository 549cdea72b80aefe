package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/parquet-go/parquet-go"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/featurizer/featurizer/event"
)

// dump reads a Parquet or Arrow file and writes beside it, with .csv at the end of
// the name, what a csv of the same outputs would be.
func dump(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: dump FILE")
	}
	file, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	read := readParquet
	if bytes.HasPrefix(file, []byte("ARROW1")) {
		read = readArrow
	}
	header, rows, err := read(file)
	ts.Check(err)
	var text bytes.Buffer
	text.WriteString(strings.Join(header, ",") + "\n")
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = string(v.AppendText(nil))
			if strings.ContainsAny(cells[i], `",`) || v.Kind() == event.KindString && cells[i] == "" {
				cells[i] = `"` + strings.ReplaceAll(cells[i], `"`, `""`) + `"`
			}
		}
		text.WriteString(strings.Join(cells, ",") + "\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".csv"), text.Bytes(), 0o600))
}

func readParquet(file []byte) (names []string, all [][]event.Value, err error) {
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, nil, err
	}
	for _, field := range f.Schema().Fields() {
		names = append(names, field.Name())
	}
	leaves := f.Schema().Columns()
	for _, group := range f.RowGroups() {
		rows := group.Rows()
		buffer := make([]parquet.Row, group.NumRows())
		if n, err := rows.ReadRows(buffer); n != len(buffer) {
			return nil, nil, fmt.Errorf("%d rows of %d: %w", n, len(buffer), err)
		}
		for _, row := range buffer {
			var cells []event.Value
			row.Range(func(i int, values []parquet.Value) bool {
				switch {
				case len(leaves[i]) == 1:
					cells = append(cells, parquetCell(values[0]))
				case leaves[i][3] == "price":
					cells = append(cells, parquetList(values))
				default: // the sizes of the same list
					for j, l := 0, cells[len(cells)-1].Levels(); j < len(l); j++ {
						l[j].Size = values[j].Double()
					}
				}
				return true
			})
			all = append(all, cells)
		}
		if err := rows.Close(); err != nil {
			return nil, nil, err
		}
	}
	return names, all, nil
}

func parquetCell(v parquet.Value) event.Value {
	switch {
	case v.IsNull():
		return event.Value{}
	case v.Kind() == parquet.Double:
		return event.Float(v.Double())
	case v.Kind() == parquet.Boolean:
		return event.Bool(v.Boolean())
	case v.Kind() == parquet.ByteArray:
		return event.String(string(v.ByteArray()))
	}
	return event.Int(v.Int64())
}

func parquetList(values []parquet.Value) event.Value {
	list := []event.Level{}
	for _, v := range values {
		switch {
		case v.IsNull() && v.DefinitionLevel() == 0:
			return event.Value{}
		case !v.IsNull():
			list = append(list, event.Level{Price: v.Double()})
		}
	}
	return event.Levels(list)
}

func readArrow(file []byte) (names []string, all [][]event.Value, err error) {
	r, err := ipc.NewFileReader(bytes.NewReader(file))
	if err != nil {
		return nil, nil, err
	}
	for _, f := range r.Schema().Fields() {
		names = append(names, f.Name)
	}
	for i := range r.NumRecords() {
		batch, err := r.RecordBatch(i)
		if err != nil {
			return nil, nil, err
		}
		for row := range int(batch.NumRows()) {
			var cells []event.Value
			for _, c := range batch.Columns() {
				cells = append(cells, arrowCell(c, row))
			}
			all = append(all, cells)
		}
	}
	return names, all, nil
}

func arrowCell(column arrow.Array, row int) event.Value {
	if column.IsNull(row) {
		return event.Value{}
	}
	switch c := column.(type) {
	case *array.Int64:
		return event.Int(c.Value(row))
	case *array.Uint64:
		return event.Uint(c.Value(row))
	case *array.Float64:
		return event.Float(c.Value(row))
	case *array.Boolean:
		return event.Bool(c.Value(row))
	case *array.List:
		levels, _ := c.ListValues().(*array.Struct)
		prices, _ := levels.Field(0).(*array.Float64)
		sizes, _ := levels.Field(1).(*array.Float64)
		list := []event.Level{}
		begin, end := c.ValueOffsets(row)
		for i := int(begin); i < int(end); i++ {
			list = append(list, event.Level{Price: prices.Value(i), Size: sizes.Value(i)})
		}
		return event.Levels(list)
	}
	return event.String(column.ValueStr(row))
}
