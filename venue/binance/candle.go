package binance

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// within reads the object in a field, once it is known what the frame is.
func (d *Decoder) within(f *fields, letter byte) *fields {
	g := &d.nested
	g.begin, g.seen = f.begin, 0
	v := d.need(f, letter)
	if v.kind != anObject {
		d.fail(v.start, "field "+f.key(letter)+" is no object")
		return g
	}
	d.pos = v.start
	d.object(g)
	d.pos = len(d.text)
	return g
}

// candle reads a frame of kline. Its time is that at which the venue sent it: what is
// in it are the bounds of the interval.
func (d *Decoder) candle(f *fields, into *Frame) {
	into.SourceTime = d.moment(f, 'E')
	k := d.within(f, 'k')
	into.Candle = market.Candle{
		OpenTime: d.told(k, 't'), CloseTime: d.told(k, 'T'), Interval: d.interval(k),
		Open: d.float(k, 'o'), High: d.float(k, 'h'), Low: d.float(k, 'l'), Close: d.float(k, 'c'),
		Volume: d.float(k, 'v'), Trades: float64(d.unsigned(k, 'n')), Closed: d.truth(k, 'x'),
	}
}

// told reads a time that must be there; zero stands for none.
func (d *Decoder) told(f *fields, letter byte) market.Moment {
	d.need(f, letter)
	return market.Moment(max(d.moment(f, letter), 0))
}

// interval returns one text for each interval, so that frames need none of their own.
func (d *Decoder) interval(k *fields) string {
	words := d.words(k, 'i')
	text, known := d.intervals[string(words)]
	if !known && d.err == nil && len(d.intervals) < maxIntervals {
		text = string(words)
		d.intervals[text] = text
	}
	if text == "" {
		return string(words)
	}
	return text
}

// maxIntervals is how many texts are kept; the venue has sixteen intervals.
const maxIntervals = 64

// funding reads a frame of markPriceUpdate. Its T is when the next payment is due; a
// dated future has no payments, and so no rate.
func (d *Decoder) funding(f *fields, into *Frame) {
	into.SourceTime = d.moment(f, 'E')
	into.Funding = market.Funding{
		Rate: d.rate(f), PredictedRate: event.Null(),
		MarkPrice: d.float(f, 'p'), IndexPrice: event.Null(), NextFundingTime: d.told(f, 'T'),
	}
	if f.has('i') { // coin-margined futures did not always have it
		into.Funding.IndexPrice = d.float(f, 'i')
	}
}

// rate reads a number that may be below zero; null where the text is empty.
func (d *Decoder) rate(f *fields) float64 {
	v := d.need(f, 'r')
	digits := d.meaning(v)
	if v.kind == aText && len(digits) == 0 {
		return event.Null()
	}
	sign := 1.0
	if len(digits) > 0 && digits[0] == '-' {
		sign, digits = -1, digits[1:]
	}
	x, ok := float(digits)
	if !ok {
		d.fail(v.start, notDecimal("field r", d.meaning(v)))
	}
	return sign * x
}

// liquidation reads the order in a frame of forceOrder: how much of it was filled, and
// at which price on average.
func (d *Decoder) liquidation(o *fields, into *Frame) {
	into.SourceTime = d.moment(o, 'T')
	into.Liquidation = market.Liquidation{Price: d.float(o, letterAverage), Amount: d.float(o, 'z')}
	switch side := d.words(o, 'S'); string(side) {
	case "BUY":
		into.Liquidation.Side = market.Buy
	case "SELL":
		into.Liquidation.Side = market.Sell
	default:
		d.fail(o.get('S').start, "field S is neither BUY nor SELL")
	}
}
