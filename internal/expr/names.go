package expr

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/stream"
)

// bare resolves a name on its own: the field that exactly one input has, else an
// input, for its only field or its only number.
func (s *scope) bare(name string) (term, error) {
	var found [][2]int // input and field
	for i := range s.inputs {
		in := &s.inputs[i]
		if at := in.Schema.Index(name); at >= 0 && (in.Field == "" || in.Field == name) {
			found = append(found, [2]int{i, at})
		}
	}
	switch {
	case len(found) == 1:
		return read(found[0][0], found[0][1], s.inputs)
	case len(found) > 1:
		return term{}, fmt.Errorf("several inputs have a field %q: write input.%s", name, name)
	}
	for i := range s.inputs {
		in := &s.inputs[i]
		switch {
		case in.Name != name:
			continue
		case in.Field == "" && len(in.Schema.Fields) == 1:
			return read(i, 0, s.inputs)
		case in.Field != "" && in.Schema.Index(in.Field) >= 0:
			return read(i, in.Schema.Index(in.Field), s.inputs)
		}
		f, err := in.NumericField()
		if err != nil {
			return term{}, err
		}
		return read(i, in.Schema.Index(f.Name), s.inputs)
	}
	return term{}, s.unknown(name)
}

// unknown says that a name is none of the fields, and which one may be meant.
func (s *scope) unknown(name string) error {
	var known []string
	for i := range s.inputs {
		for _, f := range s.inputs[i].Schema.Fields {
			known = append(known, f.Name)
		}
	}
	if near := param.Suggest(name, known); near != "" {
		return fmt.Errorf("no input has a field %q; did you mean %q?", name, near)
	}
	return fmt.Errorf("no input has a field %q; there are %s", name, strings.Join(known, ", "))
}

// member resolves input.field; a field of a join has a dot in its own name.
func (s *scope) member(n *ast.MemberNode) (term, error) {
	path, err := dotted(n)
	if err != nil {
		return term{}, err
	}
	for i := range s.inputs {
		in := &s.inputs[i]
		for at, f := range in.Schema.Fields {
			if in.Name+"."+f.Name == path && (in.Field == "" || in.Field == f.Name) {
				return read(i, at, s.inputs)
			}
		}
	}
	return s.bare(path)
}

func dotted(n ast.Node) (string, error) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value, nil
	case *ast.MemberNode:
		field, ok := n.Property.(*ast.StringNode)
		if !ok {
			break
		}
		before, err := dotted(n.Node)
		return before + "." + field.Value, err
	}
	return "", fmt.Errorf("%s cannot be used here: write input.field", n)
}

// read is the term for a field of an input.
func read(input, at int, inputs []feature.Input) (term, error) {
	f := &inputs[input].Schema.Fields[at]
	t := term{canonical: fmt.Sprintf("$%d.%s", input, f.Name)}
	switch {
	case f.Kind == event.KindList:
		return t, fmt.Errorf("%s.%s is a list, and an expression takes numbers, bools and texts", inputs[input].Name, f.Name)
	case f.IsFloat():
		t.number = func(b *stream.Binding) func(stream.Row) float64 {
			offset := b.Inputs[input] + f.Offset()
			return func(row stream.Row) float64 { return *stream.Float(row, offset) }
		}
	case f.Kind == event.KindString:
		t.kind = text
		value := reader(input, f)
		t.text = func(b *stream.Binding) func(stream.Row) (string, bool) {
			get := value(b)
			return func(row stream.Row) (string, bool) { return textOf(get(row)) }
		}
	default:
		if f.Kind == event.KindBool {
			t.kind = truth
		}
		value := reader(input, f)
		t.number = func(b *stream.Binding) func(stream.Row) float64 {
			get := value(b)
			return func(row stream.Row) float64 { return get(row).Float() }
		}
	}
	return t, nil
}

// reader makes what reads a field of any kind; null before the input's first event.
func reader(input int, f *event.Field) func(*stream.Binding) func(stream.Row) event.Value {
	return func(b *stream.Binding) func(stream.Row) event.Value {
		at, clock := b.Inputs[input], stream.Clock(b, input)
		return func(row stream.Row) event.Value {
			if *clock.In(row) == event.Unset {
				return event.Value{}
			}
			return f.Read(row.At(at))
		}
	}
}

// textOf returns a text, or an id that is a number as text.
func textOf(v event.Value) (string, bool) {
	switch v.Kind() {
	case event.KindString:
		return v.Text(), true
	case event.KindUint, event.KindInt:
		return v.GoString(), true
	case event.KindNull, event.KindFloat, event.KindBool, event.KindList:
	}
	return "", false
}

func constant(x float64) term {
	return term{
		canonical: "0x" + strconv.FormatUint(math.Float64bits(x), 16),
		number: func(*stream.Binding) func(stream.Row) float64 {
			return func(stream.Row) float64 { return x }
		},
	}
}

func truthConstant(is bool) term {
	t := constant(oneIf(is))
	t.kind, t.canonical = truth, strconv.FormatBool(is)
	return t
}

func textConstant(s string) term {
	return term{
		kind: text, canonical: strconv.Quote(s),
		text: func(*stream.Binding) func(stream.Row) (string, bool) {
			return func(stream.Row) (string, bool) { return s, true }
		},
	}
}
