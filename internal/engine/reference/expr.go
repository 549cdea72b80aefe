package reference

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"github.com/featurizer/featurizer/event"
)

// term is a part of an expression with its type and its value for the arguments:
// a float64, a bool, a string, or nil for null.
type term struct {
	kind    event.Kind // KindFloat, KindBool or KindString
	value   func(args []event.Value) any
	content string // equal for equal terms
}

func makeExpr(m *making) {
	tree, err := parser.Parse(m.params.text("expression", ""))
	if err != nil {
		m.fail(fmt.Errorf("reading the expression: %w", err))
		return
	}
	t, err := m.term(tree.Node)
	if err == nil && t.kind == event.KindString {
		err = errors.New("its value is a text, not a number or a bool")
	}
	if err != nil {
		m.fail(fmt.Errorf("expression %q: %w", m.params.read["expression"], err))
		return
	}
	m.params.read["expression"] = t.content
	m.node.fields = []event.Column{{Name: "value", Kind: t.kind}}
	m.node.formula = expression{t}
}

// expression fires whenever an input fires.
type expression struct{ term }

func (e expression) step(_ any, m *moment) (any, []cell) {
	switch v := e.value(m.args).(type) {
	case float64:
		return nil, []cell{number(v)}
	case bool:
		return nil, []cell{{value: event.Bool(v)}}
	}
	return nil, []cell{{}}
}

// term checks a part of the syntax tree and makes what evaluates it, from left
// to right as parsed.
func (m *making) term(n ast.Node) (term, error) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return constant(event.KindFloat, float64(n.Value)), nil
	case *ast.FloatNode:
		return constant(event.KindFloat, n.Value), nil
	case *ast.BoolNode:
		return constant(event.KindBool, n.Value), nil
	case *ast.StringNode:
		return constant(event.KindString, n.Value), nil
	case *ast.IdentifierNode:
		return m.bare(n.Value)
	case *ast.MemberNode:
		return m.member(n)
	case *ast.ConditionalNode:
		return m.call("?:", n.Cond, n.Exp1, n.Exp2)
	case *ast.UnaryNode:
		return m.call("unary "+n.Operator, n.Node)
	case *ast.BinaryNode:
		return m.call(n.Operator, n.Left, n.Right)
	case *ast.BuiltinNode:
		return m.call(n.Name, n.Arguments...)
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok {
			return m.call(name.Value, n.Arguments...)
		}
	}
	return term{}, fmt.Errorf("%s is not supported", n)
}

func constant(kind event.Kind, v any) term {
	content := fmt.Sprintf("%v %v", kind, v)
	if x, ok := v.(float64); ok {
		content = strconv.FormatFloat(x, 'x', -1, 64)
	} else if text, ok := v.(string); ok {
		content = strconv.Quote(text)
	}
	return term{kind, func([]event.Value) any { return v }, content}
}

// bare resolves a name on its own: the field that exactly one input has, else
// the input itself, for its only field or number.
func (m *making) bare(name string) (term, error) {
	var found []column
	for i, ref := range m.refs {
		for field, f := range m.builder.fields(m.node.inputs[i]) {
			if f.Name == name && (ref.Field == "" || ref.Field == name) {
				found = append(found, column{i, field})
			}
		}
	}
	switch {
	case len(found) == 1:
		return m.reads(found[0]), nil
	case len(found) > 1:
		return term{}, fmt.Errorf("several inputs have a field %q: write input.%s", name, name)
	}
	for i, ref := range m.refs {
		if ref.Name != name {
			continue
		}
		if ref.Field == "" && len(m.builder.fields(m.node.inputs[i])) == 1 {
			return m.reads(column{i, 0}), nil // of any kind
		}
		field, err := m.builder.number(m.node.inputs[i], ref)
		if err != nil {
			return term{}, err
		}
		return m.reads(column{i, field}), nil
	}
	return term{}, fmt.Errorf("no input has a field %q", name)
}

// member resolves input.field; the fields of a join have a dot themselves.
func (m *making) member(n *ast.MemberNode) (term, error) {
	path, err := dotted(n)
	if err != nil {
		return term{}, err
	}
	for i, ref := range m.refs {
		for field, f := range m.builder.fields(m.node.inputs[i]) {
			if ref.Name+"."+f.Name == path && (ref.Field == "" || ref.Field == f.Name) {
				return m.reads(column{i, field}), nil
			}
		}
	}
	return m.bare(path)
}

func dotted(n ast.Node) (string, error) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value, nil
	case *ast.MemberNode:
		field, ok := n.Property.(*ast.StringNode)
		if !ok || n.Optional {
			break
		}
		before, err := dotted(n.Node)
		return before + "." + field.Value, err
	}
	return "", fmt.Errorf("%s is not supported", n)
}

// reads is the term for a field of an input.
func (m *making) reads(c column) term {
	kind := m.builder.fields(m.node.inputs[c.input])[c.field].Kind
	at := len(m.node.columns)
	m.node.columns = append(m.node.columns, c)
	content := fmt.Sprintf("[%d.%d]", c.input, c.field)
	switch kind {
	case event.KindBool, event.KindString:
	default:
		kind = event.KindFloat
	}
	return term{kind, func(args []event.Value) any {
		switch v := args[at]; {
		case v.IsNull():
			return nil
		case kind == event.KindBool:
			return v.Bool()
		case kind == event.KindString:
			return textOf(v)
		default:
			return v.Float()
		}
	}, content}
}

// textOf is a text value, or an id that is a number as text.
func textOf(v event.Value) string {
	if v.Kind() == event.KindUint || v.Kind() == event.KindInt {
		return v.GoString()
	}
	return v.Text()
}
