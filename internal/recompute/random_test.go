package recompute

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Random graphs: what no one thought of putting above one another.

// term is a number that a feature can take.
type term struct {
	name, field string
	exact       bool // it has the same bits here and there, so it may be compared
	windowed    bool // there are tumbling windows below
	ended       bool // its times are ends of windows
	// odd: its times may lie past the sub-step it fires in, or come again in a later
	// one. What a tumbling window above makes of that, the contract leaves open.
	odd bool
}

func (r term) of(m *market) column { return m.number(r.name, r.field) }

func (r term) String() string { return r.name + "." + r.field }

// grower makes a graph feature by feature.
type grower struct {
	*rand.Rand
	terms []term
	list  []named
}

// lengths are windows and delays: some that fit into one another, some that do
// not, one that holds but one moment.
var lengths = []int64{1, millisecond, 10 * millisecond, 77 * millisecond, 250 * millisecond, 500 * millisecond, second, 1500 * millisecond, 2 * second, 3 * second, 7 * second}

func (g *grower) length() int64 { return lengths[g.IntN(len(lengths))] }

// window is the length of a tumbling window: not so short that there are millions.
func (g *grower) window() int64 { return lengths[3+g.IntN(len(lengths)-3)] }

func (g *grower) delay() int64 {
	return []int64{0, 1, 50 * millisecond, 300 * millisecond, second, 2 * second}[g.IntN(6)]
}

func (g *grower) term() term { return g.terms[g.IntN(len(g.terms))] }

func (g *grower) exact() term { return g.one(func(r term) bool { return r.exact }) }

// one returns a term that will do.
func (g *grower) one(will func(r term) bool) term {
	for {
		if r := g.term(); will(r) {
			return r
		}
	}
}

// add names a feature and makes its fields terms. A feature that is there already
// would be one node with it, and is left out.
func (g *grower) add(f named, like term, fields ...string) {
	if slices.ContainsFunc(g.list, func(before named) bool { return before.yaml == f.yaml }) {
		return
	}
	f.name = fmt.Sprintf("%c%02d", 'a'+rune(g.IntN(26)), len(g.list))
	g.list = append(g.list, f)
	for _, field := range fields {
		r := like
		r.name, r.field = f.name, field
		g.terms = append(g.terms, r)
	}
}

func (g *grower) number(definition string, in term, params string, exact bool, plain func(in column) *series) {
	like := in
	like.exact = exact
	g.add(numberOf(definition, in, params, plain), like, "value")
}

func numberOf(definition string, in term, params string, plain func(in column) *series) named {
	return named{
		yaml:  fmt.Sprintf("{definition: %s, inputs: [%s], params: {%s}}", definition, in, params),
		plain: func(m *market) *series { return plain(in.of(m)) },
	}
}

// grow adds one feature.
func (g *grower) grow() {
	switch g.IntN(16) {
	case 0:
		w, in := g.length(), g.exact()
		g.number("transform.diff", in, fmt.Sprintf("window: %dns", w), true, func(in column) *series { return diff(in, w, false) })
	case 1:
		by, in := g.length(), g.term()
		g.number("transform.lag", in, fmt.Sprintf("by: %dns", by), in.exact, func(in column) *series { return lagTime(in, by) })
	case 2:
		n, in := 1+g.IntN(30), g.term()
		g.number("transform.lag", in, fmt.Sprintf("by: %d events", n), in.exact, func(in column) *series { return lagEvents(in, n) })
	case 3:
		tau, in := g.length(), g.term()
		g.number("transform.ewma", in, fmt.Sprintf("tau: %dns", tau), false, func(in column) *series { return ewma(in, float64(tau)) })
	case 4:
		every, in := g.length(), g.term()
		g.number("transform.sample", in, fmt.Sprintf("every: %dns", every), in.exact, func(in column) *series { return sample(in, every) })
	case 5:
		every, in := g.length(), g.term()
		g.number("transform.throttle", in, fmt.Sprintf("every: %dns", every), in.exact, func(in column) *series { return throttle(in, every) })
	case 6:
		g.number("transform.unique", g.exact(), "", true, unique)
	case 7, 8:
		g.aggregate()
	case 9:
		b := bucketing{g.window(), g.delay(), g.IntN(2) == 0}
		g.add(bar("", b), term{windowed: true, ended: true}, barFields...)
		for i := range g.terms[len(g.terms)-len(barFields):] {
			r := &g.terms[len(g.terms)-len(barFields)+i]
			r.exact = r.name == g.list[len(g.list)-1].name && r.field != "volume" && r.field != "vwap"
		}
	case 10:
		g.join()
	case 11, 12, 13:
		g.scale()
	default:
		g.expression()
	}
}

