package event

// OutputKind tells what an output is.
type OutputKind uint8

// The kinds of outputs.
const (
	OutputFeature OutputKind = iota
	OutputRow
	OutputControl
)

// Column describes one value of an output.
type Column struct {
	Name string
	Kind Kind
}

// OutputStream describes outputs of one kind: a feature under one of its names,
// or the rows of a key set. It is made once and shared by its outputs.
type OutputStream struct {
	Kind    OutputKind
	Name    string // the feature's name; empty for rows
	Columns []Column
}

// Output is one record that leaves the graph. It belongs to the engine and is
// valid until the call that hands it over returns.
type Output struct {
	Stream   *OutputStream
	Key      *Key
	Lane     Lane
	Seq      uint64 // 0 where a deadline caused it
	Time     Time
	Received Time
	Warmup   bool
	Values   Values
	Control  *Control // for OutputControl
}

// Tally counts what an executor did; it is part of no output.
type Tally struct {
	Steps   uint64 // events and deadlines that ran
	Outputs uint64 // features' outputs handed over
	Rows    uint64 // rows handed over
	Warmup  uint64 // outputs and rows held back as warm-up
	NaNs    uint64 // numbers of features that became null as they were NaN or infinite
	Moved   uint64 // events that a tumbling window counted by Received instead of Time
	Skipped uint64 // failed steps that were skipped
}
