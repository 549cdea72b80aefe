package config

import (
	"slices"

	"github.com/featurizer/featurizer/param"
)

// StoredSource is what a source of a plan is, beside what its section of the config
// says: of the keys of the config those that it has, and all of its params.
type StoredSource struct {
	Name   string
	Keys   [][]KeyValue
	Params *param.Node
}

// Stored returns the config as a store keeps it: the same graph over what the store
// holds. Nothing is left of emitters and outputs, which may have secrets; variables
// stand as what they were. Parse reads it, and it runs from the folder of the store.
func (c *Config) Stored(sources []StoredSource) string {
	whole := &param.Node{Kind: param.Map}
	add := func(to *param.Node, key string, value *param.Node) {
		if value != nil {
			to.Pairs = append(to.Pairs, param.Pair{Key: textNode(key), Value: value})
		}
	}
	add(whole, "version", &param.Node{Kind: param.Int, Text: "1"})
	emitter, emitters := &param.Node{Kind: param.Map}, &param.Node{Kind: param.Map}
	add(emitter, "type", textNode("replay"))
	add(emitter, "store", textNode("."))
	add(emitters, "recorded", emitter)
	add(whole, "emitters", emitters)
	declared := &param.Node{Kind: param.Map}
	for _, s := range sources {
		entry := &param.Node{Kind: param.Map}
		given := c.root.Get("sources").Get(s.Name)
		add(entry, "definition", given.Get("definition"))
		add(entry, "emitter", textNode("recorded"))
		add(entry, "stream", given.Get("stream"))
		add(entry, "keys", keyNodes(s.Keys))
		if s.Params != nil && len(s.Params.Pairs) > 0 {
			add(entry, "params", s.Params)
		}
		add(declared, s.Name, entry)
	}
	add(whole, "sources", declared)
	for _, section := range []string{"features", "rows", "max_keys", "lanes", "warmup", "on_error"} {
		add(whole, section, c.root.Get(section))
	}
	w := writer{origin: c.origin}
	w.pairs(whole.Pairs, 0)
	return w.text()
}

func textNode(text string) *param.Node { return &param.Node{Kind: param.String, Text: text} }

// keyNodes returns keys as a config has them: one set for all keys that differ in
// their last name alone.
func keyNodes(keys [][]KeyValue) *param.Node {
	list := &param.Node{Kind: param.List}
	for i, key := range keys {
		last := len(key) - 1
		if i > 0 && len(keys[i-1]) == len(key) && slices.Equal(keys[i-1][:last], key[:last]) && keys[i-1][last].Name == key[last].Name {
			pairs := list.Items[len(list.Items)-1].Pairs
			pairs[last].Value.Items = append(pairs[last].Value.Items, textNode(key[last].Value))
			continue
		}
		set := &param.Node{Kind: param.Map}
		for j, part := range key {
			value := textNode(part.Value)
			if j == last {
				value = &param.Node{Kind: param.List, Items: []*param.Node{value}}
			}
			set.Pairs = append(set.Pairs, param.Pair{Key: textNode(part.Name), Value: value})
		}
		list.Items = append(list.Items, set)
	}
	return list
}
