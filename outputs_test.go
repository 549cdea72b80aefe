package featurizer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sinks/jsonl"
	"github.com/featurizer/featurizer/standard"
)

const manyOutputs = `
emitters:
  feed: {type: synthetic, seed: 3, duration: 40s}
keys:
  - {exchange: BINANCE, symbol: [A-B, C-D, E-F]}
sources:
  quotes: {definition: market.quote, emitter: feed}
  trades: {definition: market.trade, emitter: feed}
features:
  mid:    {definition: price.mid_price, inputs: [quotes]}
  vol:    {definition: volatility.stddev, inputs: [mid], params: {window: 2s}}
  bars:   {definition: bars.ohlcv, inputs: [trades], params: {window: 1s}}
  upper:  {definition: window.mean, inputs: [bars.close], params: {window: 5s, kind: tumbling}}
  both:   {definition: join.latest, inputs: [mid, bars]}
rows: {features: [mid, bars, upper]}
`

// runOutputs runs a config whose outputs lie in a new folder, which it returns.
func runOutputs(t *testing.T, text string, o featurizer.Options) (dir string, summary *featurizer.Summary, err error) {
	t.Helper()
	c, err := config.Parse("test.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	o.Dir = t.TempDir()
	p, err := featurizer.Build(c, r, o)
	if err != nil {
		t.Fatal(err)
	}
	if o.IgnoreOutputs {
		file, err := os.Create(filepath.Join(o.Dir, "sink.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		p.SetSink(jsonl.New(file))
	}
	summary, err = p.Run(t.Context())
	return o.Dir, summary, err
}

func contents(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// only returns the lines of one kind.
func only(text, kind string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, `{"kind":"`+kind) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestRowsBesideFeatures writes rows and features in one run: both are what they
// are when written alone, and all executors that can do so write the same.
func TestRowsBesideFeatures(t *testing.T) {
	all := manyOutputs + "outputs: {all: {type: file, path: all.jsonl, select: [rows, mid, vol, bars, upper, both]}}\n"
	dir, summary, err := runOutputs(t, all, featurizer.Options{Executor: featurizer.StepExecutor})
	if err != nil {
		t.Fatal(err)
	}
	want := contents(t, dir, "all.jsonl")
	if n := uint64(strings.Count(want, "\n")); n != summary.Written || n != summary.Destinations[0].Written || summary.Rows == 0 || summary.Outputs == 0 {
		t.Errorf("%d lines: %+v", n, summary)
	}
	for _, o := range []featurizer.Options{
		{Executor: featurizer.BatchExecutor},
		{Executor: featurizer.BatchExecutor, BatchSize: 3, Threads: 2},
		{Executor: featurizer.BatchExecutor, BatchSize: 4096, Threads: 3},
	} {
		dir, _, err := runOutputs(t, all, o)
		if err != nil {
			t.Fatal(err)
		}
		if got := contents(t, dir, "all.jsonl"); got != want {
			t.Errorf("step and %+v differ at %s", o, firstDifference(want, got))
		}
	}
	for kind, names := range map[string][]string{"row": nil, "feature": {"mid", "vol", "bars", "upper", "both"}} {
		for _, executor := range []string{featurizer.StepExecutor, featurizer.ReferenceExecutor} {
			dir, _, err := runOutputs(t, all, featurizer.Options{Executor: executor, IgnoreOutputs: true, Select: names})
			if err != nil {
				t.Fatal(err)
			}
			if alone := contents(t, dir, "sink.jsonl"); alone == "" || alone != only(want, kind) {
				t.Errorf("%s alone, by %s, and beside others differ at %s", kind, executor, firstDifference(alone, only(want, kind)))
			}
		}
	}
}

// hook takes outputs that are posted to it.
type hook struct {
	mu    sync.Mutex
	calls int
	fail  func(n int, w http.ResponseWriter) bool // the n-th request, from 0
	ids   map[string]int
	lines []string // each the first time it came, without its id
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls++
	failed := h.fail != nil && h.fail(h.calls-1, w)
	if failed && h.calls%2 == 0 {
		return // else the answer alone is lost
	}
	for line := range bytes.Lines(body) {
		var o struct{ ID string }
		if err := json.Unmarshal(line, &o); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if h.ids[o.ID]++; h.ids[o.ID] == 1 {
			h.lines = append(h.lines, regexp.MustCompile(`^\{"id":"[0-9a-f]{32}",`).ReplaceAllString(string(line), "{"))
		}
	}
}

// TestWebhook posts the outputs of a run to a receiver that fails often. All of
// them must be taken, in order, as they are in a file; and their ids must be the
// same in another run by another executor.
func TestWebhook(t *testing.T) {
	h := &hook{ids: map[string]int{}, fail: func(n int, w http.ResponseWriter) bool {
		if n%5 > 1 {
			return false
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}}
	server := httptest.NewServer(h)
	defer server.Close()
	text := manyOutputs + fmt.Sprintf(`
outputs:
  file: {type: file, path: all.jsonl, select: [rows, mid, bars]}
  hook: {type: webhook, url: "%s", select: [rows, mid, bars], batch: 200, buffer: 300}
`, server.URL)
	for _, executor := range []string{featurizer.StepExecutor, featurizer.BatchExecutor} {
		h.lines = nil
		dir, summary, err := runOutputs(t, text, featurizer.Options{Executor: executor})
		if err != nil {
			t.Fatal(err)
		}
		if want := contents(t, dir, "all.jsonl"); executor == featurizer.StepExecutor && strings.Join(h.lines, "") != want {
			t.Errorf("file and webhook differ at %s", firstDifference(want, strings.Join(h.lines, "")))
		}
		if s := summary.Destinations[1]; s.Written != summary.Destinations[0].Written || uint64(len(h.ids)) != s.Written || s.Dropped != 0 || s.Retries == 0 {
			t.Errorf("%s: %d ids, %+v", executor, len(h.ids), s)
		}
	}
}

// TestWebhookFails has a receiver that refuses: the run fails, and says which
// output it was; the other outputs are as whole as they can be.
func TestWebhookFails(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) }))
	defer server.Close()
	text := manyOutputs + fmt.Sprintf(`
outputs:
  file: {type: file, path: mid.jsonl, select: mid}
  hook: {type: webhook, url: "%s", select: mid, batch: 10, buffer: 10, wait: 0s}
`, server.URL)
	dir, summary, err := runOutputs(t, text, featurizer.Options{})
	want := `output "hook": posting outputs to ` + server.URL + `: the receiver refuses them: 403 Forbidden: "no"` + "\nhint: look at url and headers of the output"
	if err == nil || err.Error() != want {
		t.Errorf("error:\n%v\nwant:\n%s", err, want)
	}
	if s := summary.Destinations[1]; s.Dropped != s.Written {
		t.Errorf("none is taken: %+v", s)
	}
	if n := strings.Count(contents(t, dir, "mid.jsonl"), "\n"); n == 0 || uint64(n) != summary.Destinations[0].Written {
		t.Errorf("%d lines, %+v", n, summary.Destinations)
	}
	text = strings.Replace(text, "wait: 0s", "on_failure: drop", 1)
	_, summary, err = runOutputs(t, text, featurizer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s := summary.Destinations[1]; s.Dropped != s.Written || s.Written == 0 {
		t.Errorf("all are refused: %+v", s)
	}
}

// TestStdoutOfOutputs writes where the caller says.
func TestStdoutOfOutputs(t *testing.T) {
	var out bytes.Buffer
	_, _, err := runOutputs(t, manyOutputs+"outputs: {screen: {type: stdout, select: upper, format: csv}}\n", featurizer.Options{Stdout: &out})
	if head, _, _ := strings.Cut(out.String(), "\n"); err != nil || head != "time,received,lane,seq,exchange,symbol,value" {
		t.Errorf("%v: %s", err, out.String())
	}
}

// An interrupted run leaves whole files.
func TestInterruptedOutputs(t *testing.T) {
	c, err := config.Parse("test.yaml", []byte(strings.Replace(manyOutputs, "40s", "100h", 1)+"outputs: {rows: {type: file, path: rows.parquet}}\n"), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	p, err := featurizer.Build(c, r, featurizer.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	n := 0
	p.Around(func(e *event.Event, step func(*event.Event) error) error {
		if n++; n == 5000 {
			if _, err := os.Stat(filepath.Join(dir, "rows.parquet")); err == nil {
				t.Error("the file is there before it is whole")
			}
			interrupt()
		}
		return step(e)
	})
	summary, err := p.Run(ctx)
	if ctx.Err() == nil || summary.Written == 0 {
		t.Errorf("it ended with %v, %+v", err, summary)
	}
	file := contents(t, dir, "rows.parquet")
	if !strings.HasPrefix(file, "PAR1") || !strings.HasSuffix(file, "PAR1") {
		t.Error("the file has no end")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("%v, left: %v", err, cmp.Diff(nil, left))
	}
}
