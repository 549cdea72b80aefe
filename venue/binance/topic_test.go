package binance

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTopics holds what the addresses of connections ask for.
func TestTopics(t *testing.T) {
	for address, want := range map[string]struct {
		topics []Topic
		named  bool
	}{
		"wss://fstream.binance.com/stream?streams=btcusdt@aggTrade/btcusd_perp@depth@100ms/ethusdt@kline_5m/ethusdt@markPrice@1s": {[]Topic{
			{Stream: AggTrade, Symbol: "BTCUSDT"},
			{Stream: Depth, Symbol: "BTCUSD_PERP"},
			{Stream: Kline, Symbol: "ETHUSDT", Interval: "5m"},
			{Stream: MarkPrice, Symbol: "ETHUSDT"},
		}, true},
		"wss://stream.binance.com:9443/ws/btcusdt@trade/!bookTicker":              {[]Topic{{Stream: Trade, Symbol: "BTCUSDT"}, {Stream: BookTicker}}, true},
		"wss://fstream.binance.com/market/ws/!forceOrder@arr":                     {[]Topic{{Stream: ForceOrder}}, true},
		"wss://x/stream?streams=btcusdt@depth5/!ticker@arr/btcusdt@kline/@/depth": {nil, true},
		"wss://stream.binance.com:9443/ws":                                        {nil, false},
		"wss://stream.binance.com:9443/stream":                                    {nil, false},
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		topics, named := Topics(u.Path, u.Query().Get("streams"))
		if diff := cmp.Diff(want.topics, topics); diff != "" || named != want.named {
			t.Errorf("%s: named %v (-want +got):\n%s", address, named, diff)
		}
	}
}

// TestFindHost holds whose hosts are known.
func TestFindHost(t *testing.T) {
	for host, want := range map[string]string{
		"stream.binance.com": "binance-spot", "api.binance.com": "binance-spot", "api3.binance.com": "binance-spot",
		"fstream.binance.com": "binance-usdm", "fapi.binance.com": "binance-usdm",
		"dstream.binance.com": "binance-coinm", "dapi.binance.com": "binance-coinm",
		"stream.binance.us": "", "www.binance.com": "", "stream.binancefuture.com": "", "": "",
	} {
		v, known := FindHost(host)
		if v.Name != want || known != (want != "") {
			t.Errorf("%s: got %q, %v, want %q", host, v.Name, known, want)
		}
	}
}
