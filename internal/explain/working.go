package explain

import (
	"fmt"
	"reflect"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/expr"
	"github.com/featurizer/featurizer/stream"
)

// working puts numbers in the place of names: in the expression of a feature that
// is one, else in the one clause of its formula that, read as an expression, gives
// the bits of the output. nil where there is none.
func (r *reporter) working(report *Report) (*expr.Working, error) {
	inputs := r.subject.Feature.Feature.Inputs
	var b *stream.Binding // what computes of several keys has none
	if t := r.taps[r.watch.output]; t != nil {
		b = t.binding
	}
	if p, ok := r.subject.Params.(*expr.Params); ok {
		return expr.Work(p.Expression, inputs, b, r.moment.After)
	}
	given := read(r.subject.Schema, "", stream.RowAt(r.moment.value.UnsafePointer()), r.subject.Port.Offset)
	if len(given) != 1 || given[0].Value.IsNull() {
		return nil, nil
	}
	figures, err := r.figures(report)
	if err != nil {
		return nil, err
	}
	var found *expr.Working
	for _, clause := range clauses(r.subject.Definition.Formula) {
		var w *expr.Working
		if b != nil && r.isFrom(r.moment.Node) {
			w = attempt(clause, &scope{inputs, b, r.moment.After}, given[0].Value)
		}
		if w == nil && figures != nil {
			w = attempt(clause, figures, given[0].Value)
		}
		switch {
		case w == nil:
		case found != nil && found.Text != w.Text:
			return nil, nil // which of them is meant cannot be told
		default:
			found = w
		}
	}
	return found, nil
}

// scope is what the names of an expression stand for.
type scope struct {
	inputs  []feature.Input
	binding *stream.Binding
	row     stream.Row
}

// attempt reads a clause of a formula as an expression that gives a value; nil if
// it is none.
func attempt(clause string, in *scope, want event.Value) *expr.Working {
	w, err := expr.Work(clause, in.inputs, in.binding, in.row)
	if err != nil || len(w.Parts) == 0 || w.Value != want {
		return nil
	}
	return w
}

// figures returns the numbers that the last operator told of; nil if there are none.
func (r *reporter) figures(report *Report) (*scope, error) {
	var lines []stream.Line
	if n := len(report.Steps); n > 0 && len(report.Steps[n-1].Figures) > 0 {
		all := report.Steps[n-1].Figures
		lines = all[len(all)-1].Lines
	}
	var fields []event.Field
	var values []event.Value
	for _, line := range lines {
		if line.Unit == stream.Plain && line.Value.Kind() != event.KindString {
			fields = append(fields, event.Field{Name: line.Name, Kind: event.KindFloat})
			values = append(values, line.Value)
		}
	}
	if len(fields) == 0 {
		return nil, nil
	}
	schema, err := event.RecordOf(fields)
	if err != nil {
		return nil, fmt.Errorf("putting numbers into a formula: %w", err)
	}
	row := stream.RowAt(reflect.New(schema.Type).UnsafePointer())
	for i := range schema.Fields {
		schema.Fields[i].Write(row.At(0), values[i])
	}
	return &scope{[]feature.Input{{Schema: schema}}, &stream.Binding{Inputs: []uintptr{0}}, row}, nil
}
