package explain

import (
	"encoding/json"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/expr"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// Report is how one value of a feature came about.
type Report struct {
	Feature *graph.Feature `json:"-"`
	Name    string         `json:"feature"`
	Key     Fields         `json:"key"`
	// Several says that other keys have the feature too.
	Several bool       `json:"-"`
	Asked   event.Time `json:"asked"` // the moment that was asked for
	// Held says that later outputs up to that moment are warm-up and not written.
	Held   bool   `json:"later_are_warmup,omitempty"`
	Place  Place  `json:"place"`
	Values Fields `json:"values"`
	// Infinite says that what the operators gave is no number, and so null.
	Infinite bool          `json:"became_null,omitempty"`
	Warmup   Warmup        `json:"warmup"`
	Cause    Cause         `json:"cause"`
	Working  *expr.Working `json:"-"`
	Steps    []Step        `json:"steps"`
	Inputs   []Input       `json:"inputs"`
}

// Place is where a record stands in time and in the log.
type Place struct {
	Time     event.Time `json:"time"`
	Received event.Time `json:"received"`
	Lane     string     `json:"lane"`
	Seq      uint64     `json:"seq"` // 0 for a deadline
}

// Warmup says whether an output is warm-up, and why.
type Warmup struct {
	Is       bool          `json:"is"`
	Why      string        `json:"why"`
	Reach    time.Duration `json:"reach_ns"`
	Coverage []Coverage    `json:"coverage"`
}

// Coverage is from when on a source is covered.
type Coverage struct {
	Source string      `json:"source"`
	Since  *event.Time `json:"since"` // nil while it is not
}

// Cause is what made the step run: an event, or a deadline.
type Cause struct {
	Deadline bool `json:"deadline"`
	// WindowEnd is that of the windows that closed for the output; event.Unset where
	// none did.
	WindowEnd event.Time  `json:"-"`
	Source    string      `json:"source,omitempty"`
	Control   string      `json:"control,omitempty"` // what happened, for a control event
	Event     *Place      `json:"event,omitempty"`
	Key       Fields      `json:"key,omitempty"` // of the event, where it is another one's
	Claimed   event.Time  `json:"-"`             // what the source claimed to be its time
	Flags     event.Flags `json:"-"`
	Payload   Fields      `json:"payload,omitempty"`
}

// Step is how one operator of the feature came to its output.
type Step struct {
	Operator string `json:"operator"`
	// Remembers says that the operator holds something from input to input.
	Remembers bool `json:"remembers"`
	// Earlier says that its output is that of an earlier step.
	Earlier bool             `json:"earlier,omitempty"`
	Window  *stream.Bounds   `json:"-"`
	Used    []Entry          `json:"-"` // the inputs that its output is made of
	Nulls   int              `json:"nulls,omitempty"`
	Figures []stream.Figures `json:"-"`
	// Members are the keys that the output is computed of, and Input what explain calls
	// that which it is computed of; "" for a source.
	Members []Member `json:"-"`
	Input   string   `json:"input,omitempty"`
	Again   *Again   `json:"recomputed,omitempty"`
}

// Entry is a past input of an operator.
type Entry struct {
	Time   event.Time `json:"time"`
	Values Fields     `json:"values"`
}

// Again is an output worked out anew.
type Again struct {
	// FromUsed says that it was made of the inputs that are shown, else the operator
	// ran once more with its inputs and what it remembered.
	FromUsed bool   `json:"from_window"`
	Same     bool   `json:"same_bits"`
	Values   Fields `json:"values,omitempty"`
}

// Input is an input of the feature as the output found it.
type Input struct {
	Name   string        `json:"name"`
	Values Fields        `json:"values,omitempty"` // none before its first output
	Time   event.Time    `json:"time"`             // event.Unset before its first output
	Age    time.Duration `json:"age_ns"`
	// Feature is what explain calls it; "" for a source.
	Feature string `json:"feature,omitempty"`
}

// Field is a value with its name.
type Field struct {
	Name  string
	Value event.Value
}

// Fields are values in their order; in JSON an object.
type Fields []Field

// MarshalJSON writes numbers as outputs do.
func (f Fields) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, field := range f {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(field.Name)
		if err != nil {
			return nil, err
		}
		value, err := valueJSON(field.Value)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), value...)
	}
	return append(b, '}'), nil
}

// valueJSON writes one value; what is no number is null.
func valueJSON(v event.Value) ([]byte, error) {
	switch {
	case v.IsNull(), v.Kind() == event.KindFloat && !event.Finite(v.Float()):
		return []byte("null"), nil
	case v.Kind() == event.KindString:
		return json.Marshal(v.Text())
	}
	return v.AppendText(nil), nil
}

// read returns the fields of a schema that lie at a place of a row; name is the
// only one that is meant, or "".
func read(s *event.Schema, name string, row stream.Row, at uintptr) Fields {
	list := Fields{}
	for i := range s.Fields {
		if f := &s.Fields[i]; name == "" || f.Name == name {
			list = append(list, Field{f.Name, kept(f.Read(row.At(at)))})
		}
	}
	return list
}

// kept returns a value that stays what it is.
func kept(v event.Value) event.Value {
	var arena []event.Level
	return v.Kept(&arena)
}
