package featurizertest

import (
	"reflect"
	"slices"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/stream"
)

// history is what the nodes of one key did in a run over a whole log. From it
// follows how much of the log a run needs that starts later (semantics 4).
type history struct {
	log    []logged
	key    string
	nodes  []*stream.Node
	index  map[*stream.Node]int
	clocks [][]event.Time // by place in the log, before that event, and node
	opens  [][]event.Time // ends of open windows, event.Unset for none
	fired  [][]firing     // by node
}

// firing is an output of a node.
type firing struct {
	at     int // place in the log
	seq    uint64
	time   event.Time
	warmup bool
	null   bool // a number of it is null
}

// watch runs a log and returns what one key's nodes did, and all outputs.
func (s *subject) watch(log []logged, key []event.Pair) (*history, []output, error) {
	m, err := s.fresh()
	if err != nil {
		return nil, nil, err
	}
	h := &history{log: log, key: keyText(key), nodes: nodes(m.plan), index: map[*stream.Node]int{}}
	for i, n := range h.nodes {
		h.index[n] = i
	}
	h.fired = make([][]firing, len(h.nodes))
	k, err := m.plan.Keys.Intern(key...)
	if err != nil {
		return nil, nil, err
	}
	for i := range log {
		if err := h.observe(m, k, i-1); err != nil {
			return nil, nil, err
		}
		if err := feed(m, m.plan, &log[i], i); err != nil {
			return nil, nil, err
		}
	}
	if err := h.observe(m, k, len(log)-1); err != nil {
		return nil, nil, err
	}
	m.reach(len(log))
	err = m.Tick(finish(m.plan, log))
	return h, m.took(), err
}

// observe notes the state of the key after the event at a place.
func (h *history) observe(m *stepper, key *event.Key, at int) error {
	clocks, opens := make([]event.Time, len(h.nodes)), make([]event.Time, len(h.nodes))
	for i := range h.nodes {
		clocks[i], opens[i] = event.Unset, event.Unset
	}
	h.clocks, h.opens = append(h.clocks, clocks), append(h.opens, opens)
	if !m.has(key) {
		return nil
	}
	row, err := m.look(key)
	if err != nil {
		return err
	}
	for i := range h.nodes {
		mark := m.program.Layout.Mark(row, i)
		clocks[i] = mark.Clock
		out := reflect.NewAt(h.nodes[i].Output, m.program.Layout.Output(row, i)).Elem()
		now := firing{at, mark.Seq, mark.Clock, m.program.Layout.Warmth(row, i).Warmup, hasNull(out)}
		n := len(h.fired[i])
		if mark.Clock != event.Unset && (n == 0 || h.fired[i][n-1].seq != now.seq || h.fired[i][n-1].time != now.time) {
			h.fired[i] = append(h.fired[i], now)
		}
	}
	for _, i := range m.program.Timed {
		op := &m.program.Ops[i]
		if end, open := op.Timed.Due(row); open {
			opens[op.Index] = end
		}
	}
	return nil
}

// has tells whether a key has state.
func (m *stepper) has(key *event.Key) bool { return slices.Contains(m.snapshots.Keys(), key) }

// clock returns the largest clock of a node's inputs before an event.
func (h *history) clock(n *stream.Node, at int) event.Time {
	latest := event.Unset
	for _, in := range n.Inputs {
		latest = max(latest, h.clocks[at][h.index[in.Node]])
	}
	return latest
}

// values returns from which event on a run must know the log for the values of a
// node's outputs to be right from event at on.
func (h *history) values(n *stream.Node, at int) int {
	if n.Bind == nil || at <= 0 {
		return at
	}
	first := h.inputs(n, at)
	earliest := first
	for _, in := range n.Inputs {
		from := first
		switch {
		case n.Memory.Last > 0 && n.Closes: // inputs that a window leaves out do not count
			from = h.last(in.Node, first, n.Memory.Last, func(f *firing) bool { return !f.null })
		case n.Memory.Last > 0:
			from = h.last(in.Node, first, n.Memory.Last, func(*firing) bool { return true })
		}
		earliest = min(earliest, h.values(in.Node, from))
	}
	return earliest
}

