package binance

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// reference decodes frames the slow and obvious way, by encoding/json. It shares
// with the decoder the payloads and what is told of frames in the package's
// comment.
type reference struct {
	venue   string
	symbol  string // as the venue writes the one symbol that is wanted
	streams []Stream
}

var errReference = errors.New("malformed")

func (r reference) decode(frame []byte) (f Frame, err error) {
	f.reset()
	if !json.Valid(frame) {
		return f, errReference
	}
	defer func() { // must is how the reference gives up
		if caught := recover(); caught != nil {
			f, err = Frame{}, errReference
			f.reset()
		}
	}()
	switch raw := bytes.TrimSpace(frame); raw[0] {
	case '[':
		return f, nil
	case '{':
	default:
		return f, errReference
	}
	outer := members(frame)
	inner, wrapped := outer["data"]
	o := outer
	if wrapped {
		switch inner[0] {
		case '[', 'n':
			return f, nil
		case '{':
			o = members(inner)
		default:
			return f, errReference
		}
	}
	name := r.stream(o, outer, wrapped)
	if !slices.Contains(r.streams, name) {
		return f, nil
	}
	if name == ForceOrder {
		must(len(o["o"]) > 0 && o["o"][0] == '{')
		o = members(o["o"])
	}
	snapshot := name == Depth && o["e"] == nil
	switch {
	case snapshot && o["s"] == nil:
	case words(o["s"]) == r.symbol:
		f.Symbol = 0
	default:
		return f, nil
	}
	f.Stream, f.Snapshot = name, snapshot
	r.fill(o, &f)
	if f.Stream == Ignored {
		f.reset()
	}
	return f, nil
}

func (r reference) stream(o, outer map[string]json.RawMessage, wrapped bool) Stream {
	switch {
	case o["e"] != nil:
		switch words(o["e"]) {
		case "trade":
			return Trade
		case "aggTrade":
			return AggTrade
		case "bookTicker":
			return BookTicker
		case "depthUpdate":
			s := outer["stream"]
			if s == nil || s[0] != '"' || regexp.MustCompile(`(?s)^([^@]*|[^@]*@depth(@.*)?)$`).MatchString(words(s)) {
				return Depth
			}
		case "kline":
			return Kline
		case "markPriceUpdate":
			return MarkPrice
		case "forceOrder":
			return ForceOrder
		}
		return Ignored
	case o["lastUpdateId"] != nil:
		if wrapped {
			return Ignored
		}
		return Depth
	case o["u"] != nil && o["s"] != nil:
		return BookTicker
	case o["id"] != nil || o["result"] != nil || o["error"] != nil || o["code"] != nil || o["openInterest"] != nil:
		return Ignored
	}
	panic(errReference)
}

func (r reference) fill(o map[string]json.RawMessage, f *Frame) {
	keys := []string{"T", "E"}
	switch f.Stream {
	case Kline, MarkPrice:
		keys = keys[1:]
	case ForceOrder:
		keys = keys[:1]
	case Ignored, Trade, AggTrade, BookTicker, Depth:
	}
	for _, key := range keys {
		if o[key] != nil {
			f.SourceTime = moment(whole(o[key]))
			break
		}
	}
	switch f.Stream {
	case Trade, AggTrade:
		if o["X"] != nil && words(o["X"]) != "MARKET" {
			f.Stream = Ignored
			return
		}
		id := map[Stream]string{Trade: "t", AggTrade: "a"}[f.Stream]
		f.ID = event.ID{Number: whole(o[id])}
		f.Trade = market.Trade{Price: price(o["p"]), Amount: price(o["q"]), Side: market.Buy, ID: f.ID}
		must(string(o["m"]) == "true" || string(o["m"]) == "false")
		if string(o["m"]) == "true" {
			f.Trade.Side = market.Sell
		}
	case BookTicker:
		f.ID = event.ID{Number: whole(o["u"])}
		f.Quote = market.Quote{Bid: price(o["b"]), BidSize: price(o["B"]), Ask: price(o["a"]), AskSize: price(o["A"])}
		if f.Quote.Bid == 0 || f.Quote.BidSize == 0 {
			f.Quote.Bid, f.Quote.BidSize = event.Null(), event.Null()
		}
		if f.Quote.Ask == 0 || f.Quote.AskSize == 0 {
			f.Quote.Ask, f.Quote.AskSize = event.Null(), event.Null()
		}
	case Depth:
		if f.Snapshot {
			f.Delta.Last = whole(o["lastUpdateId"])
		} else {
			f.Delta.First, f.Delta.Last = whole(o["U"]), whole(o["u"])
			if r.venue != "binance-spot" {
				f.Delta.Previous = whole(o["pu"])
			}
		}
		f.ID = event.ID{Number: f.Delta.Last}
		f.Delta.Levels = append(levels(o["b"], market.Buy), levels(o["a"], market.Sell)...)
	case Kline, MarkPrice, ForceOrder:
		fillMore(o, f)
	case Ignored:
	}
}

