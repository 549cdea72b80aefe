package expr

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/stream"
)

// number1 and number2 are operations on values that are not null.
type (
	number1 = func(float64) float64
	number2 = func(a, b float64) float64
)

// call checks an operation and makes the term that evaluates it.
func (s *scope) call(name string, nodes ...ast.Node) (term, error) {
	args := make([]term, len(nodes))
	names := make([]string, len(nodes))
	for i, n := range nodes {
		arg, err := s.term(n)
		if err != nil {
			return term{}, err
		}
		args[i], names[i] = arg, arg.canonical
	}
	t, err := operate(name, args)
	if err != nil {
		return term{}, err
	}
	t.canonical = "(" + name + " " + strings.Join(names, " ") + ")"
	return t, nil
}

// operate finds the operation of a name for its arguments.
func operate(name string, args []term) (term, error) {
	switch name {
	case "==", "!=":
		return equality(name, args)
	case "&&", "and":
		return truths(args, func(a, b float64) float64 { return min(a, b) })
	case "||", "or":
		return truths(args, func(a, b float64) float64 { return max(a, b) })
	case "unary !", "unary not":
		return truths(args, nil)
	case "?:":
		return conditional(args)
	case "isnull":
		return isNull(args)
	case "coalesce":
		return coalesce(args)
	case "min", "max":
		return extreme(name, args)
	}
	if f := unary(name); f != nil {
		return numbers(name, args, func(x, _ float64) float64 { return f(x) }, 1)
	}
	if f := binary(name); f != nil {
		t, err := numbers(name, args, f, 2)
		if strings.ContainsAny(name, "<>") {
			t.kind = truth
		}
		return t, err
	}
	return term{}, fmt.Errorf("there is no operation %q; there are + - * / == != < <= > >= && || ! ?: min max abs sqrt log exp pow floor isnull coalesce", strings.TrimPrefix(name, "unary "))
}

func unary(name string) number1 {
	switch name {
	case "unary -":
		return func(x float64) float64 { return -x }
	case "unary +":
		return func(x float64) float64 { return x }
	case "abs":
		return math.Abs
	case "sqrt":
		return math.Sqrt
	case "floor":
		return math.Floor
	case "log":
		return fmath.Log
	case "exp":
		return fmath.Exp
	}
	return nil
}

func binary(name string) number2 {
	switch name {
	case "+":
		return func(a, b float64) float64 { return a + b }
	case "-":
		return func(a, b float64) float64 { return a - b }
	case "*":
		return func(a, b float64) float64 { return float64(a * b) }
	case "/":
		return func(a, b float64) float64 {
			if b == 0 {
				return event.Null()
			}
			return a / b
		}
	case "pow", "**", "^":
		return fmath.Pow
	case "<":
		return func(a, b float64) float64 { return oneIf(a < b) }
	case "<=":
		return func(a, b float64) float64 { return oneIf(a <= b) }
	case ">":
		return func(a, b float64) float64 { return oneIf(a > b) }
	case ">=":
		return func(a, b float64) float64 { return oneIf(a >= b) }
	}
	return nil
}

func oneIf(is bool) float64 { //nolint:revive // turning a bool into a number is what it is for
	if is {
		return 1
	}
	return 0
}

// expect checks the number of arguments and their kind.
func expect(name string, args []term, n int, k kind) error {
	name = strings.TrimPrefix(name, "unary ")
	if len(args) != n {
		return fmt.Errorf("%s takes %d argument(s), not %d", name, n, len(args))
	}
	for _, a := range args {
		if a.kind != k {
			return fmt.Errorf("%s takes %s, not %s", name, k, a.kind)
		}
	}
	return nil
}

// numbers is an operation on one or two numbers; null if one is null.
func numbers(name string, args []term, f number2, n int) (term, error) {
	if err := expect(name, args, n, number); err != nil {
		return term{}, err
	}
	return strict(args, f), nil
}

// strict evaluates all arguments, one or two; a null among them is the result.
func strict(args []term, f number2) term {
	return term{number: func(b *stream.Binding) func(stream.Row) float64 {
		x := args[0].number(b)
		if len(args) == 1 {
			return func(row stream.Row) float64 {
				if v := x(row); !event.IsNull(v) {
					return f(v, 0)
				}
				return event.Null()
			}
		}
		y := args[1].number(b)
		return func(row stream.Row) float64 {
			v, w := x(row), y(row)
			if event.IsNull(v) || event.IsNull(w) {
				return event.Null()
			}
			return f(v, w)
		}
	}}
}

