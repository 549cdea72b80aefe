package synthetic_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/synthetic"
)

func TestConformance(t *testing.T) {
	for _, c := range []struct {
		name    string
		faults  float64
		latency time.Duration
	}{
		{"clean", 0, 2 * time.Millisecond},
		{"at once", 0, 0}, // all markets begin at one moment
		{"faulty", 0.1, 2 * time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := defaults(t)
			o.Disorder, o.Duplicates, o.Gaps, o.Bursts, o.Latency = c.faults, c.faults, c.faults, 50*c.faults, c.latency
			featurizertest.TestEmitter(t, featurizertest.EmitterCase{
				New: func() (source.DataSourceEventEmitter, error) { return synthetic.Type().New("made", "", o) },
				Sources: append(all(t, "BTC", "ETH", "SOL", "XRP"),
					declare(t, 3, synthetic.Sine.Definition, "BTC"), declare(t, 4, market.Trades.Definition, "ETH")),
			})
		})
	}
}

// byStream returns all events as text, by definition and symbol.
func byStream(t failer, o *synthetic.Options, sources []*source.Declared) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for i, events := range tell(t, o, sources) {
		for j := range events {
			e := &events[j]
			stream := fmt.Sprint(sources[i].Definition.Name, " ", e.symbol())
			found[stream] = append(found[stream], fmt.Sprintf("%d %d %d %v %s", e.SourceTime, e.Arrived, e.Flags, e.Native, e.text))
		}
	}
	return found
}

// TestMarketsApart holds that neither other markets nor other sources change
// anything in a stream.
func TestMarketsApart(t *testing.T) {
	for _, faults := range []float64{0, 0.05} {
		o := defaults(t)
		o.Disorder, o.Duplicates, o.Gaps, o.Bursts = faults, faults, faults, 60*faults
		want := byStream(t, o, all(t, "BTC"))
		if len(want) != 3 {
			t.Fatalf("%d streams", len(want))
		}
		for name, sources := range map[string][]*source.Declared{
			"more symbols":   all(t, "AAA", "BTC", "ETH"),
			"with a wave":    append(all(t, "BTC"), declare(t, 3, synthetic.Sine.Definition, "BTC")),
			"trades alone":   {declare(t, 0, market.Trades.Definition, "BTC")},
			"quotes alone":   {declare(t, 0, market.Quotes.Definition, "BTC")},
			"deltas alone":   {declare(t, 0, market.BookDeltas.Definition, "BTC")},
			"the other way":  {declare(t, 0, market.BookDeltas.Definition, "ETH", "BTC"), declare(t, 1, market.Trades.Definition, "BTC")},
			"the same again": all(t, "BTC"),
		} {
			got := byStream(t, o, sources)
			for stream, events := range got {
				if !strings.HasSuffix(stream, " BTC") || strings.HasPrefix(stream, "synthetic") {
					continue
				}
				if diff := cmp.Diff(want[stream], events); diff != "" {
					t.Errorf("%s, faults %v: %s (-want +got):\n%.1000s", name, faults, stream, diff)
				}
			}
		}
		got := byStream(t, o, all(t, "BTC", "ETH"))
		if cmp.Equal(got["market.trade BTC"], got["market.trade ETH"]) {
			t.Error("two symbols have the same trades")
		}
		o.Seed++
		if cmp.Equal(want["market.trade BTC"], byStream(t, o, all(t, "BTC"))["market.trade BTC"]) {
			t.Error("two seeds have the same trades")
		}
	}
}

// TestTwice holds that both of two sources of one kind and key get its events.
func TestTwice(t *testing.T) {
	sources := []*source.Declared{declare(t, 0, market.Trades.Definition, "BTC"), declare(t, 1, market.Trades.Definition, "BTC", "ETH")}
	found := tell(t, defaults(t), sources)
	var both []told
	for _, e := range found[1] {
		if e.symbol() == "BTC" {
			both = append(both, e)
		}
	}
	if diff := cmp.Diff(facts(found[0]), facts(both)); diff != "" || len(both) == 0 {
		t.Errorf("%d events, (-one +other):\n%.1000s", len(both), diff)
	}
}