// inputs returns from which event on a node must know its inputs, as far as its
// memory is bounded in time.
func (h *history) inputs(n *stream.Node, at int) int {
	var cut event.Time
	switch {
	case n.Closes:
		// A window that is open, here or by mistake in a run that starts late, is
		// not yet due.
		cut = h.log[at-1].event.Received.Add(-n.Delay - n.Window)
		if end := h.opens[at][h.index[n]]; end != event.Unset {
			cut = min(cut, end.Add(-n.Window)-1)
		}
	case n.Memory.Bounded > 0:
		cut = h.clock(n, at)
		if cut != event.Unset {
			cut = cut.Add(-n.Memory.Bounded)
		}
	default:
		return at
	}
	for i := range at {
		// An input may count in a window by its receipt.
		if h.newest(n, i) > cut || n.Closes && h.is(i) && h.log[i].event.Received.Add(-n.Delay) > cut {
			return i
		}
	}
	return at
}

// newest returns the largest time that an input of a node may have at an event,
// whether there was one or a run that starts late would be wrong to have one.
func (h *history) newest(n *stream.Node, at int) event.Time {
	latest := event.Unset
	for below := range underneath(n) {
		switch {
		case below.Bind == nil:
			latest = max(latest, h.clocks[at+1][h.index[below]])
		case below.Closes && below != n:
			latest = max(latest, h.log[at].event.Received) // when a window is due
		}
	}
	return latest
}

// is tells whether an event is of the key.
func (h *history) is(at int) bool { return keyText(h.log[at].key) == h.key }

// last returns the place of the n-th last output of a node before an event, of
// those that count; 0 if there are fewer.
func (h *history) last(n *stream.Node, before, count int, counts func(*firing) bool) int {
	fired := h.fired[h.index[n]]
	for i := len(fired) - 1; i >= 0; i-- {
		if fired[i].at >= before || !counts(&fired[i]) {
			continue
		}
		if count--; count == 0 {
			return max(fired[i].at, 0)
		}
	}
	return 0
}

// hasNull tells whether a number in an output is null.
func hasNull(out reflect.Value) bool {
	switch out.Kind() { //nolint:exhaustive // no other holds a number that can be null
	case reflect.Float64:
		return event.IsNull(out.Float())
	case reflect.Struct:
		for _, field := range out.Fields() {
			if hasNull(field) {
				return true
			}
		}
	}
	return false
}

// older returns the place of a node's last output before an event with a time
// before t; 0 if there is none.
func (h *history) older(n *stream.Node, before int, t event.Time) int {
	fired := h.fired[h.index[n]]
	for i := len(fired) - 1; i >= 0; i-- {
		if fired[i].at < before && fired[i].time < t {
			return max(fired[i].at, 0)
		}
	}
	return 0
}

// flags returns from which event on a run must know the log for a node's outputs
// to be right from event at on, and to be warm-up where they are in the history.
func (h *history) flags(n *stream.Node, at int) int {
	if n.Bind == nil || at <= 0 {
		return at
	}
	earliest := h.values(n, at)
	if n.Same {
		return min(earliest, h.flags(n.Inputs[0].Node, at))
	}
	covered := h.clock(n, at)
	if covered == event.Unset {
		return 0
	}
	covered = covered.Add(-reach(n))
	for below := range underneath(n) {
		switch {
		case below == n && n.Warmup == stream.ByCount:
			in := n.Inputs[0].Node
			earliest = min(earliest, h.flags(in, h.last(in, at, n.Memory.Last, func(f *firing) bool { return !f.warmup })))
		case below == n:
		case below.Bind == nil:
			earliest = min(earliest, h.older(below, at, covered))
		case below.Warmup == stream.ByCount:
			earliest = min(earliest, h.flags(below, h.older(below, at, covered)))
		}
	}
	return earliest
}

// underneath returns a node and all nodes that it is computed from.
func underneath(n *stream.Node) map[*stream.Node]bool {
	set := map[*stream.Node]bool{}
	var visit func(n *stream.Node)
	visit = func(n *stream.Node) {
		set[n] = true
		for _, in := range n.Inputs {
			visit(in.Node)
		}
	}
	visit(n)
	return set
}

// reach returns the sum of window lengths along the longest path to a node.
func reach(n *stream.Node) time.Duration {
	var below time.Duration
	for _, in := range n.Inputs {
		below = max(below, reach(in.Node))
	}
	return below + n.Window
}
