package expr

import (
	"fmt"

	"github.com/expr-lang/expr/parser"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// WhereParams are the params of [Where].
type WhereParams struct {
	Expression string `required:"true" example:"side == 'buy'" doc:"which events pass: those for which it is true, not false or null"`
}

// Where is transform.where, which is also what the key where of a feature puts
// before its input.
//
//nolint:gochecknoglobals // a declaration, which nothing changes
var Where = feature.DefineRecord(feature.Meta{
	Name:    "transform.where",
	Doc:     "passes the events of a stream for which an expression is true",
	Formula: "the event as it is where the expression over its fields is true; nothing where it is false or null",
	Inputs:  "a feature or a source",
	Example: `big: {definition: transform.where, inputs: [trades], params: {expression: "amount > 1"}}`,
}, buildWhere)

func buildWhere(b *feature.Builder, p WhereParams) (stream.Port, *event.Schema, error) {
	inputs := b.Rest()
	if len(inputs) != 1 {
		return stream.Port{}, nil, fmt.Errorf("it takes one input, not %d", len(inputs))
	}
	in := inputs[0]
	if in.Field != "" {
		return stream.Port{}, nil, fmt.Errorf("input %q: it passes whole events, so name %q without a field", in.Name+"."+in.Field, in.Name)
	}
	tree, err := parser.Parse(p.Expression)
	if err != nil {
		return stream.Port{}, nil, fmt.Errorf("reading the expression: %w", readable(err))
	}
	t, err := (&scope{inputs}).term(tree.Node)
	if err != nil {
		return stream.Port{}, nil, fmt.Errorf("expression %q: %w", p.Expression, err)
	}
	if t.kind != truth {
		return stream.Port{}, nil, fmt.Errorf("expression %q gives %s; it must give true or false, such as amount > 1", p.Expression, t.kind)
	}
	for _, f := range in.Schema.Fields {
		if f.Kind == event.KindList {
			return stream.Port{}, nil, fmt.Errorf("input %q has lists (%s): filter what is made of it instead", in.Name, f.Name)
		}
	}
	b.Canonical(&WhereParams{t.canonical})
	port := stream.Where(in.Port, func(b *stream.Binding) func(stream.Row) bool {
		f := t.number(b)
		return func(row stream.Row) bool { x := f(row); return x != 0 && !event.IsNull(x) }
	})
	return port, in.Schema, nil
}
