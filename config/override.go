package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/featurizer/featurizer/param"
)

// override applies the overrides to the tree, before substitution.
func (p *parser) override(root *param.Node, set []string) {
	for i, assignment := range set {
		o := override{place: param.Node{Line: i - len(set), Column: 1, Width: max(utf8.RuneCountInString(assignment), 1)}}
		if err := o.apply(root, assignment); err != nil {
			problem := o.place.Problem(err.Error())
			problem.Hint = "write --set path.to.key=value, with numbers for the items of a list: keys.0.symbol=BTC-USDT-PERP"
			p.report(problem)
		}
	}
}

// override is one assignment. Its nodes all lie at its place.
type override struct{ place param.Node }

func (o *override) apply(root *param.Node, assignment string) error {
	path, text, found := strings.Cut(assignment, "=")
	if !found {
		return errors.New("expected path=value")
	}
	value, err := o.value(text)
	if err != nil {
		return err
	}
	n, walked := root, "the config"
	for key := range strings.SplitSeq(path, ".") {
		if key == "" {
			return fmt.Errorf("empty key in the path %q", path)
		}
		if n, err = o.step(n, key, walked); err != nil {
			return err
		}
		walked = key
	}
	*n = *value
	return nil
}

// step returns the node of a key or an index, and makes it where a map lacks it.
func (o *override) step(n *param.Node, key, walked string) (*param.Node, error) {
	switch n.Kind {
	case param.List:
		index, err := strconv.Atoi(key)
		if err != nil || index < 0 || index >= len(n.Items) {
			return nil, fmt.Errorf("%s is a list of %d: %q is not one of its items, which count from 0", walked, len(n.Items), key)
		}
		return n.Items[index], nil
	case param.Null:
		n.Kind = param.Map
	case param.Map:
	default:
		return nil, fmt.Errorf("%s is %s: it has no key %q", walked, n, key)
	}
	if value := n.Get(key); value != nil {
		return value, nil
	}
	name := o.node(param.String, key)
	value := o.node(param.Null, "")
	n.Pairs = append(n.Pairs, param.Pair{Key: name, Value: value})
	return value, nil
}

func (o *override) node(kind param.Kind, text string) *param.Node {
	n := o.place
	n.Kind, n.Text = kind, text
	return &n
}

// value reads what is assigned: a quoted text, a list or a map as in YAML, else
// the text as it stands.
func (o *override) value(text string) (*param.Node, error) {
	if strings.IndexAny(text, `"'[{`) != 0 {
		return o.node(kindOf(text), text), nil
	}
	n, problems := readTree(text, strings.Split(text, "\n"))
	if len(problems) > 0 {
		return nil, fmt.Errorf("the value %s: %s", text, problems[0].Message)
	}
	o.move(n)
	return n, nil
}

// move puts a tree at the place of the override.
func (o *override) move(n *param.Node) {
	n.Line, n.Column, n.Width = o.place.Line, o.place.Column, o.place.Width
	for _, pair := range n.Pairs {
		o.move(pair.Key)
		o.move(pair.Value)
	}
	for _, item := range n.Items {
		o.move(item)
	}
}
