package binance

import (
	"bytes"
	"math"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// meaning returns what a text means or how a number is written, nil for other kinds.
func (d *Decoder) meaning(v span) []byte {
	switch {
	case v.kind != aText && v.kind != aNumber:
		return nil
	case !v.escaped:
		return d.text[v.start:v.end]
	}
	before := len(d.scratch)
	d.scratch = unescape(d.scratch, d.text[v.start:v.end])
	return d.scratch[before:]
}

// tell finds out what the frame is and puts it into into.
func (d *Decoder) tell(into *Frame) {
	if d.err != nil {
		return
	}
	f := &d.outer
	switch v := f.get(letterData); v.kind {
	case absent:
	case anObject:
		f = &d.inner
	case aList, aNull:
		return // of all symbols at once, or without data
	default:
		d.fail(v.start, "field data is no object")
		return
	}
	if v := f.get('s'); v.kind == aText {
		into.NativeSymbol = d.meaning(v)
	}
	stream := d.stream(f)
	if !d.wants(stream) {
		return
	}
	if stream == ForceOrder { // the symbol is that of the order
		f = d.within(f, 'o')
		into.NativeSymbol = d.words(f, 's')
	}
	if !d.symbol(f, into) {
		return
	}
	into.Stream = stream
	switch stream {
	case Trade, AggTrade, BookTicker, Depth:
		into.SourceTime = d.time(f)
	case Kline, MarkPrice, ForceOrder, Ignored:
	}
	switch stream {
	case Trade:
		d.trade(f, into, 't')
	case AggTrade:
		d.trade(f, into, 'a')
	case BookTicker:
		d.quote(f, into)
	case Depth:
		d.depth(f, into)
	case Kline:
		d.candle(f, into)
	case MarkPrice:
		d.funding(f, into)
	case ForceOrder:
		d.liquidation(f, into)
	case Ignored:
	}
}

// stream tells what f is of.
func (d *Decoder) stream(f *fields) Stream {
	switch {
	case f.has('e'):
		return d.named(d.words(f, 'e'))
	case f.has(letterLast) && f == &d.outer:
		return Depth
	case f.has(letterLast): // @depth5 and its like in spot
		return Ignored
	case f.has('u') && f.has('s'): // in spot
		return BookTicker
	case f.has(letterAnswer):
		return Ignored
	}
	d.fail(f.begin, "the frame is of no known kind: field e is missing")
	return Ignored
}

// named returns the stream of an event type.
func (d *Decoder) named(e []byte) Stream {
	switch string(e) {
	case "trade":
		return Trade
	case "aggTrade":
		return AggTrade
	case "bookTicker":
		return BookTicker
	case "depthUpdate":
		if d.wholeDepth() {
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
}

// wholeDepth tells whether the frame's stream, if it names one, is that of all
// changes of a book: btcusdt@depth@100ms.
func (d *Decoder) wholeDepth() bool {
	name := d.meaning(d.outer.get(letterStream))
	_, after, found := bytes.Cut(name, []byte("@"))
	stream, _, _ := bytes.Cut(after, []byte("@"))
	return !found || string(stream) == "depth"
}

// symbol tells whether the frame's symbol is wanted. Only snapshots may lack one.
func (d *Decoder) symbol(f *fields, into *Frame) bool {
	if f.snapshot() && !f.has('s') {
		return true
	}
	number, ok := d.Find(d.words(f, 's'))
	if ok {
		into.Symbol = number
	}
	return ok
}

func (d *Decoder) trade(f *fields, into *Frame, id byte) {
	if f.has('X') && string(d.words(f, 'X')) != "MARKET" {
		into.Stream = Ignored // paid by the insurance fund, or a deleveraging
		return
	}
	into.ID = event.ID{Number: d.unsigned(f, id)}
	into.Trade = market.Trade{Price: d.float(f, 'p'), Amount: d.float(f, 'q'), Side: market.Buy, ID: into.ID}
	if d.truth(f, 'm') { // the buyer is the maker
		into.Trade.Side = market.Sell
	}
}

func (d *Decoder) truth(f *fields, letter byte) bool {
	v := d.need(f, letter)
	if v.kind != aTrue && v.kind != aFalse {
		d.fail(v.start, "field "+f.key(letter)+" is neither true nor false")
	}
	return v.kind == aTrue
}

func (d *Decoder) quote(f *fields, into *Frame) {
	into.ID = event.ID{Number: d.unsigned(f, 'u')}
	q := &into.Quote
	q.Bid, q.BidSize = orNull(d.float(f, 'b'), d.float(f, 'B'))
	q.Ask, q.AskSize = orNull(d.float(f, 'a'), d.float(f, 'A'))
}

// orNull makes null of a side that is not there.
func orNull(price, size float64) (nullPrice, nullSize float64) {
	if price == 0 || size == 0 {
		return event.Null(), event.Null()
	}
	return price, size
}

func (d *Decoder) depth(f *fields, into *Frame) {
	into.Snapshot = f.snapshot()
	delta := &into.Delta
	delta.First, delta.Previous = 0, 0
	if into.Snapshot {
		delta.Last = d.unsigned(f, letterLast)
	} else {
		delta.First, delta.Last = d.unsigned(f, 'U'), d.unsigned(f, 'u')
		if d.venue.futures {
			delta.Previous = d.unsigned(f, letterBefore)
		}
	}
	into.ID = event.ID{Number: delta.Last}
	delta.Levels = append(delta.Levels[:0], d.side(f, 'b', &f.bids)...)
	delta.Levels = append(delta.Levels, d.side(f, 'a', &f.asks)...)
}

func (d *Decoder) side(f *fields, letter byte, of *side) []market.Level {
	v := d.need(f, letter)
	switch {
	case v.kind != aList:
		d.fail(v.start, "field "+f.key(letter)+" is no list of price levels")
	case of.wrong != nil:
		d.fail(of.wrong.Offset, of.wrong.What)
	}
	return of.levels
}

// need returns a field that must be there.
func (d *Decoder) need(f *fields, letter byte) span {
	if !f.has(letter) {
		d.fail(f.begin, "field "+f.key(letter)+" is missing")
	}
	return f.get(letter)
}

// words returns a field that must be a text.
func (d *Decoder) words(f *fields, letter byte) []byte {
	v := d.need(f, letter)
	if v.kind != aText {
		d.fail(v.start, "field "+f.key(letter)+" is no text")
		return nil
	}
	return d.meaning(v)
}

func (d *Decoder) unsigned(f *fields, letter byte) uint64 {
	v := d.need(f, letter)
	n, ok := unsigned(d.meaning(v))
	if !ok {
		d.fail(v.start, "field "+f.key(letter)+" is no whole number of 64 bits")
	}
	return n
}

func (d *Decoder) float(f *fields, letter byte) float64 {
	v := d.need(f, letter)
	digits := d.meaning(v)
	x, ok := float(digits)
	if !ok {
		d.fail(v.start, notDecimal("field "+f.key(letter), digits))
	}
	return x
}

// Times from firstMicros on are microseconds: they begin in 1973, and as
// milliseconds in the year 5138.
const (
	firstMicros   = 100_000_000_000_000
	nanosOfMillis = 1_000_000
	nanosOfMicros = 1_000
)

func (d *Decoder) time(f *fields) event.Time {
	if f.has('T') {
		return d.moment(f, 'T')
	}
	return d.moment(f, 'E')
}

// moment reads a time; Unset where there is none.
func (d *Decoder) moment(f *fields, letter byte) event.Time {
	if !f.has(letter) {
		return event.Unset
	}
	n := d.unsigned(f, letter)
	switch {
	case n <= math.MaxInt64/nanosOfMillis:
		return event.Time(n * nanosOfMillis)
	case n >= firstMicros && n <= math.MaxInt64/nanosOfMicros:
		return event.Time(n * nanosOfMicros)
	}
	d.fail(f.get(letter).start, "field "+f.key(letter)+" is no time: the year is beyond 2262")
	return event.Unset
}
