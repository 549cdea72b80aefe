package recompute

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// subject is what a frame is about.
type subject uint8

const (
	other subject = iota
	quote
	trade
	depth
	gap // a note of the capture, not a frame of the venue
)

const (
	millisecond = int64(1_000_000)
	second      = 1000 * millisecond
	minute      = 60 * second
)

// frame is one line of a capture.
type frame struct {
	received int64
	about    subject
	of       subject // for gap: the stream that has it
	symbol   string  // as the venue writes it
	timed    bool
	time     int64 // that the venue claims
	id       uint64
	// numbers are bid, bid size, ask, ask size of a quote, price and amount of a trade.
	numbers [4]float64
	sold    bool // the taker of a trade sold
	// Of depth: the last update id, and the levels as the venue writes them.
	update     uint64
	whole      bool // they are the whole book
	bids, asks json.RawMessage
}

// recording is one of the captures that the tests use.
type recording struct {
	name, file, venue, exchange, symbol, native string
	frames                                      func() ([]frame, error)
}

func (r *recording) path() string { return filepath.Join(os.Getenv(variable), "hftbacktest", r.file) }

const variable = "FEATURIZER_TESTDATA"

// recordings are parsed once, whatever number of tests use them.
var recordings = func() map[string]*recording {
	all := map[string]*recording{}
	for _, r := range []recording{
		{name: "usdm-btc", file: "usdm_btcusdt_20240808.gz", venue: "binance-usdm", exchange: "BINANCE_USDM", symbol: "BTC-USDT-PERP", native: "BTCUSDT"},
		{name: "usdm-eth", file: "usdm_ethusdt_20240808.gz", venue: "binance-usdm", exchange: "BINANCE_USDM", symbol: "ETH-USDT-PERP", native: "ETHUSDT"},
		{name: "spot-btc", file: "spot_btcusdt_20240808.gz", venue: "binance-spot", exchange: "BINANCE", symbol: "BTC-USDT", native: "BTCUSDT"},
		{name: "coinm-btc", file: "cm_btcusd_perp_20240808.gz", venue: "binance-coinm", exchange: "BINANCE_COINM", symbol: "BTC-USD-PERP", native: "BTCUSD_PERP"},
	} {
		r.frames = sync.OnceValues(func() ([]frame, error) { return readCapture(r.path(), r.native) })
		all[r.name] = &r
	}
	return all
}()

// record returns a recording with its frames; without the folder the test is skipped.
func record(t *testing.T, name string) (*recording, []frame) {
	t.Helper()
	if os.Getenv(variable) == "" {
		t.Skipf("%s is not set: it names the folder of recorded captures", variable)
	}
	r := recordings[name]
	frames, err := r.frames()
	if err != nil {
		t.Fatalf("reading %s: %v", r.path(), err)
	}
	return r, frames
}

func readCapture(path, native string) ([]frame, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	var frames []frame
	lines := bufio.NewReaderSize(unzipped, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return frames, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		f, err := readLine(line, native)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(frames)+1, err)
		}
		frames = append(frames, f)
	}
}

// message is what the tests need of a frame: all kinds of frames in one. The
// standard library decodes it, not the scanner of the venue.
type message struct {
	Kind     string          `json:"e"`
	Event    int64           `json:"E"`
	Time     int64           `json:"T"`
	Symbol   string          `json:"s"`
	Trade    uint64          `json:"t"`
	Price    string          `json:"p"`
	Quantity string          `json:"q"`
	Maker    bool            `json:"m"`
	Reason   string          `json:"X"`
	Update   uint64          `json:"u"`
	Bid      json.RawMessage `json:"b"`
	BidSize  json.RawMessage `json:"B"`
	Ask      json.RawMessage `json:"a"`
	AskSize  json.RawMessage `json:"A"`
	Snapshot uint64          `json:"lastUpdateId"`
	Bids     json.RawMessage `json:"bids"`
	Asks     json.RawMessage `json:"asks"`
	// A field of the other case would be taken for one of the above.
	First   json.RawMessage `json:"U"`
	Ignored json.RawMessage `json:"M"`
}

func readLine(line []byte, native string) (frame, error) {
	digits, text, _ := bytes.Cut(bytes.TrimSpace(line), []byte(" "))
	received, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil {
		return frame{}, err
	}
	var outer struct {
		Stream string  `json:"stream"`
		Data   message `json:"data"`
		message
	}
	if err := json.Unmarshal(text, &outer); err != nil {
		return frame{}, err
	}
	m, f := &outer.Data, frame{received: received, symbol: outer.Data.Symbol}
	if outer.Stream == "" {
		m, f.symbol = &outer.message, native
	}
	f.setTime(m)
	switch {
	case m.Snapshot != 0:
		f.about, f.update, f.whole, f.bids, f.asks = depth, m.Snapshot, true, m.Bids, m.Asks
	case m.Kind == "depthUpdate":
		f.about, f.update, f.bids, f.asks = depth, m.Update, m.Bid, m.Ask
	case m.Kind == "trade" && m.Reason != "" && m.Reason != "MARKET":
		f.about = other
	case m.Kind == "trade":
		f.about, f.id, f.sold = trade, m.Trade, m.Maker
		err = parse(f.numbers[:2], m.Price, m.Quantity)
	case strings.HasSuffix(outer.Stream, "@bookTicker"):
		f.about, f.id = quote, m.Update
		err = parse(f.numbers[:], unquote(m.Bid), unquote(m.BidSize), unquote(m.Ask), unquote(m.AskSize))
	}
	return f, err
}

// setTime takes the time of the transaction, else that of the message.
func (f *frame) setTime(m *message) {
	f.time = m.Time
	if f.time == 0 {
		f.time = m.Event
	}
	f.timed = f.time != 0
	f.time *= millisecond
}

func unquote(raw json.RawMessage) string { return strings.Trim(string(raw), `"`) }

func parse(into []float64, texts ...string) error {
	for i, text := range texts {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return err
		}
		into[i] = x
	}
	return nil
}
