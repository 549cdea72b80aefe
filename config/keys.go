package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/featurizer/featurizer/param"
)

// KeySet is one entry of keys: names, each with one or more values. It stands
// for every combination of the values.
type KeySet struct {
	Names []KeyName
	Pos   Pos
}

// KeyName is one name of a key set with its values, as written.
type KeyName struct {
	Name   string
	Values []string
	Pos    Pos // of the name
}

// KeyValue is one part of a key.
type KeyValue struct{ Name, Value string }

// Any is the value of a name that stands for every value that is found in the
// events.
const Any = "*"

// Finds tells whether the set leaves values to the events.
func (k KeySet) Finds() bool {
	return slices.ContainsFunc(k.Names, func(n KeyName) bool { return slices.Contains(n.Values, Any) })
}

// maxCombinations bounds what one key set expands to.
const maxCombinations = 1_000_000

// Expand returns every combination of the values, names in the order of the
// file, the last name varying fastest.
func (k KeySet) Expand() [][]KeyValue {
	if len(k.Names) == 0 {
		return nil
	}
	keys := [][]KeyValue{{}}
	for _, name := range k.Names {
		longer := make([][]KeyValue, 0, len(keys)*len(name.Values))
		for _, key := range keys {
			for _, value := range name.Values {
				longer = append(longer, append(slices.Clip(key), KeyValue{name.Name, value}))
			}
		}
		keys = longer
	}
	return keys
}

// combinations is len(Expand()), without expanding; it stops counting beyond
// the bound.
func (k KeySet) combinations() int {
	n := 1
	for _, name := range k.Names {
		if n *= len(name.Values); n > maxCombinations {
			break
		}
	}
	return n
}

// keySets reads keys. Their types have been checked by the spec, whose maps do
// not keep the order of the file; what is not of its type is passed over.
func (p *parser) keySets(n *param.Node) []KeySet {
	if n == nil {
		return nil
	}
	sets := make([]KeySet, 0, len(n.Items))
	for _, item := range n.Items {
		set := KeySet{Pos: posOf(item)}
		for _, pair := range item.Pairs {
			set.Names = append(set.Names, p.keyName(pair))
		}
		if item.Kind == param.Map && len(item.Pairs) == 0 {
			p.report(item.Problem("empty key: expected names with values such as symbol: BTC-USDT-PERP"))
		}
		if set.combinations() > maxCombinations {
			p.report(item.Problem(fmt.Sprintf("more than %d keys in one entry", maxCombinations)))
		}
		sets = append(sets, set)
	}
	return sets
}

func (p *parser) keyName(pair param.Pair) KeyName {
	p.checkName(pair.Key)
	name := KeyName{Name: pair.Key.Text, Pos: posOf(pair.Key)}
	seen := make(map[string]bool)
	for _, value := range oneOrMany(pair.Value) {
		switch {
		case value.Text == "" && value.Kind == param.String:
			p.report(value.Problem(fmt.Sprintf("empty value of key %q", name.Name)))
		case strings.ContainsFunc(value.Text, unicode.IsControl):
			p.report(value.Problem(fmt.Sprintf("control character in a value of key %q", name.Name)))
		case seen[value.Text]:
			p.report(value.Problem(fmt.Sprintf("value %s of key %q is there twice", value, name.Name)))
		}
		seen[value.Text] = true
		name.Values = append(name.Values, value.Text)
	}
	if len(name.Values) > 1 && seen[Any] {
		p.report(pair.Value.Problem(fmt.Sprintf("key %q has \"*\", which stands for every value, beside others: keep one or the other", name.Name)))
	}
	if pair.Value.Kind == param.List && len(name.Values) == 0 {
		p.report(pair.Value.Problem(fmt.Sprintf("key %q has no values", name.Name)))
	}
	return name
}

// oneOrMany returns the items of a list, or the node itself.
func oneOrMany(n *param.Node) []*param.Node {
	switch {
	case n == nil || n.Kind == param.Null:
		return nil
	case n.Kind == param.List:
		return n.Items
	default:
		return []*param.Node{n}
	}
}
