package capture

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
)

// TestLines holds what each form of a line becomes.
func TestLines(t *testing.T) {
	const (
		tradeTold = "#0 BTC-USDT-PERP at 4000000 id 1 trade 1 buy 61800.3 x 0.006"
		quoteTold = "#1 BTC-USDT-PERP at 4000000 id 7 quote 61800.2 x 2.5, 61800.3 x 2"
		depthTold = "#2 BTC-USDT-PERP at 4000000 id 9 buy 10e-1 x 2e-0 updates 6 to 9 after 5"
		bookTold  = "#2 BTC-USDT-PERP id 8 snapshot sell 3e-0 x 4e-0 updates 0 to 8 after 0"
		newerTold = "#2 BTC-USDT-PERP id 8 snapshot buy 10e-1 x 2e-0 sell 3e-0 x 4e-0 updates 0 to 9 after 0"
	)
	for _, c := range []struct {
		name   string
		setup  setup
		text   string
		want   []string
		counts source.Counts
	}{
		{name: "nothing", text: ""},
		{name: "empty lines", text: "\n\r\n  \n"},
		{
			name: "simple form", text: "1 " + trade(1) + "\n2 " + quote("BTCUSDT") + "\n3 " + depth + "\n4 " + book + "\n",
			want: []string{"1 " + tradeTold, "2 " + quoteTold, "3 " + depthTold, "4 " + newerTold}, counts: source.Counts{Frames: 4},
		},
		{
			name: "raw form v1, mixed with the other, \\r\\n, no end of the last line",
			text: "1 c1 " + trade(1) + "\r\n2 " + quote("BTCUSDT") + "\n\n3 ! {\"rest\":\"depth\",\"symbol\":\"BTCUSDT\",\"body\":" + book + "}\n4 wss://x/y  " + depth,
			want: []string{"1 " + tradeTold, "2 " + quoteTold, "3 " + bookTold, "4 " + depthTold}, counts: source.Counts{Frames: 4},
		},
		{
			name: "frames nobody declared", setup: setup{sources: []string{"trades"}},
			text: "1 " + trade(1) + "\n2 " + quote("BTCUSDT") + "\n3 " + depth + "\n4 " + book + "\n5 " + strings.Replace(trade(2), "BTC", "ETH", 1) + "\n6 {\"result\":null,\"id\":1}\n",
			want: []string{"1 " + tradeTold}, counts: source.Counts{Frames: 6, Ignored: 5},
		},
		{
			name: "aggTrade", setup: setup{Params: Params{Trades: "aggTrade"}},
			text: "1 " + trade(1) + "\n2 " + `{"e":"aggTrade","E":5,"T":4,"s":"BTCUSDT","a":1,"p":"61800.30","q":"0.006","m":false}` + "\n",
			want: []string{"2 " + tradeTold}, counts: source.Counts{Frames: 2, Ignored: 1},
		},
		{
			name: "candles of one interval, funding, liquidations", setup: setup{sources: []string{"candles", "fundings", "liquidations"}},
			text: "1 " + candle("1m") + "\n2 " + candle("5m") + "\n3 " + funding + "\n4 " + liquidation + "\n5 " + trade(1) + "\n",
			want: []string{
				"1 #0 BTC-USDT-PERP at 5000000 &{60000000000 119999000000 1m 1 4 0.5 2 7 3 true}",
				"3 #1 BTC-USDT-PERP at 5000000 &{-0.0001 NaN 100 101 28800000000000}",
				"4 #2 BTC-USDT-PERP at 4000000 &{sell 9908.5 0.014 0}",
			},
			counts: source.Counts{Frames: 5, Ignored: 2},
		},
		{
			name: "candles of five minutes", setup: setup{sources: []string{"candles"}, Params: Params{Candles: "5m"}},
			text: "1 " + candle("1m") + "\n2 " + candle("5m") + "\n",
			want: []string{"2 #0 BTC-USDT-PERP at 5000000 &{60000000000 119999000000 5m 1 4 0.5 2 7 3 true}"}, counts: source.Counts{Frames: 2, Ignored: 1},
		},
		{
			name: "two sources of one definition", setup: setup{sources: []string{"trades", "trades"}},
			text: "1 " + trade(1), want: []string{"1 " + tradeTold, "1 #1" + strings.TrimPrefix(tradeTold, "#0")}, counts: source.Counts{Frames: 1},
		},
		{
			name: "a receive time that goes back", text: "5 " + trade(1) + "\n3 " + trade(1) + "\n",
			want: []string{"5 " + tradeTold, "3 " + tradeTold}, counts: source.Counts{Frames: 2},
		},
		{
			name: "a line longer than the buffer", text: "1 " + trade(1) + strings.Repeat(" ", 1<<20) + "\n2 " + trade(1) + "\n",
			want: []string{"1 " + tradeTold, "2 " + tradeTold}, counts: source.Counts{Frames: 2},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.setup.dir = folder(t, map[string]string{"a": c.text})
			told, counts, err := c.setup.run(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, told); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if counts != c.counts {
				t.Errorf("counts %+v, want %+v", counts, c.counts)
			}
		})
	}
}

