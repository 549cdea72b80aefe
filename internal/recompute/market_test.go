package recompute

import (
	"math"
	"slices"
	"strings"
)

// market is all that is recomputed for one key.
type market struct {
	key      *identity
	lastTick int64 // how far the log is known to be complete: its last Received, in every lane
	plans    map[string]func(m *market) *series
	made     map[string]*series
	needs    map[string][]string // the features below each feature
	making   []string
}

// get returns the series of a source or a feature.
func (m *market) get(name string) *series {
	if n := len(m.making); n > 0 && m.plans[name] != nil {
		m.needs[m.making[n-1]] = append(m.needs[m.making[n-1]], name)
	}
	if s := m.made[name]; s != nil {
		return s
	}
	m.making = append(m.making, name)
	s := *m.plans[name](m)
	m.making = m.making[:len(m.making)-1]
	s.name, s.of = name, m
	m.made[name] = &s
	return &s
}

// number returns a field of a series, the only one without a field's name.
func (m *market) number(name, field string) column { return m.get(name).column(field) }

// markets takes a log apart by keys.
func (h *history) markets(sources []*declared) []*market {
	end := int64(math.MinInt64)
	for _, last := range h.last {
		end = max(end, last)
	}
	byKey := map[*identity]*market{}
	var all []*market
	for _, s := range sources {
		for _, k := range s.keys {
			m := byKey[k]
			if m == nil {
				m = &market{key: k, lastTick: end, made: map[string]*series{}, needs: map[string][]string{}}
				byKey[k], all = m, append(all, m)
			}
			if s.about != other {
				m.made[s.name] = &series{name: s.name, of: m, fields: fieldsOf[s.about], anchors: []*anchor{{}}}
			}
		}
	}
	for i := range h.entries {
		e := &h.entries[i]
		if s := byKey[e.key].made[e.source.name]; s != nil {
			s.take(e)
		}
	}
	slices.SortFunc(all, func(a, b *market) int { return strings.Compare(a.key.canonical, b.key.canonical) })
	return all
}

var fieldsOf = map[subject][]string{
	quote: {"bid", "bid_size", "ask", "ask_size"},
	trade: {"price", "amount", "side", "id"},
}

// take adds an event of a source.
func (s *series) take(e *entry) {
	a := s.anchors[0]
	if e.gap {
		a.changes = append(a.changes, change{at: e.at, none: true})
	}
	if e.frame == nil {
		return
	}
	if n := len(a.changes); n == 0 || a.changes[n-1].none {
		a.changes = append(a.changes, change{at: e.at, start: e.time})
	}
	s.points = append(s.points, point{at: e.at, time: e.time, values: payload(e.frame)})
	if e.source.about == depth {
		s.frames = append(s.frames, e.frame)
	}
}

// payload returns the fields of an event.
func payload(f *frame) []value {
	x := &f.numbers
	if f.about == depth {
		return nil
	}
	if f.about == trade {
		side := value{kind: text, text: "buy"}
		if f.sold {
			side.text = "sell"
		}
		return []value{num(x[0]), num(x[1]), side, whole(int64(f.id))}
	}
	values := []value{num(x[0]), num(x[1]), num(x[2]), num(x[3])}
	for i := 0; i < 4; i += 2 {
		if x[i] == 0 || x[i+1] == 0 {
			values[i], values[i+1] = value{}, value{}
		}
	}
	return values
}
