package binance_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/featurizer/featurizer/internal/example"
)

// frame is a line: when it was received, and its message.
type frame struct {
	received int64
	text     string
}

// message is the fields of a message by their names.
type message map[string]any

// message reads the text of a frame. Names differ in their case alone, which a
// struct would not tell apart.
func (f *frame) message(t *testing.T) message {
	t.Helper()
	var m struct{ Data message }
	if err := json.Unmarshal([]byte(f.text), &m); err != nil {
		t.Fatal(err)
	}
	return m.Data
}

// number returns a field that is a number, as such or as text.
func (m message) number(t *testing.T, name string) float64 {
	t.Helper()
	if x, ok := m[name].(float64); ok {
		return x
	}
	text, _ := m[name].(string)
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestMid holds the mid price of every row to the last quote that had come by then.
func TestMid(t *testing.T) {
	frames := read(t, filepath.Join(example.Data(t, "hftbacktest"), "usdm_btcusdt_20240808.gz"), "@bookTicker")
	rows := example.Rows(t)
	mid := rows.Floats(t, "mid.mid_price")
	last := 0
	for i, cell := range rows.Text(t, "received") {
		received, err := strconv.ParseInt(cell, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		for last+1 < len(frames) && frames[last+1].received <= received {
			last++
		}
		quote := frames[last].message(t)
		example.Near(t, "mid", mid[i], (quote.number(t, "b")+quote.number(t, "a"))/2)
	}
	example.Says(t, "%d rows, one a second", rows.Len())
}

// TestBars holds every bar to the trades of its minute.
func TestBars(t *testing.T) {
	frames := read(t, filepath.Join(example.Data(t, "hftbacktest"), "usdm_btcusdt_20240808.gz"), "@trade")
	trades := make([]message, len(frames))
	for i := range frames {
		trades[i] = frames[i].message(t)
	}
	bars := example.Rows(t, "--select", "bars_1m")
	open, high, low := bars.Floats(t, "open"), bars.Floats(t, "high"), bars.Floats(t, "low")
	closes, volume, number := bars.Floats(t, "close"), bars.Floats(t, "volume"), bars.Floats(t, "trades")
	for i, end := range bars.Times(t) {
		var prices []float64
		sum := 0.0
		for _, f := range trades {
			at := time.UnixMilli(int64(f.number(t, "T")))
			if !at.Before(end.Add(-time.Minute)) && at.Before(end) {
				prices = append(prices, f.number(t, "p"))
				sum += f.number(t, "q")
			}
		}
		if len(prices) == 0 {
			t.Fatalf("no trades in the minute to %v", end)
		}
		example.Near(t, "open", open[i], prices[0])
		example.Near(t, "high", high[i], slices.Max(prices))
		example.Near(t, "low", low[i], slices.Min(prices))
		example.Near(t, "close", closes[i], prices[len(prices)-1])
		example.Near(t, "volume", volume[i], sum)
		example.Near(t, "trades", number[i], float64(len(prices)))
	}
	example.Says(t, "%d bars of a minute", bars.Len())
}

// read returns the frames of a stream.
func read(t *testing.T, path, stream string) []frame {
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
	var frames []frame
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		received, text, _ := strings.Cut(lines.Text(), " ")
		if !strings.Contains(text, stream+`"`) {
			continue
		}
		ns, err := strconv.ParseInt(received, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, frame{ns, text})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return frames
}
