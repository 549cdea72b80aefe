package reference

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/featurizer/featurizer/config"
)

// joins gives the formula all fields of the inputs, or the one that is named,
// and names the outputs after them.
func (m *making) joins() {
	var names []string
	for i, ref := range m.refs {
		before := len(m.node.columns)
		for field, f := range m.builder.fields(m.node.inputs[i]) {
			if ref.Field != "" && ref.Field != f.Name {
				continue
			}
			m.node.columns = append(m.node.columns, column{i, field})
			f.Name = ref.Name + "." + f.Name
			m.node.fields = append(m.node.fields, f)
			names = append(names, f.Name)
		}
		if len(m.node.columns) == before {
			m.fail(fmt.Errorf("input %q has no field %q", ref.Name, ref.Field))
		}
	}
	m.written = strings.Join(names, ",") // equal inputs under other names give other fields
}

func makeLatest(m *making) {
	m.joins()
	when := m.params.text("when", "any")
	f := latest{}
	for i, ref := range m.refs {
		if when == "any" || when == ref.Name || when == written(ref) {
			f.when = append(f.when, i)
		}
	}
	if len(f.when) == 0 {
		m.fail(fmt.Errorf("parameter \"when\": no input %q", when))
	}
	m.node.formula = f
}

func written(ref config.Ref) string { return ref.Name + "." + ref.Field }

// latest gives the latest values of all inputs when one of some inputs fires.
type latest struct{ when []int }

func (f latest) step(_ any, m *moment) (any, []cell) {
	for _, i := range f.when {
		if m.fired[i] {
			return nil, asTheyAre(m)
		}
	}
	return nil, nil
}

func makeAsOf(m *making) {
	if !m.inputs(2) {
		return
	}
	m.joins()
	f := asOf{right: map[int]bool{}}
	if m.params.has("max_age") {
		f.maxAge, f.bounded = m.params.delay("max_age", ""), true
	}
	for i, c := range m.node.columns {
		f.right[i] = c.input == 1
	}
	if m.refs[0] == m.refs[1] {
		m.fail(errors.New("left and right are the same"))
	}
	m.node.formula = f
}

// asOf gives each left event with the last right one: in K order, so in one
// step the right's new value.
type asOf struct {
	maxAge  time.Duration
	bounded bool         // there is a max_age
	right   map[int]bool // which arguments are the right's
}

func (f asOf) step(_ any, m *moment) (any, []cell) {
	if !m.fired[0] {
		return nil, nil
	}
	cells := asTheyAre(m)
	left, right := m.inputs[0], m.inputs[1]
	if f.bounded && right != nil && left.time > right.time.Add(f.maxAge) {
		for i := range cells {
			if f.right[i] {
				cells[i] = cell{}
			}
		}
	}
	return nil, cells
}

// asTheyAre gives all arguments.
func asTheyAre(m *moment) []cell {
	var cells []cell
	for _, v := range m.args {
		cells = append(cells, leaving(v))
	}
	return cells
}
