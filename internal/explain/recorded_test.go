package explain_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/explain"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/standard"
)

// testdata names the folder of recordings; without it tests on them are skipped.
const testdata = "FEATURIZER_TESTDATA"

// recordedLines is how many lines of each recording are run, twice for each value
// that is explained: some seconds of a market.
const recordedLines = 2500

// values is how many random values are explained.
const values = 200

// written is an output of a run.
type written struct {
	feature        string
	key            []event.Pair
	time, received event.Time
	seq            uint64
	values         []event.Value
}

// TestRecorded explains random values of every kind of feature over recordings,
// and holds that each is that of a plain run, and worked out anew to the same bits.
func TestRecorded(t *testing.T) {
	text := everything(t)
	outputs := runAll(t, text)
	var names []string
	byName := map[string][]written{}
	for _, o := range outputs {
		if byName[o.feature] == nil {
			names = append(names, o.feature)
		}
		byName[o.feature] = append(byName[o.feature], o)
	}
	random := rand.New(rand.NewPCG(7, 11))
	windows, formulas := 0, 0
	for i := range values {
		name := names[i%len(names)]
		picked := byName[name][random.IntN(len(byName[name]))]
		at := picked.time + event.Time(random.Int64N(2)*random.Int64N(400_000_000))
		policy := []string{"halt", "skip"}[i%2] // the second keeps rows as they were before each step
		r := explained(t, text+"\non_error: "+policy, explain.Request{Feature: name, Key: picked.key, At: at})
		checkReport(t, r, last(byName[name], picked.key, at))
		for _, s := range r.Steps {
			if s.Again != nil && s.Again.FromUsed {
				windows++
			}
		}
		if r.Working != nil {
			formulas++
		}
	}
	t.Logf("%d features; %d values worked out from what the report shows, %d formulas with numbers", len(names), windows, formulas)
	if windows < values/2 || formulas < values/10 {
		t.Errorf("%d and %d are too few", windows, formulas)
	}
}

// checkReport holds a report to the output of a plain run.
func checkReport(t *testing.T, r *explain.Report, want written) {
	t.Helper()
	got := written{feature: r.Name, key: want.key, time: r.Place.Time, received: r.Place.Received, seq: r.Place.Seq}
	for _, f := range r.Values {
		got.values = append(got.values, f.Value)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(written{}, event.Value{})); diff != "" {
		t.Errorf("%s at %d: (-run +explained)\n%s", want.feature, r.Asked, diff)
	}
	compared := false
	for _, s := range r.Steps {
		if s.Again == nil {
			continue
		}
		compared = true
		if !s.Again.Same {
			t.Errorf("%s at %d: %s worked out anew has other bits: %v", want.feature, r.Asked, s.Operator, s.Again.Values)
		}
	}
	if !compared {
		t.Errorf("%s at %d: nothing was worked out anew", want.feature, r.Asked)
	}
}

// last returns the last output of a key with a time of at most at.
func last(list []written, key []event.Pair, at event.Time) written {
	var found written
	for _, o := range list {
		if o.time <= at && cmp.Equal(o.key, key) {
			found = o
		}
	}
	return found
}

// everything returns the config with every definition over the first lines of two
// recordings.
func everything(t *testing.T) string {
	t.Helper()
	folder := os.Getenv(testdata)
	if folder == "" {
		t.Skipf("%s is not set: it names the folder of recorded captures", testdata)
	}
	b, err := os.ReadFile("../../scripts/same-bits.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"usdm_btcusdt_20240808", "usdm_ethusdt_20240808"} {
		lines := firstLines(t, filepath.Join(folder, "hftbacktest", name+".gz"))
		if err := os.WriteFile(filepath.Join(dir, name+".raw"), []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return strings.NewReplacer(
		"${VENUE}", "binance-usdm", "${EXCHANGE}", "BINANCE_USDM", "${SYMBOL}", "BTC-USDT-PERP", "${OTHER}", "ETH-USDT-PERP",
		"${CAPTURES}", filepath.Join(dir, "*.raw"), "${START}", "2024-08-08T00:00:00Z",
	).Replace(string(b))
}

func firstLines(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	scanner := bufio.NewScanner(unzipped)
	scanner.Buffer(nil, 1<<24)
	for range recordedLines {
		if !scanner.Scan() {
			t.Fatalf("%s has fewer than %d lines: %v", path, recordedLines, scanner.Err())
		}
		fmt.Fprintln(&b, scanner.Text())
	}
	return b.String()
}

// runAll returns what a plain run of all features writes.
func runAll(t *testing.T, text string) []written {
	t.Helper()
	c := parse(t, text)
	c.Rows = nil
	p, err := featurizer.Build(c, registry(t), featurizer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var list []written
	for i := range c.Features {
		if err := p.OnFeature(c.Features[i].Name, func(o *event.Output) {
			w := written{feature: o.Stream.Name, time: o.Time, received: o.Received, seq: o.Seq, values: o.Values.Append(nil)}
			for i := range o.Key.Len() {
				w.key = append(w.key, o.Key.Pair(i))
			}
			list = append(list, w)
		}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return list
}

// explained explains a value of a config.
func explained(t *testing.T, text string, r explain.Request) *explain.Report {
	t.Helper()
	report, err := explain.Run(context.Background(), planOf(t, text), r)
	if err != nil {
		t.Fatalf("%s at %d: %v", r.Feature, r.At, err)
	}
	return report
}

func planOf(t *testing.T, text string) *graph.Plan {
	t.Helper()
	p, err := graph.Build(parse(t, text), registry(t), graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func parse(t *testing.T, text string) *config.Config {
	t.Helper()
	c, err := config.Parse("test.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func registry(t *testing.T) *feature.Registry {
	t.Helper()
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	return r
}
