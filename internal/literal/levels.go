package literal

import (
	"fmt"
	"iter"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// Sides are the fields that hold the levels of a book delta, in their order.
func Sides() iter.Seq2[string, market.Side] {
	return func(yield func(string, market.Side) bool) {
		_ = yield("bids", market.Buy) && yield("asks", market.Sell)
	}
}

// setLevels takes the levels of a book delta out of the fields of a line.
func setLevels(d *market.BookDelta, fields map[string]string) error {
	for name, side := range Sides() {
		text := fields[name]
		delete(fields, name)
		if text == "" || text == "-" {
			continue
		}
		for pair := range strings.SplitSeq(text, ",") {
			price, size, ok := strings.Cut(pair, ":")
			if !ok {
				return fmt.Errorf("%s: %q is no price:size", name, pair)
			}
			p, err := event.ParseDecimal([]byte(price))
			if err != nil {
				return fmt.Errorf("%s: price %q: %w", name, price, err)
			}
			s, err := event.ParseDecimal([]byte(size))
			if err != nil {
				return fmt.Errorf("%s: size %q: %w", name, size, err)
			}
			d.Levels = append(d.Levels, market.Level{Side: side, Price: p, Size: s})
		}
	}
	return nil
}
