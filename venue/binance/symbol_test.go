package binance

import "testing"

// TestSymbols maps symbols to the venue's and back.
func TestSymbols(t *testing.T) {
	for _, c := range []struct{ venue, symbol, native string }{
		{"binance-spot", "BTC-USDT", "BTCUSDT"},
		{"binance-spot", "ETH-BTC", "ETHBTC"},
		{"binance-spot", "FDUSD-USDT", "FDUSDUSDT"},
		{"binance-spot", "BNB-FDUSD", "BNBFDUSD"},
		{"binance-spot", "币安人生-USDT", "币安人生USDT"},
		{"binance-usdm", "BTC-USDT-PERP", "BTCUSDT"},
		{"binance-usdm", "1000SHIB-USDC-PERP", "1000SHIBUSDC"},
		{"binance-usdm", "BTC-USDT-240927", "BTCUSDT_240927"},
		{"binance-coinm", "BTC-USD-PERP", "BTCUSD_PERP"},
		{"binance-coinm", "BTC-USD-240927", "BTCUSD_240927"},
	} {
		v, err := Find(c.venue)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := v.Native(c.symbol); got != c.native || err != nil {
			t.Errorf("%s: Native(%s) = %q, %v; want %s", c.venue, c.symbol, got, err, c.native)
		}
		if got, err := v.Symbol(c.native); got != c.symbol || err != nil {
			t.Errorf("%s: Symbol(%s) = %q, %v; want %s", c.venue, c.native, got, err, c.symbol)
		}
	}
}

func TestSymbolErrors(t *testing.T) {
	for _, c := range []struct{ venue, symbol, want string }{
		{"binance-usdm", "BTCUSDT", `symbol "BTCUSDT" is not of the form BASE-QUOTE-PERP or BASE-QUOTE-YYMMDD; did you mean BTC-USDT-PERP?`},
		{"binance-usdm", "BTC-USDT", `symbol "BTC-USDT" is not of the form BASE-QUOTE-PERP or BASE-QUOTE-YYMMDD; did you mean BTC-USDT-PERP?`},
		{"binance-usdm", "BTCUSDT_240927", `symbol "BTCUSDT_240927" is not of the form BASE-QUOTE-PERP or BASE-QUOTE-YYMMDD; did you mean BTC-USDT-240927?`},
		{"binance-usdm", "BTC-USDT-241327", `symbol "BTC-USDT-241327" is not of the form BASE-QUOTE-PERP or BASE-QUOTE-YYMMDD; did you mean BTC-USDT-PERP?`},
		{"binance-usdm", "", `symbol "" is not of the form BASE-QUOTE-PERP or BASE-QUOTE-YYMMDD`},
		{"binance-usdm", "-USDT-PERP", `symbol "-USDT-PERP" is not of the form BASE-QUOTE-PERP or BASE-QUOTE-YYMMDD; did you mean USDT-PERP-PERP?`},
		{"binance-spot", "btc-usdt", `symbol "btc-usdt" is not of the form BASE-QUOTE; did you mean BTC-USDT?`},
		{"binance-spot", "BTC/USDT", `symbol "BTC/USDT" is not of the form BASE-QUOTE; did you mean BTC-USDT?`},
		{"binance-spot", "BTC-USDT-PERP", `symbol "BTC-USDT-PERP" is not of the form BASE-QUOTE; did you mean BTC-USDT?`},
		{"binance-spot", "QWERTY", `symbol "QWERTY" is not of the form BASE-QUOTE`},
		{"binance-coinm", "BTCUSD_PERP", `symbol "BTCUSD_PERP" is not of the form BASE-QUOTE-PERP or BASE-QUOTE-YYMMDD; did you mean BTC-USD-PERP?`},
	} {
		v, err := Find(c.venue)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Native(c.symbol); err == nil || err.Error() != c.want {
			t.Errorf("%s: Native(%s):\ngot  %v\nwant %s", c.venue, c.symbol, err, c.want)
		}
	}
	for venue, symbols := range map[string][]string{
		"binance-spot":  {"", "USDT", "BTCUSDT_240927", "BTCXYZ", "btcusdt"},
		"binance-usdm":  {"BTCUSDT_PERP", "BTCUSDT_241327"},
		"binance-coinm": {"BTCUSD", "BTCUSD_"},
	} {
		v, err := Find(venue)
		if err != nil {
			t.Fatal(err)
		}
		for _, native := range symbols {
			if got, err := v.Symbol(native); err == nil {
				t.Errorf("%s: Symbol(%s) = %s, want an error", venue, native, got)
			}
		}
	}
	if _, err := Find("binance"); err == nil || err.Error() != `venue "binance" is none of binance-spot, binance-usdm, binance-coinm` {
		t.Errorf("Find(binance): %v", err)
	}
}
