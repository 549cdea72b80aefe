package reference

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// crossing makes a node compute of the latest values of several keys.
type crossing struct {
	compute func(values []event.Value) []cell // one for each value, or one
	perKey  bool
	keyRange
	names  []string       // of the keys, sorted
	picked [][]event.Pair // the keys meant, in order; nil for all
	target *event.Key     // of the one output
	lane   event.Lane
	known  map[string]bool // what takes has found, by canonical key
}

// keyRange is the keys that a stream is kept per.
type keyRange struct {
	keys []string       // those that the config names, canonical
	open [][]event.Pair // what those have in common that are found in events
}

// crossMemory is where the coverage of the last output starts; Unset where it has
// none.
type crossMemory struct{ covered event.Time }

// forget ends the coverage.
func (crossMemory) forget() any { return crossMemory{event.Unset} }

func makeCrossMean(m *making) {
	m.cross(&crossing{compute: func(values []event.Value) []cell {
		sum, n := 0.0, 0
		for _, v := range values {
			if !v.IsNull() {
				sum += v.Float()
				n++
			}
		}
		if n == 0 {
			return []cell{{}}
		}
		return []cell{number(sum / float64(n))}
	}})
}

func makeCrossSpread(m *making) {
	c := &crossing{compute: func(values []event.Value) []cell {
		if values[0].IsNull() || values[1].IsNull() {
			return []cell{{}}
		}
		return []cell{number(values[0].Float() - values[1].Float())}
	}}
	for _, name := range []string{"a", "b"} {
		c.picked = append(c.picked, m.params.pairs(name))
	}
	m.cross(c)
}

// makeCrossRank counts, for each value, those below it and those that equal it.
func makeCrossRank(m *making) {
	m.cross(&crossing{perKey: true, compute: func(values []event.Value) []cell {
		cells := make([]cell, len(values))
		for i, v := range values {
			n, less, equal := 0, 0, 0
			for _, w := range values {
				switch {
				case w.IsNull():
					continue
				case w.Float() < v.Float():
					less++
				case w.Float() == v.Float():
					equal++
				}
				n++
			}
			if !v.IsNull() && n > 1 {
				cells[i] = number((float64(less) + float64(0.5*float64(equal-1))) / float64(n-1))
			}
		}
		return cells
	}})
}

// pairs returns a parameter that is a map of names to values.
func (p *params) pairs(name string) []event.Pair {
	p.read[name] = ""
	var list []event.Pair
	if n := p.given.Get(name); n != nil && n.Kind == param.Map {
		for _, pair := range n.Pairs {
			list = append(list, event.Pair{Name: pair.Key.Text, Value: pair.Value.Text})
			p.read[name] += pair.Key.Text + "=" + pair.Value.Text + ";"
		}
	}
	if len(list) == 0 {
		p.fail(name, errors.New("it names no key"))
	}
	return list
}

// cross makes the node one of several keys.
func (m *making) cross(c *crossing) {
	m.wantsNumber()
	m.gives("value")
	if len(m.errs) > 0 {
		return
	}
	c.names, c.keyRange = m.node.keyNames, m.keyRange()
	if c.picked != nil {
		c.keys = slices.DeleteFunc(slices.Clone(c.keys), func(k string) bool { return c.place(k) < 0 })
	}
	m.written = strings.Join(c.keys, " ")
	m.node.crossing = c
	if m.node.across = &c.keyRange; c.perKey {
		return
	}
	key, err := m.builder.keys.Intern(c.common()...)
	m.fail(err)
	c.target, c.lane = key, m.builder.laneOf(key, m.node.sources)
	m.node.keyNames, m.node.across = key.Names(), &keyRange{open: [][]event.Pair{key.Pairs()}}
}

// keyRange returns the keys of the input.
func (m *making) keyRange() keyRange {
	if m.node.across != nil {
		return *m.node.across
	}
	var r keyRange
	for _, s := range m.builder.leadsTo(&config.Feature{Inputs: m.refs}, m.node) {
		r.keys = append(r.keys, m.builder.sources[s].named...)
		r.open = append(r.open, m.builder.sources[s].open...)
	}
	slices.Sort(r.keys)
	r.keys = slices.Compact(r.keys)
	return r
}

// common returns the names and values on which all keys agree.
func (c *crossing) common() []event.Pair {
	lists := slices.Clone(c.open)
	if c.picked != nil && len(c.open) > 0 {
		lists = slices.Clone(c.picked)
	}
	for _, k := range c.keys {
		lists = append(lists, pairsOf(k))
	}
	if len(lists) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(lists[0]), func(p event.Pair) bool {
		return slices.ContainsFunc(lists[1:], func(list []event.Pair) bool { return !slices.Contains(list, p) })
	})
}

// pairsOf takes a canonical key apart.
func pairsOf(canonical string) []event.Pair {
	var list []event.Pair
	for part := range strings.SplitSeq(canonical, "\x1f") {
		if name, value, ok := strings.Cut(part, "="); ok {
			list = append(list, event.Pair{Name: name, Value: value})
		}
	}
	return list
}

// place returns the place of a key among those that are meant, -1 if it is not.
func (c *crossing) place(canonical string) int {
	return slices.IndexFunc(c.picked, func(pairs []event.Pair) bool { return fits(canonical, pairs) })
}

func fits(canonical string, pairs []event.Pair) bool {
	has := pairsOf(canonical)
	return !slices.ContainsFunc(pairs, func(p event.Pair) bool { return !slices.Contains(has, p) })
}

