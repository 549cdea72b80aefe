package manual

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/standard"
)

var update = flag.Bool("update", false, "rewrite the pages in docs/reference")

const folder = "../../docs/reference"

func registry(t *testing.T) *feature.Registry {
	t.Helper()
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestPagesAreFresh keeps docs/reference equal to what the code declares.
func TestPagesAreFresh(t *testing.T) {
	pages, err := Pages(registry(t))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range pages {
		names = append(names, p.File)
		name := filepath.Join(folder, p.File)
		if *update {
			if err := errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(name, []byte(p.Text), 0o644)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p.Text, string(text)); diff != "" {
			t.Errorf("docs/reference/%s is stale; run `go test ./internal/manual -update`:\n%s", p.File, diff)
		}
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !slices.Contains(names, f.Name()) {
			t.Errorf("docs/reference/%s is none of the pages that are written", f.Name())
		}
	}
}

// TestEveryDefinitionIsBuilt holds that the memory and cost of each definition
// are found, by operators that have words.
func TestEveryDefinitionIsBuilt(t *testing.T) {
	for _, e := range Features(registry(t)) {
		if len(e.Upkeep) == 0 {
			t.Errorf("%s: nothing builds it: give its required params examples that do for a number or a source", e.Name)
		}
		for _, u := range e.Upkeep {
			if strings.Contains(u.Steps, "what its operator ") {
				t.Errorf("%s: %s: give it words in internal/manual/cost.go", e.Name, u.Steps)
			}
		}
	}
}

// TestMemoryIsThatOfThePlan holds that the memory shown is what a plan says of
// the same feature.
func TestMemoryIsThatOfThePlan(t *testing.T) {
	r := registry(t)
	for _, e := range Features(r) {
		if e.Transform || len(e.Upkeep) == 0 || e.Upkeep[0].With != "" {
			continue
		}
		text := "sources:\n  q: {definition: market.quote}\n  t: {definition: market.trade}\n  b: {definition: market.book_delta}\n" +
			"features:\n  it: {definition: " + e.Name + "}\n"
		c, err := config.Parse("it.yaml", []byte(text), config.Options{})
		if err != nil {
			t.Fatal(err)
		}
		plan, err := graph.Build(c, r, graph.Options{ByHand: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range plan.Features {
			if slices.Contains(f.Names, "it") && f.Memory.String() != e.Upkeep[0].Memory {
				t.Errorf("%s: %s, but the plan says %s", e.Name, e.Upkeep[0].Memory, f.Memory)
			}
		}
	}
}

// TestKinds holds which definitions are transforms: those that need named inputs.
func TestKinds(t *testing.T) {
	want := map[string]bool{
		"expr": true, "join.asof": true, "join.latest": true, "transform.lag": true, "window.mean": true,
		"bars.ohlcv": false, "price.mid_price": false, "volatility.stddev": false,
	}
	got := map[string]bool{}
	for _, e := range Features(registry(t)) {
		if _, asked := want[e.Name]; asked {
			got[e.Name] = e.Transform
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestExamplesAreValid holds that the example of each entry is a config, beside
// what examples name.
func TestExamplesAreValid(t *testing.T) {
	r := registry(t)
	for _, e := range Features(r) {
		lines := []string{
			"sources:", "  quotes: {definition: market.quote}", "  trades: {definition: market.trade}",
			"  deltas: {definition: market.book_delta}", "features:", "  " + e.Example,
		}
		for _, other := range []string{
			"mid: {definition: price.mid_price, inputs: [quotes]}",
			"tvi_1m: {definition: flow.trade_volume_imbalance, inputs: [trades]}",
		} {
			name, _, _ := strings.Cut(other, " ")
			if !strings.HasPrefix(e.Example, name) {
				lines = append(lines, "  "+other)
			}
		}
		c, err := config.Parse("example.yaml", []byte(strings.Join(lines, "\n")), config.Options{})
		if err == nil {
			_, err = graph.Build(c, r, graph.Options{ByHand: true})
		}
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
	}
}
