package binance

import (
	"errors"
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// Decoder turns frames of one venue into market events. It keeps no memory of the
// frames before; it only reuses its buffers, so it serves one goroutine at a time.
type Decoder struct {
	scanner

	venue   Venue
	wanted  uint8 // bit of each stream
	symbols map[string]int

	outer   fields
	inner   fields // of the object in data
	nested  fields // of the object in one of its fields
	scratch []byte // texts without their escapes
	// intervals are those of candles so far.
	intervals map[string]string
}

// NewDecoder returns a decoder that ignores all frames until [Decoder.Add] and
// [Decoder.Want] say what is wanted.
func NewDecoder(v Venue) *Decoder {
	return &Decoder{venue: v, symbols: map[string]int{}, intervals: map[string]string{}}
}

// Add makes the decoder read frames of a symbol, written our way, and returns its
// number: 0 for the first, the same for the same symbol.
func (d *Decoder) Add(symbol string) (int, error) {
	native, err := d.venue.Native(symbol)
	if err != nil {
		return NoSymbol, err
	}
	if number, ok := d.symbols[native]; ok {
		return number, nil
	}
	number := len(d.symbols)
	d.symbols[native] = number
	return number, nil
}

// Find returns the number of a symbol as the venue writes it.
func (d *Decoder) Find(native []byte) (int, bool) {
	number, ok := d.symbols[string(native)]
	return number, ok
}

var errBothTrades = errors.New("trade and aggTrade tell the same trades: one of them can be wanted")

// Want makes the decoder read a stream.
func (d *Decoder) Want(s Stream) error {
	if !d.venue.futures && (s == MarkPrice || s == ForceOrder) {
		return fmt.Errorf("%s has no %s: only futures have", d.venue.Name, s)
	}
	wanted := d.wanted | 1<<s
	if wanted>>Trade&1 == 1 && wanted>>AggTrade&1 == 1 {
		return errBothTrades
	}
	d.wanted = wanted
	return nil
}

func (d *Decoder) wants(s Stream) bool { return s != Ignored && d.wanted>>s&1 == 1 }

// Decode reads one frame. What is JSON but tells nothing wanted is ignored; what
// is no JSON, lacks a field or holds a bad number is a [FrameError].
func (d *Decoder) Decode(frame []byte, into *Frame) error {
	into.reset()
	d.scanner, d.scratch = scanner{text: frame}, d.scratch[:0]
	switch d.peek() {
	case '{':
		d.object(&d.outer)
		d.end()
		d.tell(into)
	case '[': // of all symbols at once, as !ticker@arr: none of these streams is read
		d.value(0)
		d.end()
	default:
		d.fail(d.pos, "a frame is an object in braces")
	}
	if d.err != nil {
		into.reset()
		return d.err
	}
	return nil
}

// end checks that nothing follows.
func (d *Decoder) end() {
	if d.peek(); d.pos < len(d.text) {
		d.fail(d.pos, "something follows the frame")
	}
}

// object reads the fields of an object.
func (d *Decoder) object(f *fields) {
	f.begin, f.seen = d.pos, 0
	d.pos++
	for n := 0; d.next('}', n); n++ {
		letter := d.letter()
		v := d.field(f, letter)
		if letter != unknownLetter {
			f.put(letter, v)
		}
	}
}

// letter passes a key and returns its letter.
func (d *Decoder) letter() byte {
	d.peek()
	if s := d.text[d.pos:]; len(s) > 3 && s[0] == '"' && isLetter(s[1]) && s[2] == '"' && s[3] == ':' {
		d.pos += 4
		return s[1]
	}
	return letterOf(d.meaning(d.key()))
}

// field passes a field's value and reads what is more than a span.
func (d *Decoder) field(f *fields, letter byte) span {
	c, start := d.peek(), d.pos
	switch {
	case c == '{' && letter == letterData && f == &d.outer:
		d.object(&d.inner)
		return span{start, d.pos, anObject, false}
	case c == '[' && letter == 'b' && d.wants(Depth):
		return d.levels(&f.bids, market.Buy)
	case c == '[' && letter == 'a' && d.wants(Depth):
		return d.levels(&f.asks, market.Sell)
	}
	return d.value(0)
}

// levels reads [[price, size], ...]; more than two values in a level are no mistake.
func (d *Decoder) levels(into *side, of market.Side) span {
	start := d.pos
	into.levels, into.wrong = into.levels[:0], nil
	d.pos++
	for n := 0; d.next(']', n); n++ {
		begin, parts := d.pos, 0
		if d.peek() == '[' {
			begin = d.pos
			numbers := [2]event.Decimal{}
			for d.pos++; d.next(']', parts); parts++ {
				if parts < len(numbers) {
					numbers[parts] = d.decimal(into)
				} else {
					d.value(0)
				}
			}
			into.levels = append(into.levels, market.Level{Side: of, Price: numbers[0], Size: numbers[1]})
		} else {
			d.value(0)
		}
		if parts < 2 && into.wrong == nil {
			into.wrong = &FrameError{begin, "a price level is a list of price and size"}
		}
	}
	return span{start, d.pos, aList, false}
}

// decimal passes a number of a price level.
func (d *Decoder) decimal(of *side) event.Decimal {
	d.peek()
	if x, size := quick(d.text[d.pos:]); size > 0 {
		d.pos += size
		return x
	}
	v := d.value(0)
	digits := d.meaning(v)
	x, ok := decimal(digits)
	if !ok && of.wrong == nil {
		of.wrong = &FrameError{v.start, notDecimal("a price level", digits)}
	}
	return x
}

func notDecimal(what string, digits []byte) string {
	const shown = 40
	return fmt.Sprintf("%s holds %q, which is no decimal number that fits", what, digits[:min(len(digits), shown)])
}
