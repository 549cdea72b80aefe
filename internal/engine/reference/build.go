package reference

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// builder makes the nodes of a config.
type builder struct {
	config   *config.Config
	sources  []sourceNode
	features map[string]*node // by name
	leads    map[string][]int // by name: the sources that the feature leads to
	contents map[string]*node // by content
	building []string         // names of the features being built, outermost first
	keys     event.Keys       // of what is computed of several
}

func newBuilder(c *config.Config) (*builder, error) {
	b := &builder{config: c, features: map[string]*node{}, leads: map[string][]int{}, contents: map[string]*node{}}
	for i := range c.Sources {
		s, err := newSource(c, &c.Sources[i])
		if err != nil {
			return nil, err
		}
		if s.named, s.open, err = keysOf(c, &c.Sources[i], &b.keys); err != nil {
			return nil, fmt.Errorf("source %q: %w", s.name, err)
		}
		s.leaf = slices.IndexFunc(b.sources, func(other sourceNode) bool { return other.id == s.id })
		if s.leaf < 0 {
			s.leaf = i
		}
		b.sources = append(b.sources, s)
	}
	for i := range c.Features {
		if _, err := b.feature(c.Features[i].Name); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// feature returns the node of a named feature, building it and what it needs.
func (b *builder) feature(name string) (*node, error) {
	if n := b.features[name]; n != nil {
		return n, nil
	}
	i := slices.IndexFunc(b.config.Features, func(f config.Feature) bool { return f.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("no source or feature %q", name)
	}
	if slices.Contains(b.building, name) {
		return nil, fmt.Errorf("the features are a circle: %s, %s", strings.Join(b.building, ", "), name)
	}
	b.building = append(b.building, name)
	n, err := b.node(&b.config.Features[i])
	b.building = b.building[:len(b.building)-1]
	if err != nil {
		return nil, fmt.Errorf("feature %q: %w", name, err)
	}
	n.names = append(n.names, name)
	slices.Sort(n.names)
	b.features[name], b.leads[name] = n, b.leadsTo(&b.config.Features[i], n)
	return n, nil
}

// node returns the node of a feature's content.
func (b *builder) node(f *config.Feature) (*node, error) {
	definition, given := f.Definition, f.Params
	if f.Expr != "" {
		definition = "expr"
		given = &param.Node{Kind: param.Map, Pairs: []param.Pair{{
			Key:   &param.Node{Kind: param.String, Text: "expression"},
			Value: &param.Node{Kind: param.String, Text: f.Expr},
		}}}
	}
	d, ok := definitions()[definition]
	if !ok {
		return nil, fmt.Errorf("no definition %q", definition)
	}
	making, err := b.begin(f, d)
	if err != nil {
		return nil, err
	}
	return b.finish(making, definition, given)
}

// finish makes what a feature computes of its inputs.
func (b *builder) finish(making *making, definition string, given *param.Node) (*node, error) {
	making.params = &params{given: given, read: map[string]string{}}
	definitions()[definition].make(making)
	if err := errors.Join(append(making.errs, making.params.close())...); err != nil {
		return nil, fmt.Errorf("%s: %w", definition, err)
	}
	n := making.node
	n.content = making.content(definition)
	if same := b.contents[n.content]; same != nil {
		return same, nil
	}
	b.contents[n.content] = n
	return n, nil
}

// begin makes a node with its inputs.
func (b *builder) begin(f *config.Feature, d definition) (*making, error) {
	m := &making{builder: b, node: &node{}, refs: f.Inputs}
	if source := f.Params.Get("source"); d.book != "" && source != nil && source.Text == "book" {
		d.input = d.book
	}
	if len(f.Inputs) == 0 {
		in, err := b.byDefault(d.input)
		if err != nil {
			return nil, err
		}
		m.refs, m.node.inputs = []config.Ref{{Name: d.input}}, []input{in}
	} else {
		for _, ref := range f.Inputs {
			in, err := b.input(ref.Name)
			if err != nil {
				return nil, err
			}
			m.node.inputs = append(m.node.inputs, in)
		}
	}
	if f.Where != "" {
		if len(m.node.inputs) != 1 {
			return nil, fmt.Errorf("where: it has %d inputs", len(m.node.inputs))
		}
		in, err := b.filter(f, m)
		if err != nil {
			return nil, err
		}
		m.node.inputs[0] = in
	}
	return m, b.connect(m.node)
}

// input finds the source or feature with a name.
func (b *builder) input(name string) (input, error) {
	for i := range b.sources {
		if b.sources[i].name == name {
			return input{source: b.sources[i].leaf}, nil
		}
	}
	n, err := b.feature(name)
	return input{node: n}, err
}

// byDefault builds the tree of a default input, down to the one source of the
// config with that definition.
func (b *builder) byDefault(name string) (input, error) {
	if name == "" {
		return input{}, errors.New("it has no inputs")
	}
	if _, ok := definitions()[name]; ok {
		n, err := b.node(&config.Feature{Definition: name})
		return input{node: n}, err
	}
	found := -1
	for i := range b.sources {
		if b.sources[i].definition != name {
			continue
		}
		if found >= 0 && found != b.sources[i].leaf {
			return input{}, fmt.Errorf("several sources are a %s: name one as input", name)
		}
		found = b.sources[i].leaf
	}
	if found < 0 {
		return input{}, fmt.Errorf("no source is a %s", name)
	}
	return input{source: found}, nil
}

// fields returns what an input gives.
func (b *builder) fields(in input) []event.Column {
	if in.node != nil {
		return in.node.fields
	}
	return b.sources[in.source].fields
}

func (b *builder) keyNames(in input) []string {
	if in.node != nil {
		return in.node.keyNames
	}
	return b.sources[in.source].keyNames
}

// ordered numbers the nodes: again and again, among those whose inputs are
// numbered, the one with the smallest first name. Sources are there from the
// start.
func (b *builder) ordered() []*node {
	var left, order []*node
	for _, content := range sorted(b.contents) {
		left = append(left, b.contents[content])
	}
	slices.SortStableFunc(left, func(a, b *node) int { return cmp.Compare(a.first(), b.first()) })
	placed := func(in input) bool { return in.node == nil || slices.Contains(order, in.node) }
	for len(left) > 0 {
		i := slices.IndexFunc(left, func(n *node) bool {
			return !slices.ContainsFunc(n.inputs, func(in input) bool { return !placed(in) })
		})
		left[i].index = len(order)
		order = append(order, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return order
}