// scale adds what measures a value by those before it, or a bar of so many trades.
func (g *grower) scale() {
	switch in := g.exact(); g.IntN(4) {
	case 0:
		w := g.length()
		g.number("transform.min_max", in, fmt.Sprintf("window: %dns", w), true, func(in column) *series { return scaled(in, w, minMax) })
	case 1:
		by := g.length()
		g.number("transform.return", in, fmt.Sprintf("by: %dns", by), true, func(in column) *series {
			return returns(in, lagTime(in, by), growth)
		})
	case 2:
		n := 1 + g.IntN(30)
		g.number("transform.return", in, fmt.Sprintf("by: %d events", n), true, func(in column) *series {
			return returns(in, lagEvents(in, n), growth)
		})
	default:
		n := 1 + g.IntN(9)
		g.add(named{
			yaml: fmt.Sprintf("{definition: bars.tick, inputs: [trades], params: {threshold: %d}}", n),
			plain: func(m *market) *series {
				return activity(m.get("trades"), float64(n), func(_, _ float64) float64 { return 1 })
			},
		}, term{exact: true}, "open", "high", "low", "close", "trades")
	}
}

func (g *grower) aggregate() {
	names := aggregateNames()
	name, in := names[g.IntN(len(names))], g.term()
	exact := name == "count" || in.exact && (name == "min" || name == "max" || name == "first" || name == "last")
	kind, more := g.IntN(4), paramsOf(name)
	switch kind {
	case 0:
		w := g.length()
		g.number("window."+name, in, fmt.Sprintf("window: %dns", w)+more, exact, func(in column) *series { return sliding(in, w, aggregates[name]) })
		return
	case 1:
		n := 1 + g.IntN(30)
		g.number("window."+name, in, fmt.Sprintf("window: %d events", n)+more, exact, func(in column) *series { return slidingEvents(in, n, aggregates[name]) })
		return
	}
	for in.odd {
		in = g.term()
	}
	b := bucketing{length: g.window(), delay: g.delay()}
	params := fmt.Sprintf("kind: tumbling, window: %dns, close_delay: %dns", b.length, b.delay) + more
	f := numberOf("window."+name, in, params, func(in column) *series { return tumblingOf(in, b, name) })
	if kind == 2 {
		params = fmt.Sprintf("kind: session, gap: %dns, close_delay: %dns", b.length, b.delay) + more
		f = numberOf("window."+name, in, params, func(in column) *series { return sessions(in, b.length, b.delay, aggregates[name]) })
	}
	g.add(f, term{exact: exact && in.exact, windowed: true, ended: true}, "value")
}

// together is what is known of a feature over two terms that fires with any of
// them, or with one.
func together(a, b term, anyFires bool) term {
	windowed := a.windowed || b.windowed
	ended := a.ended && b.ended
	return term{
		exact: a.exact && b.exact, windowed: windowed, ended: ended,
		odd: a.odd || b.odd || ended || windowed && !anyFires,
	}
}

func (g *grower) join() {
	left, right := g.term(), g.term()
	for right.name == left.name {
		right = g.term()
	}
	part := func(m *market, r term) part { return m.fields(r.name, r.field) }
	if g.IntN(2) == 0 {
		age := g.length()
		g.add(named{
			yaml:  fmt.Sprintf("{definition: join.asof, inputs: [%s, %s], params: {max_age: %dns}}", left, right, age),
			plain: func(m *market) *series { return asOf(age, part(m, left), part(m, right)) },
		}, together(left, right, false), left.String(), right.String())
		return
	}
	when, name := g.IntN(3)-1, "any"
	if when >= 0 {
		name = []string{left.name, right.name}[when]
	}
	g.add(named{
		yaml:  fmt.Sprintf("{definition: join.latest, inputs: [%s, %s], params: {when: %s}}", left, right, name),
		plain: func(m *market) *series { return latest(when, part(m, left), part(m, right)) },
	}, together(left, right, when < 0), left.String(), right.String())
}

