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
			m, ok := next.nodes[n.index].memory.(forgetter)
			if ok && slices.Contains(n.sources, leaf) {
				next.nodes[n.index].memory = m.forget()
			}
		}
	}
	return next
}

// warm tells whether an output of the node at t is warm-up (semantics 4).
func (n *node) warm(k *keyState, t event.Time) bool {
	if m, ok := k.nodes[n.index].memory.(*lagMemory); ok && n.counts {
		return m.full == event.Unset
	}
	from, ok := coverage(k, n.sources, n.lags)
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

// coverage returns where the coverage of sources starts: the latest of their
// starts, and of the first full outputs of the lags by events in between. There
// is none while one of them has none.
func coverage(k *keyState, sources []int, lags []*node) (event.Time, bool) {
	latest := event.Unset
	for _, s := range sources {
		if k.coverage[s] == event.Unset {
			return 0, false
		}
		latest = max(latest, k.coverage[s])
	}
	for _, n := range lags {
		m, ok := k.nodes[n.index].memory.(*lagMemory)
		if !ok || m.full == event.Unset {
			return 0, false
		}
		latest = max(latest, m.full)
	}
	return latest, true
}
