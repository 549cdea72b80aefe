package featurizer_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/sinks/jsonl"
	"github.com/featurizer/featurizer/standard"
)

// everything is the config with every definition that scripts/same-bits runs.
const everything = "scripts/same-bits.yaml"

// testdata names the folder of recordings; without it tests on them are skipped.
const testdata = "FEATURIZER_TESTDATA"

// recording is a capture of one symbol.
type recording struct{ name, file, venue, exchange, symbol string }

var (
	usdmBTC  = recording{"usdm-btc", "usdm_btcusdt_20240808.gz", "binance-usdm", "BINANCE_USDM", "BTC-USDT-PERP"}
	usdmETH  = recording{"usdm-eth", "usdm_ethusdt_20240808.gz", "binance-usdm", "BINANCE_USDM", "ETH-USDT-PERP"}
	spotBTC  = recording{"spot-btc", "spot_btcusdt_20240808.gz", "binance-spot", "BINANCE", "BTC-USDT"}
	coinmBTC = recording{"coinm-btc", "cm_btcusd_perp_20240808.gz", "binance-coinm", "BINANCE_COINM", "BTC-USD-PERP"}
)

func recordings() []recording { return []recording{usdmBTC, usdmETH, spotBTC, coinmBTC} }

// mostLines is how many lines of a recording the tests read at most: two minutes
// or more of each.
const mostLines = 40_000

// texts holds what was read of the recordings, by file.
var texts sync.Map

// lines returns the first lines of a recording; without the recordings the test
// is skipped.
func (r recording) lines(t *testing.T) []string {
	t.Helper()
	folder := os.Getenv(testdata)
	if folder == "" {
		t.Skipf("%s is not set: it names the folder of recorded captures", testdata)
	}
	read, _ := texts.LoadOrStore(r.file, sync.OnceValues(func() ([]string, error) {
		return firstLines(filepath.Join(folder, "hftbacktest", r.file))
	}))
	list, err := read.(func() ([]string, error))()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func firstLines(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(unzipped)
	if err != nil {
		return nil, err
	}
	list := strings.SplitAfterN(string(text), "\n", mostLines+1)
	return list[:min(len(list), mostLines)], nil
}

// received returns when a line was received.
func received(t testing.TB, line string) event.Time {
	t.Helper()
	first, _, _ := strings.Cut(line, " ")
	ns, err := strconv.ParseInt(first, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return event.Time(ns)
}

// excerpt is a part of a recording.
type excerpt struct {
	recording
	lines []string
}

// first returns the first n lines of a recording.
func (r recording) first(t *testing.T, n int) excerpt {
	t.Helper()
	return excerpt{r, r.lines(t)[:n]}
}

// configOf returns the config of a text with every definition, over excerpts of
// one venue: their lines become files, and the text's variables name them. set
// overrides values of the config.
func configOf(t *testing.T, text string, set []string, excerpts ...excerpt) *config.Config {
	t.Helper()
	folder := t.TempDir()
	for _, e := range excerpts {
		if err := os.WriteFile(filepath.Join(folder, e.name+".raw"), []byte(strings.Join(e.lines, "")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	first, last := excerpts[0], excerpts[len(excerpts)-1]
	variables := map[string]string{
		"VENUE": first.venue, "EXCHANGE": first.exchange, "SYMBOL": first.symbol, "OTHER": last.symbol,
		"CAPTURES": filepath.Join(folder, "*.raw"),
		"START":    received(t, first.lines[0]).UTC().Format(time.RFC3339),
	}
	c, err := config.Parse(everything, []byte(text), config.Options{Set: set, Env: func(name string) (string, bool) {
		value, ok := variables[name]
		return value, ok
	}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// allFeatures returns the text of the config with every definition, without its
// rows, and its rows.
func allFeatures(t *testing.T) (text, rows string) {
	t.Helper()
	b, err := os.ReadFile(everything)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("\nrows:")) + 1
	return string(b[:at]), string(b[at:])
}

// run runs a config and returns what it writes, control events too.
func run(t *testing.T, c *config.Config, r *feature.Registry, executor string) string {
	t.Helper()
	return runWith(t, c, r, featurizer.Options{Executor: executor})
}

// runWith runs a config with options and returns what it wrote, control events too.
func runWith(t *testing.T, c *config.Config, r *feature.Registry, o featurizer.Options) string {
	t.Helper()
	o.Control = true
	p, err := featurizer.Build(c, r, o)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	p.SetSink(jsonl.New(&out))
	if _, err := p.Run(context.Background()); err != nil {
		t.Fatalf("running with %+v: %v", o, err)
	}
	return out.String()
}

// batches are ways to cut a log for the batch executor.
func batches() []featurizer.Options {
	var list []featurizer.Options
	for _, threads := range []int{1, 2, 8} {
		for _, size := range []int{1, 7, 256, 4096} {
			list = append(list, featurizer.Options{Executor: featurizer.BatchExecutor, BatchSize: size, Threads: threads})
		}
	}
	return list
}

// sameOnAll holds that all executors write the same bytes for a config, and some
// for each of its features.
func sameOnAll(t *testing.T, c *config.Config, r *feature.Registry) {
	t.Helper()
	step := run(t, c, r, featurizer.StepExecutor)
	if slow := run(t, c, r, featurizer.ReferenceExecutor); step != slow {
		t.Errorf("step and reference differ at %s", firstDifference(step, slow))
	}
	for _, o := range batches() {
		if batch := runWith(t, c, r, o); step != batch {
			t.Errorf("step and %+v differ at %s", o, firstDifference(step, batch))
		}
	}
	for i := range c.Features {
		if name := c.Features[i].Name; c.Rows == nil && !strings.Contains(step, fmt.Sprintf(`"feature":%q`, name)) {
			t.Errorf("feature %s wrote nothing", name)
		}
	}
	t.Logf("%d lines, %d bytes", strings.Count(step, "\n"), len(step))
}

func standardRegistry(t *testing.T) *feature.Registry {
	t.Helper()
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	return r
}
