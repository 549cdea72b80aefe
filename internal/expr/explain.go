package expr

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// Working is an expression worked out step by step.
type Working struct {
	Text    string // the expression, spaced evenly
	Numbers string // with numbers in the place of names
	Parts   []WorkingPart
	Value   event.Value
}

// WorkingPart is one operation of an expression.
type WorkingPart struct {
	Text    string
	Numbers string // with the results of what it operates on
	Value   event.Value
}

// Work evaluates an expression over inputs that lie in a row as b says, and each
// operation in it by itself.
func Work(expression string, inputs []feature.Input, b *stream.Binding, row stream.Row) (*Working, error) {
	tree, err := parser.Parse(expression)
	if err != nil {
		return nil, fmt.Errorf("reading the expression: %w", readable(err))
	}
	w := &worker{scope: &scope{inputs}, binding: b, row: row}
	numbers, err := w.visit(tree.Node)
	if err != nil {
		return nil, fmt.Errorf("expression %q: %w", expression, err)
	}
	value, err := w.value(tree.Node)
	return &Working{Text: tree.Node.String(), Numbers: numbers.String(), Parts: w.parts, Value: value}, err
}

// worker evaluates the operations of an expression, operands first.
type worker struct {
	scope   *scope
	binding *stream.Binding
	row     stream.Row
	parts   []WorkingPart
}

// value evaluates a part of the expression.
func (w *worker) value(n ast.Node) (event.Value, error) {
	t, err := w.scope.term(n)
	switch {
	case err != nil:
		return event.Value{}, err
	case t.kind == text:
		s, some := t.text(w.binding)(w.row)
		if !some {
			return event.Value{}, nil
		}
		return event.String(s), nil
	case t.kind == truth:
		return Truth{t.number(w.binding)(w.row)}.Value(), nil
	}
	return event.Float(t.number(w.binding)(w.row)), nil
}

// visit notes the operations in a part of the expression and returns the part
// with numbers in the place of names.
func (w *worker) visit(n ast.Node) (ast.Node, error) {
	operands := operandsOf(n)
	if len(operands) == 0 {
		value, err := w.value(n)
		return literal(value), err
	}
	numbers, results := make([]ast.Node, len(operands)), make([]ast.Node, len(operands))
	for i, operand := range operands {
		var err error
		if numbers[i], err = w.visit(operand); err != nil {
			return nil, err
		}
		value, err := w.value(operand)
		if err != nil {
			return nil, err
		}
		results[i] = literal(value)
	}
	value, err := w.value(n)
	part := WorkingPart{n.String(), with(n, results).String(), value}
	if !slices.Contains(w.parts, part) {
		w.parts = append(w.parts, part)
	}
	return with(n, numbers), err
}

// operandsOf returns what an operation operates on; nothing for a name or a
// constant.
func operandsOf(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.UnaryNode:
		switch n.Node.(type) {
		case *ast.IntegerNode, *ast.FloatNode:
			return nil // a number below zero
		}
		return []ast.Node{n.Node}
	case *ast.BinaryNode:
		return []ast.Node{n.Left, n.Right}
	case *ast.BuiltinNode:
		return n.Arguments
	case *ast.CallNode:
		return n.Arguments
	}
	return nil
}

// with returns an operation on other operands.
func with(n ast.Node, operands []ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.ConditionalNode:
		return &ast.ConditionalNode{Cond: operands[0], Exp1: operands[1], Exp2: operands[2], Ternary: n.Ternary}
	case *ast.UnaryNode:
		return &ast.UnaryNode{Operator: n.Operator, Node: operands[0]}
	case *ast.BinaryNode:
		return &ast.BinaryNode{Operator: n.Operator, Left: operands[0], Right: operands[1]}
	case *ast.BuiltinNode:
		return &ast.BuiltinNode{Name: n.Name, Arguments: operands}
	case *ast.CallNode:
		return &ast.CallNode{Callee: n.Callee, Arguments: operands}
	}
	return n
}

// literal is a value in an expression.
func literal(v event.Value) ast.Node {
	switch v.Kind() {
	case event.KindNull:
		return &ast.IdentifierNode{Value: "null"}
	case event.KindString:
		return &ast.IdentifierNode{Value: strconv.Quote(v.Text())}
	default:
	}
	text := string(v.AppendText(nil))
	if strings.HasPrefix(text, "-") {
		text = "(" + text + ")"
	}
	return &ast.IdentifierNode{Value: text}
}
