package table

import "github.com/featurizer/featurizer/sources/files"

// Format is how files hold rows: what an emitter adds to this room.
type Format interface {
	// Open begins to read a file of which these columns are wanted. An error of the
	// whole file says where it is.
	Open(f *files.File, columns []Column) (Rows, error)
}

// Ender is implemented by formats that can tell only after the last row that a
// column is missing.
type Ender interface {
	// End is called when all rows have been read.
	End() error
}

// Rows are the rows of one file, one after the other. Those that are an io.Closer
// too are closed with the file.
type Rows interface {
	// Next goes to the next row. After the last it returns io.EOF; other errors end
	// the run. What is wrong with a row alone is no error: it is Row.Wrong.
	Next(row *Row) error
}

// Column is a column that is wanted of files.
type Column struct {
	Name     string
	Optional bool   // a file may lack it: its cells are then null
	Mend     string // what to set where a file lacks it; may be empty
}

// Row is one row of a file.
type Row struct {
	Cells  []Cell // of the wanted columns, in their order
	Number int    // of the line it begins in, or of the row where a file has no lines; from 1
	Wrong  error  // why it cannot be read
}