// goldenDigest is the SHA-256 of all events of TestGolden. Whoever changes it on
// purpose changes what every seed stands for.
const goldenDigest = "89ae2b58a0fa79b25525dba8fd81204cb7108129593248562a1c496bba546141"

func TestGolden(t *testing.T) {
	o := defaults(t)
	o.Duration, o.Seed = 10*time.Minute, 7
	o.Disorder, o.Duplicates, o.Gaps, o.Bursts = 0.01, 0.01, 0.01, 1
	h := sha256.New()
	run(t, o, append(all(t, "BTC", "ETH"), declare(t, 3, synthetic.Sine.Definition, "BTC")), func(e *event.Event) bool {
		fmt.Fprintf(h, "%d %v %d %d %d %v %+v %+v\n", e.Source, e.Key, e.SourceTime, e.Arrived, e.Flags, e.Native, e.Payload, e.Control)
		return true
	})
	if got := hex.EncodeToString(h.Sum(nil)); got != goldenDigest {
		t.Errorf("the events have digest %s, want %s", got, goldenDigest)
	}
}

func TestGoldenWithoutFMA(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestGolden$", "-test.v")
	cmd.Env = append(os.Environ(), "GODEBUG=cpu.fma=off")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: TestGolden") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestRates(t *testing.T) {
	o := defaults(t)
	o.Duration, o.Trades, o.Quotes = 2000*time.Second, 3, 8
	found := tell(t, o, all(t, "BTC"))
	for source, want := range []float64{trades: 3, quotes: 3 + 8, deltas: 3 + 2*8} {
		mean := want * 2000
		if n := float64(len(found[source])); math.Abs(n-mean) > 4*math.Sqrt(mean) {
			t.Errorf("source %d: %v events, want about %v", source, n, mean)
		}
	}
	// Waits between trades are exponential: their deviation is their mean.
	var sum, squares float64
	list := found[trades]
	for i := 1; i < len(list); i++ {
		wait := float64(list[i].SourceTime-list[i-1].SourceTime) / 1e9
		sum += wait
		squares += wait * wait
	}
	n := float64(len(list) - 1)
	if ratio := math.Sqrt(squares/n-sum/n*sum/n) / (sum / n); math.Abs(ratio-1) > 0.05 {
		t.Errorf("waits deviate by %v of their mean", ratio)
	}
	var latency float64
	for _, e := range found[quotes] {
		latency += float64(e.Arrived - e.SourceTime)
	}
	if mean := latency / float64(len(found[quotes])); math.Abs(mean-2e6) > 5e4 {
		t.Errorf("mean latency %v ns", mean)
	}
}

// mids returns the mid price at the begin of each period.
func mids(t failer, o *synthetic.Options, period time.Duration) []float64 {
	t.Helper()
	var list []float64
	next, mid := event.Unset, 0.0
	run(t, o, all(t, "BTC")[quotes:quotes+1], func(e *event.Event) bool {
		if next == event.Unset {
			next = e.SourceTime.Add(period)
		}
		for ; e.SourceTime >= next; next = next.Add(period) {
			list = append(list, mid)
		}
		q, _ := e.Payload.(*market.Quote)
		mid = (q.Bid + q.Ask) / 2
		return true
	})
	return list
}

func TestVolatility(t *testing.T) {
	o := defaults(t)
	o.Duration, o.Volatility, o.Tick = 30000*time.Second, 2, 0.001
	list := mids(t, o, 10*time.Second)
	var squares float64
	for i := 1; i < len(list); i++ {
		r := math.Log(list[i] / list[i-1])
		squares += r * r
	}
	got := math.Sqrt(squares / float64(len(list)-1) * 365 * 24 * 360)
	if math.Abs(got-2) > 2*4/math.Sqrt(2*float64(len(list))) {
		t.Errorf("volatility %v over %d returns, want about 2", got, len(list))
	}
}

func TestDrift(t *testing.T) {
	o := defaults(t)
	o.Duration, o.Volatility, o.Drift = 2*time.Hour, 0, 1000
	list := mids(t, o, time.Hour-time.Second)
	want := 100 * math.Exp(1000.0/365/24)
	if math.Abs(list[0]-want) > 0.05 {
		t.Errorf("mid %v after an hour, want about %v", list[0], want)
	}
}
