// Package market holds the payloads of market data: trades, quotes, book deltas,
// candles, and what is told of derivatives.
package market

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// Side is a side of a market: for a trade the taker's.
type Side uint8

// The sides. NoSide is the zero value: the source does not say.
const (
	NoSide Side = iota
	Buy
	Sell
)

// String returns buy, sell or an empty text.
func (s Side) String() string {
	switch s {
	case Buy:
		return "buy"
	case Sell:
		return "sell"
	case NoSide:
	}
	return ""
}

// Value returns the side as text, null where it is not known.
func (s Side) Value() event.Value {
	if s == Buy || s == Sell {
		return event.String(s.String())
	}
	return event.Value{}
}

// ValueKind says that a side is a text.
func (Side) ValueKind() event.Kind { return event.KindString }

// Trade is one trade: price in quote units, amount in base units or contracts.
type Trade struct {
	Price  float64  `doc:"price"`
	Amount float64  `doc:"traded quantity, in the venue's unit"`
	Side   Side     `doc:"side of the taker: buy or sell"`
	ID     event.ID `event:"id" doc:"the venue's trade id"`
}

// Quote is the best bid and offer. The price and size of a side that is not
// there are null (semantics 1).
type Quote struct {
	Bid     float64 `doc:"best bid price"`
	BidSize float64 `doc:"quantity at the best bid"`
	Ask     float64 `doc:"best ask price"`
	AskSize float64 `doc:"quantity at the best ask"`
}

// TwoSided tells whether both sides are there.
func (q *Quote) TwoSided() bool { return !event.IsNull(q.Bid) && !event.IsNull(q.Ask) }

// Level is one price level of a delta: the new size at a price, zero to delete.
type Level struct {
	Side  Side // Buy for bids, Sell for asks
	Price event.Decimal
	Size  event.Decimal
}

// BookDelta is one message that changes an order book: all its levels at once.
// Where the event has the Snapshot flag it replaces the whole book. Update ids
// are the venue's; zero where it gives none.
type BookDelta struct {
	Levels   []Level `event:"-" state:"step"`
	First    uint64  `event:"first_update_id" doc:"first update id of the message"`
	Last     uint64  `event:"last_update_id" doc:"last update id of the message"`
	Previous uint64  `event:"previous_update_id" doc:"last update id of the message before"`
}

// CopyTo makes into a copy that shares no memory with d.
func (d *BookDelta) CopyTo(into *BookDelta) {
	levels := into.Levels[:0]
	levels = append(levels, d.Levels...)
	*into = *d
	into.Levels = levels
}

// The sources of market data.
var (
	Trades     = source.Define[Trade]("market.trade", "trades, one event each")
	Quotes     = source.Define[Quote]("market.quote", "best bid and offer")
	BookDeltas = source.Define[BookDelta]("market.book_delta", "changes of an order book, one event per message of the venue").Chain()
)
