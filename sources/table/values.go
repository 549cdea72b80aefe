package table

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

var (
	errNumber = errors.New("is no number")
	errNeeded = errors.New("a number is missing")
)

// number reads a float64 as strconv.ParseFloat does, scaled; null where there is
// none.
func number(c *Cell, by *scaling) (float64, error) {
	switch c.Kind {
	case Text:
		return numberOf(c, by)
	case Int:
		return by.integer(c.integer()), nil
	case Float:
		if x := by.float(c.float()); event.Finite(x) {
			return x, nil
		}
		return 0, fmt.Errorf("%s %w", c.shown(), errNumber)
	case Bool, Moment, Local:
		return 0, fmt.Errorf("%s %w", c.shown(), errNumber)
	case Null:
	}
	return event.Null(), nil
}

// numberOf reads the number of a text. Most are short decimals, for which one
// exact division does (Clinger 1990); ParseFloat reads the others.
func numberOf(c *Cell, by *scaling) (float64, error) {
	text := c.trimmed()
	if len(text) == 0 {
		return event.Null(), nil
	}
	d, err := event.ParseDecimal(text)
	if err == nil && (d.Mantissa != 0 || text[0] != '-') {
		if scaled, ok := by.decimal(d); ok {
			return scaled.Float(), nil
		}
	}
	x, err := strconv.ParseFloat(string(text), 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large", c.shown())
	case err != nil && bytes.IndexByte(text, ',') > 0:
		return 0, fmt.Errorf("%s %w: write it with a decimal point, without a comma", c.shown(), errNumber)
	case err != nil:
		return 0, fmt.Errorf("%s %w", c.shown(), errNumber)
	case !event.Finite(x):
		return 0, fmt.Errorf("%s %w; a cell without one is empty", c.shown(), errNumber)
	}
	if x = by.float(x); !event.Finite(x) {
		return 0, fmt.Errorf("%s is too large", c.shown())
	}
	return x, nil
}

// value reads a value of a kind; null where there is none.
func (w *words) value(c *Cell, kind event.Kind, by *scaling) (event.Value, error) {
	if c.Kind == Null || kind != event.KindString && c.empty() {
		return event.Value{}, nil
	}
	switch kind {
	case event.KindString:
		return event.String(w.text(c)), nil
	case event.KindInt:
		i, err := integer(c)
		return event.Int(i), err
	case event.KindBool:
		b, err := truth(c)
		return event.Bool(b), err
	case event.KindFloat, event.KindUint, event.KindList, event.KindNull:
	}
	x, err := number(c, by)
	return event.Float(x), err
}

// integer reads a whole number.
func integer(c *Cell) (int64, error) {
	switch c.Kind {
	case Int, Moment, Local:
		return c.integer(), nil
	case Float:
		if x := c.float(); x >= -1<<53 && x <= 1<<53 && x == math.Floor(x) {
			return int64(x), nil //bits:checked just above
		}
	case Text:
		i, err := strconv.ParseInt(string(c.trimmed()), 10, 64)
		if errors.Is(err, strconv.ErrRange) {
			return 0, fmt.Errorf("%s does not fit 64 bits", c.shown())
		}
		if err == nil {
			return i, nil
		}
	case Bool, Null:
	}
	return 0, fmt.Errorf("%s is no integer", c.shown())
}

// truth reads true or false.
func truth(c *Cell) (bool, error) {
	if c.Kind == Bool {
		return c.bits == 1, nil
	}
	if c.Kind == Text {
		if b, err := strconv.ParseBool(string(c.trimmed())); err == nil {
			return b, nil
		}
	}
	return false, fmt.Errorf("%s is neither true nor false", c.shown())
}

// id reads a number where that loses nothing, else a text.
func (w *words) id(c *Cell) event.ID {
	if c.Kind == Int && c.integer() >= 0 {
		return event.ID{Number: c.bits}
	}
	text := c.trimmed()
	if c.Kind != Text {
		text = c.asText(nil)
	}
	if len(text) == 0 {
		return event.ID{}
	}
	if n, err := strconv.ParseUint(string(text), 10, 64); err == nil && text[0] != '0' {
		return event.ID{Number: n}
	}
	return event.ID{Text: w.keep(text)}
}

// words keeps texts that come again and again, so that each needs memory once.
type words struct{ known map[string]string }

const (
	mostWords = 4096
	longWord  = 64
)

// text returns the value of a cell as text.
func (w *words) text(c *Cell) string {
	if c.Kind == Text {
		return w.keep(c.Text)
	}
	return w.keep(c.appendText(nil))
}

// keep returns a text in memory of its own.
func (w *words) keep(text []byte) string {
	if known, ok := w.known[string(text)]; ok {
		return known
	}
	own := string(text)
	if len(own) > longWord || len(w.known) >= mostWords {
		return own
	}
	if w.known == nil {
		w.known = map[string]string{}
	}
	w.known[own] = own
	return own
}

// sides is how a column tells the sides of a market apart.
type sides struct {
	buy, sell []string
	expected  string // for messages
}

// sidesOf returns the words of the options, else the usual ones.
func sidesOf(o *Side, buy, sell []string) *sides {
	s := &sides{buy: buy, sell: sell}
	if o != nil && len(o.Buy) > 0 {
		s.buy = o.Buy
	}
	if o != nil && len(o.Sell) > 0 {
		s.sell = o.Sell
	}
	s.expected = s.buy[0] + " nor " + s.sell[0]
	return s
}

// read reads a side; none where the cell is empty.
func (s *sides) read(c *Cell) (market.Side, error) {
	if c.empty() {
		return market.NoSide, nil
	}
	text := c.trimmed()
	if c.Kind != Text {
		text = c.appendText(nil)
	}
	is := func(word string) bool { return len(word) == len(text) && foldEqual(word, text) }
	switch {
	case slices.ContainsFunc(s.buy, is):
		return market.Buy, nil
	case slices.ContainsFunc(s.sell, is):
		return market.Sell, nil
	}
	return market.NoSide, fmt.Errorf("%s is neither %s", c.shown(), s.expected)
}

// foldEqual tells whether two texts of equal length differ at most in the case
// of their ASCII letters.
func foldEqual(word string, text []byte) bool {
	for i := range len(word) {
		if lower(word[i]) != lower(text[i]) {
			return false
		}
	}
	return true
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + ('a' - 'A')
	}
	return b
}
