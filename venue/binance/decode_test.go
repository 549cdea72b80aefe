package binance

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

const ms = event.Time(1_000_000)

func id(n uint64) event.ID { return event.ID{Number: n} }

func level(side market.Side, price, size event.Decimal) market.Level {
	return market.Level{Side: side, Price: price, Size: size}
}

// TestDecode holds one frame of each kind against what it tells.
func TestDecode(t *testing.T) {
	null := event.Null()
	for _, c := range []struct {
		name, venue, frame string
		want               Frame
	}{
		{
			"spot trade", "binance-spot",
			`{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}`,
			Frame{Stream: Trade, SourceTime: 1723161255342 * ms, ID: id(3735683259), Trade: market.Trade{Price: 61837.63, Amount: 0.02, Side: market.Sell, ID: id(3735683259)}},
		},
		{
			"bare usdm trade", "binance-usdm",
			`{"e":"trade","E":1723161256322,"T":1723161256320,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false}`,
			Frame{Stream: Trade, SourceTime: 1723161256320 * ms, ID: id(5266583935), Trade: market.Trade{Price: 61800.3, Amount: 0.006, Side: market.Buy, ID: id(5266583935)}},
		},
		{
			"coinm trade", "binance-coinm",
			`{"stream":"btcusd_perp@trade","data":{"e":"trade","E":1723161257687,"T":1723161257679,"s":"BTCUSD_PERP","t":849714402,"p":"61804.8","q":"4","X":"MARKET","m":false}}`,
			Frame{Stream: Trade, SourceTime: 1723161257679 * ms, ID: id(849714402), Trade: market.Trade{Price: 61804.8, Amount: 4, Side: market.Buy, ID: id(849714402)}},
		},
		{
			"insurance fund", "binance-usdm",
			`{"e":"trade","E":1,"T":1,"s":"BTCUSDT","t":5,"p":"61800.30","q":"0.006","X":"INSURANCE_FUND","m":false}`,
			Frame{},
		},
		{
			"times without T", "binance-usdm",
			`{"e":"trade","E":1723161256322,"s":"BTCUSDT","t":5,"p":"1","q":"2","m":false}`,
			Frame{Stream: Trade, SourceTime: 1723161256322 * ms, ID: id(5), Trade: market.Trade{Price: 1, Amount: 2, Side: market.Buy, ID: id(5)}},
		},
		{
			"microseconds", "binance-spot",
			`{"e":"trade","E":1723161255343001,"T":1723161255342001,"s":"BTCUSDT","t":5,"p":"1","q":"2","m":false}`,
			Frame{Stream: Trade, SourceTime: 1723161255342001000, ID: id(5), Trade: market.Trade{Price: 1, Amount: 2, Side: market.Buy, ID: id(5)}},
		},
		{
			"numbers, escapes, white space, unknown fields, a key twice, any order", "binance-spot",
			" {\t\"data\" : {\"m\":true,\"x\":[{\"p\":[1e9,-0.5E-3,{}]},null,[]],\"q\":0.5 ,\"p\":\"1\",\"p\":61837.63,\n\"\\u0074\":\"7\",\"s\":\"BTC\\u0055SDT\",\"T\":\"12\",\"e\":\"tr\\u0061de\" },\"stream\":\"a\\\\\\\"\\/\\b\\f\\n\\r\\t\\ud83d\\ude00b\"}\r\n",
			Frame{Stream: Trade, SourceTime: 12 * ms, ID: id(7), Trade: market.Trade{Price: 61837.63, Amount: 0.5, Side: market.Sell, ID: id(7)}},
		},
		{
			"spot quote", "binance-spot",
			`{"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}}`,
			Frame{Stream: BookTicker, SourceTime: event.Unset, ID: id(50093239212), Quote: market.Quote{Bid: 61837.63, BidSize: 3.78826, Ask: 61837.64, AskSize: 1.54698}},
		},
		{
			"coinm quote", "binance-coinm",
			`{"stream":"btcusd_perp@bookTicker","data":{"u":1007198632021,"e":"bookTicker","s":"BTCUSD_PERP","ps":"BTCUSD","b":"61804.7","B":"35","a":"61804.8","A":"1645","T":1723161257465,"E":1723161257476}}`,
			Frame{Stream: BookTicker, SourceTime: 1723161257465 * ms, ID: id(1007198632021), Quote: market.Quote{Bid: 61804.7, BidSize: 35, Ask: 61804.8, AskSize: 1645}},
		},
		{
			"no ask, by size", "binance-spot", `{"u":1,"s":"BTCUSDT","b":"5","B":"6","a":"7","A":"0.000"}`,
			Frame{Stream: BookTicker, SourceTime: event.Unset, ID: id(1), Quote: market.Quote{Bid: 5, BidSize: 6, Ask: null, AskSize: null}},
		},
		{
			"no bid, by price", "binance-spot", `{"u":1,"s":"BTCUSDT","b":"0.00","B":"6","a":"7","A":"8"}`,
			Frame{Stream: BookTicker, SourceTime: event.Unset, ID: id(1), Quote: market.Quote{Bid: null, BidSize: null, Ask: 7, AskSize: 8}},
		},
		{
			"usdm depth, asks first", "binance-usdm",
			`{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"a":[["61800.30","2.510"]],"b":[["58710.20","0.014"],["61496.50","0.000",[]]]}}`,
			Frame{Stream: Depth, SourceTime: 1723161256298 * ms, ID: id(5123107837557), Delta: market.BookDelta{
				Levels: []market.Level{
					level(market.Buy, event.Decimal{Mantissa: 5871020, Scale: 2}, event.Decimal{Mantissa: 14, Scale: 3}),
					level(market.Buy, event.Decimal{Mantissa: 6149650, Scale: 2}, event.Decimal{Mantissa: 0, Scale: 3}),
					level(market.Sell, event.Decimal{Mantissa: 6180030, Scale: 2}, event.Decimal{Mantissa: 2510, Scale: 3}),
				},
				First: 5123107832006, Last: 5123107837557, Previous: 5123107831937,
			}},
		},
		{
			"spot depth, many digits", "binance-spot",
			`{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":50093239189,"u":50093239202,"b":[],"a":[["0.00001250","123456789012.00000000"]]}`,
			Frame{Stream: Depth, SourceTime: 1723161255208 * ms, ID: id(50093239202), Delta: market.BookDelta{
				Levels: []market.Level{level(market.Sell, event.Decimal{Mantissa: 1250, Scale: 8}, event.Decimal{Mantissa: 123456789012, Scale: 0})},
				First:  50093239189, Last: 50093239202,
			}},
		},
		{
			"spot snapshot", "binance-spot",
			`{"lastUpdateId":50093239218,"bids":[["61837.63","3.78"]],"asks":[]}`,
			Frame{Stream: Depth, Symbol: NoSymbol, Snapshot: true, SourceTime: event.Unset, ID: id(50093239218), Delta: market.BookDelta{
				Levels: []market.Level{level(market.Buy, event.Decimal{Mantissa: 6183763, Scale: 2}, event.Decimal{Mantissa: 378, Scale: 2})},
				Last:   50093239218,
			}},
		},
		{
			"coinm snapshot", "binance-coinm",
			`{"lastUpdateId":1007198635033,"E":1723161257835,"T":1723161257823,"symbol":"BTCUSD_PERP","pair":"BTCUSD","bids":[],"asks":[]}`,
			Frame{Stream: Depth, Snapshot: true, SourceTime: 1723161257823 * ms, ID: id(1007198635033), Delta: market.BookDelta{Last: 1007198635033}},
		},
		{
			"candle", "binance-usdm", samples()["kline"],
			Frame{Stream: Kline, SourceTime: 1638747660000 * ms, Candle: market.Candle{
				OpenTime: 1638747660000e6, CloseTime: 1638747719999e6, Interval: "1m", Open: 0.001, High: 0.0025, Low: 0.0015, Close: 0.002, Volume: 1000, Trades: 100,
			}},
		},
		{
			"bare candle that is closed", "binance-spot",
			`{"e":"kline","E":1638747720001,"s":"BTCUSDT","k":{"t":1638747660000,"T":1638747719999,"i":"5m","o":"1","c":"2","h":"3","l":"0.5","v":"7.25","n":0,"x":true,"s":"X","T":1638747959999}}`,
			Frame{Stream: Kline, SourceTime: 1638747720001 * ms, Candle: market.Candle{
				OpenTime: 1638747660000e6, CloseTime: 1638747959999e6, Interval: "5m", Open: 1, High: 3, Low: 0.5, Close: 2, Volume: 7.25, Closed: true,
			}},
		},
		{
			"funding", "binance-usdm", samples()["markPrice"],
			Frame{Stream: MarkPrice, SourceTime: 1723161257000 * ms, Funding: market.Funding{
				Rate: -0.00002145, PredictedRate: null, MarkPrice: 61801.5, IndexPrice: 61830.4712766, NextFundingTime: 1723190400000e6,
			}},
		},
		{
			"mark price of a dated future", "binance-coinm",
			`{"e":"markPriceUpdate","E":5,"s":"BTCUSD_PERP","p":"61801.5","P":"1","r":"","T":0}`,
			Frame{Stream: MarkPrice, SourceTime: 5 * ms, Funding: market.Funding{Rate: null, PredictedRate: null, MarkPrice: 61801.5, IndexPrice: null}},
		},
		{
			"liquidation", "binance-usdm", samples()["forceOrder"],
			Frame{Stream: ForceOrder, SourceTime: 1568014460890 * ms, Liquidation: market.Liquidation{Side: market.Sell, Price: 9908.5, Amount: 0.014}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got Frame
			streams := []Stream{Trade, BookTicker, Depth, Kline, MarkPrice, ForceOrder}
			if c.venue == "binance-spot" {
				streams = streams[:4]
			}
			if err := newDecoder(t, c.venue, streams...).Decode([]byte(c.frame), &got); err != nil {
				t.Fatal(err)
			}
			if diff := differ(&c.want, &got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestIgnored lists frames that tell nothing wanted and are no mistakes.
func TestIgnored(t *testing.T) {
	for name, frame := range map[string]string{
		"answer":                   `{"result":null,"id":1}`,
		"refusal":                  `{"error":{"code":2,"msg":"Invalid request"},"id":3}`,
		"REST refusal":             `{"code":-1121,"msg":"Invalid symbol."}`,
		"unknown event":            `{"e":"24hrTicker","s":"BTCUSDT"}`,
		"unwanted candle":          samples()["kline"],
		"unwanted candle, odd":     `{"e":"kline","s":"BTCUSDT","k":5}`,
		"unwanted liquidation":     samples()["forceOrder"],
		"unknown event, odd lists": `{"e":"x","b":[1,{"a":[]}],"a":"no number"}`,
		"unknown symbol":           `{"e":"trade","s":"ETHUSDT","p":"no number"}`,
		"unwanted stream":          `{"e":"aggTrade","s":"BTCUSDT","a":"no number"}`,
		"all symbols":              `[{"e":"24hrMiniTicker","s":"BTCUSDT"}]`,
		"all symbols, combined":    `{"stream":"!miniTicker@arr","data":[{"e":"24hrMiniTicker"}]}`,
		"without data":             `{"stream":"btcusdt@trade","data":null}`,
		"partial spot book":        `{"stream":"btcusdt@depth5","data":{"lastUpdateId":1,"bids":[["1","2"]],"asks":[]}}`,
		"partial futures book":     `{"stream":"btcusdt@depth5@100ms","data":{"e":"depthUpdate","s":"BTCUSDT"}}`,
		"book without RPI":         `{"stream":"btcusdt@rpiDepth@500ms","data":{"e":"depthUpdate","s":"BTCUSDT"}}`,
		"snapshot of another":      `{"lastUpdateId":1,"symbol":"ETHUSD_PERP"}`,
		"scientific quote unused":  `{"u":1,"s":"ETHUSDT","b":1e5}`,
	} {
		frameOf := Frame{Stream: Trade}
		if err := newDecoder(t, "binance-usdm", Trade, BookTicker, Depth).Decode([]byte(frame), &frameOf); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if frameOf.Stream != Ignored {
			t.Errorf("%s: told as %s, want it ignored", name, frameOf.Stream)
		}
	}
}

// TestNativeSymbol holds that a frame's symbol is told also where it is ignored.
func TestNativeSymbol(t *testing.T) {
	for frame, want := range map[string]string{
		`{"e":"kline","s":"ETHUSDT"}`:          "ETHUSDT",
		`{"e":"trade","s":"\u0045THUSDT"}`:     "ETHUSDT",
		`{"lastUpdateId":1,"symbol":"X_PERP"}`: "X_PERP",
		`{"id":1,"result":null}`:               "",
	} {
		var got Frame
		if err := newDecoder(t, "binance-usdm", Trade, Depth).Decode([]byte(frame), &got); err != nil {
			t.Fatal(err)
		}
		if string(got.NativeSymbol) != want {
			t.Errorf("%s: symbol %q, want %q", frame, got.NativeSymbol, want)
		}
	}
}

// TestMalformed holds what is said of frames that cannot be read.
func TestMalformed(t *testing.T) {
	deep := `{"e":"x","d":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`
	trade := func(fields string) string { return `{"e":"trade","s":"BTCUSDT",` + fields + `}` }
	for frame, want := range map[string]string{
		``:                                   "byte 0: the frame is cut off: a frame is an object in braces",
		`null`:                               "byte 0: a frame is an object in braces",
		`"text"`:                             "byte 0: a frame is an object in braces",
		`{`:                                  "byte 1: the frame is cut off: a key in quotes is missing",
		`{}`:                                 "byte 0: the frame is of no known kind: field e is missing",
		`{"foo":1}`:                          "byte 0: the frame is of no known kind: field e is missing",
		`{} x`:                               "byte 3: something follows the frame",
		`{"id":1}{}`:                         "byte 8: something follows the frame",
		`{"a":1,}`:                           "byte 7: a key in quotes is missing",
		`{"a" 1}`:                            "byte 5: a colon is missing",
		`{"a":}`:                             "byte 5: a value is missing",
		`{"a":tru}`:                          "byte 5: a value is missing",
		`{"a":nul`:                           "byte 5: a value is missing",
		`{"a":[1 2]}`:                        "byte 8: a comma or ] is missing",
		`{"a":[1,]}`:                         "byte 8: a value is missing",
		`{"a":1 "b":2}`:                      "byte 7: a comma or } is missing",
		`{"a":01}`:                           "byte 5: a number begins with 0",
		`{"a":1.}`:                           "byte 7: a digit is missing",
		`{"a":-}`:                            "byte 6: a digit is missing",
		`{"a":1e+}`:                          "byte 8: a digit is missing",
		`{"a":.5}`:                           "byte 5: a value is missing",
		`{"a":"x`:                            "byte 7: the frame is cut off: a text does not end",
		`{"a":"x\`:                           "byte 7: a text holds an unknown escape",
		`{"a":"\x"}`:                         "byte 6: a text holds an unknown escape",
		`{"a":"\u12g4"}`:                     "byte 6: a text holds an unknown escape",
		"{\"a\":\"\n\"}":                     "byte 6: a text holds a control character",
		"{\"a\":\"\\n\n\"}":                  "byte 8: a text holds a control character",
		deep:                                 "byte 78: values lie too deep in each other",
		`{"data":5}`:                         "byte 8: field data is no object",
		`{"data":{}}`:                        "byte 8: the frame is of no known kind: field e is missing",
		`{"e":5}`:                            "byte 5: field e is no text",
		`{"e":"trade"}`:                      "byte 0: field s is missing",
		`{"e":"trade","s":null}`:             "byte 17: field s is no text",
		trade(`"p":"1"`):                     "byte 0: field t is missing",
		trade(`"t":-1`):                      "byte 31: field t is no whole number of 64 bits",
		trade(`"t":1.0`):                     "byte 31: field t is no whole number of 64 bits",
		trade(`"t":18446744073709551616`):    "byte 31: field t is no whole number of 64 bits",
		trade(`"t":""`):                      "byte 32: field t is no whole number of 64 bits",
		trade(`"t":1,"p":"12x"`):             `byte 38: field p holds "12x", which is no decimal number that fits`,
		trade(`"t":1,"p":"-1"`):              `byte 38: field p holds "-1", which is no decimal number that fits`,
		trade(`"t":1,"p":"Inf"`):             `byte 38: field p holds "Inf", which is no decimal number that fits`,
		trade(`"t":1,"p":1e999`):             `byte 37: field p holds "1e999", which is no decimal number that fits`,
		trade(`"t":1,"p":null`):              `byte 37: field p holds "", which is no decimal number that fits`,
		trade(`"t":1,"p":"1"`):               "byte 0: field q is missing",
		trade(`"t":1,"p":"1","q":"1"`):       "byte 0: field m is missing",
		trade(`"t":1,"p":"1","q":"1","m":1`): "byte 53: field m is neither true nor false",
		trade(`"t":1,"p":"1","q":"1","m":true,"T":20000000000000`):                                        "byte 62: field T is no time: the year is beyond 2262",
		trade(`"t":1,"p":"1","q":"1","m":true,"X":1`):                                                     "byte 62: field X is no text",
		`{"u":1,"s":"BTCUSDT","b":"1","B":"1","a":"1"}`:                                                   "byte 0: field A is missing",
		`{"e":"bookTicker","s":"BTCUSDT"}`:                                                                "byte 0: field u is missing",
		`{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[],"a":[]}`:                                     "byte 0: field pu is missing",
		`{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[]}`:                                     "byte 0: field a is missing",
		`{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"pu":0,"b":"1","a":[]}`:                             "byte 57: field b is no list of price levels",
		`{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[ ["1"]],"a":[]}`:                        "byte 58: a price level is a list of price and size",
		`{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[],"a":[["1","2"],3]}`:                   "byte 74: a price level is a list of price and size",
		`{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[["1","x"]],"a":[]}`:                     `byte 63: a price level holds "x", which is no decimal number that fits`,
		`{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[[1e5,"1"]],"a":[]}`:                     `byte 58: a price level holds "1e5", which is no decimal number that fits`,
		`{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[["0.1234567890123456789","1"]],"a":[]}`: `byte 59: a price level holds "0.1234567890123456789", which is no decimal number that fits`,
		`{"lastUpdateId":1,"bids":[]}`:                                                                    "byte 0: field asks is missing",
		`{"lastUpdateId":"x","bids":[],"asks":[]}`:                                                        "byte 17: field lastUpdateId is no whole number of 64 bits",
		`{"lastUpdateId":1,"symbol":5,"bids":[],"asks":[]}`:                                               "byte 27: field symbol is no text",
	} {
		got := Frame{Stream: Trade}
		err := newDecoder(t, "binance-usdm", Trade, BookTicker, Depth).Decode([]byte(frame), &got)
		var frameError *FrameError
		if !errors.As(err, &frameError) || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", frame, err, want)
		}
		if got.Stream != Ignored {
			t.Errorf("%s: told as %s though malformed", frame, got.Stream)
		}
	}
}

// TestMalformedObjects holds what is said of frames whose values lie in an object.
func TestMalformedObjects(t *testing.T) {
	for frame, want := range map[string]string{
		`{"e":"kline","s":"BTCUSDT","E":1}`:                                                                "byte 0: field k is missing",
		`{"e":"kline","s":"BTCUSDT","E":1,"k":[]}`:                                                         "byte 37: field k is no object",
		`{"e":"kline","s":"BTCUSDT","E":1,"k":{}}`:                                                         "byte 37: field t is missing",
		`{"e":"kline","s":"BTCUSDT","E":"x","k":{}}`:                                                       "byte 32: field E is no whole number of 64 bits",
		`{"e":"kline","s":"BTCUSDT","k":{"t":1,"T":"y"}}`:                                                  "byte 43: field T is no whole number of 64 bits",
		`{"e":"kline","s":"BTCUSDT","k":{"t":1,"T":2,"i":1}}`:                                              "byte 48: field i is no text",
		`{"e":"markPriceUpdate","s":"BTCUSDT","p":"1","T":5}`:                                              "byte 0: field r is missing",
		`{"e":"markPriceUpdate","s":"BTCUSDT","p":"1","r":"-","T":5}`:                                      `byte 50: field r holds "-", which is no decimal number that fits`,
		`{"e":"markPriceUpdate","s":"BTCUSDT","p":"1","r":"--1","T":5}`:                                    `byte 50: field r holds "--1", which is no decimal number that fits`,
		`{"e":"markPriceUpdate","s":"BTCUSDT","p":"1","r":null,"T":5}`:                                     `byte 49: field r holds "", which is no decimal number that fits`,
		`{"e":"markPriceUpdate","s":"BTCUSDT","p":"1","r":"0"}`:                                            "byte 0: field T is missing",
		`{"e":"forceOrder","s":"BTCUSDT"}`:                                                                 "byte 0: field o is missing",
		`{"e":"forceOrder","o":{"S":"BUY"}}`:                                                               "byte 22: field s is missing",
		`{"e":"forceOrder","o":{"s":"BTCUSDT","S":"BUY","z":"1"}}`:                                         "byte 22: field ap is missing",
		`{"e":"forceOrder","o":{"s":"BTCUSDT","S":"buy","ap":"1","z":"1"}}`:                                "byte 42: field S is neither BUY nor SELL",
		`{"e":"kline","s":"BTCUSDT","k":{"t":1,"T":2,"i":"1m","o":1,"h":1,"l":1,"c":1,"v":1,"n":1,"x":0}}`: "byte 93: field x is neither true nor false",
	} {
		got := Frame{Stream: Trade}
		err := newDecoder(t, "binance-usdm", Kline, MarkPrice, ForceOrder).Decode([]byte(frame), &got)
		if err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", frame, err, want)
		}
		if got.Stream != Ignored {
			t.Errorf("%s: told as %s though malformed", frame, got.Stream)
		}
	}
}

// TestIntervals holds that a decoder keeps no more texts than a venue can have.
func TestIntervals(t *testing.T) {
	d := newDecoder(t, "binance-usdm", Kline)
	var got Frame
	for n := range 1000 {
		interval := strconv.Itoa(n) + "m"
		frame := strings.Replace(samples()["kline"], `"i":"1m"`, `"i":"`+interval+`"`, 1)
		if err := d.Decode([]byte(frame), &got); err != nil || got.Candle.Interval != interval {
			t.Fatalf("%q, %v; want %q", got.Candle.Interval, err, interval)
		}
	}
	if len(d.intervals) != maxIntervals {
		t.Errorf("%d texts are kept", len(d.intervals))
	}
}

// TestCutFrames holds that no part of a frame passes for a frame.
func TestCutFrames(t *testing.T) {
	d := newDecoder(t, "binance-usdm", Trade, BookTicker, Depth)
	for name, frame := range samples() {
		for n := range len(frame) {
			var got Frame
			if err := d.Decode([]byte(frame[:n]), &got); err == nil {
				t.Fatalf("%s cut off at byte %d was read", name, n)
			}
		}
	}
}

// TestAggTrades holds that the two streams of trades are never both read.
func TestAggTrades(t *testing.T) {
	d := newDecoder(t, "binance-usdm", AggTrade)
	if err := d.Want(Trade); err == nil {
		t.Error("trade and aggTrade were both wanted")
	}
	var got Frame
	raw := `{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1626992741575,"a":16599292,"s":"BTCUSDT","p":"1.01100","q":"10","f":23961322,"l":23961322,"T":1626992741421,"m":false}}`
	if err := d.Decode([]byte(raw), &got); err != nil {
		t.Fatal(err)
	}
	want := Frame{Stream: AggTrade, SourceTime: 1626992741421 * ms, ID: id(16599292), Trade: market.Trade{Price: 1.011, Amount: 10, Side: market.Buy, ID: id(16599292)}}
	if diff := differ(&want, &got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := d.Decode([]byte(samples()["trade"]), &got); err != nil || got.Stream != Ignored {
		t.Errorf("a frame of trade: %s, %v; want it ignored", got.Stream, err)
	}
}

// TestSpot holds that what only futures have cannot be wanted of spot.
func TestSpot(t *testing.T) {
	d := newDecoder(t, "binance-spot", Kline)
	for s, want := range map[Stream]string{
		MarkPrice:  "binance-spot has no markPrice: only futures have",
		ForceOrder: "binance-spot has no forceOrder: only futures have",
	} {
		if err := d.Want(s); err == nil || err.Error() != want {
			t.Errorf("%s: %v", s, err)
		}
	}
}

// TestSymbolsOfDecoder holds that each symbol has one number.
func TestSymbolsOfDecoder(t *testing.T) {
	d := newDecoder(t, "binance-usdm")
	var got []int
	for _, symbol := range []string{"ETH-USDT-PERP", "BTC-USDT-PERP", "ETH-USDT-PERP", "BTC-USDT-240927"} {
		n, err := d.Add(symbol)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, n)
	}
	if diff := cmp.Diff([]int{1, 0, 1, 2}, got); diff != "" {
		t.Error(diff)
	}
	if n, ok := d.Find([]byte("BTCUSDT_240927")); n != 2 || !ok {
		t.Errorf("Find: %d, %v", n, ok)
	}
	if _, err := d.Add("BTCUSDT"); err == nil {
		t.Error("BTCUSDT was added")
	}
}
