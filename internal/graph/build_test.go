package graph_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/standard"
	"github.com/featurizer/featurizer/stream"
)

const head = `version: 1
sources:
  quotes: {definition: market.quote}
  trades: {definition: market.trade}
features:
`

func build(t *testing.T, text string, extra ...*feature.Definition) (*graph.Plan, error) {
	t.Helper()
	c, err := config.Parse("test.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AddFeatures(extra...); err != nil {
		t.Fatal(err)
	}
	return graph.Build(c, r, graph.Options{ByHand: true})
}

func plan(t *testing.T, text string) *graph.Plan {
	t.Helper()
	p, err := build(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// order returns the names of the nodes in order.
func order(p *graph.Plan) []string {
	var list []string
	for _, f := range p.Features {
		list = append(list, strings.Join(f.Names, "+"))
	}
	return list
}

// byName returns the node of a name.
func byName(t *testing.T, p *graph.Plan, name string) *graph.Feature {
	t.Helper()
	i := slices.IndexFunc(p.Features, func(f *graph.Feature) bool { return slices.Contains(f.Names, name) })
	if i < 0 {
		t.Fatalf("no node %q", name)
	}
	return p.Features[i]
}

func TestNodeOrder(t *testing.T) {
	p := plan(t, head+`
  z: {definition: price.mid_price, inputs: [quotes]}
  b: {definition: volatility.stddev, inputs: [z]}
  a: {definition: transform.diff, inputs: [b]}
  c: {definition: spread.relative, inputs: [quotes]}
  y: {definition: volatility.stddev, params: {window: 2s}}
`)
	// c is the smallest that can be placed; z opens the way to b, then a; y reads
	// the default mid price, which is the node of z.
	if diff := cmp.Diff([]string{"c", "z", "b", "a", "y"}, order(p)); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestDefaultInputsComeFirstAndWriteNothing(t *testing.T) {
	p := plan(t, head+"  a: {definition: spread.relative}\n  v: {definition: volatility.stddev}\n")
	if diff := cmp.Diff([]string{"", "a", "v"}, order(p)); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestEqualFeaturesAreOneNode(t *testing.T) {
	p := plan(t, head+`
  b: {definition: volatility.stddev, params: {window: 1m}}
  a: {definition: volatility.stddev, inputs: [m], params: {window: 60s}}
  m: {definition: price.mid_price}
  e: {expr: "bid+ask", inputs: [quotes]}
  f: {expr: " quotes.bid + (ask) ", inputs: [quotes]}
`)
	if diff := cmp.Diff([]string{"e+f", "m", "a+b"}, order(p)); diff != "" {
		t.Errorf("nodes (-want +got):\n%s", diff)
	}
}

// What decides bits decides the id; what does not, does not.
func TestIdentity(t *testing.T) {
	p := plan(t, head+`
  base:   {expr: "bid - ask", inputs: [quotes]}
  turned: {expr: "ask - bid", inputs: [quotes]}
  w1: {definition: window.mean, inputs: [trades.price], params: {window: 1s}}
  w2: {definition: window.mean, inputs: [trades.price], params: {window: 2s}}
  field: {definition: window.mean, inputs: [trades.amount], params: {window: 1s}}
  tumbling: {definition: window.mean, inputs: [trades.price], params: {window: 1s, kind: tumbling}}
  sum: {definition: window.sum, inputs: [trades.price], params: {window: 1s}}
  d1: {expr: "a / b", inputs: [a, b]}
  d2: {expr: "b / a", inputs: [a, b]}
  d3: {expr: "a / b", inputs: [b, a]}
  a: {definition: transform.lag, inputs: [w1], params: {by: 1s}}
  b: {definition: transform.lag, inputs: [w1], params: {by: 1 events}}
`)
	seen := map[feature.ID]string{}
	for _, f := range p.Features {
		if other, twice := seen[f.ID]; twice {
			t.Errorf("%v and %s have one id", f.Names, other)
		}
		seen[f.ID] = f.Names[0]
	}
	again := plan(t, strings.Replace(head, "quotes: {definition: market.quote}", "quotes: {definition: market.quote, emitter: elsewhere}", 1)+
		"  base:   {expr: \"bid - ask\", inputs: [quotes]}\n")
	if byName(t, again, "base").ID != byName(t, p, "base").ID {
		t.Error("where events come from is no part of the id")
	}
	named := plan(t, strings.Replace(head, "{definition: market.quote}", "{definition: market.quote, stream: other}", 1)+
		"  base:   {expr: \"bid - ask\", inputs: [quotes]}\n")
	if byName(t, named, "base").ID == byName(t, p, "base").ID {
		t.Error("the name of a source's stream is part of the id")
	}
}

// An id is stored with data, so it must stay as it is.
func TestIdentityIsStable(t *testing.T) {
	p := plan(t, head+"  v: {definition: volatility.stddev, inputs: [trades.price], params: {window: 1m}}\n")
	const want = "2f5ea38c6c8e9c3b70b7562825a22ea991911ef882758e35b0b8cacae6087643"
	if got := byName(t, p, "v").ID.String(); got != want {
		t.Errorf("the id of a feature has changed from %s to %s: bump a version instead", want, got)
	}
}

func TestMemoryAndReach(t *testing.T) {
	p := plan(t, head+`
  mid: {definition: price.mid_price}
  vol: {definition: volatility.stddev, inputs: [mid], params: {window: 1m}}
  diff: {definition: transform.diff, inputs: [vol], params: {window: 10s}}
  bars: {definition: bars.ohlcv, params: {window: 1s}}
  upper: {definition: window.sum, inputs: [bars.volume], params: {window: 1m, kind: tumbling}}
  lag: {definition: transform.lag, inputs: [mid], params: {by: 3 events}}
  ewma: {definition: transform.ewma, inputs: [vol], params: {tau: 1s}}
  both: {definition: join.latest, inputs: [mid, trades]}
  one: {expr: "mid.mid_price * 2", inputs: [mid]}
`)
	got := map[string]string{}
	for _, f := range p.Features {
		got[f.Names[0]] = f.Memory.String() + ", reach " + f.Reach.String()
	}
	want := map[string]string{
		"mid": "Stateless, reach 0s", "vol": "Bounded(1m0s), reach 1m0s", "diff": "Bounded(1m10s), reach 1m10s",
		"bars": "Bounded(1s), reach 1s", "upper": "Bounded(1m1s), reach 1m1s", "lag": "Last(4), reach 0s",
		"ewma": "Unbounded, reach 1m0s", "both": "Last(1), reach 0s", "one": "Stateless, reach 0s",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("memory (-want +got):\n%s", diff)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	hidden := feature.Define(feature.Meta{Name: "my.hidden"}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
		return stream.Scan(feature.Number(b), stream.Memory{Unbounded: true}, func(s *map[string]int, _, _ *float64) (bool, error) { return len(*s) > 0, nil })
	})
	for _, c := range []struct{ name, features, want string }{
		{"a cycle", "  a: {definition: transform.diff, inputs: [b]}\n  b: {definition: transform.diff, inputs: [a]}\n", "a <- b <- a"},
		{"a cycle of one", "  a: {expr: \"a + 1\", inputs: [a]}\n", "a <- a"},
		{"types that clash", "  m: {definition: price.mid_price, inputs: [trades]}\n", "{price, amount, side, id}"},
		{"several numbers", "  w: {definition: window.mean, inputs: [trades]}\n", "trades.price, trades.amount"},
		{"no such field", "  w: {definition: window.mean, inputs: [trades.prize]}\n", `no field "prize"`},
		{"too many inputs", "  m: {definition: price.mid_price, inputs: [quotes, trades]}\n", "1 input(s), not 2"},
		{"too few inputs", "  w: {definition: window.mean}\n", "input 1 is missing"},
		{"an unknown input", "  w: {definition: window.mean, inputs: [trade.price]}\n", `unknown input of feature "w": "trade"`},
		{"an unknown definition", "  w: {definition: window.maen, inputs: [trades.price]}\n", `did you mean "window.mean"?`},
		{"state that cannot be stored", "  h: {definition: my.hidden, inputs: [trades.price]}\n", "map[string]int cannot be stored"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := build(t, head+c.features, hidden.Definition)
			var inConfig *config.Errors
			if !errors.As(err, &inConfig) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want one about %s", err, c.want)
			}
		})
	}
}
