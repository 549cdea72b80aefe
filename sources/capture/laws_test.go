package capture

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// TestSplitChangesNothing holds that a capture cut into files by ranges of lines
// gives the same events.
func TestSplitChangesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		steps := rapid.SliceOfN(rapid.IntRange(0, 2), 1, 40).Draw(r, "time steps")
		var all []string
		now := 1
		for i, step := range steps {
			now += step
			frame := rapid.SampledFrom([]string{trade(i), quote("BTCUSDT"), quote("ETHUSDT"), depth, "c " + trade(i), `{"result":null,"id":1}`}).Draw(r, "frame")
			all = append(all, fmt.Sprintf("%d %s\n", now, frame))
		}
		whole, cut := map[string]string{"a": strings.Join(all, "")}, map[string]string{}
		for n := 0; len(all) > 0; n++ {
			size := rapid.IntRange(0, len(all)).Draw(r, "lines of a file")
			text := strings.Join(all[:size], "")
			if size > 0 && rapid.Bool().Draw(r, "no end of line") {
				text = strings.TrimSuffix(text, "\n")
			}
			cut[fmt.Sprintf("a%03d", n)] = text
			all = all[size:]
		}
		want, wantCounts, err := setup{dir: folder(t, whole)}.run(t)
		if err != nil {
			r.Fatal(err)
		}
		got, gotCounts, err := setup{dir: folder(t, cut), Params: Params{Path: []string{"a*"}}}.run(t)
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" || wantCounts != gotCounts {
			r.Fatalf("%+v and %+v, events (-whole +cut):\n%s", wantCounts, gotCounts, diff)
		}
	})
}

// TestLineAllocates holds that lines need no memory: runs over a short and a long
// capture allocate the same.
func TestLineAllocates(t *testing.T) {
	run := func(repeats int) float64 {
		text := strings.Repeat("1 "+trade(1)+"\n2 c "+quote("BTCUSDT")+"\n3 "+depth+"\n4 "+quote("ETHUSDT")+"\n5.0000001: "+aggTrade(1)+"\n", repeats)
		s := setup{dir: folder(t, map[string]string{"a": text})}
		return testing.AllocsPerRun(3, func() {
			e := s.emitter(t, func(*event.Event) error { return nil })
			if err := e.Run(context.Background()); err != nil {
				t.Fatal(err)
			}
		})
	}
	short, long := run(10), run(5000)
	if long > short+2 {
		t.Errorf("%v allocations for 50 lines, %v for 25,000", short, long)
	}
}

func BenchmarkRun(b *testing.B) {
	const repeats = 5000
	text := strings.Repeat("1723161255088176367 "+trade(1)+"\n1723161255088176367 "+quote("BTCUSDT")+"\n", repeats)
	s := setup{dir: folder(b, map[string]string{"a": text})}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		e := s.emitter(b, func(*event.Event) error { return nil })
		if err := e.Run(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2/repeats, "ns/line")
}

// TestRecordings holds the numbers of events in the recordings.
func TestRecordings(t *testing.T) {
	folder := os.Getenv("FEATURIZER_TESTDATA")
	if folder == "" {
		t.Skip("FEATURIZER_TESTDATA is not set: no recordings to read")
	}
	type counts struct{ trades, quotes, deltas, snapshots int }
	for _, c := range []struct {
		file, venue, symbol string
		lines               uint64
		want                counts
		first, last         event.Time // received
	}{
		{"spot_btcusdt_20240808.gz", "binance-spot", "BTC-USDT", 41249, counts{9757, 28040, 3451, 1}, 1723161253937085768, 1723161599999},
		{"usdm_btcusdt_20240808.gz", "binance-usdm", "BTC-USDT-PERP", 93954, counts{21313, 66089, 6551, 1}, 1723161255030314667, 1723161599833},
		{"usdm_ethusdt_20240808.gz", "binance-usdm", "ETH-USDT-PERP", 74655, counts{14076, 53992, 6586, 1}, 1723161255, 1723161599881},
		{"cm_btcusd_perp_20240808.gz", "binance-coinm", "BTC-USD-PERP", 48270, counts{2286, 19136, 26847, 1}, 1723161256172216566, 1723161599994},
	} {
		s := setup{dir: filepath.Join(folder, "hftbacktest"), symbols: []string{c.symbol}}
		s.Venue, s.Path = c.venue, []string{c.file}
		var got counts
		var first, last event.Time
		e := s.emitter(t, func(e *event.Event) error {
			switch {
			case e.Flags == event.Snapshot:
				got.snapshots++
			case e.Source == 0:
				got.trades++
			case e.Source == 1:
				got.quotes++
			default:
				got.deltas++
			}
			if first == 0 {
				first = e.Arrived
			}
			if e.Arrived < last {
				t.Errorf("%s: arrived %d after %d", c.file, e.Arrived, last)
			}
			last = e.Arrived
			return nil
		})
		if err := e.Run(t.Context()); err != nil {
			t.Fatalf("%s: %v", c.file, err)
		}
		if got != c.want || e.Counts() != (source.Counts{Frames: c.lines}) {
			t.Errorf("%s: %+v, %+v; want %+v of %d lines", c.file, got, e.Counts(), c.want, c.lines)
		}
		if !strings.HasPrefix(fmt.Sprint(first), fmt.Sprint(c.first)) || !strings.HasPrefix(fmt.Sprint(last), fmt.Sprint(c.last)) {
			t.Errorf("%s: received from %d to %d", c.file, first, last)
		}
	}
}

// TestRecordingsMerged holds that two files of two symbols, each with a snapshot
// that names none, are read together.
func TestRecordingsMerged(t *testing.T) {
	folder := os.Getenv("FEATURIZER_TESTDATA")
	if folder == "" {
		t.Skip("FEATURIZER_TESTDATA is not set: no recordings to read")
	}
	s := setup{dir: folder, symbols: []string{"BTC-USDT-PERP", "ETH-USDT-PERP"}}
	s.Path = []string{"hftbacktest/usdm_*.gz"}
	snapshots, last := map[string]int{}, event.Time(0)
	e := s.emitter(t, func(e *event.Event) error {
		if e.Arrived < last {
			t.Errorf("arrived %d after %d", e.Arrived, last)
		}
		last = e.Arrived
		if e.Flags == event.Snapshot {
			snapshots[e.Key.String()]++
		}
		return nil
	})
	if err := e.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"exchange=BINANCE_USDM,symbol=BTC-USDT-PERP": 1, "exchange=BINANCE_USDM,symbol=ETH-USDT-PERP": 1}
	if diff := cmp.Diff(want, snapshots); diff != "" {
		t.Errorf("snapshots (-want +got):\n%s", diff)
	}
	if counts := e.Counts(); counts != (source.Counts{Frames: 93954 + 74655}) {
		t.Errorf("%+v", counts)
	}
}
