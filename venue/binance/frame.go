package binance

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// Stream is what a frame tells of, by the venue's name.
type Stream uint8

// The streams that are decoded. Ignored is the zero value: a frame that tells
// nothing that is wanted.
const (
	Ignored Stream = iota
	Trade
	AggTrade
	BookTicker
	Depth
	Kline
	MarkPrice
	ForceOrder
)

// String returns the venue's name of the stream.
func (s Stream) String() string {
	switch s {
	case Trade:
		return "trade"
	case AggTrade:
		return "aggTrade"
	case BookTicker:
		return "bookTicker"
	case Depth:
		return "depth"
	case Kline:
		return "kline"
	case MarkPrice:
		return "markPrice"
	case ForceOrder:
		return "forceOrder"
	case Ignored:
	}
	return "ignored"
}

// FindStream returns the stream of a venue's name.
func FindStream(name string) (Stream, error) {
	for s := Trade; s <= ForceOrder; s++ {
		if s.String() == name {
			return s, nil
		}
	}
	return Ignored, fmt.Errorf("stream %q is none of trade, aggTrade, bookTicker, depth, kline, markPrice, forceOrder", name)
}

// NoSymbol is the symbol of a snapshot that names none: the REST answers of spot
// and USD-M do not say what they are of.
const NoSymbol = -1

// Frame is what a frame tells. It is reused: what [Decoder.Decode] put into it is
// valid until the next call.
type Frame struct {
	Stream Stream
	Symbol int // what [Decoder.Add] returned, or NoSymbol
	// NativeSymbol is the symbol as the frame writes it, also where the frame is
	// ignored; empty if it names none.
	NativeSymbol []byte
	Snapshot     bool       // Delta is a whole book
	SourceTime   event.Time // the matching engine's time, else the venue's, else Unset
	ID           event.ID   // trade id, or the last update id

	// One of them is set, by Stream.
	Trade       market.Trade
	Quote       market.Quote
	Delta       market.BookDelta
	Candle      market.Candle
	Funding     market.Funding
	Liquidation market.Liquidation
}

func (f *Frame) reset() {
	f.Stream, f.Symbol, f.NativeSymbol, f.Snapshot = Ignored, NoSymbol, nil, false
	f.SourceTime, f.ID = event.Unset, event.ID{}
}
