package reference

import (
	"fmt"
	"math"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
)

// operator is what an expression can apply: takes are the kinds of its
// arguments, the last one again for all that follow where it is variadic.
type operator struct {
	takes    []event.Kind // KindNull: any kind, the same for all such
	variadic bool
	gives    event.Kind // KindNull: the kind of the any
	// apply takes operands none of which is null, unless raw is set.
	apply func(v []any) any
	raw   bool
	// passes says that a NaN among the operands may be the result as it is.
	passes bool
}

// call applies an operator or a function to its arguments.
func (m *making) call(name string, nodes ...ast.Node) (term, error) {
	op, ok := operators()[name]
	if !ok {
		return term{}, fmt.Errorf("%q is not supported", strings.TrimPrefix(name, "unary "))
	}
	var terms []term
	var contents []string
	for _, n := range nodes {
		t, err := m.term(n)
		if err != nil {
			return term{}, err
		}
		terms, contents = append(terms, t), append(contents, t.content)
	}
	kind, err := op.check(name, terms)
	if err != nil {
		return term{}, err
	}
	if same := aliases()[name]; same != "" {
		name = same
	}
	return term{
		kind:    kind,
		value:   func(args []event.Value) any { return op.value(terms, args) },
		content: name + "(" + strings.Join(contents, ", ") + ")",
	}, nil
}

// value evaluates all arguments, then applies the operator. A null operand
// makes a null, and NaN is null to every operator but one that passes it on.
func (op operator) value(terms []term, args []event.Value) any {
	var operands []any
	for _, t := range terms {
		v := t.value(args)
		if x, ok := v.(float64); ok && event.IsNull(x) && !op.passes {
			v = nil
		}
		if v == nil && !op.raw {
			return nil
		}
		operands = append(operands, v)
	}
	return op.apply(operands)
}

// check compares the kinds of the arguments with those it takes.
func (op operator) check(name string, terms []term) (event.Kind, error) {
	if len(terms) < len(op.takes) || len(terms) > len(op.takes) && !op.variadic {
		return 0, fmt.Errorf("%q does not take %d arguments", name, len(terms))
	}
	same := event.KindNull
	for i, t := range terms {
		want := op.takes[min(i, len(op.takes)-1)]
		if want == event.KindNull {
			if same == event.KindNull {
				same = t.kind
			}
			want = same
		}
		if t.kind != want {
			return 0, fmt.Errorf("%q takes a %s, not a %s", strings.TrimPrefix(name, "unary "), want, t.kind)
		}
	}
	if op.gives == event.KindNull {
		return same, nil
	}
	return op.gives, nil
}

// aliases are operators with two spellings.
func aliases() map[string]string {
	return map[string]string{"and": "&&", "or": "||", "unary not": "unary !", "^": "pow", "**": "pow"}
}

func operators() map[string]operator {
	const float, truth, same = event.KindFloat, event.KindBool, event.KindNull
	and := func(v []any) any { return v[0] == true && v[1] == true }
	or := func(v []any) any { return v[0] == true || v[1] == true }
	not := func(v []any) any { return v[0] != true }
	return map[string]operator{
		"+":         binary(func(a, b float64) any { return a + b }),
		"-":         binary(func(a, b float64) any { return a - b }),
		"*":         binary(func(a, b float64) any { return float64(a * b) }),
		"/":         binary(divided),
		"^":         binary(func(a, b float64) any { return fmath.Pow(a, b) }),
		"**":        binary(func(a, b float64) any { return fmath.Pow(a, b) }),
		"pow":       binary(func(a, b float64) any { return fmath.Pow(a, b) }),
		"<":         comparison(func(a, b float64) any { return a < b }),
		"<=":        comparison(func(a, b float64) any { return a <= b }),
		">":         comparison(func(a, b float64) any { return a > b }),
		">=":        comparison(func(a, b float64) any { return a >= b }),
		"==":        {takes: []event.Kind{same, same}, gives: truth, apply: func(v []any) any { return v[0] == v[1] }},
		"!=":        {takes: []event.Kind{same, same}, gives: truth, apply: func(v []any) any { return v[0] != v[1] }},
		"&&":        {takes: []event.Kind{truth, truth}, gives: truth, apply: and},
		"and":       {takes: []event.Kind{truth, truth}, gives: truth, apply: and},
		"||":        {takes: []event.Kind{truth, truth}, gives: truth, apply: or},
		"or":        {takes: []event.Kind{truth, truth}, gives: truth, apply: or},
		"unary !":   {takes: []event.Kind{truth}, gives: truth, apply: not},
		"unary not": {takes: []event.Kind{truth}, gives: truth, apply: not},
		"unary -":   unary(func(x float64) float64 { return -x }),
		"unary +":   unary(func(x float64) float64 { return x }),
		"abs":       unary(math.Abs),
		"sqrt":      unary(math.Sqrt),
		"floor":     unary(math.Floor),
		"log":       unary(fmath.Log),
		"exp":       unary(fmath.Exp),
		"min":       {takes: []event.Kind{float}, variadic: true, gives: float, apply: folded(math.Min)},
		"max":       {takes: []event.Kind{float}, variadic: true, gives: float, apply: folded(math.Max)},
		"isnull":    {takes: []event.Kind{same}, gives: truth, raw: true, apply: func(v []any) any { return v[0] == nil }},
		"coalesce":  {takes: []event.Kind{same}, variadic: true, raw: true, apply: firstKnown},
		"?:":        {takes: []event.Kind{truth, same, same}, raw: true, passes: true, apply: chosen},
	}
}

func unary(f func(float64) float64) operator {
	return operator{
		takes: []event.Kind{event.KindFloat}, gives: event.KindFloat,
		apply: func(v []any) any { return f(floats(v)[0]) },
	}
}

func binary(f func(a, b float64) any) operator {
	return operator{
		takes: []event.Kind{event.KindFloat, event.KindFloat}, gives: event.KindFloat,
		apply: func(v []any) any { xs := floats(v); return f(xs[0], xs[1]) },
	}
}

func comparison(f func(a, b float64) any) operator {
	op := binary(f)
	op.gives = event.KindBool
	return op
}

// floats are operands that have been checked to be numbers.
func floats(v []any) []float64 {
	xs := make([]float64, len(v))
	for i := range v {
		xs[i], _ = v[i].(float64) // the kinds were checked
	}
	return xs
}

// divided is null where the divisor is zero.
func divided(a, b float64) any {
	if b == 0 {
		return nil
	}
	return a / b
}

func folded(f func(a, b float64) float64) func([]any) any {
	return func(v []any) any {
		xs := floats(v)
		for _, x := range xs[1:] {
			xs[0] = f(xs[0], x)
		}
		return xs[0]
	}
}

func firstKnown(v []any) any {
	for _, x := range v {
		if x != nil {
			return x
		}
	}
	return nil
}

// chosen is c ? a : b, null where c is null.
func chosen(v []any) any {
	switch v[0] {
	case true:
		return v[1]
	case false:
		return v[2]
	}
	return nil
}