// takes tells whether values of a key are taken.
func (c *crossing) takes(k *event.Key) bool {
	taken, known := c.known[k.Canonical()]
	if !known {
		if c.known == nil {
			c.known = map[string]bool{}
		}
		taken = c.has(k)
		c.known[k.Canonical()] = taken
	}
	return taken
}

func (c *crossing) has(k *event.Key) bool {
	name := k.Canonical()
	switch {
	case c.picked != nil && c.place(name) < 0:
		return false
	case len(c.keys)+len(c.open) == 0, slices.Contains(c.keys, name):
		return true
	}
	return (c.names == nil || slices.Equal(k.Names(), c.names)) &&
		slices.ContainsFunc(c.open, func(pairs []event.Pair) bool { return fits(name, pairs) })
}

// laneOf returns the lane of a key that no event has.
func (b *builder) laneOf(key *event.Key, sources []int) event.Lane {
	feeds := map[string]bool{}
	first := ""
	for i, s := range b.sources {
		if s.feed != "" {
			feeds[s.feed] = true
		}
		if slices.Contains(sources, i) && (first == "" || s.feed < first) {
			first = s.feed
		}
	}
	number := key.Lane(b.config.Lanes)
	rank := slices.Index(slices.Sorted(maps.Keys(feeds)), first)
	return event.Lane{Feed: first, Number: number, Order: max(rank, 0)*b.config.Lanes + number}
}

// cross runs a node of several keys in a sub-step.
func (p *pass) cross(n *node) {
	c := n.crossing
	var members []*keyState
	fired := false
	for _, name := range p.names() {
		if k := p.state(name); c.takes(k.key) {
			members = append(members, k)
			r := p.runs[name]
			fired = fired || r != nil && r.fired[n.inputs[0]]
		}
	}
	if !fired {
		return
	}
	if c.picked != nil {
		members = c.inOrder(members)
	}
	values, at := make([]event.Value, len(members)), event.Unset
	for i, k := range members {
		if last := lastOf(k, n); last != nil {
			values[i] = last.values[n.columns[0].field]
			at = max(at, last.time)
		}
	}
	cells := c.compute(values)
	covered := n.acrossCoverage(members)
	if !c.perKey {
		p.run(p.target(c, members)).cross(n, at, cells[0], covered)
		return
	}
	for i, k := range members {
		if lastOf(k, n) != nil {
			p.run(k).cross(n, at, cells[i], covered)
		}
	}
}

// lastOf returns what the input of a node gave last for a key; nil if nothing, or if
// there is no such key.
func lastOf(k *keyState, n *node) *output {
	if k == nil {
		return nil
	}
	return k.last(n.inputs[0])
}

// inOrder returns the members that are meant, nil for one that has had no event.
func (c *crossing) inOrder(members []*keyState) []*keyState {
	list := make([]*keyState, len(c.picked))
	for _, k := range members {
		list[c.place(k.key.Canonical())] = k
	}
	return list
}

// acrossCoverage returns where the coverage of all members starts: a key that the
// config names must have had events, another counts once it has a value.
func (n *node) acrossCoverage(members []*keyState) event.Time {
	latest, named := event.Unset, 0
	for _, k := range members {
		if k == nil {
			return event.Unset // it is meant, and has had no event
		}
		isNamed := slices.Contains(n.crossing.keys, k.key.Canonical())
		if isNamed {
			named++
		}
		switch {
		case isNamed || lastOf(k, n) != nil:
		case n.crossing.picked != nil:
			return event.Unset
		default:
			continue
		}
		from, ok := n.inputCoverage(k)
		if !ok {
			return event.Unset
		}
		latest = max(latest, from)
	}
	if named < len(n.crossing.keys) {
		return event.Unset
	}
	return latest
}

// target returns the state of the one output's key.
func (p *pass) target(c *crossing, members []*keyState) *keyState {
	name := c.target.Canonical()
	if k := p.state(name); k != nil {
		return k
	}
	k := p.x.newKeyState(c.target)
	k.lane = c.lane
	if k.lane.Feed == "" { // handed in
		of := members[slices.IndexFunc(members, func(k *keyState) bool { return k != nil })].lane
		k.lane.Feed, k.lane.Order = of.Feed, of.Order-of.Number+k.lane.Number
	}
	return k
}

// cross gives a node of several keys its output for the run's key.
func (r *run) cross(n *node, at event.Time, c cell, covered event.Time) {
	r.key.nodes[n.index].memory = crossMemory{covered}
	r.give(n, at, []cell{c})
}

// keysOf returns the keys of a source, in canonical form, and what is known of those
// that are found in events.
func keysOf(c *config.Config, s *config.Source, table *event.Keys) (named []string, open [][]event.Pair, err error) {
	for _, set := range keySets(c, s) {
		if set.Finds() {
			var constant []event.Pair
			for _, name := range set.Names {
				if name.Values[0] != config.Any {
					constant = append(constant, event.Pair{Name: name.Name, Value: name.Values[0]})
				}
			}
			open = append(open, constant)
			continue
		}
		for _, values := range set.Expand() {
			var pairs []event.Pair
			for _, v := range values {
				pairs = append(pairs, event.Pair(v))
			}
			key, err := table.Intern(pairs...)
			if err != nil {
				return nil, nil, fmt.Errorf("key: %w", err)
			}
			named = append(named, key.Canonical())
		}
	}
	return named, open, nil
}
