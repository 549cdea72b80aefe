// Package expr holds the definition expr: expressions over the fields of a
// feature's inputs. The text is parsed by expr-lang/expr; types are checked and
// the tree is turned into closures here, so that every operation is one of those
// that give the same bits everywhere.
package expr

import (
	"errors"
	"fmt"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// Params are the params of [Definition].
type Params struct {
	Expression string `required:"true" example:"(bid + ask) / 2" doc:"the expression, over fields of the inputs: field, or input.field"`
}

// Truth is a bool that may be null.
type Truth struct{ x float64 }

// Value returns true, false or null.
func (t Truth) Value() event.Value {
	if event.IsNull(t.x) {
		return event.Value{}
	}
	return event.Bool(t.x != 0)
}

// ValueKind says that it is a bool.
func (Truth) ValueKind() event.Kind { return event.KindBool }

// Definition returns the definition expr.
func Definition() *feature.Definition {
	return feature.DefineRecord(feature.Meta{
		Name: "expr",
		Doc:  "an expression over the fields of its inputs",
		Formula: "+ - * / == != < <= > >= && || ! ?: and min, max, abs, sqrt, log, exp, pow, floor, isnull, coalesce, " +
			"from left to right as written; an operation on a null is null, and so is a division by zero",
		Inputs:  "features or sources, or one field of each; an input that has not come yet is null",
		Example: `micro: {expr: "(bid*ask_size + ask*bid_size) / (bid_size + ask_size)", inputs: [quotes]}`,
	}, build)
}

func build(b *feature.Builder, p Params) (stream.Port, *event.Schema, error) {
	inputs := b.Rest()
	tree, err := parser.Parse(p.Expression)
	if err != nil {
		return stream.Port{}, nil, fmt.Errorf("reading the expression: %w", readable(err))
	}
	t, err := (&scope{inputs}).term(tree.Node)
	if err != nil {
		return stream.Port{}, nil, fmt.Errorf("expression %q: %w", p.Expression, err)
	}
	b.Canonical(&Params{t.canonical})
	ports := make([]stream.Port, len(inputs))
	for i, in := range inputs {
		ports[i] = in.Port
	}
	var port stream.Port
	switch t.kind {
	case number:
		port = stream.Compute(ports, t.number).Port
	case truth:
		port = stream.Compute(ports, func(b *stream.Binding) func(stream.Row) Truth {
			f := t.number(b)
			return func(row stream.Row) Truth { return Truth{f(row)} }
		}).Port
	case text:
		return stream.Port{}, nil, errors.New("the expression gives a text; it must give a number or true or false")
	}
	schema, err := event.SchemaOf(port.Type)
	return port, schema, err
}

// readable keeps the first line of a parser's message: the rest draws the place.
func readable(err error) error {
	var located interface{ Unwrap() error }
	if errors.As(err, &located) {
		if inner := located.Unwrap(); inner != nil {
			return inner
		}
	}
	return err
}

// kind is the type of a term.
type kind uint8

const (
	number kind = iota
	truth       // 1, 0 or null
	text
)

func (k kind) String() string {
	return [...]string{"a number", "true or false", "a text"}[k]
}

// term is a part of an expression that has been checked.
type term struct {
	kind kind
	// number makes what evaluates a number or truth in a row.
	number func(*stream.Binding) func(stream.Row) float64
	// text makes what evaluates a text; false is null.
	text func(*stream.Binding) func(stream.Row) (string, bool)
	// canonical is equal for terms that mean the same.
	canonical string
}

// scope is what an expression can name.
type scope struct{ inputs []feature.Input }

// term checks a part of the syntax tree.
func (s *scope) term(n ast.Node) (term, error) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return constant(float64(n.Value)), nil
	case *ast.FloatNode:
		return constant(n.Value), nil
	case *ast.BoolNode:
		return truthConstant(n.Value), nil
	case *ast.StringNode:
		return textConstant(n.Value), nil
	case *ast.IdentifierNode:
		return s.bare(n.Value)
	case *ast.MemberNode:
		return s.member(n)
	case *ast.ConditionalNode:
		return s.call("?:", n.Cond, n.Exp1, n.Exp2)
	case *ast.UnaryNode:
		return s.call("unary "+n.Operator, n.Node)
	case *ast.BinaryNode:
		return s.call(n.Operator, n.Left, n.Right)
	case *ast.BuiltinNode:
		return s.call(n.Name, n.Arguments...)
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok {
			return s.call(name.Value, n.Arguments...)
		}
	}
	return term{}, fmt.Errorf("%s cannot be used here", n)
}
