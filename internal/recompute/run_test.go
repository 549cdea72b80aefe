package recompute

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/sink"
	"github.com/featurizer/featurizer/standard"
)

// named is a feature of a config with its recomputation.
type named struct {
	name  string
	yaml  string
	plain func(m *market) *series
	// near is how far a value may be off where it is near zero as numbers much
	// larger cancel; 0 where the relative error alone counts.
	near float64
	// twin is a feature of a smaller name with the same definition, params and
	// inputs: the two are one node, which writes under both names.
	twin string
	// source is one that the feature needs; it has no outputs for keys without it.
	source string
}

// scene is a config, in its own words and in those of the recomputation.
type scene struct {
	venue    string
	emitters []*emitter
	paths    map[*emitter][]string // of the files of an emitter, sorted
	sources  []*declared
	features []named
	rows     *rowPlan
	warmup   string
	lanes    int  // per feed; 0 is the default
	random   bool // values may be off in proportion to the largest that go in; none may come
	streams  bool // sources of one kind are told apart by stream
}

// single is the scene of one capture: quotes and trades of one key.
func single(t *testing.T, name string, features []named) *scene {
	t.Helper()
	r, frames := record(t, name)
	path, err := filepath.Abs(r.path())
	if err != nil {
		t.Fatal(err)
	}
	return sceneOf(r, path, frames, features)
}

func sceneOf(r *recording, path string, frames []frame, features []named) *scene {
	e := &emitter{name: "feed", feed: "feed", files: [][]frame{frames}}
	keys := []*identity{r.key()}
	return &scene{
		venue: r.venue, emitters: []*emitter{e}, paths: map[*emitter][]string{e: {path}}, features: features,
		sources: []*declared{source("quotes", quote, e, keys...), source("trades", trade, e, keys...)},
	}
}

func (r *recording) key() *identity {
	return &identity{
		exchange: r.exchange, symbol: r.symbol, native: r.native,
		canonical: "exchange=" + r.exchange + "\x1fsymbol=" + r.symbol,
	}
}

// yaml writes the config.
func (s *scene) yaml() string {
	var b strings.Builder
	b.WriteString("version: 1\nemitters:\n")
	for _, e := range s.emitters {
		fmt.Fprintf(&b, "  %s: {type: capture, venue: %s, feed: %s, path: [%s]}\n", e.name, s.venue, e.feed, strings.Join(s.paths[e], ", "))
	}
	b.WriteString("sources:\n")
	definitions := map[subject]string{quote: "market.quote", trade: "market.trade", depth: "market.book_delta"}
	for _, d := range s.sources {
		fmt.Fprintf(&b, "  %s: {definition: %s, emitter: %s, keys: [", d.name, definitions[d.about], d.emitter.name)
		for i, k := range d.keys {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "{exchange: %s, symbol: %s}", k.exchange, k.symbol)
		}
		b.WriteString("]")
		if d.drop {
			b.WriteString(", late: drop")
		}
		if d.ahead > 0 {
			fmt.Fprintf(&b, ", max_ahead: %dms", d.ahead/millisecond)
		}
		if s.streams {
			b.WriteString(", stream: " + d.emitter.name)
		}
		b.WriteString("}\n")
	}
	b.WriteString("features:\n")
	for _, f := range s.features {
		fmt.Fprintf(&b, "  %s: %s\n", f.name, f.yaml)
	}
	if s.rows != nil {
		b.WriteString(s.rows.yaml())
	}
	if s.lanes > 0 {
		fmt.Fprintf(&b, "lanes: %d\n", s.lanes)
	}
	if s.warmup != "" {
		fmt.Fprintf(&b, "warmup: %q\n", s.warmup)
	}
	return b.String()
}

// recompute makes the tracks of all that should be written.
func (s *scene) recompute() *expectation {
	h := ingest(s.sources, cmp.Or(s.lanes, defaultLanes))
	markets := h.markets(s.sources)
	plans := map[string]func(m *market) *series{}
	near := map[string]float64{}
	for _, f := range s.features {
		plans[f.name], near[f.name] = f.plain, f.near
	}
	x := &expectation{warmup: s.warmup, near: near, counts: h.counts}
	needs := map[string][]string{}
	var rows []*track
	for _, m := range markets {
		m.plans = plans
		for _, f := range s.features {
			if f.source != "" && m.made[f.source] == nil {
				continue
			}
			x.add(m.get(f.name))
			if m.made[f.twin] == nil { // one node moves an event once
				x.moved += m.get(f.name).moved
			}
			needs[f.name] = append(needs[f.name], m.needs[f.name]...)
		}
		if s.rows != nil {
			rows = append(rows, &track{series: m.rows(s.rows, s.warmup == "keep")})
		}
	}
	if s.random {
		x.scale(needs)
	}
	if s.rows != nil {
		x.tracks = rows
		return x
	}
	x.order(nodeOrder(needs, s.features))
	return x
}

// nodeOrder gives features their node index: again and again the smallest name
// among those whose inputs have one.
func nodeOrder(needs map[string][]string, features []named) map[string]int {
	index := map[string]int{}
	for node := 0; len(index) < len(features); node++ {
		best := ""
		for _, f := range features {
			_, placed := index[f.name]
			missing := slices.ContainsFunc(needs[f.name], func(below string) bool { _, ok := index[below]; return !ok })
			if !placed && f.twin == "" && !missing && (best == "" || f.name < best) {
				best = f.name
			}
		}
		index[best] = node
		for _, f := range features {
			if f.twin == best {
				index[f.name] = node
			}
		}
	}
	return index
}

// run runs the product over the scene into a sink.
func (s *scene) run(t *testing.T, to sink.Sink) *featurizer.Summary {
	t.Helper()
	c, err := config.Parse("featurizer.yaml", []byte(s.yaml()), config.Options{Env: os.LookupEnv})
	if err != nil {
		t.Fatalf("%v\n%s", err, s.yaml())
	}
	registry, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	p, err := featurizer.Build(c, registry, featurizer.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, s.yaml())
	}
	p.SetSink(to)
	summary, err := p.Run(t.Context())
	if err != nil {
		t.Fatalf("%v\n%s", err, s.yaml())
	}
	return summary
}

// check compares the product with the recomputation.
func (s *scene) check(t *testing.T) *expectation {
	t.Helper()
	x := s.recompute()
	summary := s.run(t, x)
	x.end()
	for _, got := range summary.Sources {
		want := x.counts[got.Name]
		if diff := gocmp.Diff(want, counts{
			int(got.Events), int(got.Late), int(got.Ahead), int(got.Duplicates), int(got.Gaps), int(got.Dropped),
		}, gocmp.AllowUnexported(counts{})); diff != "" {
			t.Errorf("counts of %s (-want +got):\n%s", got.Name, diff)
		}
	}
	t.Logf("%d lines, largest error %.2g of the tolerance, %s", x.lines, x.worst, x.worstOf)
	if x.problems != nil {
		t.Errorf("%s\nwith the config\n%s", strings.Join(x.problems, "\n"), s.yaml())
	}
	if !x.lost && uint64(x.moved) != summary.Moved {
		t.Errorf("%d events moved, want %d", summary.Moved, x.moved)
	}
	if x.lines == 0 && !s.random {
		t.Error("nothing was compared")
	}
	return x
}
