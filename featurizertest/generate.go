package featurizertest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/literal"
	"github.com/featurizer/featurizer/market"
)

// generator makes events that are likely to break things: equal times, times
// that lie a window apart, late and early claims, jumps, nulls, equal values,
// gaps, two keys.
type generator struct {
	*rand.Rand
	plan  *graph.Plan
	steps []time.Duration // lengths of time that matter to the plan
	now   event.Time      // on the Received axis
	claim event.Time      // the last one
	// update is the last update id of a book.
	update uint64
}

// generate makes so many events for a plan from a seed.
func generate(p *graph.Plan, seed uint64, length int) []given {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 1)), plan: p}
	starts := []event.Time{event.Time(time.Hour), event.Time(-20 * time.Second), 1_700_000_000_000_000_000}
	g.now = starts[g.IntN(len(starts))] + 1
	g.claim = g.now
	g.steps = lengths(p)
	var used []*graph.Source
	for _, s := range p.Sources {
		if slices.ContainsFunc(p.Features, func(f *graph.Feature) bool { return slices.Contains(f.Leaves, s.Leaf) }) {
			used = append(used, s)
		}
	}
	var list []given
	for range length {
		list = append(list, g.event(used[g.IntN(len(used))]))
	}
	return list
}

// lengths returns the windows of a plan and parts of them.
func lengths(p *graph.Plan) []time.Duration {
	list := []time.Duration{1, time.Second}
	for _, n := range nodes(p) {
		for _, d := range []time.Duration{n.Window, n.Gap, n.Delay} {
			if d > 0 {
				list = append(list, d, d/3, d/8)
			}
		}
		if n.Memory.Bounded > 0 {
			list = append(list, n.Memory.Bounded)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(d time.Duration) bool { return d == 0 })
}

// step is a length of time: mostly short ones, so that windows hold events.
func (g *generator) step() time.Duration {
	d := g.steps[min(g.IntN(len(g.steps)), g.IntN(len(g.steps)))]
	if g.IntN(40) == 0 {
		d *= 5
	}
	return d
}

func (g *generator) event(s *graph.Source) given {
	if g.IntN(4) > 0 {
		g.now = g.now.Add(g.step())
	}
	switch g.IntN(12) {
	case 0, 1: // the same time again
	case 2:
		g.claim = g.now.Add(-g.step()) // late
	case 3:
		g.claim = g.now.Add(g.step()) // early
	case 4:
		g.claim = g.now.Floor(g.steps[len(g.steps)-1]) // the start of a bucket
	case 5:
		g.claim = g.claim.Add(g.steps[g.IntN(len(g.steps))]) // just a window later
	default:
		g.claim = g.now
	}
	e := given{source: s.Declared.Name, key: g.key(s), event: event.Event{SourceTime: g.claim, Arrived: g.now}}
	if g.IntN(50) == 0 {
		e.event.SourceTime = event.Unset
		e.event.Control = &event.Control{Kind: event.Gap, Source: s.Declared.Name}
		return e
	}
	if s.Declared.Definition == market.BookDeltas.Definition {
		g.bookEvent(&e)
		return e
	}
	e.event.Payload = g.payload(s)
	return e
}

// key returns one of two keys, or one of those that the source declares.
func (g *generator) key(s *graph.Source) []event.Pair {
	if n := len(s.Declared.Keys); n > 0 {
		return pairsOf(s.Declared.Keys[g.IntN(n)])
	}
	value := []string{"A", "A", "B"}[g.IntN(3)]
	return []event.Pair{{Name: "symbol", Value: value}}
}

// payload makes a payload, field by field.
func (g *generator) payload(s *graph.Source) any {
	fields := map[string]string{}
	for _, f := range s.Schema.Fields {
		fields[f.Name] = g.text(&f)
	}
	for _, f := range s.Schema.Fields {
		if f.Name == "bid" && g.IntN(10) == 0 {
			fields["bid"], fields["bid_size"] = "-", "-"
		}
		if f.Name == "side" {
			fields["side"] = []string{"buy", "sell", "-"}[g.IntN(3)]
		}
	}
	payload, err := literal.Payload(s, fields)
	if err != nil { // a type that no line can say: zero
		return reflect.New(s.Declared.Definition.Payload).Interface()
	}
	return payload
}

// text makes the text of a field's value.
func (g *generator) text(f *event.Field) string {
	switch f.Kind {
	case event.KindFloat:
		return g.float()
	case event.KindInt:
		return strconv.Itoa(g.IntN(9) - 4)
	case event.KindUint:
		return strconv.Itoa(g.IntN(9))
	case event.KindBool:
		return strconv.FormatBool(g.IntN(2) == 0)
	case event.KindString, event.KindNull, event.KindList:
	}
	return fmt.Sprintf("w%d", g.IntN(3))
}

// float makes a number of few values, so that some are equal, that adding rounds.
func (g *generator) float() string {
	switch g.IntN(24) {
	case 0:
		return "-"
	case 1:
		return "0"
	case 2:
		return "-0"
	case 3:
		return "1e16"
	case 4:
		if g.IntN(8) == 0 {
			return "1.5e308" // two of them are too much
		}
	}
	return strconv.FormatFloat(float64(g.IntN(40)-8)/10, 'g', -1, 64)
}
