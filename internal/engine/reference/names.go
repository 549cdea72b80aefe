package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
)

// leadsTo returns the sources that a feature leads to by the names of its inputs.
// Where they are default inputs it is all those below its node.
func (b *builder) leadsTo(f *config.Feature, n *node) []int {
	if n.across != nil {
		return nil
	}
	var leads []int
	for _, ref := range f.Inputs {
		i := slices.IndexFunc(b.sources, func(s sourceNode) bool { return s.name == ref.Name })
		if i >= 0 {
			leads = append(leads, i)
		} else {
			leads = append(leads, b.leads[ref.Name]...)
		}
	}
	for i := range b.sources {
		if len(f.Inputs) == 0 && slices.Contains(n.sources, b.sources[i].leaf) {
			leads = append(leads, i)
		}
	}
	return leads
}

// isFor tells whether a name of a feature is for a key: for one of a source that it
// leads to; that of one of several keys is for all.
func (x *Executor) isFor(name string, k *keyState) bool {
	leads := x.leads[name]
	return leads == nil || slices.ContainsFunc(leads, func(s int) bool { return x.serves(s, k) })
}

// serves tells whether a key is one of a source's. Of the sources of one id it is
// that which has given it events; before the first, one whose keys have it: that
// an emitter does not serve some of those is not known here.
func (x *Executor) serves(source int, k *keyState) bool {
	s := &x.sources[source]
	if last := k.sources[s.leaf]; last != nil {
		return last.from == source
	}
	name := k.key.Canonical()
	return len(s.named)+len(s.open) == 0 || slices.Contains(s.named, name) ||
		slices.ContainsFunc(s.open, func(pairs []event.Pair) bool { return fits(name, pairs) })
}

// keySets returns the keys that the config names for a source; none where they
// come from the columns of its emitter.
func keySets(c *config.Config, s *config.Source) []config.KeySet {
	if s.Keys == nil {
		return c.Keys
	}
	return s.Keys
}

// keyNames returns the sorted key names of a source. Where the config has no
// keys they come from the columns of the emitter.
func keyNames(c *config.Config, s *config.Source) ([]string, error) {
	sets := keySets(c, s)
	var names []string
	for i, set := range sets {
		var here []string
		for _, name := range set.Names {
			here = append(here, name.Name)
		}
		slices.Sort(here)
		if i > 0 && !slices.Equal(here, names) {
			return nil, fmt.Errorf("keys with different names: %s and %s", strings.Join(names, ", "), strings.Join(here, ", "))
		}
		names = here
	}
	for i := range c.Emitters {
		if len(sets) == 0 && c.Emitters[i].Name == s.Emitter {
			if key := c.Emitters[i].Options.Get("key"); key != nil {
				names = key.Keys()
				slices.Sort(names)
			}
		}
	}
	return names, nil
}
