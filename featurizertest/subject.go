package featurizertest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/standard"
)

// Case is what is tested: a config with the definitions that it names.
type Case struct {
	// Config is the text of a config with sources and features, perhaps rows. It
	// needs no emitters and no keys.
	Config string
	// Registry knows the definitions; nil is the standard registry.
	Registry *feature.Registry
	// Events are lines of literal events; Laws runs them besides generated ones.
	Events string
	// Seeds are those of the generated events; nil stands for 1 to 4.
	Seeds []uint64
	// Length is how many events are generated from one seed; 0 stands for 120.
	Length int
}

// palette is the sources of the config that [Of] writes.
const palette = `sources:
  quotes: {definition: market.quote}
  trades: {definition: market.trade}
  deltas: {definition: market.book_delta}
  candles: {definition: market.candle}
  fundings: {definition: market.funding}
  liquidations: {definition: market.liquidation}
  interests: {definition: market.open_interest}
  numbers: {definition: generic.record, params: {fields: {x: float, y: float, n: int, flag: bool, word: string}}}
`

// Of returns the case of one definition with params, written as in a config
// ("window: 1s"), over inputs: quotes, trades, deltas, candles, fundings, liquidations,
// interests, or a field of numbers (x, y, n, flag, word). Without inputs it has those of
// the definition by default. The feature is called subject, and rows are made of it.
func Of(d *feature.Definition, params string, inputs ...string) Case {
	c := Case{}
	r, err := standard.Registry()
	if err == nil && r.Feature(d.Name) != d && d.Name != "expr" {
		err = r.AddFeatures(d)
	}
	c.Registry = r
	if err != nil {
		c.Config = "# " + err.Error() // reported when the case is used: there are no features
		return c
	}
	in := ""
	if len(inputs) > 0 {
		in = ", inputs: [" + strings.Join(inputs, ", ") + "]"
	}
	c.Config = palette + fmt.Sprintf("features:\n  subject: {definition: %s%s, params: {%s}}\nrows: {features: [subject], missing: null, ages: true}\n",
		d.Name, in, params)
	return c
}

// subject is a case that has been read.
type subject struct {
	config   *config.Config // never changed
	text     string
	registry *feature.Registry
	adjust   []func(*config.Config) // a copy of the config, before it is used
}

func (c *Case) subject() (*subject, error) {
	s := &subject{text: c.Config, registry: c.Registry}
	var err error
	if s.registry == nil {
		s.registry, err = standard.Registry()
	}
	if err == nil {
		s.config, err = config.Parse("case.yaml", []byte(s.text), config.Options{})
	}
	return s, err
}

// with returns the subject with a further change of its config.
func (s *subject) with(adjust func(*config.Config)) *subject {
	changed := *s
	changed.adjust = append(slices.Clip(s.adjust), adjust)
	return &changed
}

// plan builds the subject anew: nothing is shared with an earlier plan.
func (s *subject) plan() (*graph.Plan, error) {
	c := *s.config
	c.Features = slices.Clip(c.Features)
	for _, adjust := range s.adjust {
		adjust(&c)
	}
	plan, err := graph.Build(&c, s.registry, graph.Options{ByHand: true})
	if err != nil {
		return nil, err
	}
	if len(plan.Features) == 0 {
		return nil, fmt.Errorf("the config has no features:\n%s", s.text)
	}
	return plan, nil
}

// featureNames returns the names of a plan's features, sorted.
func featureNames(p *graph.Plan) []string {
	var names []string
	for _, f := range p.Features {
		names = append(names, f.Names...)
	}
	slices.Sort(names)
	return names
}

// keyNames returns the names of the keys of a source.
func keyNames(s *graph.Source) []string {
	if len(s.KeyNames) == 0 {
		return []string{"symbol"}
	}
	return s.KeyNames
}

// keyText is how lines write a key.
func keyText(pairs []event.Pair) string {
	values := make([]string, len(pairs))
	for i, p := range pairs {
		values[i] = p.Value
	}
	return strings.Join(values, "/")
}

func pairsOf(k *event.Key) []event.Pair {
	pairs := make([]event.Pair, k.Len())
	for i := range pairs {
		pairs[i] = k.Pair(i)
	}
	return pairs
}

func emptyParams() *param.Node { return &param.Node{Kind: param.Map} }
