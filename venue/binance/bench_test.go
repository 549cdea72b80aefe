package binance

import (
	"strings"
	"testing"
)

// samples are frames as the venues send them, one per kind.
func samples() map[string]string {
	levels := strings.Repeat(`["61737.63000000","0.01712000"],`, 34)
	levels = "[" + levels[:len(levels)-1] + "]"
	return map[string]string{
		"trade":      `{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false}}`,
		"wideTrade":  `{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"0.00001250","q":"987654321.00000000","T":1723161255342,"m":true,"M":true}`,
		"bookTicker": `{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5123107839020,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256313}}`,
		"spotQuote":  `{"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}}`,
		"depth68":    `{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":` + levels + `,"a":` + levels + `}}`,
		"snapshot":   `{"lastUpdateId":5123107852948,"E":1723161256501,"T":1723161256493,"bids":` + levels + `,"asks":` + levels + `}`,
		"kline":      `{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1638747660000,"s":"BTCUSDT","k":{"t":1638747660000,"T":1638747719999,"s":"BTCUSDT","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0015","v":"1000","n":100,"x":false,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}}`,
		"markPrice":  `{"stream":"btcusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1723161257000,"s":"BTCUSDT","p":"61801.50000000","P":"61822.03148936","i":"61830.47127660","r":"-0.00002145","T":1723190400000}}`,
		"forceOrder": `{"e":"forceOrder","E":1568014460893,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9908.50","X":"FILLED","l":"0.010","z":"0.014","T":1568014460890}}`,
		"answer":     `{"result":null,"id":1}`,
	}
}

func newDecoder(tb testing.TB, venue string, streams ...Stream) *Decoder {
	tb.Helper()
	v, err := Find(venue)
	if err != nil {
		tb.Fatal(err)
	}
	d := NewDecoder(v)
	symbol := map[string]string{"binance-spot": "BTC-USDT", "binance-usdm": "BTC-USDT-PERP", "binance-coinm": "BTC-USD-PERP"}[venue]
	if _, err := d.Add(symbol); err != nil {
		tb.Fatal(err)
	}
	for _, s := range streams {
		if err := d.Want(s); err != nil {
			tb.Fatal(err)
		}
	}
	return d
}

func BenchmarkDecode(b *testing.B) {
	for name, text := range samples() {
		b.Run(name, func(b *testing.B) {
			d, frame, raw := newDecoder(b, "binance-usdm", Trade, BookTicker, Depth), Frame{}, []byte(text)
			b.ReportAllocs()
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				if err := d.Decode(raw, &frame); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestDecodeAllocates holds that a decoder that has seen frames of a kind needs
// no more memory for the next.
func TestDecodeAllocates(t *testing.T) {
	for name, text := range samples() {
		d, frame, raw := newDecoder(t, "binance-usdm", Trade, BookTicker, Depth), Frame{}, []byte(text)
		allocs := testing.AllocsPerRun(100, func() {
			if err := d.Decode(raw, &frame); err != nil {
				t.Fatal(err)
			}
		})
		if allocs != 0 {
			t.Errorf("%s: %v allocations a frame, want 0", name, allocs)
		}
	}
}
