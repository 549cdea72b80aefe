package explain

import (
	"bytes"
	"reflect"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// reporter makes a report of what a run has left.
type reporter struct {
	*second

	request *Request
	moment  *moment // of the output
}

func (r *reporter) report() (*Report, error) {
	s, o := r.subject, r.output
	report := &Report{
		Feature: s.Feature, Name: s.name, Key: pairsOf(s.key), Asked: r.request.At, Several: len(keysOf(r.plan, s)) > 1,
		Place: Place{o.Time, o.Received, lane(&o.Lane), o.Seq},
		Cause: r.causeOf(), Warmup: r.warmup(), Inputs: r.inputs(), Steps: []Step{},
	}
	given := read(s.Schema, "", stream.RowAt(r.moment.value.UnsafePointer()), s.Port.Offset)
	for i, v := range r.values {
		report.Infinite = report.Infinite || v.IsNull() && !given[i].Value.IsNull()
		if name := s.Schema.Fields[i].Name; r.request.Field == "" || r.request.Field == name {
			report.Values = append(report.Values, Field{name, v})
		}
	}
	for _, n := range s.nodes {
		step, tells, err := r.step(n)
		if err != nil {
			return nil, err
		}
		if tells {
			report.Steps = append(report.Steps, *step)
		}
	}
	var err error
	report.Working, err = r.working(report)
	return report, err
}

// causeOf returns what made the step run.
func (r *reporter) causeOf() Cause {
	c := r.cause
	c.Deadline, c.WindowEnd = r.output.Seq == 0, event.Unset
	if r.moment.Node.Closes {
		c.WindowEnd = r.output.Time
	}
	return c
}

// step tells what an operator of the feature did. The output is always told of;
// others where they have something to say.
func (r *reporter) step(n *stream.Node) (step *Step, tells bool, err error) {
	if n.Cross != nil {
		return r.crossStep(n), true, nil
	}
	m, t := r.moments[n], r.taps[n]
	explainer, explains := t.inner.(stream.Explainer)
	step = &Step{Operator: n.Op, Remembers: t.remembers}
	switch {
	case !explains && n != r.watch.output:
		return step, false, nil
	case m == nil:
		step.Earlier = true
		return step, true, nil
	case !explains:
		step.Again = r.again(n, m.value, m.repeated)
		return step, true, nil
	}
	a := explainer.Explain(&m.Moment)
	step.Window, step.Nulls, step.Figures = a.Window, a.Nulls, a.Figures
	schema, err := r.schemaOf(n.Inputs[0])
	if err != nil {
		return nil, false, err
	}
	for _, i := range a.Used {
		step.Used = append(step.Used, Entry{m.Past[i].Time, read(schema, "", m.Past[i].Value, 0)})
	}
	if a.Again == nil {
		step.Again = r.again(n, m.value, m.repeated)
		return step, true, nil
	}
	again := reflect.ValueOf(a.Again)
	same := bytes.Equal(t.output.Append(nil, again.UnsafePointer()), t.output.Append(nil, m.value.UnsafePointer()))
	step.Again = r.again(n, again, same)
	step.Again.FromUsed = true
	return step, true, nil
}

// again says what working an output out anew gave.
func (r *reporter) again(n *stream.Node, value reflect.Value, same bool) *Again {
	a := &Again{Same: same}
	if n == r.watch.output {
		a.Values = read(r.subject.Schema, r.request.Field, stream.RowAt(value.UnsafePointer()), r.subject.Port.Offset)
	}
	return a
}

// schemaOf returns the fields of what a port carries.
func (r *reporter) schemaOf(p stream.Port) (*event.Schema, error) {
	for i := range r.subject.Feature.Feature.Inputs {
		if in := &r.subject.Feature.Feature.Inputs[i]; in.Schema.Type == p.Type && in.Port.Node == p.Node {
			return in.Schema, nil
		}
	}
	return event.SchemaOf(p.Type)
}

// inputs returns the inputs of the feature as the output found them.
func (r *reporter) inputs() []Input {
	var list []Input
	for _, in := range r.subject.Feature.Feature.Inputs {
		if r.isOfOthers(&in) {
			continue
		}
		node := r.indexOf(in.Port.Node)
		clock := r.program.Layout.Mark(r.moment.After, node).Clock
		if in.Port.Node == r.moment.Node { // it is handed on, and marked when the step is over
			clock = r.output.Time
		}
		input := Input{Name: in.Name, Time: clock, Feature: r.nameOf(&in)}
		if in.Field != "" {
			input.Name += "." + in.Field
		}
		if clock != event.Unset {
			input.Age = r.output.Time.UTC().Sub(clock.UTC())
			input.Values = read(in.Schema, in.Field, r.moment.After, r.program.Layout.OutputOffset(node)+in.Port.Offset)
		}
		list = append(list, input)
	}
	return list
}

// nameOf returns what explain calls an input; "" for a source.
func (r *reporter) nameOf(in *feature.Input) string {
	for _, f := range r.subject.Inputs {
		switch {
		case f.ID != in.ID:
		case len(f.Names) == 0:
			return r.subject.calls[f.ID]
		default:
			return in.Name
		}
	}
	return ""
}

// indexOf returns the place of a node among the marks of a row.
func (r *reporter) indexOf(n *stream.Node) int {
	for i, leaf := range r.plan.Leaves {
		if leaf.Port.Node == n {
			return i
		}
	}
	for i := range r.program.Ops {
		if r.program.Ops[i].Node == n {
			return r.program.Ops[i].Index
		}
	}
	return -1
}

// isFrom tells whether a node reads the inputs of the feature, in their order.
func (r *reporter) isFrom(n *stream.Node) bool {
	inputs := r.subject.Feature.Feature.Inputs
	if len(n.Inputs) != len(inputs) {
		return false
	}
	for i, in := range inputs {
		if n.Inputs[i].Node != in.Port.Node || n.Inputs[i].Offset != in.Port.Offset {
			return false
		}
	}
	return true
}

// clauses returns the parts of a formula that may be expressions.
func clauses(formula string) []string {
	var list []string
	add := func(parts []string) {
		for _, part := range parts {
			if name, value, ok := strings.Cut(part, " = "); ok && !strings.ContainsAny(strings.TrimSpace(name), " ()") {
				part = value
			}
			list = append(list, strings.TrimSpace(part))
		}
	}
	add(strings.Split(formula, ";"))
	add(strings.FieldsFunc(formula, func(c rune) bool { return strings.ContainsRune(";,:", c) }))
	return list
}
