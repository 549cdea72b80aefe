package reference

import (
	"cmp"
	"maps"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// step is one event or one deadline with its plan: the windows that close in
// it, grouped by their end. Each group is a sub-step; the event is the last.
type step struct {
	event    *event.Event // nil for a deadline
	values   []event.Value
	received event.Time // of the event, or the deadline
	seq      uint64
	groups   []*group
}

// group is a sub-step that closes windows.
type group struct {
	end     event.Time
	windows map[closing]bool
}

// keys returns the canonical keys whose windows close, in order.
func (g *group) keys() []string {
	var keys []string
	for c := range g.windows { //bits:ordered sorted below
		keys = append(keys, c.key)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// closing is one window of one node and key.
type closing struct {
	node int
	key  string // canonical
	end  event.Time
}

// open is a window that is open.
type open struct {
	closing
	deadline event.Time
}

func byEnd(a, b *group) int { return cmp.Compare(a.end, b.end) }

// open returns the open windows of a key.
func (x *Executor) open(k *keyState) []open {
	var found []open
	for _, n := range x.nodes {
		switch m := k.nodes[n.index].memory.(type) {
		case *tumbleMemory:
			if m.open != nil {
				c := closing{n.index, k.key.Canonical(), m.open.end}
				found = append(found, open{c, c.end.Add(n.tumble.delay)})
			}
		case *sessionMemory:
			if m.open != nil {
				c := closing{n.index, k.key.Canonical(), n.session.end(m)}
				found = append(found, open{c, c.end.Add(n.session.delay)})
			}
		}
	}
	return found
}

// addDue plans a closing whose deadline has come.
func (s *step) addDue(c closing) {
	for _, g := range s.groups {
		if g.end == c.end {
			g.windows[c] = true
			return
		}
	}
	s.groups = append(s.groups, &group{c.end, map[closing]bool{c: true}})
}

// settle finds the sub-steps of a step. It plays the plan; whenever a sub-step
// would bring an input past the end of an open window, that window's closing
// joins the plan before it, and all is played again from the start.
func (x *Executor) settle(s *step) []*subStep {
	for {
		subs, settled := x.play(s)
		if settled {
			return subs
		}
	}
}

// play runs the plan on copies, up to the first sub-step that needs another one
// before it; that one it adds to the plan.
func (x *Executor) play(s *step) (subs []*subStep, settled bool) {
	states := map[string]*keyState{}
	at := func(key string) *keyState {
		if k := states[key]; k != nil {
			return k
		}
		return x.keys[key]
	}
	for i := 0; i < len(s.groups) || i == len(s.groups) && s.event != nil; i++ {
		sub := x.run(s, i, at)
		if len(sub.past) > 0 {
			s.insert(i, sub.past)
			return nil, false
		}
		maps.Copy(states, sub.next)
		subs = append(subs, sub)
	}
	return subs, true
}

// insert plans those of the past windows that end first, to close before or,
// where they end together with what closes there, in the sub-step at i.
func (s *step) insert(i int, past []closing) {
	end := slices.MinFunc(past, func(a, b closing) int { return cmp.Compare(a.end, b.end) }).end
	into := s.place(i, end)
	for _, c := range past {
		if c.end == end {
			into.windows[c] = true
		}
	}
}

// place returns the group for an end: the one at i, one before it, or a new one
// before it, in order of end.
func (s *step) place(i int, end event.Time) *group {
	if i < len(s.groups) && s.groups[i].end == end {
		return s.groups[i]
	}
	at := i
	for at > 0 && s.groups[at-1].end >= end {
		at--
	}
	if at < i && s.groups[at].end == end {
		return s.groups[at]
	}
	g := &group{end, map[closing]bool{}}
	s.groups = slices.Insert(s.groups, at, g)
	return g
}
