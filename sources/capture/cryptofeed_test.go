package capture

import (
	"bytes"
	"compress/gzip"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
)

const (
	socket = "wss://fstream.binance.com/stream?streams=btcusdt@aggTrade/btcusdt@depth@100ms/ethusdt@bookTicker"
	rest   = "https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=1000"
)

// recorded is a small capture of cryptofeed: REST answers, and a connection that is
// opened twice.
func recorded() map[string]string {
	return map[string]string{
		"F.0": "https://fapi.binance.com/fapi/v1/exchangeInfo -> 0.5: {\"symbols\":[]}\nconfiguration: {\"trades\":[\"BTC-USDT-PERP\"]}\n",
		"F.http.0.0": rest + " -> 2.5: " + answer(3) + ` header: {"Content-Type": "application/json"}` + "\n" +
			strings.Replace(rest, "BTCUSDT", "XRPUSDT", 1) + " -> 2.75: " + answer(7) + "\n" +
			rest + ` -> 2.9: {"code":-1003,"msg":"Too many requests."}` + "\n\n",
		"F.ws.1.0": socket + " <-> 1.0000001\n" + socket + ` <- 1.5: {"method":"SUBSCRIBE"}` + "\n" +
			"2.25: " + aggTrade(1) + "\n3: " + delta(4, 6, 3) + "\n3.123456789: " + quote("ETHUSDT") + "\n" +
			`3.2: {"symbol":"BTCUSDT","openInterest":"7.5","time":5}` + "\n3.3: " + trade(9) + "\n",
		"F.ws.1.1": socket + " <-> 4.0\n5.0: " + delta(9, 9, 8) + "\n",
	}
}

func recordedTold() []string {
	const btc, eth = " BTC-USDT-PERP ", " ETH-USDT-PERP "
	return []string{
		"1000000100 #0" + btc + "connected of trades: ",
		"1000000100 #1" + eth + "connected of quotes: ",
		"1000000100 #2" + btc + "connected of books: ",
		"2250000000 #0" + btc + "at 4000000 id 1 trade 1 buy 61800.3 x 0.006",
		"2500000000 #2" + btc + "at 3000000 id 3 snapshot buy 1e-0 x 7e-0 buy 2e-0 x 7e-0 updates 0 to 3 after 0",
		"3000000000 #2" + btc + "at 4000000 id 6 buy 1e-0 x 6e-0 updates 4 to 6 after 3",
		"3123456789 #1" + eth + "at 4000000 id 7 quote 61800.2 x 2.5, 61800.3 x 2",
		"4000000000 #0" + btc + "disconnected of trades: the connection was opened again",
		"4000000000 #1" + eth + "disconnected of quotes: the connection was opened again",
		"4000000000 #2" + btc + "disconnected of books: the connection was opened again",
		"4000000000 #2" + btc + "book_invalid of books: disconnected",
		"4000000000 #0" + btc + "gap of trades: the connection was opened again",
		"4000000000 #1" + eth + "gap of quotes: the connection was opened again",
		"4000000000 #2" + btc + "gap of books: the connection was opened again",
		"4000000000 #0" + btc + "connected of trades: the connection was opened again",
		"4000000000 #1" + eth + "connected of quotes: the connection was opened again",
		"4000000000 #2" + btc + "connected of books: the connection was opened again",
		"5000000000 #2" + btc + "at 4000000 id 9 buy 1e-0 x 9e-0 updates 9 to 9 after 8",
	}
}

