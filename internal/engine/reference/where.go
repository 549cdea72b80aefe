package reference

import (
	"errors"
	"fmt"
	"slices"

	"github.com/expr-lang/expr/parser"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// makeWhere makes a node that passes its one input while an expression over the
// fields is true.
func makeWhere(m *making) {
	if !m.inputs(1) {
		return
	}
	tree, err := parser.Parse(m.params.text("expression", ""))
	if err != nil {
		m.fail(fmt.Errorf("reading the expression: %w", err))
		return
	}
	t, err := m.term(tree.Node)
	if err == nil && t.kind != event.KindBool {
		err = errors.New("it is no condition")
	}
	if err != nil {
		m.fail(fmt.Errorf("expression %q: %w", m.params.read["expression"], err))
		return
	}
	m.params.read["expression"] = t.content
	first := len(m.node.columns)
	m.node.fields = m.builder.fields(m.node.inputs[0])
	for i := range m.node.fields {
		m.node.columns = append(m.node.columns, column{0, i})
	}
	m.node.formula, m.node.passes = where{t, first}, true
}

// where passes the arguments from first on while the condition before them is true.
type where struct {
	condition term
	first     int
}

func (w where) step(_ any, m *moment) (any, []cell) {
	if w.condition.value(m.args) != true {
		return nil, nil
	}
	cells := []cell{}
	for _, v := range m.args[w.first:] {
		cells = append(cells, leaving(v))
	}
	return nil, cells
}

// filter puts the condition of a feature before its one input.
func (b *builder) filter(f *config.Feature, of *making) (input, error) {
	ref := config.Ref{Name: of.refs[0].Name}
	m := &making{builder: b, node: &node{inputs: slices.Clone(of.node.inputs)}, refs: []config.Ref{ref}}
	if err := b.connect(m.node); err != nil {
		return input{}, err
	}
	n, err := b.finish(m, "transform.where", &param.Node{Kind: param.Map, Pairs: []param.Pair{{
		Key:   &param.Node{Kind: param.String, Text: "expression"},
		Value: &param.Node{Kind: param.String, Text: f.Where},
	}}})
	return input{node: n}, err
}