// truths is an operation on truths; nil is not.
func truths(args []term, f number2) (term, error) {
	n := 2
	if f == nil {
		n, f = 1, func(a, _ float64) float64 { return 1 - a }
	}
	if err := expect("and, or, not", args, n, truth); err != nil {
		return term{}, err
	}
	t := strict(args, f)
	t.kind = truth
	return t, nil
}

func equality(name string, args []term) (term, error) {
	if len(args) != 2 || args[0].kind != args[1].kind {
		return term{}, fmt.Errorf("%s compares two of a kind, not %s with %s", name, args[0].kind, args[1].kind)
	}
	same := name == "=="
	if args[0].kind != text {
		t := strict(args, func(a, b float64) float64 { return oneIf((a == b) == same) })
		t.kind = truth
		return t, nil
	}
	return term{kind: truth, number: func(b *stream.Binding) func(stream.Row) float64 {
		x, y := args[0].text(b), args[1].text(b)
		return func(row stream.Row) float64 {
			v, some := x(row)
			w, too := y(row)
			if !some || !too {
				return event.Null()
			}
			return oneIf((v == w) == same)
		}
	}}, nil
}

// extreme is min or max of any number of numbers; null if one is null.
func extreme(name string, args []term) (term, error) {
	if len(args) == 0 {
		return term{}, fmt.Errorf("%s takes at least one number", name)
	}
	if err := expect(name, args, len(args), number); err != nil {
		return term{}, err
	}
	better := func(a, b float64) bool { return b < a || a == b && math.Signbit(b) }
	if name == "max" {
		better = func(a, b float64) bool { return b > a || a == b && !math.Signbit(b) }
	}
	t := args[0]
	for _, next := range args[1:] {
		t = strict([]term{t, next}, func(a, b float64) float64 {
			if better(a, b) {
				return b
			}
			return a
		})
	}
	return t, nil
}

// conditional is c ? a : b, null where c is null.
func conditional(args []term) (term, error) {
	if args[0].kind != truth || args[1].kind != args[2].kind {
		return term{}, fmt.Errorf("?: takes a truth and two of a kind, not %s, %s and %s", args[0].kind, args[1].kind, args[2].kind)
	}
	if args[1].kind == text {
		return term{}, errors.New("?: chooses between numbers or truths, not texts")
	}
	return term{kind: args[1].kind, number: func(b *stream.Binding) func(stream.Row) float64 {
		c, x, y := args[0].number(b), args[1].number(b), args[2].number(b)
		return func(row stream.Row) float64 {
			switch is := c(row); {
			case event.IsNull(is):
				return event.Null()
			case is != 0:
				return x(row)
			}
			return y(row)
		}
	}}, nil
}

func isNull(args []term) (term, error) {
	if len(args) != 1 {
		return term{}, fmt.Errorf("isnull takes 1 argument, not %d", len(args))
	}
	return term{kind: truth, number: func(b *stream.Binding) func(stream.Row) float64 {
		if args[0].kind == text {
			get := args[0].text(b)
			return func(row stream.Row) float64 {
				_, some := get(row)
				return oneIf(!some)
			}
		}
		get := args[0].number(b)
		return func(row stream.Row) float64 { return oneIf(event.IsNull(get(row))) }
	}}, nil
}

// coalesce is the first argument that is not null.
func coalesce(args []term) (term, error) {
	if len(args) == 0 || args[0].kind == text {
		return term{}, errors.New("coalesce takes numbers, or truths")
	}
	if err := expect("coalesce", args, len(args), args[0].kind); err != nil {
		return term{}, err
	}
	return term{kind: args[0].kind, number: func(b *stream.Binding) func(stream.Row) float64 {
		gets := make([]func(stream.Row) float64, len(args))
		for i, a := range args {
			gets[i] = a.number(b)
		}
		return func(row stream.Row) float64 {
			for _, get := range gets {
				if x := get(row); !event.IsNull(x) {
					return x
				}
			}
			return event.Null()
		}
	}}, nil
}
