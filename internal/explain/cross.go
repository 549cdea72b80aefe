package explain

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// Member is a key whose latest value an output of several keys is made of.
type Member struct {
	Key    Fields        `json:"key"`
	Values Fields        `json:"values,omitempty"` // none before its first one
	Time   *event.Time   `json:"time,omitempty"`   // of the value
	Age    time.Duration `json:"age_ns"`
	// New says that the value came in the step.
	New bool `json:"new"`
}

// crossing is what a node computed of several keys, where the key that is meant got an
// output of it.
type crossing struct {
	engine.Computed

	place  int // of the key among the members, where each has its own output
	output float64
	after  []byte // the memory of the key when it was done
}

// crossed keeps what was computed of several keys in the step that is meant.
func (s *second) crossed(c *engine.Computed) {
	n := s.program.Ops[c.Op].Node
	if c.Received != s.target.received || c.Seq != s.target.seq || !slices.Contains(s.nodes, n) {
		return
	}
	place := 0
	if c.Key == nil {
		place = slices.IndexFunc(c.Members, func(m engine.Member) bool { return m.Key == s.subject.key && m.Valued })
	}
	row, ok := s.x.Row(s.subject.key)
	if place < 0 || !ok {
		return
	}
	of := &crossing{*c, place, c.Members[place].Output, s.row.Append(nil, row.Pointer())}
	s.latest[n] = of
	if n == s.watch.output {
		s.crossings = append(s.crossings, of)
	}
}

// settle makes what was computed of several keys the moment that is looked at, where
// it is the output that is meant: the n-th of its step, from 0.
func (s *second) settle(o *event.Output, n int) {
	if s.watch.output.Cross == nil || n >= len(s.crossings) {
		return
	}
	c := s.crossings[n]
	m := &moment{received: o.Received, value: reflect.ValueOf(&c.output), repeated: true}
	m.Node, m.Time, m.After = s.watch.output, o.Time, s.copyOf(c.after)
	s.moments = map[*stream.Node]*moment{s.watch.output: m}
	s.made = map[*stream.Node]*crossing{s.watch.output: c}
}

// crossStep tells what a node computed of several keys.
func (r *reporter) crossStep(n *stream.Node) *Step {
	step, c := &Step{Operator: n.Op}, r.made[n]
	if c == nil {
		step.Earlier = true
		return step
	}
	in := r.inputAt(n)
	name := in.Name
	if in.Field != "" {
		name += "." + in.Field
	}
	step.Input = r.nameOf(in)
	values := make([]float64, len(c.Members))
	for i, m := range c.Members {
		values[i] = m.Value
		member := Member{Key: pairsOf(m.Key), New: m.New}
		if m.Valued {
			at := m.Time
			member.Time, member.Age = &at, c.Time.UTC().Sub(at.UTC())
			member.Values = Fields{{name, event.Float(m.Value)}}
		} else {
			values[i] = event.Null()
		}
		step.Members = append(step.Members, member)
	}
	outputs := make([]float64, max(len(values), 1))
	n.Cross.Compute(values, outputs, make([]float64, len(values)))
	again := &outputs[0]
	if n.Cross.PerKey {
		again = &outputs[c.place]
	}
	step.Again = r.again(n, reflect.ValueOf(again), math.Float64bits(*again) == math.Float64bits(c.output))
	step.Again.FromUsed = true
	if n.Cross.Explain != nil {
		step.Figures = []stream.Figures{{Lines: n.Cross.Explain(values, c.place)}}
	}
	return step
}

// inputAt returns the input of the feature that a node reads; an empty one where it
// reads another node of the feature.
func (r *reporter) inputAt(n *stream.Node) *feature.Input {
	inputs := r.subject.Feature.Feature.Inputs
	for i := range inputs {
		if inputs[i].Port.Node == n.Inputs[0].Node {
			return &inputs[i]
		}
	}
	return &feature.Input{Name: "value"}
}

// isOfOthers tells whether an input is read for other keys alone.
func (r *reporter) isOfOthers(in *feature.Input) bool {
	reads := func(n *stream.Node) bool {
		return slices.ContainsFunc(n.Inputs, func(p stream.Port) bool { return p.Node == in.Port.Node })
	}
	return slices.ContainsFunc(r.subject.nodes, reads) &&
		!slices.ContainsFunc(r.subject.nodes, func(n *stream.Node) bool { return n.Cross == nil && reads(n) })
}

// crossKeys returns the keys of which a feature that is computed of several has
// outputs, as far as the config says them.
func crossKeys(p *graph.Plan, s *subject) []*event.Key {
	list := slices.Clone(s.KeySet.Keys)
	for _, pairs := range s.KeySet.Open {
		names := make([]string, len(pairs))
		for i := range pairs {
			names[i] = pairs[i].Name
		}
		if !slices.Equal(names, s.KeyNames) {
			continue // its other names are found in the events
		}
		if k, err := p.Keys.Intern(pairs...); err == nil {
			list = append(list, k)
		}
	}
	slices.SortFunc(list, (*event.Key).Compare)
	return slices.Compact(list)
}

// pairsOf returns a key as fields.
func pairsOf(k *event.Key) Fields {
	list := Fields{}
	if k == nil {
		return list
	}
	for i := range k.Len() {
		pair := k.Pair(i)
		list = append(list, Field{pair.Name, event.String(pair.Value)})
	}
	return list
}

// coverages says from when on the sources of the output are covered, and the keys that
// it, or something below it, is computed of.
func (r *reporter) coverages() (list []Coverage, words []string) {
	add := func(name, none string, since event.Time) {
		if since == event.Never {
			list, words = append(list, Coverage{Source: name}), append(words, none)
			return
		}
		list, words = append(list, Coverage{name, &since}), append(words, name+" is covered since "+text(since))
	}
	if !r.subject.Across {
		for _, leaf := range r.subject.Leaves {
			name := r.plan.Leaves[leaf].Name
			add(name, name+" has had no event", *r.program.Layout.Cover(r.moment.After, leaf))
		}
		return list, words
	}
	for _, origin := range r.program.Groups[r.opOf(r.subject.Port.Node).Warmup.Group] {
		if origin < len(r.plan.Leaves) {
			name := r.plan.Leaves[origin].Name
			add(name, name+" has had no event", *r.program.Layout.Cover(r.moment.After, origin))
		}
		for i := range r.program.Crosses {
			if c := &r.program.Crosses[i]; c.Origin == origin {
				add("each key of "+r.callOf(c.Feature), r.uncovered(c), *r.program.Layout.Cover(r.moment.After, origin))
			}
		}
	}
	return list, words
}

// callOf returns what explain calls a feature.
func (r *reporter) callOf(f *graph.Feature) string {
	if len(f.Names) > 0 {
		return f.Names[0]
	}
	return r.subject.calls[f.ID]
}

// uncovered says which keys are waited for, where that is known.
func (r *reporter) uncovered(c *graph.Cross) string {
	made := r.made[r.program.Ops[c.Op].Node]
	if made == nil {
		return "not each key of " + r.callOf(c.Feature) + " is covered"
	}
	var waits []string
	for _, k := range c.Members.Keys {
		covered := slices.ContainsFunc(made.Members, func(m engine.Member) bool { return m.Key == k && m.Covered != event.Never })
		if !covered {
			waits = append(waits, k.String())
		}
	}
	const most = 5
	if more := len(waits) - most; more > 0 {
		waits = append(waits[:most], "...")
	}
	if len(waits) == 0 {
		return "not each of its keys is covered"
	}
	return "it waits for an event of " + strings.Join(waits, " and of ")
}