// TestNotes holds what the objects of connection ! become.
func TestNotes(t *testing.T) {
	s := setup{symbols: []string{"BTC-USDT-PERP", "ETH-USDT-PERP"}, sources: []string{"trades", "books"}}
	s.dir = lines(
		t,
		`1 ! {"control":"connected"}`,
		`2 ! {"control":"gap","stream":"trade","symbol":"ETHUSDT","detail":"expected 7, got 9"}`,
		`3 ! {"control":"stale","stream":"bookTicker"}`,
		`4 ! {"control":"book_invalid","symbol":"XRPUSDT"}`,
		`5 ! {"control":"disconnected","stream":"depth","since":12}`,
		`6 ! {"rest":"exchangeInfo","body":{}}`,
		`7 ! {"rest":"depth","symbol":"XRPUSDT","body":`+book+`}`,
		`8 ! {"rest":"depth","symbol":"ETHUSDT","body":`+book+`}`,
		`9 ! {"rest":"depth","symbol":"BTCUSDT","body":{"code":-1003,"msg":"Too many requests."}}`,
	)
	told, counts, err := s.run(t)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1 #0 BTC-USDT-PERP connected of trades: ",
		"1 #0 ETH-USDT-PERP connected of trades: ",
		"1 #1 BTC-USDT-PERP connected of books: ",
		"1 #1 ETH-USDT-PERP connected of books: ",
		"2 #0 ETH-USDT-PERP gap of trades: expected 7, got 9",
		"5 #1 BTC-USDT-PERP disconnected of books: ",
		"5 #1 ETH-USDT-PERP disconnected of books: ",
		"8 #1 ETH-USDT-PERP id 8 snapshot sell 3e-0 x 4e-0 updates 0 to 8 after 0",
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if want := (source.Counts{Frames: 9, Ignored: 5}); counts != want {
		t.Errorf("counts %+v, want %+v", counts, want)
	}
}

// TestMalformed holds that a line that cannot be read ends the run with its
// place, or is told of and passed over.
func TestMalformed(t *testing.T) {
	for text, want := range map[string]string{
		`x ` + trade(2):                    `receive time "x" is no number of nanoseconds above 0`,
		trade(2):                           `receive time "{\"e\":\"trade\",\"E\":5,\"T\":4,\"s\":\"BTCUSDT\",\"" is no number of nanoseconds above 0`,
		`0 ` + trade(2):                    `receive time "0" is no number of nanoseconds above 0`,
		`-3 ` + trade(2):                   `receive time "-3" is no number of nanoseconds above 0`,
		`+3 ` + trade(2):                   `receive time "+3" is no number of nanoseconds above 0`,
		` 3 ` + trade(2):                   `receive time "" is no number of nanoseconds above 0`,
		`99999999999999999999 ` + trade(2): `receive time "99999999999999999999" is no number of nanoseconds above 0`,
		`3`:                                `there is no frame after the receive time`,
		"3\r":                              `there is no frame after the receive time`,
		`3 c1`:                             `there is no frame after the connection`,
		`3 {"e":"trade"`:                   `frame: byte 12: the frame is cut off: a comma or } is missing`,
		`3 c1 {"e":"trade"}`:               `frame: byte 0: field s is missing`,
		`3 ! [`:                            `note: unexpected end of JSON input`,
		`3 ! {}`:                           `note: it has neither control nor rest`,
		`3 ! {"control":"gapp"}`:           `note: control "gapp" is none of connected, disconnected, gap, book_invalid, book_resynced, stale`,
		`3 ! {"control":"gap","stream":"trades"}`:                                             `note: stream "trades" is none of trade, aggTrade, bookTicker, depth, kline, markPrice, forceOrder`,
		`3 ! {"rest":"depth","symbol":"BTCUSDT"}`:                                             `note: body: byte 0: the frame is cut off: a frame is an object in braces`,
		`3 ! {"rest":"depth","symbol":"BTCUSDT","body":` + depth + `}`:                        `note: body is no whole book`,
		`3 ! {"rest":"depth","symbol":"ETHUSDT","body":{"symbol":"BTCUSDT",` + book[1:] + `}`: `note: symbol is "ETHUSDT", but its body is of "BTCUSDT"`,
	} {
		s := setup{dir: lines(t, "2 "+trade(1), text, "4 "+trade(3))}
		told, counts, err := s.run(t)
		var place *files.MalformedError
		if !errors.Is(err, files.ErrMalformed) || !errors.As(err, &place) || err.Error() != "a:2: "+want {
			t.Errorf("%s:\ngot  %v\nwant a:2: %s", text, err, want)
		}
		if len(told) != 1 || counts != (source.Counts{Frames: 2, Malformed: 1}) {
			t.Errorf("%s: %d events, %+v; want the run to end here", text, len(told), counts)
		}

		s.Malformed = "skip"
		told, counts, err = s.run(t)
		if err != nil {
			t.Errorf("%s: skipping: %v", text, err)
		}
		arrived := "3"
		if strings.Contains(want, "receive time \"") {
			arrived = "2"
		}
		if len(told) != 3 || told[1] != arrived+" #0 BTC-USDT-PERP malformed of trades: a:2: "+want {
			t.Errorf("%s: skipping told %q", text, told)
		}
		if counts != (source.Counts{Frames: 3, Malformed: 1}) {
			t.Errorf("%s: skipping counted %+v", text, counts)
		}
	}
}

