package capture

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
)

// setup is an emitter with its sources. The zero value reads file "a" of
// binance-usdm and declares trades, quotes and books of BTC-USDT-PERP.
type setup struct {
	Params
	dir     string
	sources []string // of trades, quotes, books
	symbols []string
	stopAt  int // fail the callback with this number, from 1
}

var errStop = errors.New("stopped by the test")

func (s setup) emitter(t testing.TB, to source.Callback) *Emitter {
	t.Helper()
	s.Venue = orElse(s.Venue, "binance-usdm")
	if s.Path == nil {
		s.Path = []string{"a"}
	}
	if s.sources == nil {
		s.sources = []string{"trades", "quotes", "books"}
	}
	if s.symbols == nil {
		s.symbols = []string{"BTC-USDT-PERP"}
	}
	e, err := New("feed", s.dir, s.Params)
	if err != nil {
		t.Fatal(err)
	}
	var table event.Keys
	for i, name := range s.sources {
		definition := map[string]*source.Definition{
			"trades": market.Trades.Definition, "quotes": market.Quotes.Definition, "books": market.BookDeltas.Definition,
			"candles": market.Candles.Definition, "fundings": market.Fundings.Definition, "liquidations": market.Liquidations.Definition,
		}[name]
		declared := &source.Declared{Name: name, Index: i, Definition: definition}
		for _, symbol := range s.symbols {
			key, err := table.Intern(event.Pair{Name: "symbol", Value: symbol}, event.Pair{Name: "exchange", Value: e.venue.Exchange})
			if err != nil {
				t.Fatal(err)
			}
			declared.Keys = append(declared.Keys, key)
		}
		if err := e.Register(declared, to); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

// run returns the events as text, one a line.
func (s setup) run(t testing.TB) (told []string, counts source.Counts, err error) {
	t.Helper()
	e := s.emitter(t, func(e *event.Event) error {
		if s.stopAt > 0 && len(told)+1 == s.stopAt {
			return errStop
		}
		told = append(told, describe(e))
		return nil
	})
	err = e.Run(context.Background())
	return told, e.Counts(), err
}

// describe tells all that an emitter sets: arrival, source, symbol, source time
// and id, flags, payload.
func describe(e *event.Event) string {
	symbol, _ := e.Key.Value("symbol")
	text := fmt.Sprintf("%d #%d %s", e.Arrived, e.Source, symbol)
	if e.SourceTime != event.Unset {
		text += fmt.Sprintf(" at %d", e.SourceTime)
	}
	if e.Native.Number != 0 {
		text += fmt.Sprintf(" id %d", e.Native.Number)
	}
	if e.Flags == event.Snapshot {
		text += " snapshot"
	}
	if e.Control != nil {
		return fmt.Sprintf("%s %s of %s: %s", text, e.Control.Kind, e.Control.Source, e.Control.Detail)
	}
	switch p := e.Payload.(type) {
	case *market.Trade:
		return fmt.Sprintf("%s trade %d %s %v x %v", text, p.ID.Number, p.Side, p.Price, p.Amount)
	case *market.Quote:
		return fmt.Sprintf("%s quote %v x %v, %v x %v", text, p.Bid, p.BidSize, p.Ask, p.AskSize)
	case *market.Candle, *market.Funding, *market.Liquidation:
		return fmt.Sprintf("%s %v", text, p)
	case *market.BookDelta:
		var levels strings.Builder
		for _, l := range p.Levels {
			fmt.Fprintf(&levels, " %s %de-%d x %de-%d", l.Side, l.Price.Mantissa, l.Price.Scale, l.Size.Mantissa, l.Size.Scale)
		}
		return fmt.Sprintf("%s%s updates %d to %d after %d", text, &levels, p.First, p.Last, p.Previous)
	}
	return fmt.Sprintf("%s %T", text, e.Payload)
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// folder writes files into a folder and returns it.
func folder(t testing.TB, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// lines writes lines into file "a" of a new folder.
func lines(t testing.TB, all ...string) string {
	t.Helper()
	return folder(t, map[string]string{"a": strings.Join(all, "\n") + "\n"})
}

// trade, quote, depth and book are frames with as much in them as the tests need.
func trade(id int) string {
	return fmt.Sprintf(`{"e":"trade","E":5,"T":4,"s":"BTCUSDT","t":%d,"p":"61800.30","q":"0.006","X":"MARKET","m":false}`, id)
}

func aggTrade(id int) string {
	return fmt.Sprintf(`{"stream":"x@aggTrade","data":{"e":"aggTrade","E":5,"T":4,"s":"BTCUSDT","a":%d,"p":"61800.30","q":"0.006","m":false}}`, id)
}

func quote(symbol string) string {
	return `{"stream":"x@bookTicker","data":{"e":"bookTicker","u":7,"s":"` + symbol + `","b":"61800.20","B":"2.5","a":"61800.30","A":"2","T":4,"E":5}}`
}

func candle(interval string) string {
	return `{"e":"kline","E":5,"s":"BTCUSDT","k":{"t":60000,"T":119999,"s":"BTCUSDT","i":"` + interval + `","o":"1","c":"2","h":"4","l":"0.5","v":"7","n":3,"x":true}}`
}

const (
	funding     = `{"e":"markPriceUpdate","E":5,"s":"BTCUSDT","p":"100","i":"101","P":"7","r":"-0.0001","T":28800000}`
	liquidation = `{"e":"forceOrder","E":5,"o":{"s":"BTCUSDT","S":"SELL","q":"0.014","p":"9910","ap":"9908.5","X":"FILLED","l":"0.010","z":"0.014","T":4}}`
	depth       = `{"e":"depthUpdate","E":5,"T":4,"s":"BTCUSDT","U":6,"u":9,"pu":5,"b":[["1.0","2"]],"a":[]}`
	book        = `{"lastUpdateId":8,"bids":[],"asks":[["3","4"]]}`
)
