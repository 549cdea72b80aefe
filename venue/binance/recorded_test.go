package binance

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// differ compares what two decoders made of one frame.
func differ(want, got *Frame) string {
	if want.Stream == Ignored && got.Stream == Ignored {
		return ""
	}
	head := func(f *Frame) Frame {
		return Frame{Stream: f.Stream, Symbol: f.Symbol, Snapshot: f.Snapshot, SourceTime: f.SourceTime, ID: f.ID}
	}
	diff := cmp.Diff(head(want), head(got))
	switch want.Stream {
	case Trade, AggTrade:
		if want.Trade != got.Trade {
			diff += cmp.Diff(want.Trade, got.Trade)
		}
	case BookTicker:
		diff += cmp.Diff(want.Quote, got.Quote, cmpopts.EquateNaNs())
	case Depth:
		diff += cmp.Diff(want.Delta, got.Delta, cmpopts.EquateEmpty())
	case Kline:
		diff += cmp.Diff(want.Candle, got.Candle)
	case MarkPrice:
		diff += cmp.Diff(want.Funding, got.Funding, cmpopts.EquateNaNs())
	case ForceOrder:
		diff += cmp.Diff(want.Liquidation, got.Liquidation)
	case Ignored:
	}
	return diff
}

// TestRecordings decodes every frame of the recordings with the decoder and with
// encoding/json.
func TestRecordings(t *testing.T) {
	folder := os.Getenv("FEATURIZER_TESTDATA")
	if folder == "" {
		t.Skip("FEATURIZER_TESTDATA is not set: no recordings to decode")
	}
	type counts map[Stream]int
	for _, c := range []struct {
		file, venue, symbol, native string
		want                        counts
		levels                      int
	}{
		{"spot_btcusdt_20240808.gz", "binance-spot", "BTC-USDT", "BTCUSDT", counts{Trade: 9757, BookTicker: 28040, Depth: 3452}, 124090},
		{"usdm_btcusdt_20240808.gz", "binance-usdm", "BTC-USDT-PERP", "BTCUSDT", counts{Trade: 21313, BookTicker: 66089, Depth: 6552}, 443521},
		{"usdm_ethusdt_20240808.gz", "binance-usdm", "ETH-USDT-PERP", "ETHUSDT", counts{Trade: 14076, BookTicker: 53992, Depth: 6587}, 428662},
		{"cm_btcusd_perp_20240808.gz", "binance-coinm", "BTC-USD-PERP", "BTCUSD_PERP", counts{Trade: 2286, BookTicker: 19136, Depth: 26848}, 296013},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			streams := []Stream{Trade, BookTicker, Depth}
			r := reference{venue: c.venue, symbol: c.native, streams: streams}
			v, err := Find(c.venue)
			if err != nil {
				t.Fatal(err)
			}
			d := NewDecoder(v)
			if _, err := d.Add(c.symbol); err != nil {
				t.Fatal(err)
			}
			for _, s := range streams {
				if err := d.Want(s); err != nil {
					t.Fatal(err)
				}
			}
			got, levels, frame := counts{}, 0, Frame{}
			for number, raw := range recorded(t, filepath.Join(folder, "hftbacktest", c.file)) {
				want, err := r.decode(raw)
				if err != nil {
					t.Fatalf("line %d: the reference: %v", number+1, err)
				}
				if err := d.Decode(raw, &frame); err != nil {
					t.Fatalf("line %d: %v", number+1, err)
				}
				if diff := differ(&want, &frame); diff != "" {
					t.Fatalf("line %d (-reference +decoder):\n%s", number+1, diff)
				}
				got[frame.Stream]++
				if frame.Stream == Depth && !frame.Snapshot {
					levels += len(frame.Delta.Levels)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" || levels != c.levels {
				t.Errorf("%d levels, want %d; frames (-want +got):\n%s", levels, c.levels, diff)
			}
		})
	}
}

// TestRecordedCandles decodes candles of recordings with the decoder and with
// encoding/json.
func TestRecordedCandles(t *testing.T) {
	folder := os.Getenv("FEATURIZER_TESTDATA")
	if folder == "" {
		t.Skip("FEATURIZER_TESTDATA is not set: no recordings to decode")
	}
	for _, c := range []struct {
		file, venue string
		candles     int
	}{
		{"BINANCE.ws.1.0.gz", "binance-spot", 2},
		{"BINANCE_FUTURES.ws.1.0.gz", "binance-usdm", 67},
		{"BINANCE_DELIVERY.ws.1.0.gz", "binance-coinm", 33},
	} {
		v, err := Find(c.venue)
		if err != nil {
			t.Fatal(err)
		}
		var got Frame
		n := 0
		for _, line := range recorded(t, filepath.Join(folder, "cryptofeed", c.file)) { // <receive s>: <frame>
			if !bytes.Contains(line, []byte(`"e":"kline"`)) || line[0] != '{' {
				continue
			}
			n++
			native := words(members(members(line)["data"])["s"])
			symbol, err := v.Symbol(native)
			if err != nil {
				t.Fatal(err)
			}
			want, err := reference{venue: c.venue, symbol: native, streams: []Stream{Kline}}.decode(line)
			if err != nil {
				t.Fatal(err)
			}
			d := NewDecoder(v)
			if _, err := d.Add(symbol); err != nil {
				t.Fatal(err)
			}
			if err := d.Want(Kline); err != nil {
				t.Fatal(err)
			}
			if err := d.Decode(line, &got); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if diff := differ(&want, &got); diff != "" || got.Candle.Interval != "1m" {
				t.Errorf("%s (-reference +decoder):\n%s", line, diff)
			}
		}
		if n != c.candles {
			t.Errorf("%s: %d candles, expected %d", c.file, n, c.candles)
		}
	}
}

// recorded returns the frames of a file with lines <receive ns> <frame>.
func recorded(t *testing.T, name string) [][]byte {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzip, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var frames [][]byte
	lines := bufio.NewScanner(unzip)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		_, frame, _ := bytes.Cut(lines.Bytes(), []byte(" "))
		frames = append(frames, bytes.Clone(frame))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return frames
}