// TestCryptofeed holds what the files of a capture of cryptofeed become, plain and
// compressed.
func TestCryptofeed(t *testing.T) {
	for pack, by := range map[string]func(*testing.T, string) string{
		"plain": func(_ *testing.T, text string) string { return text }, ".gz": gzipped, ".zst": zstdPacked,
	} {
		t.Run(pack, func(t *testing.T) {
			texts := map[string]string{}
			for name, text := range recorded() {
				texts[name] = by(t, text)
			}
			s := setup{dir: folder(t, texts), symbols: []string{"BTC-USDT-PERP", "ETH-USDT-PERP"}}
			s.Path = []string{"F.*"}
			told, counts, err := s.run(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(recordedTold(), told); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if want := (source.Counts{Frames: 14, Ignored: 7}); counts != want {
				t.Errorf("counts %+v, want %+v", counts, want)
			}
		})
	}
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	if _, err := zip.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func zstdPacked(t *testing.T, text string) string {
	t.Helper()
	zip, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer zip.Close()
	return string(zip.EncodeAll([]byte(text), nil))
}

// TestCryptofeedTrades holds which stream trades are read of, in both forms of a
// file that holds lines of both.
func TestCryptofeedTrades(t *testing.T) {
	text := "1000000000 " + trade(1) + "\n2000000000 " + aggTrade(2) + "\n3.0: " + aggTrade(3) + "\n4.0: " + trade(4) + "\n" +
		`5000000000 ! {"control":"stale","stream":"aggTrade"}` + "\n" + "wss://x/ws/btcusdt@aggTrade <-> 6.0\n" +
		`7000000000 ! {"control":"stale","stream":"trade"}` + "\n" + "wss://x/ws/btcusdt@trade <-> 8.0\n"
	for trades, want := range map[string][]string{
		"":         {"1", "3", "6", "7"},
		"trade":    {"1", "4", "7", "8"},
		"aggTrade": {"2", "3", "5", "6"},
	} {
		s := setup{dir: lines(t, text), sources: []string{"trades"}}
		s.Trades = trades
		told, counts, err := s.run(t)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, text := range told {
			got = append(got, text[:1])
		}
		if diff := cmp.Diff(want, got); diff != "" || counts.Ignored != 4 {
			t.Errorf("trades %q: %+v, seconds of what is told (-want +got):\n%s", trades, counts, diff)
		}
	}
}

// TestConnects holds whom the opening of a connection concerns.
func TestConnects(t *testing.T) {
	for address, want := range map[string]int{
		"wss://fstream.binance.com/ws":                                             12, // asked by messages
		"wss://fstream.binance.com/stream?streams=!bookTicker":                     2,
		"wss://fstream.binance.com/stream?streams=btcusdt@kline_1m":                1,
		"wss://fstream.binance.com/stream?streams=btcusdt@kline_5m":                0,
		"wss://fstream.binance.com/stream?streams=xrpusdt@depth":                   0,
		"wss://fstream.binance.com/stream?streams=btcusdt@depth5":                  0,
		"wss://fstream.binance.com/ws/btcusdt@forceOrder/ethusdt@markPrice@1s":     2,
		"wss://localhost:8080/stream?streams=btcusdt@aggTrade/ethusdt@depth@100ms": 2,
	} {
		s := setup{
			dir: lines(t, address+" <-> 1.5"), symbols: []string{"BTC-USDT-PERP", "ETH-USDT-PERP"},
			sources: []string{"trades", "quotes", "books", "candles", "fundings", "liquidations"},
		}
		told, counts, err := s.run(t)
		if err != nil {
			t.Fatal(err)
		}
		if ignored := counts.Ignored == 1; len(told) != want || ignored != (want == 0) {
			t.Errorf("%s: %+v, %q; want %d", address, counts, told, want)
		}
	}
}

// TestCryptofeedMalformed holds what is said of lines that cannot be read.
func TestCryptofeedMalformed(t *testing.T) {
	for text, want := range map[string]string{
		"1.0000000001: " + trade(2):         `receive time "1.0000000001" is no number of seconds above 0 with at most nine decimals`,
		"-3.0: " + trade(2):                 `receive time "-3.0" is no number of seconds above 0 with at most nine decimals`,
		"0.0: " + trade(2):                  `receive time "0.0" is no number of seconds above 0 with at most nine decimals`,
		"1e9: " + trade(2):                  `receive time "1e9" is no number of seconds above 0 with at most nine decimals`,
		"9223372037.0: " + trade(2):         `receive time "9223372037.0" is no number of seconds above 0 with at most nine decimals`,
		rest + " -> x: {}":                  `receive time "x" is no number of seconds above 0 with at most nine decimals`,
		rest + " <->":                       `receive time "" is no number of seconds above 0 with at most nine decimals`,
		rest + " <> 3.0":                    `"<>" between address and receive time is none of <->, <- and ->`,
		"3.0:":                              `there is no frame after the receive time`,
		"3.0: {":                            `frame: byte 1: the frame is cut off: a key in quotes is missing`,
		"3.0: b'{}'":                        `frame: byte 0: a frame is an object in braces`,
		rest + " -> 3.0: ":                  `answer: body: byte 0: the frame is cut off: a frame is an object in braces`,
		rest + " -> 3.0: " + delta(2, 3, 1): `answer: body is no whole book`,
		strings.Replace(rest, "BTC", "ETH", 1) + ` -> 3.0: {"symbol":"BTCUSDT",` + book[1:]: `answer: symbol is "ETHUSDT", but its body is of "BTCUSDT"`,
		"wss://[x <-> 3.0": `address: parse "wss://[x": missing ']' in host`,
	} {
		s := setup{dir: lines(t, "2.0: "+aggTrade(1), text, "4.0: "+aggTrade(3))}
		_, counts, err := s.run(t)
		if !errors.Is(err, files.ErrMalformed) || err.Error() != "a:2: "+want || counts.Malformed != 1 {
			t.Errorf("%s:\ngot  %v\nwant a:2: %s", text, err, want)
		}
		s.Malformed = files.Skip
		told, counts, err := s.run(t)
		if err != nil || len(told) != 3 || !strings.HasSuffix(told[1], "malformed of trades: a:2: "+want) || counts != (source.Counts{Frames: 3, Malformed: 1}) {
			t.Errorf("%s: skipping: %v, %+v, %q", text, err, counts, told)
		}
	}
}

// TestOtherVenue holds that a capture of another venue ends the run in any case.
func TestOtherVenue(t *testing.T) {
	for text, want := range map[string]string{
		"wss://stream.binance.com:9443/ws <-> 3.0":                 "a:1: the capture is of another venue: stream.binance.com belongs to binance-spot, but the emitter has venue: binance-usdm",
		"https://dapi.binance.com/dapi/v1/exchangeInfo -> 3.0: {}": "a:1: the capture is of another venue: dapi.binance.com belongs to binance-coinm, but the emitter has venue: binance-usdm",
	} {
		s := setup{dir: lines(t, text)}
		s.Malformed = files.Skip
		_, _, err := s.run(t)
		if !errors.Is(err, ErrVenue) {
			t.Errorf("%s: got %v, want %v", text, err, ErrVenue)
		}
		wantError(t, err, want)
	}
}

// TestNanoseconds holds that seconds become nanoseconds without rounding.
func TestNanoseconds(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringMatching(`[0-9]{1,11}(\.[0-9]{1,11})?`).Draw(r, "seconds")
		exact, ok := new(big.Rat).SetString(text)
		if !ok {
			r.Fatal("no number")
		}
		exact.Mul(exact, big.NewRat(1_000_000_000, 1))
		fits := exact.IsInt() && exact.Num().IsInt64() && exact.Sign() > 0
		got, ok := nanoseconds([]byte(text))
		if ok != fits || fits && got != event.Time(exact.Num().Int64()) {
			r.Fatalf("%s: got %d, %v, want %s", text, got, ok, exact)
		}
	})
}