// TestSnapshotSymbol holds whose book a snapshot without a symbol is.
func TestSnapshotSymbol(t *testing.T) {
	both := []string{"BTC-USDT-PERP", "ETH-USDT-PERP"}
	btc, eth := quote("BTCUSDT"), quote("ETHUSDT")
	for _, c := range []struct {
		name    string
		symbols []string
		owner   string
		frames  []string
		want    []string // symbols of the snapshots
		wrong   int      // line of the error
	}{
		{name: "the only declared", frames: []string{book, btc}, want: []string{"BTC-USDT-PERP"}},
		{name: "the only one of the file", symbols: both, frames: []string{eth, book, eth}, want: []string{"ETH-USDT-PERP"}},
		{name: "the only one of the file is not declared", frames: []string{eth, book, eth}},
		{name: "before the first frame", symbols: both, frames: []string{book, eth}, wrong: 1},
		{name: "in a file of two", symbols: both, frames: []string{btc, eth, book}, wrong: 3},
		{name: "in what turns out to be a file of two", symbols: both, frames: []string{btc, book, eth}, want: []string{"BTC-USDT-PERP"}, wrong: 3},
		{name: "of a file of another symbol", frames: []string{book, eth}, want: []string{"BTC-USDT-PERP"}, wrong: 2},
		{name: "said by snapshot_symbol", symbols: both, owner: "BTC-USDT-PERP", frames: []string{eth, book, btc}, want: []string{"BTC-USDT-PERP"}},
		{name: "said, but not declared", owner: "ETH-USDT-PERP", frames: []string{btc, book, btc}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := setup{symbols: c.symbols, sources: []string{"books"}}
			s.SnapshotSymbol = c.owner
			for i := range c.frames {
				c.frames[i] = "1 " + c.frames[i]
			}
			s.dir = lines(t, c.frames...)
			told, _, err := s.run(t)
			var got []string
			for _, text := range told {
				got = append(got, strings.Fields(text)[2])
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("snapshots (-want +got):\n%s", diff)
			}
			if c.wrong == 0 && err != nil || c.wrong > 0 && !errors.Is(err, ErrSnapshotSymbol) {
				t.Errorf("got error %v", err)
			}
			if c.wrong > 0 && !strings.HasPrefix(err.Error(), "a:"+string(rune('0'+c.wrong))+": ") {
				t.Errorf("got error %v, want it at line %d", err, c.wrong)
			}
		})
	}
}

// TestStop holds that an error of a callback ends the run as it is.
func TestStop(t *testing.T) {
	s := setup{dir: lines(t, "1 "+trade(1), "2 "+trade(2), "3 "+trade(3)), stopAt: 2}
	told, counts, err := s.run(t)
	if len(told) != 1 || !errors.Is(err, errStop) || counts.Frames != 2 {
		t.Errorf("%d events, %v, %+v; want 1, %v and 2 frames", len(told), err, counts, errStop)
	}
}