// fillMore reads what has its values elsewhere, or not always.
func fillMore(o map[string]json.RawMessage, f *Frame) {
	switch f.Stream {
	case Kline:
		must(len(o["k"]) > 0 && o["k"][0] == '{')
		k := members(o["k"])
		must(string(k["x"]) == "true" || string(k["x"]) == "false")
		f.Candle = market.Candle{
			OpenTime: market.Moment(moment(whole(k["t"]))), CloseTime: market.Moment(moment(whole(k["T"]))), Interval: words(k["i"]),
			Open: price(k["o"]), High: price(k["h"]), Low: price(k["l"]), Close: price(k["c"]),
			Volume: price(k["v"]), Trades: float64(whole(k["n"])), Closed: string(k["x"]) == "true",
		}
	case MarkPrice:
		f.Funding = market.Funding{
			Rate: event.Null(), PredictedRate: event.Null(), MarkPrice: price(o["p"]), IndexPrice: event.Null(),
			NextFundingTime: market.Moment(moment(whole(o["T"]))),
		}
		if o["i"] != nil {
			f.Funding.IndexPrice = price(o["i"])
		}
		if rate := digits(o["r"]); strings.HasPrefix(rate, "-") {
			f.Funding.Rate = -price(json.RawMessage(strconv.Quote(rate[1:])))
		} else if rate != "" {
			f.Funding.Rate = price(o["r"])
		}
	case ForceOrder:
		f.Liquidation = market.Liquidation{Price: price(o["ap"]), Amount: price(o["z"])}
		f.Liquidation.Side = map[string]market.Side{"BUY": market.Buy, "SELL": market.Sell}[words(o["S"])]
		must(f.Liquidation.Side != market.NoSide)
	case Ignored, Trade, AggTrade, BookTicker, Depth:
	}
}

// members returns the fields of an object, the last of each name.
func members(raw []byte) map[string]json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(raw))
	_, err := d.Token()
	must(err == nil)
	o := map[string]json.RawMessage{}
	for d.More() {
		key, err := d.Token()
		must(err == nil)
		var v json.RawMessage
		must(d.Decode(&v) == nil)
		name := key.(string)
		if long, ok := map[string]string{"bids": "b", "asks": "a", "symbol": "s"}[name]; ok {
			name = long
		}
		o[name] = v
	}
	return o
}

func words(raw json.RawMessage) string {
	var s string
	must(len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &s) == nil)
	return s
}

func digits(raw json.RawMessage) string {
	must(len(raw) > 0)
	if raw[0] == '"' {
		return words(raw)
	}
	must(raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9')
	return string(raw)
}

func whole(raw json.RawMessage) uint64 {
	n, err := strconv.ParseUint(digits(raw), 10, 64)
	must(err == nil)
	return n
}

func moment(n uint64) event.Time {
	at := new(big.Int).SetUint64(n)
	if n < 1e14 {
		at.Mul(at, big.NewInt(1000))
	}
	at.Mul(at, big.NewInt(1000))
	must(at.IsInt64())
	return event.Time(at.Int64())
}

var (
	plain      = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
	scientific = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
)

func price(raw json.RawMessage) float64 {
	text := digits(raw)
	must(scientific.MatchString(text))
	x, err := strconv.ParseFloat(text, 64)
	must(err == nil)
	return x
}

func levels(raw json.RawMessage, of market.Side) []market.Level {
	var parts [][]json.RawMessage
	must(len(raw) > 0 && raw[0] == '[' && json.Unmarshal(raw, &parts) == nil)
	all := make([]market.Level, len(parts))
	for i, p := range parts {
		must(len(p) > 1)
		all[i] = market.Level{Side: of, Price: exact(digits(p[0])), Size: exact(digits(p[1]))}
	}
	return all
}

// exact splits a decimal number by its point.
func exact(text string) event.Decimal {
	must(plain.MatchString(text))
	whole, fraction, _ := strings.Cut(text, ".")
	if len(strings.TrimLeft(whole+fraction, "0")) > 18 || len(text) > 100 {
		fraction = strings.TrimRight(fraction, "0")
	}
	must(len(strings.TrimLeft(whole+fraction, "0")) <= 18 && len(whole)+1+len(fraction) <= 100)
	mantissa, err := strconv.ParseInt(whole+fraction, 10, 64)
	must(err == nil)
	return event.Decimal{Mantissa: mantissa, Scale: int8(len(fraction))}
}

func must(ok bool) {
	if !ok {
		panic(errReference)
	}
}
