package binance

import (
	"encoding/json"
	"strings"
	"testing"
)

// FuzzDecode holds the decoder against the reference on any bytes: both read the
// same, or both refuse.
func FuzzDecode(f *testing.F) {
	for _, frame := range samples() {
		f.Add([]byte(frame))
	}
	for _, frame := range []string{
		`{"e":"aggTrade","E":1626992741575,"a":16599292,"s":"BTCUSDT","p":"1.01100","q":"10","f":2,"l":3,"T":1626992741421,"m":false}`,
		`{"lastUpdateId":1,"symbol":"BTCUSDT","bids":[["1","2",[]]],"asks":[]}`,
		`{"stream":"btcusdt@depth5","data":{"lastUpdateId":1,"bids":[],"asks":[]}}`,
		`{"u":1,"s":"BTC\u0055SDT","b":1e-7,"B":"0.00","a":0.5E+3,"A":18446744073709551615}`,
		`{"e":"markPriceUpdate","E":1,"s":"BTCUSDT","p":"1","r":"","T":0}`,
		`{"e":"kline","k":1,"s":"BTCUSDT","k":{"t":1,"T":2,"i":"\u0031m","o":1e3,"h":4,"l":"0.5","c":2,"v":0,"n":"3","x":true,"bids":[1]},"E":5}`,
		`{"o":{"s":"ETHUSDT"},"e":"forceOrder","lastUpdateId":1}`,
		`{"data":[],"data":{"e":"trade","e":"depthUpdate","b":[["1",2],[3]],"b":[]}}`,
	} {
		f.Add([]byte(frame))
	}
	all := []Stream{Trade, BookTicker, Depth, Kline, MarkPrice, ForceOrder}
	references := map[string]reference{}
	decoders := map[string]*Decoder{}
	for venue, native := range map[string]string{"binance-spot": "BTCUSDT", "binance-usdm": "BTCUSDT", "binance-coinm": "BTCUSD_PERP"} {
		streams := all
		if venue == "binance-spot" {
			streams = all[:4]
		}
		references[venue] = reference{venue: venue, symbol: native, streams: streams}
		decoders[venue] = newDecoder(f, venue, streams...)
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		for venue, r := range references {
			var got Frame
			err := decoders[venue].Decode(frame, &got)
			if err != nil && strings.HasSuffix(err.Error(), "values lie too deep in each other") {
				continue
			}
			want, refused := r.decode(frame)
			if (err != nil) != (refused != nil) {
				t.Fatalf("%s: decoder: %v, reference: %v, JSON: %v", venue, err, refused, json.Valid(frame))
			}
			if diff := differ(&want, &got); diff != "" {
				t.Fatalf("%s (-reference +decoder):\n%s", venue, diff)
			}
		}
	})
}
