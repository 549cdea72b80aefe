package featurizertest

import (
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
)

// coldCut is the event in how many, on average, that a late start is tried for.
const coldCut = 14

// coldStart: where memory is bounded, a run that starts in the midst of a log, as
// far before some event as the memory classes say, is equal from that event on
// to one that has seen all. The values are compared with the least that they
// need, all else with what coverage needs too.
func coldStart(t *trial) error {
	_, err := t.coldStarts()
	return err
}

// coldStarts also returns how many of the starts left a part of the log out.
func (t *trial) coldStarts() (late int, err error) {
	keep := t.subject.with(func(c *config.Config) { c.Warmup = "keep" })
	ways := []*cold{
		{what: "values", subject: keep, as: (*output).valuesOnly, from: valuesFrom, isTight: true},
		{what: "outputs", subject: t.subject, as: (*output).whole, from: flagsFrom},
	}
	for cut := range t.log {
		if t.chance(cut).IntN(coldCut) > 0 {
			continue
		}
		for _, c := range ways {
			start, err := c.find(t.log, cut)
			if err != nil {
				return late, err
			}
			if start > 0 {
				late++
			}
		}
	}
	return late, nil
}

// cold is one way to compare a late start.
type cold struct {
	what    string
	subject *subject
	as      func(*output) string
	from    func(h *history, p *graph.Plan, at int) int
	isTight bool // warm-up is not compared
	warm    map[string]*watched
}

// watched is a run over the whole log.
type watched struct {
	history *history
	outputs []output
}

// watch runs the whole log with an eye on one key, once for each.
func (c *cold) watch(log []logged, key []event.Pair) (*watched, error) {
	if w := c.warm[keyText(key)]; w != nil {
		return w, nil
	}
	h, outputs, err := c.subject.watch(log, key)
	if c.warm == nil {
		c.warm = map[string]*watched{}
	}
	w := &watched{h, outputs}
	c.warm[keyText(key)] = w
	return w, err
}

// find starts late and compares from the event at cut on.
func (c *cold) find(log []logged, cut int) (start int, err error) {
	key := log[cut].key
	w, err := c.watch(log, key)
	if err != nil {
		return 0, err
	}
	m, err := c.subject.fresh()
	if err != nil {
		return 0, err
	}
	// The history's nodes are of another plan; they lie at the same places.
	bounded, rows := c.compared(m.plan)
	start = c.from(w.history, m.plan, cut)
	for i := start; i < len(log); i++ {
		if err := feed(m, m.plan, &log[i], i); err != nil {
			return 0, err
		}
	}
	m.reach(len(log))
	if err := m.Tick(finish(m.plan, log)); err != nil {
		return 0, err
	}
	seen := func(o *output) bool {
		return o.at >= cut && o.key == keyText(key) && (o.isRow && rows || !o.isRow && slices.Contains(bounded, o.name))
	}
	err = difference("warm", texts(only(w.outputs, seen), c.as), "cold", texts(only(m.took(), seen), c.as))
	if err != nil {
		return start, fmt.Errorf("the %s from event %d on, in a run that starts at event %d: %w", c.what, cut+1, start+1, err)
	}
	return start, nil
}

// cuts tells whether a feature can be compared after a late start: its memory is
// bounded, and it is computed of one key alone, as only one is looked at.
func cuts(f *graph.Feature) bool { return f.Memory.Cut() && !f.Across }

// compared returns the names of the features that are compared, and whether rows are.
func (c *cold) compared(p *graph.Plan) (names []string, rows bool) {
	for _, f := range p.Features {
		if cuts(f) {
			names = append(names, f.Names...)
		}
	}
	return names, !c.isTight && coldRows(p)
}

// coldRows tells whether rows can start late: their features are bounded and of
// the row's own key.
func coldRows(p *graph.Plan) bool {
	if p.Rows == nil {
		return false
	}
	all := slices.Clone(p.Rows.Slots)
	if p.Rows.Trigger != nil {
		all = append(all, p.Rows.Trigger)
	}
	return !slices.ContainsFunc(all, func(f *graph.Feature) bool {
		return !cuts(f) || !slices.Equal(f.KeyNames, p.Rows.KeyNames)
	})
}

// at returns the node of a feature's output in the history.
func (h *history) at(p *graph.Plan, f *graph.Feature) int {
	return slices.Index(nodes(p), f.Port.Node)
}

// valuesFrom returns where a run must start for the values of the bounded
// features to be right from event at on.
func valuesFrom(h *history, p *graph.Plan, at int) int {
	start := at
	for _, f := range p.Features {
		if cuts(f) {
			start = min(start, h.values(h.nodes[h.at(p, f)], at))
		}
	}
	return start
}

// flagsFrom is valuesFrom for all else of the features and rows too.
func flagsFrom(h *history, p *graph.Plan, at int) int {
	start := at
	for _, f := range p.Features {
		if cuts(f) {
			start = min(start, h.flags(h.nodes[h.at(p, f)], at))
		}
	}
	if !coldRows(p) {
		return start
	}
	return min(start, h.rows(p, at))
}

// rows returns where a run must start for the rows to be right from event at on:
// they need the last output of each slot before, and the start of their bucket.
func (h *history) rows(p *graph.Plan, at int) int {
	first := at
	if p.Rows.Every > 0 {
		latest := event.Unset
		for _, f := range p.Rows.Slots {
			latest = max(latest, h.clocks[at][h.at(p, f)])
		}
		if latest == event.Unset {
			return 0
		}
		bucket := latest.Floor(p.Rows.Every)
		for _, f := range p.Rows.Slots {
			n := h.nodes[h.at(p, f)]
			first = min(first, h.older(n, at, bucket))
			for below := range underneath(n) {
				if below.Bind == nil {
					first = min(first, h.older(below, at, bucket.Add(-p.Rows.Reach)))
				} else if below.Memory.Last > 0 && below.Warmup != 0 {
					first = min(first, h.flags(below, h.older(below, at, bucket.Add(-p.Rows.Reach))))
				}
			}
		}
	}
	start := first
	for _, f := range p.Rows.Slots {
		n := h.nodes[h.at(p, f)]
		start = min(start, h.flags(n, h.last(n, first, 1, func(*firing) bool { return true })))
	}
	return start
}