func (g *grower) expression() {
	a, b := g.term(), g.term()
	for b.name == a.name {
		b = g.term()
	}
	forms := []struct {
		text  string
		exact bool
		f     func(x, y float64) value
	}{
		{"%s - %s", true, func(x, y float64) value { return num(x - y) }},
		{"coalesce(%s, %s)", true, func(x, y float64) value { return num(or(x, y)) }},
		{"isnull(%s) ? 7 : %s", true, func(x, y float64) value {
			if !known(x) {
				y = 7
			}
			return num(y)
		}},
		{"min(%s, %s) * 0.5", true, func(x, y float64) value { return num(least(x, y) * 0.5) }},
		{"0.25 * %s + 0.75 * %s", false, func(x, y float64) value { return num(0.25*x + 0.75*y) }},
	}
	form := forms[g.IntN(len(forms))]
	like := together(a, b, true)
	like.exact = like.exact && form.exact
	g.add(named{
		yaml: fmt.Sprintf("{expr: \""+form.text+"\", inputs: [%s, %s]}", a, b, a.name, b.name),
		plain: func(m *market) *series {
			return expression(func(x []float64) value { return form.f(x[0], x[1]) }, m.fields(a.name, a.field), m.fields(b.name, b.field))
		},
	}, like, "value")
}

// rows chooses what a row is of and when it is written.
func (g *grower) rows() *rowPlan {
	p := &rowPlan{when: "any", missing: []string{"wait", "null"}[g.IntN(2)], ages: g.IntN(2) == 0}
	for _, i := range g.Perm(len(g.list))[:1+g.IntN(5)] {
		p.features = append(p.features, g.list[i].name)
	}
	switch g.IntN(3) {
	case 0:
		p.when = g.list[g.IntN(len(g.list))].name
	case 1:
		p.every = []int64{50, 300, 1000, 3000}[g.IntN(4)] * millisecond
	}
	return p
}

// grow replaces the features of a scene by a random graph.
func (s *scene) grow(seed uint64) *scene {
	const features = 14
	g := &grower{Rand: rand.New(rand.NewPCG(seed, 1)), list: []named{mid()}}
	g.terms = []term{
		{name: "mid", field: "mid_price", exact: true},
		{name: "quotes", field: "bid", exact: true},
		{name: "quotes", field: "ask_size", exact: true},
		{name: "trades", field: "price", exact: true},
		{name: "trades", field: "amount", exact: true},
	}
	for len(g.list) < features {
		g.grow()
	}
	s.features, s.random, s.rows = g.list, true, nil
	s.warmup = []string{"", "keep", "null"}[g.IntN(3)]
	if g.IntN(3) == 0 {
		s.rows = g.rows()
	}
	return s
}

// TestRandomGraphs compares random graphs over short parts of captures in which
// all goes wrong.
func TestRandomGraphs(t *testing.T) {
	const graphs = 60
	for _, name := range []string{"usdm-eth", "spot-btc", "coinm-btc"} {
		r, frames := record(t, name)
		part := span(frames, 25*second)
		if name == "usdm-eth" {
			part = part[:len(part)/3]
		}
		spoiled := interrupted(repeated(misdated(stalled(onesided(part)))))
		path := writeCapture(t, t.TempDir(), "spoiled", spoiled)
		for seed := range uint64(graphs) {
			t.Run(fmt.Sprintf("%s/%d", name, seed), func(t *testing.T) {
				sceneOf(r, path, spoiled, nil).grow(seed).check(t)
			})
		}
	}
}

// TestRandomGraphsOfTwo compares random graphs over two keys.
func TestRandomGraphsOfTwo(t *testing.T) {
	const graphs = 25
	for _, l := range layouts[:2] {
		s := merged(t, l, func(f []frame, which int) []frame {
			return quiet(interrupted(misdated(stalled(onesided(f[:len(f)/4])))), 5, int64(which), 4)
		})
		for seed := range uint64(graphs) {
			t.Run(fmt.Sprintf("%s/%d", l.name, seed), func(t *testing.T) {
				s.grow(1000 + seed).check(t)
			})
		}
	}
}

// scale returns the largest number of a series.
func (s *series) scale() float64 {
	largest := 0.0
	for _, p := range s.points {
		for _, v := range p.values {
			if x := math.Abs(v.float()); x > largest {
				largest = x
			}
		}
	}
	return largest
}