// TestCancel holds that a run ends soon after its context.
func TestCancel(t *testing.T) {
	const soon = 1000 // lines
	all := make([]string, 10*soon)
	for i := range all {
		all[i] = "1 " + trade(1)
	}
	ctx, cancel := context.WithCancel(context.Background())
	told := 0
	s := setup{dir: lines(t, all...)}
	e := s.emitter(t, func(*event.Event) error {
		told++
		cancel()
		return nil
	})
	if err := e.Run(ctx); !errors.Is(err, context.Canceled) || told > soon {
		t.Errorf("%v after %d events, want an end within %d", err, told, soon)
	}
}

// TestRefused holds what is said of params and sources that make no sense.
func TestRefused(t *testing.T) {
	_, err := New("feed", "", Params{Venue: "binance"})
	wantError(t, err, `venue "binance" is none of binance-spot, binance-usdm, binance-coinm`)
	_, err = New("feed", "", Params{Venue: "binance-usdm", SnapshotSymbol: "BTCUSDT"})
	wantError(t, err, `snapshot_symbol: symbol "BTCUSDT" is not of the form BASE-QUOTE-PERP or BASE-QUOTE-YYMMDD; did you mean BTC-USDT-PERP?`)

	e, err := New("feed", "", Params{Venue: "binance-usdm"})
	if err != nil {
		t.Fatal(err)
	}
	other := source.Define[market.Trade]("my.trade", "another")
	var table event.Keys
	register := func(d *source.Definition, exchange, name, symbol string) error {
		key, err := table.Intern(event.Pair{Name: "exchange", Value: exchange}, event.Pair{Name: name, Value: symbol})
		if err != nil {
			t.Fatal(err)
		}
		return e.Register(&source.Declared{Name: "s", Definition: d, Keys: []*event.Key{key}}, nil)
	}
	wantError(t, register(other.Definition, "BINANCE_USDM", "symbol", "BTC-USDT-PERP"),
		"a capture of binance-usdm holds market.trade, market.quote, market.book_delta, market.candle, market.funding and market.liquidation, not my.trade")
	wantError(t, register(market.Trades.Definition, "BINANCE", "symbol", "BTC-USDT-PERP"),
		`key exchange=BINANCE,symbol=BTC-USDT-PERP: a capture of binance-usdm holds exchange BINANCE_USDM, not "BINANCE"`)
	wantError(t, register(market.Trades.Definition, "BINANCE_USDM", "pair", "BTC-USDT-PERP"),
		"key exchange=BINANCE_USDM,pair=BTC-USDT-PERP: it has no symbol")
	wantError(t, register(market.Trades.Definition, "BINANCE_USDM", "symbol", "BTC-USDT"),
		`key exchange=BINANCE_USDM,symbol=BTC-USDT: symbol "BTC-USDT" is not of the form BASE-QUOTE-PERP or BASE-QUOTE-YYMMDD; did you mean BTC-USDT-PERP?`)
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("\ngot  %v\nwant %s", err, want)
	}
}

// TestType holds that a config's params make an emitter.
func TestType(t *testing.T) {
	typ := Type()
	if typ.Err != nil {
		t.Fatal(typ.Err)
	}
	word := func(text string) *param.Node { return &param.Node{Kind: param.String, Text: text} }
	config := &param.Node{Kind: param.Map, Pairs: []param.Pair{
		{Key: word("venue"), Value: word("binance-coinm")},
		{Key: word("path"), Value: word("x.gz")},
		{Key: word("snapshot_symbol"), Value: word("BTC-USD-PERP")},
	}}
	p, ok := typ.NewParams().(*Params)
	if !ok {
		t.Fatalf("params are a %T", typ.NewParams())
	}
	if problems := typ.Params.Decode(config, "emitter feed", p); len(problems) > 0 {
		t.Fatal(problems)
	}
	want := Params{Venue: "binance-coinm", Path: []string{"x.gz"}, Candles: "1m", Malformed: "halt", SnapshotSymbol: "BTC-USD-PERP"}
	if diff := cmp.Diff(want, *p); diff != "" {
		t.Errorf("params (-want +got):\n%s", diff)
	}
	if _, err := typ.New("feed", ".", p); err != nil {
		t.Error(err)
	}
	var table event.Keys
	for exchange, want := range map[string]bool{"BINANCE_COINM": true, "BINANCE": false} {
		key, err := table.Intern(event.Pair{Name: "exchange", Value: exchange})
		if err != nil {
			t.Fatal(err)
		}
		if got := typ.Serves(p, key); got != want {
			t.Errorf("serves %s: %v, want %v", key, got, want)
		}
	}
}
