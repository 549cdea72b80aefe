package reference

import (
	"slices"

	"github.com/featurizer/featurizer/event"
)

// forgetter is a memory of which a gap takes a part.
type forgetter interface {
	forget() any
}

// gap ends the coverage of a source for a key. States stay; only what may not
// reach over a gap is forgotten.
func (x *Executor) gap(k *keyState, source string) *keyState {
	next := k.clone()
	for i := range x.sources {
		if x.sources[i].name != source {
			continue
		}
		leaf := x.sources[i].leaf
		next.coverage[leaf] = event.Unset
		for _, n := range x.nodes {
			if !slices.Contains(n.sources, leaf) {
				continue
			}
			next.nodes[n.index].lapse()
		}
	}
	return next
}

// lapse takes away what may not reach over a gap.
func (s *nodeState) lapse() {
	s.seen, s.full = 0, event.Unset
	if m, ok := s.memory.(forgetter); ok {
		s.memory = m.forget()
	}
}

// warm tells whether an output of the node at t is warm-up (semantics 4).
func (n *node) warm(k *keyState, t event.Time) bool {
	if n.counting() {
		return k.nodes[n.index].full == event.Unset
	}
	if n.passes {
		return k.last(n.inputs[0]).warm
	}
	from, ok := n.covered(k)
	switch {
	case !ok:
		return true
	case n.tumble != nil:
		return t.Add(-n.tumble.size).Add(-n.under) <= from
	case n.every > 0:
		return t.Floor(n.every).Add(-n.under) <= from
	}
	return t.Add(-n.span-n.under) < from
}

// covered returns where the coverage of a node's outputs starts; false where there is
// none.
func (n *node) covered(k *keyState) (event.Time, bool) {
	if n.crossing != nil {
		m, ok := k.nodes[n.index].memory.(crossMemory)
		return m.covered, ok && m.covered != event.Unset
	}
	return n.inputCoverage(k)
}

// inputCoverage returns where the coverage of what is below a node starts: the latest
// of that of its sources, of the first full outputs of the lags by events in between,
// and of what is computed of several keys. There is none while one of them has none.
func (n *node) inputCoverage(k *keyState) (event.Time, bool) {
	latest := event.Unset
	for _, s := range n.sources {
		if k.coverage[s] == event.Unset {
			return 0, false
		}
		latest = max(latest, k.coverage[s])
	}
	for _, l := range n.lags {
		full := k.nodes[l.index].full
		if full == event.Unset {
			return 0, false
		}
		latest = max(latest, full)
	}
	for _, c := range n.crosses {
		from, ok := c.covered(k)
		if !ok {
			return 0, false
		}
		latest = max(latest, from)
	}
	return latest, true
}

// gapAcross ends the coverage of what is computed of several keys, one of which has
// had a gap.
func (x *Executor) gapAcross(gapped *keyState, source string) {
	var hit []*node
	for _, n := range x.nodes {
		if n.crossing == nil {
			continue
		}
		below := n.crossing.takes(gapped.key) &&
			slices.ContainsFunc(n.sources, func(s int) bool { return x.sources[s].name == source })
		if !below && !slices.ContainsFunc(n.crosses, func(c *node) bool { return slices.Contains(hit, c) }) {
			continue
		}
		hit = append(hit, n)
		for _, name := range sorted(x.keys) {
			if k := x.keys[name]; k.nodes[n.index].last != nil {
				x.keys[name] = x.lapse(k, n)
			}
		}
	}
}

// lapse ends, for a key, the coverage of a node of several keys.
func (x *Executor) lapse(k *keyState, cross *node) *keyState {
	next := k.clone()
	for _, n := range x.nodes {
		if n == cross || slices.Contains(n.crosses, cross) {
			next.nodes[n.index].lapse()
		}
	}
	return next
}
