package reference

import (
	"fmt"
	"slices"
	"time"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
)

// rowGroup makes rows: the latest values of features, for each value of the
// finest key among them.
type rowGroup struct {
	stream   *event.OutputStream
	slots    []slot
	keyNames []string      // of the finest key
	when     *slot         // the feature that decides; nil: any of the finest ones
	every    time.Duration // 0: at each such sub-step
	null     bool          // empty slots are null; else a row waits for all
	ages     bool

	table  event.Keys            // for projecting keys
	served map[string]event.Time // the last bucket that has a row, by key, for every
}

// slot is a feature of a row, under one of its names.
type slot struct {
	*node
	name string
}

func newRowGroup(c *config.Rows, b *builder) (*rowGroup, error) {
	g := &rowGroup{
		stream: &event.OutputStream{Kind: event.OutputRow},
		every:  c.Every, null: c.Missing == "null", ages: c.Ages,
		served: map[string]event.Time{},
	}
	for _, name := range c.Features {
		n := b.features[name]
		if n == nil {
			return nil, fmt.Errorf("no feature %q", name)
		}
		g.slots = append(g.slots, slot{n, name})
		if len(n.keyNames) > len(g.keyNames) {
			g.keyNames = n.keyNames
		}
		for _, f := range n.fields {
			g.stream.Columns = append(g.stream.Columns, event.Column{Name: name + "." + f.Name, Kind: f.Kind})
		}
		if c.Ages {
			g.stream.Columns = append(g.stream.Columns, event.Column{Name: name + ".age", Kind: event.KindInt})
		}
	}
	asked := g.slots
	if c.When != "" && c.When != "any" && c.Every == 0 {
		g.when = &slot{b.features[c.When], c.When}
		if g.when.node == nil {
			return nil, fmt.Errorf("when: no feature %q", c.When)
		}
		asked = append(asked, *g.when)
		if len(g.when.keyNames) > len(g.keyNames) {
			g.keyNames = g.when.keyNames
		}
	}
	for _, n := range asked {
		for _, name := range n.keyNames {
			if !slices.Contains(g.keyNames, name) {
				return nil, fmt.Errorf("feature %q is kept per %q and the finest key has no such name", n.name, name)
			}
		}
	}
	return g, nil
}

// own tells whether a feature is kept per the rows' own key.
func (g *rowGroup) own(n *node) bool { return slices.Equal(n.keyNames, g.keyNames) }

// rowKeys returns the keys whose rows the sub-step may fire, in key order.
func (x *Executor) rowKeys(sub *subStep) []*keyState {
	g := x.rows
	found := map[string]*keyState{}
	for _, f := range sub.fired {
		if f.out.warm && x.warmup != "keep" {
			continue // its slot is empty
		}
		of := func(s slot) bool { return s.node == f.node && x.isFor(s.name, f.key) }
		switch {
		case g.when == nil && g.own(f.node) && slices.ContainsFunc(g.slots, of),
			g.when != nil && g.own(f.node) && of(*g.when):
			found[f.key.key.Canonical()] = f.key
		case g.when != nil && of(*g.when):
			for _, name := range sorted(x.keys) {
				k := x.keys[name]
				if x.hasRow(k) && x.project(k.key, f.node.keyNames) == f.key.key.Canonical() {
					found[name] = k
				}
			}
		}
	}
	var keys []*keyState
	for _, name := range sorted(found) {
		keys = append(keys, found[name])
	}
	return keys
}

// hasRow tells whether a key is of the finest kind and has had an event below
// one of the row's own features.
func (x *Executor) hasRow(k *keyState) bool {
	return slices.ContainsFunc(x.rows.slots, func(s slot) bool {
		had := slices.ContainsFunc(s.sources, func(leaf int) bool { return k.sources[leaf] != nil }) ||
			len(s.crosses) > 0 && k.nodes[s.index].last != nil
		return had && x.rows.own(s.node) && x.isFor(s.name, k)
	})
}

// project returns the canonical key with only the given names of key, "" where
// it has not got them.
func (x *Executor) project(key *event.Key, names []string) string {
	k, err := x.rows.table.Project(key, names)
	if err != nil {
		return ""
	}
	return k.Canonical()
}

// row is a row before it is written.
type row struct {
	time   event.Time
	values []event.Value
	warm   bool
}

// row makes the row of a key, nil where there is none now.
func (x *Executor) row(k *keyState) *row {
	g := x.rows
	r := &row{time: event.Unset}
	shown := make([]*output, len(g.slots))
	for i, s := range g.slots {
		shown[i] = x.shown(k, s)
		switch {
		case shown[i] != nil:
			r.time = max(r.time, shown[i].time)
			r.warm = r.warm || shown[i].warm
		case !g.null:
			return nil
		}
	}
	if r.time == event.Unset {
		return nil
	}
	for i, s := range g.slots {
		r.values = append(r.values, g.columns(s.node, shown[i], r.time)...)
	}
	if g.every == 0 {
		return r
	}
	bucket, name := r.time.Floor(g.every), k.key.Canonical()
	if last, some := g.served[name]; some && bucket <= last {
		return nil
	}
	g.served[name] = bucket
	r.warm = r.warm || x.warmRow(k, bucket)
	return r
}

// shown returns what a row shows of a feature, nil where the slot is empty.
func (x *Executor) shown(k *keyState, s slot) *output {
	of := x.keys[x.project(k.key, s.keyNames)]
	if x.rows.own(s.node) {
		of = k
	}
	if of == nil || !x.isFor(s.name, of) {
		return nil
	}
	last := of.nodes[s.index].last
	if last != nil && last.warm && x.warmup != "keep" {
		return nil
	}
	return last
}

// columns returns the values of one slot of a row at t.
func (g *rowGroup) columns(n *node, slot *output, t event.Time) []event.Value {
	values := make([]event.Value, len(n.fields))
	age := event.Value{}
	if slot != nil {
		copy(values, slot.values)
		age = event.Int(int64(t - slot.time))
	}
	if g.ages {
		values = append(values, age)
	}
	return values
}

// warmRow tells whether a row of a bucket is warm-up: as a sample would be
// (semantics 4), over the sources of all its features.
func (x *Executor) warmRow(k *keyState, bucket event.Time) bool {
	from := event.Unset
	var under time.Duration
	for _, n := range x.rows.slots {
		of := x.keys[x.project(k.key, n.keyNames)]
		if x.rows.own(n.node) {
			of = k
		}
		if of == nil {
			return true
		}
		start, ok := n.rowCoverage(of)
		if !ok {
			return true
		}
		from = max(from, start)
		under = max(under, n.span+n.under)
	}
	return bucket.Add(-under) <= from
}

// rowCoverage returns where the coverage of what a row shows of a feature starts.
func (n *node) rowCoverage(k *keyState) (event.Time, bool) {
	from, ok := n.covered(k)
	if full := k.nodes[n.index].full; n.counting() {
		return max(from, full), ok && full != event.Unset
	}
	return from, ok
}
