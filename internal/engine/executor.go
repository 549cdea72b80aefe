// Package engine runs a compiled graph over events: the step executor takes one
// event at a time, keeps one row of memory per key, runs each node at most once
// with all its inputs settled, and allocates nothing per event.
package engine

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// Options say what an executor hands out.
type Options struct {
	// Features names the features to hand out.
	Features []string
	// Rows hands out the rows of the config.
	Rows bool
	// Control hands out control events.
	Control bool
	// Flagged hands out features' warm-up outputs as they are, flagged, whatever the
	// config does with them: that is left to Emit.
	Flagged bool
	// OnSkip is told of each failed step that is skipped; may be nil.
	OnSkip func(at SkipPlace, cause error)
	// Skips are the steps that were skipped when the log was first run: they are skipped
	// again, and no others. nil where it is decided now.
	Skips map[SkipPlace]bool
	// Emit takes outputs, in output order. An error of it ends the run.
	Emit func(*event.Output) error
	// Computed, if it is not nil, is told what is computed of several keys, before the
	// outputs are handed out; also in steps that fail later.
	Computed func(*Computed)
}

// Executor is the step executor of one process. It is used from one goroutine.
type Executor struct {
	program *graph.Program
	layout  *graph.Layout
	options Options
	rows    []*row // by key index
	timers  timers
	tally   event.Tally
	root    root
	at      stream.At
	// stamps holds, per mark, the pass in which its nodes last emitted: they are
	// dirty in the pass of that number, and nothing needs clearing.
	stamps  []uint64
	pass    uint64
	probe   *probe
	fired   bool // the row that runs has emitted what rows hold
	out     outbox
	entries []entry    // by leaf
	leafOf  []int      // by source
	vectors bool       // some nodes may take many events at once
	frame   stream.Row // where the payload of an event lies that has none
	onClose []instr    // what runs when windows close
	// closeOutputs are the outputs that may come of it.
	closeOutputs []int
	reachedBy    [][]int        // by op with windows: the leaves whose events may close them
	wanted       [][]wanted     // by output: what it is handed out as
	places       []event.Fields // by output: where its values lie
	group        *rowGroup
	rowStream    []wanted
	spare        reflect.Value // a copy of a row, for trying a step out
	below        []below       // by leaf: what lies below it
	layered      bool          // some windows are fed by windows
	trial        probe         // the memory of probes
	// closeTrial is what is run to try out the closing of windows.
	closeTrial []instr
	closing    []int       // ops of the windows that a sub-step closes
	due        []dueWindow // windows that a deadline closes
	dueSteps   []keyStep   // and its sub-steps, where it has several keys
	dueOps     []int       // that these close
	together   bool        // windows of several keys close: rows wait in firing
	firing     []*row
	plan       plan
	customs    []custom
	undo       undo
	running    int     // op, for messages
	last       substep // that of the event that runs
	failed     error
	// sessions is, by op, its number among those with session windows, else -1, and
	// sessionOps how many these are.
	sessions   []int
	sessionOps int
	// controlled is, by leaf, what its control events may reach.
	controlled []controlled
	across     *across // nil where no op computes of several keys
}

// root is what all outputs of a step carry.
type root struct {
	received event.Time
	seq      uint64      // 0 for a deadline
	lane     *event.Lane // of the event; a deadline has that of each key
}

// laneOf returns the lane that an output of a row's key carries.
func (x *Executor) laneOf(r *row) *event.Lane {
	if x.root.seq == 0 {
		return &r.lane
	}
	return x.root.lane
}

// row is the memory of one key.
type row struct {
	// What every event touches comes first, in one line of the cache or two.
	stream.Row
	key   *event.Key
	clock event.Time // no clock in the row is beyond it
	// full says that no slot of the key's row is empty or can become so before
	// coverage starts anew, and latest is then the largest of their times.
	full   bool
	latest event.Time
	// nextEnd is, by leaf, a time before which no window ends that an event of the
	// leaf may close. It lies in ends, unless there are more leaves than that.
	nextEnd []event.Time
	ends    [4]event.Time
	nextDue event.Time   // no open window of the row is due before it
	armed   []event.Time // by session: when its timer goes off; event.Never for none

	value    reflect.Value // the memory of Row
	lane     event.Lane
	coarse   []int      // by slot of the row-group: index of the key of a coarser feature
	bucket   event.Time // of the last row, for rows `every`
	bucketed bool
	events   []int32  // of the span that a batch holds
	stamps   []uint64 // of its own, where ops compute of several keys: see Executor.stamps
	active   uint64   // the last pass in which it got something new
	held     uint64   // the last rehearsal that has saved it
	saved    uint64   // the last step for whose undoing it was saved
	closes   *substep // what of its windows that pass closes
}

