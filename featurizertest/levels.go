package featurizertest

import (
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/literal"
	"github.com/featurizer/featurizer/market"
)

// levelTexts writes the levels of a book delta as setLevels reads them.
func levelTexts(payload any) []string {
	d, ok := payload.(*market.BookDelta)
	if !ok {
		return nil
	}
	var words []string
	for name, side := range literal.Sides() {
		var pairs []string
		for _, l := range d.Levels {
			if l.Side == side {
				pairs = append(pairs, decimalText(l.Price)+":"+decimalText(l.Size))
			}
		}
		if len(pairs) > 0 {
			words = append(words, name+"="+strings.Join(pairs, ","))
		}
	}
	return words
}

// decimalText writes a decimal with all its digits.
func decimalText(d event.Decimal) string {
	digits := strconv.FormatInt(d.Mantissa, 10)
	if d.Scale <= 0 {
		return digits
	}
	sign := ""
	if d.Mantissa < 0 {
		sign, digits = "-", digits[1:]
	}
	if missing := int(d.Scale) + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - int(d.Scale)
	return sign + digits[:point] + "." + digits[point:]
}

// bookEvent makes an event of a source of book deltas: mostly a delta of a few
// levels that goes on, or not, from the one before; a snapshot; or what a venue's
// policy tells.
func (g *generator) bookEvent(e *given) {
	if kind, chosen := map[int]event.ControlKind{
		0: event.BookInvalid, 1: event.BookInvalid, 2: event.BookResynced, 3: event.Disconnected,
	}[g.IntN(40)]; chosen {
		e.event.SourceTime = event.Unset
		e.event.Control = &event.Control{Kind: kind, Source: e.source}
		return
	}
	g.update += uint64(g.IntN(3))
	d := &market.BookDelta{First: g.update, Last: g.update}
	if g.IntN(20) == 0 {
		d.First, d.Last = 0, 0
	}
	if g.IntN(9) == 0 {
		e.event.Flags = event.Snapshot
	}
	for range g.IntN(7) {
		side, price := market.Buy, event.Decimal{Mantissa: int64(95 + g.IntN(6))}
		if g.IntN(2) == 0 {
			side, price.Mantissa = market.Sell, price.Mantissa+5
		}
		if g.IntN(3) == 0 {
			price = event.Decimal{Mantissa: 10 * price.Mantissa, Scale: 1} // the same, written otherwise
		}
		size := event.Decimal{Mantissa: int64(g.IntN(4)), Scale: int8(g.IntN(2))}
		d.Levels = append(d.Levels, market.Level{Side: side, Price: price, Size: size})
	}
	e.event.Payload = d
}
