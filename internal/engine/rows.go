package engine

import (
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// rowGroup says what the rows of a config are made of.
type rowGroup struct {
	*graph.Rows
	slots   []slot
	trigger *slot // nil: any slot fires a row
	keep    bool  // warm-up values fill slots
	// places are where the values of a row lie. They lie in the row of its key alone,
	// and are all that it holds, where simple says so; such a row fires when one
	// of its slots does.
	places event.Fields
	simple bool
}

// slot is a feature of a row.
type slot struct {
	output int // index of the feature's output
	node   int
	mark   int
	group  int  // origins whose coverage it needs
	coarse bool // it is kept per fewer key names than the row
	only   *keySet
}

func newRowGroup(p *graph.Program) *rowGroup {
	g := &rowGroup{Rows: p.Plan.Rows, keep: p.Plan.Config.Warmup == "keep"}
	find := func(f *graph.Feature, name string) slot {
		i := slices.IndexFunc(p.Outputs, func(o graph.Output) bool { return o.Feature == f })
		out := p.Outputs[i]
		s := slot{output: i, node: out.Node, mark: p.Layout.MarkOf(out.Node), coarse: len(f.KeyNames) < len(g.KeyNames), only: only(f.Keys[name])}
		if out.Op >= 0 {
			s.group = p.Ops[out.Op].Warmup.Group
		} else {
			s.group = p.Leaves[out.Node].Group
		}
		return s
	}
	for i, f := range g.Slots {
		g.slots = append(g.slots, find(f, g.Names[i]))
	}
	if g.Trigger != nil {
		trigger := find(g.Trigger, g.When)
		g.trigger = &trigger
	}
	g.simple = g.Trigger == nil && g.Every == 0 && !g.Ages
	for i, f := range g.Slots {
		g.places.Place(f.Schema.Fields, p.Outputs[g.slots[i].output].Offset)
		g.simple = g.simple && !g.slots[i].coarse
	}
	return g
}

// coarseKeys returns, for a key of the row-group, the keys of its coarser slots, and
// last that of a coarser trigger; nil for another key. Where the names of keys are not known, every key is one of
// the row-group.
func (g *rowGroup) coarseKeys(keys *event.Keys, key *event.Key) []int {
	if len(g.KeyNames) > 0 && !slices.Equal(key.Names(), g.KeyNames) {
		return nil
	}
	list := make([]int, len(g.slots))
	for i, f := range g.Slots {
		list[i] = key.Index()
		if !g.slots[i].coarse {
			continue
		}
		if coarse, err := keys.Project(key, f.KeyNames); err == nil { // the graph has checked the names
			list[i] = coarse.Index()
		}
	}
	if g.trigger != nil && g.trigger.coarse {
		if coarse, err := keys.Project(key, g.Trigger.KeyNames); err == nil {
			list = append(list, coarse.Index())
		}
	}
	return list
}

// collectRow takes the rows that a sub-step on r fires.
func (x *Executor) collectRow(r *row, end event.Time) {
	g := x.group
	switch {
	case r.full && x.vectors:
		if x.fired {
			x.takeHead(r, end)
		}
	case r.coarse != nil:
		if x.firesRow(r) {
			x.fire(r, end)
		}
	case g.trigger != nil && g.trigger.coarse && x.hasFired(r, g.trigger):
		for _, fine := range x.under(r) {
			x.fire(fine, end)
		}
	}
}

// fire takes a row, or notes it where windows of other keys close together with its.
func (x *Executor) fire(r *row, end event.Time) {
	if x.together {
		x.firing = append(x.firing, r)
		return
	}
	x.takeRow(r, end)
}

// under returns the rows of the finest key that belong to a coarser one, by key.
func (x *Executor) under(r *row) []*row {
	var list []*row
	for _, fine := range x.rows {
		if fine != nil && slices.Contains(fine.coarse, r.key.Index()) && x.hasOwn(fine) {
			list = append(list, fine)
		}
	}
	slices.SortFunc(list, func(a, b *row) int { return a.key.Compare(b.key) })
	return list
}

// hasOwn tells whether a source below a feature of the row's own key, under a name
// that is for the key, has had an event.
func (x *Executor) hasOwn(r *row) bool {
	for i, f := range x.group.Slots {
		if x.group.slots[i].coarse || !x.group.slots[i].only.has(r.key) {
			continue
		}
		if f.Across && x.layout.Mark(r.Row, x.group.slots[i].node).Clock != event.Unset {
			return true
		}
		for _, leaf := range f.Leaves {
			if x.layout.Mark(r.Row, leaf).Clock != event.Unset {
				return true
			}
		}
	}
	return false
}

// firesRow tells whether what emitted in this pass fires a row of r's key.
func (x *Executor) firesRow(r *row) bool {
	g := x.group
	if g.trigger != nil {
		return !g.trigger.coarse && x.hasFired(r, g.trigger)
	}
	for i := range g.slots {
		if !g.slots[i].coarse && x.hasFired(r, &g.slots[i]) {
			return true
		}
	}
	return false
}

// hasFired tells whether a slot got a value in this pass.
func (x *Executor) hasFired(r *row, s *slot) bool {
	return x.stamps[s.mark] == x.pass && s.only.has(r.key) && (x.group.keep || !x.layout.Warmth(r.Row, s.node).Warmup)
}

// takeRow collects a row, unless slots that must not be are empty.
func (x *Executor) takeRow(r *row, end event.Time) {
	g := x.group
	latest, filled, warmup := event.Unset, 0, false
	for i := range g.slots {
		if m := x.slotMark(r, i); m != nil {
			latest = max(latest, m.Clock)
			filled++
			warmup = warmup || x.layout.Warmth(x.slotRow(r, i).Row, g.slots[i].node).Warmup
		}
	}
	if filled == 0 || filled < len(g.slots) && g.Missing == "wait" {
		return
	}
	p := pending{row: r, output: rowOutput, end: end, time: latest, warmup: warmup, first: len(x.out.values)}
	if g.Every > 0 {
		bucket := latest.Floor(g.Every)
		if r.bucketed && bucket <= r.bucket {
			return
		}
		r.bucket, r.bucketed = bucket, true
		p.warmup = warmup || bucket.Add(-g.Reach) <= x.rowCoverage(r)
	}
	if g.simple && filled == len(g.slots) && x.allWarm(r) {
		r.full, r.latest = true, latest
	}
	x.readRow(r, latest)
	p.last = len(x.out.values)
	x.out.list = append(x.out.list, p)
}

// takeHead collects a row in which nothing is empty, as it lies in memory.
func (x *Executor) takeHead(r *row, end event.Time) {
	first, words := len(x.out.heads), int(x.layout.Head+7)/8
	x.out.heads = slices.Grow(x.out.heads, words)[:first+words]
	r.CopyTo(stream.RowOf(x.out.heads[first:]), 0, x.layout.Head)
	x.out.list = append(x.out.list, pending{
		row: r, output: rowOutput, end: end, time: r.latest, first: first, last: first + words, head: true,
	})
}

// allWarm tells whether no slot of a row can become empty before coverage starts
// anew.
func (x *Executor) allWarm(r *row) bool {
	for i := range x.group.slots {
		if x.layout.Warmth(r.Row, x.group.slots[i].node).Cold {
			return false
		}
	}
	return true
}

// slotMark returns the mark of a row's slot; nil if the slot is empty.
func (x *Executor) slotMark(r *row, i int) *graph.Mark {
	from := x.slotRow(r, i)
	if from == nil || !x.group.slots[i].only.has(from.key) {
		return nil
	}
	m := x.layout.Mark(from.Row, x.group.slots[i].node)
	if m.Clock == event.Unset || !x.group.keep && x.layout.Warmth(from.Row, x.group.slots[i].node).Warmup {
		return nil
	}
	return m
}

// slotRow returns the row in which a slot lies; nil if its key has had no event.
func (x *Executor) slotRow(r *row, i int) *row {
	if !x.group.slots[i].coarse {
		return r
	}
	if at := r.coarse[i]; at < len(x.rows) {
		return x.rows[at]
	}
	return nil
}

// rowCoverage returns from when on all sources of a row are covered.
func (x *Executor) rowCoverage(r *row) event.Time {
	latest := event.Unset
	for i := range x.group.slots {
		from := x.slotRow(r, i)
		if from == nil { // its key has had no event
			return event.Never
		}
		latest = max(latest, *x.layout.Group(from.Row, x.group.slots[i].group))
	}
	return latest
}

// readRow appends the values of a row of time t, and their ages where asked for.
func (x *Executor) readRow(r *row, t event.Time) {
	for i := range x.group.slots {
		m, first := x.slotMark(r, i), len(x.out.values)
		if m == nil {
			nulls := len(x.group.Slots[i].Schema.Fields)
			x.out.values = append(x.out.values, make([]event.Value, nulls)...)
		} else {
			x.out.values = x.read(x.slotRow(r, i), x.group.slots[i].output, x.out.values[:first])
		}
		if !x.group.Ages {
			continue
		}
		age := event.Value{}
		if m != nil {
			age = event.Int(int64(t - m.Clock))
		}
		x.out.values = append(x.out.values, age)
	}
}