// New returns an executor for a program.
func New(p *graph.Program, o Options) (*Executor, error) {
	x := &Executor{
		program: p, layout: p.Layout, options: o,
		stamps: make([]uint64, p.Layout.Marks()),
		spare:  p.Layout.NewRow(),
	}
	x.at.Opened, x.out.output.Lane.Order = event.Unset, -1
	x.undo.on = p.Plan.Config.OnError == "skip"
	x.at.Keep = x.undo.on
	x.findBelow()
	x.findSessions()
	if err := x.findCustoms(); err != nil {
		return nil, err
	}
	if err := x.choose(); err != nil {
		return nil, err
	}
	for _, s := range p.Plan.Sources {
		x.leafOf = append(x.leafOf, s.Leaf)
	}
	x.compile()
	x.findControlled()
	if err := x.findAcross(); err != nil {
		return nil, err
	}
	return x, nil
}

// choose finds which outputs are handed out, and as what.
func (x *Executor) choose() error {
	plan := x.program.Plan
	if x.options.Rows && plan.Rows != nil {
		x.group = newRowGroup(x.program)
		x.rowStream = []wanted{{stream: plan.Rows.Stream}}
	}
	x.places = make([]event.Fields, len(x.program.Outputs))
	missing := slices.Clone(x.options.Features)
	x.wanted = make([][]wanted, len(x.program.Outputs))
	for i, out := range x.program.Outputs {
		x.places[i].Place(out.Feature.Schema.Fields, out.Offset)
		for _, name := range out.Feature.Names {
			if slices.Contains(x.options.Features, name) {
				x.wanted[i] = append(x.wanted[i], wanted{graph.FeatureStream(out.Feature, name), only(out.Feature.Keys[name])})
				missing = slices.DeleteFunc(missing, func(m string) bool { return m == name })
			}
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("there is no feature %q", missing[0])
	}
	return nil
}

// wanted is a stream that outputs are handed out as, for some keys.
type wanted struct {
	stream *event.OutputStream
	only   *keySet
}

// keySet tells keys, those that the config names by index; nil has all of them.
type keySet struct {
	*feature.KeySet
	named []bool
}

func only(keys *feature.KeySet) *keySet {
	if keys == nil {
		return nil
	}
	set := &keySet{KeySet: keys}
	for _, k := range keys.Keys {
		for len(set.named) <= k.Index() {
			set.named = append(set.named, false)
		}
		set.named[k.Index()] = true
	}
	return set
}

func (s *keySet) has(k *event.Key) bool {
	return s == nil || k.Index() < len(s.named) && s.named[k.Index()] || len(s.Open) > 0 && s.Has(k)
}

// row returns the memory of an event's key.
func (x *Executor) row(e *event.Event) *row {
	return x.rowOf(e.Key, e.Lane)
}

// rowOf returns the memory of a key; lane is where its events lie.
func (x *Executor) rowOf(key *event.Key, lane event.Lane) *row {
	i := key.Index()
	for i >= len(x.rows) {
		x.rows = append(x.rows, nil)
	}
	if x.rows[i] == nil {
		x.rows[i] = x.newRow(key, lane)
		x.enlist(x.rows[i])
	}
	return x.rows[i]
}

// enlist makes a new row known to what computes of several keys.
func (x *Executor) enlist(r *row) {
	if x.across != nil {
		x.across.enlist(r)
	}
}

func (x *Executor) newRow(key *event.Key, lane event.Lane) *row {
	value := x.layout.NewRow()
	r := &row{
		Row: stream.RowAt(value.Addr().UnsafePointer()), value: value, key: key, lane: lane,
		clock: event.Unset, latest: event.Unset,
	}
	r.nextEnd = r.ends[:]
	if n := len(x.entries); n > len(r.ends) {
		r.nextEnd = make([]event.Time, n)
	}
	r.armed = slices.Repeat([]event.Time{event.Never}, x.sessionOps)
	r.forget()
	if x.group != nil {
		r.coarse = x.group.coarseKeys(x.program.Plan.Keys, key)
	}
	return r
}

// forget makes the executor look again at what it keeps of a row for speed.
func (r *row) forget() {
	r.full = false
	r.nextDue = event.Unset
	for i := range r.nextEnd {
		r.nextEnd[i] = event.Unset
	}
}

// Tally returns what was counted so far.
func (x *Executor) Tally() event.Tally {
	t := x.tally
	t.Moved = x.at.Moved
	return t
}
