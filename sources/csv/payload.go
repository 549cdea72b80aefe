package csv

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
)

// payload is what the rows of a source become, made anew in the same memory.
type payload struct {
	made   any // what Event.Payload is to be
	cells  []cell
	finish func() // called when all cells are read
}

// cell is a column that a payload is made of.
type cell struct {
	column   string
	optional bool                    // the file may lack the column
	read     func(text string) error // takes its text in, empty where there is none
}

// payloadOf returns how the payloads of a source are made.
func payloadOf(s *source.Declared) (*payload, error) {
	switch s.Definition.Payload {
	case reflect.TypeFor[event.Record]():
		return recordOf(s.Schema), nil
	case reflect.TypeFor[market.Trade]():
		return tradeOf(), nil
	case reflect.TypeFor[market.Quote]():
		return quoteOf(), nil
	}
	return nil, fmt.Errorf("rows are records, trades or quotes, not %s", s.Definition.Name)
}

func recordOf(schema *event.Schema) *payload {
	made := &event.Record{Values: make([]event.Value, len(schema.Fields))}
	p := &payload{made: made}
	for i, f := range schema.Fields {
		p.cells = append(p.cells, cell{column: f.Name, read: func(text string) (err error) {
			made.Values[i], err = value(text, f.Kind)
			return err
		}})
	}
	return p
}

func tradeOf() *payload {
	t := &market.Trade{}
	return &payload{made: t, cells: []cell{
		{column: "price", read: needed(&t.Price)},
		{column: "amount", read: needed(&t.Amount)},
		{column: "side", optional: true, read: func(text string) (err error) {
			t.Side, err = side(text)
			return err
		}},
		{column: "id", optional: true, read: func(text string) error {
			t.ID = id(text)
			return nil
		}},
	}}
}

func quoteOf() *payload {
	q := &market.Quote{}
	return &payload{
		made: q,
		cells: []cell{
			{column: "bid", read: into(&q.Bid)},
			{column: "bid_size", read: into(&q.BidSize)},
			{column: "ask", read: into(&q.Ask)},
			{column: "ask_size", read: into(&q.AskSize)},
		},
		finish: func() {
			absent(&q.Bid, &q.BidSize)
			absent(&q.Ask, &q.AskSize)
		},
	}
}

// absent makes a side of a quote null that is not there.
func absent(price, size *float64) {
	if event.IsNull(*price) || event.IsNull(*size) || *size == 0 {
		*price, *size = event.Null(), event.Null()
	}
}

// read makes the payload from the cells at these places of a row; below zero is
// no place.
func (p *payload) read(row []string, places []int) error {
	for i := range p.cells {
		text := ""
		if at := places[i]; at >= 0 {
			text = row[at]
		}
		if err := p.cells[i].read(text); err != nil {
			return inColumn(p.cells[i].column, err)
		}
	}
	if p.finish != nil {
		p.finish()
	}
	return nil
}

// inColumn says in which column a cell is wrong.
func inColumn(name string, err error) error { return fmt.Errorf("column %q: %w", name, err) }

var (
	errNumber = errors.New("is no number")
	errNeeded = errors.New("a number is missing")
)

// into reads numbers into x, null where there is none.
func into(x *float64) func(string) error {
	return func(text string) (err error) {
		*x, err = number(text)
		return err
	}
}

// needed reads numbers that must be there into x.
func needed(x *float64) func(string) error {
	return func(text string) (err error) {
		*x, err = number(text)
		if err == nil && event.IsNull(*x) {
			return errNeeded
		}
		return err
	}
}

// number reads a float64 as strconv.ParseFloat does; null where there is none.
func number(text string) (float64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return event.Null(), nil
	}
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large", shown(text))
	case err != nil:
		return 0, fmt.Errorf("%s %w", shown(text), errNumber)
	case !event.Finite(x):
		return 0, fmt.Errorf("%s %w; a cell without one is empty", shown(text), errNumber)
	}
	return x, nil
}

// value reads a value of a kind; null where there is none.
func value(text string, kind event.Kind) (event.Value, error) {
	if kind == event.KindString && text != "" {
		return event.String(text), nil
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return event.Value{}, nil
	case kind == event.KindInt:
		return integer(text)
	case kind == event.KindBool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return event.Value{}, fmt.Errorf("%s is neither true nor false", shown(text))
		}
		return event.Bool(b), nil
	}
	x, err := number(text)
	return event.Float(x), err
}

func integer(text string) (event.Value, error) {
	i, err := strconv.ParseInt(text, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return event.Value{}, fmt.Errorf("%s does not fit 64 bits", shown(text))
	case err != nil:
		return event.Value{}, fmt.Errorf("%s is no integer", shown(text))
	}
	return event.Int(i), nil
}

// side reads buy or sell, in letters of any case.
func side(text string) (market.Side, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return market.NoSide, nil
	case strings.EqualFold(text, market.Buy.String()):
		return market.Buy, nil
	case strings.EqualFold(text, market.Sell.String()):
		return market.Sell, nil
	}
	return market.NoSide, fmt.Errorf("%s is neither buy nor sell", shown(text))
}

// id reads a number where that loses nothing, else a text.
func id(text string) event.ID {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseUint(text, 10, 64); err == nil && text[0] != '0' {
		return event.ID{Number: n}
	}
	return event.ID{Text: text}
}

// shown returns the text of a cell for a message.
func shown(text string) string {
	const most = 40
	if len(text) > most {
		return strconv.Quote(text[:most]) + "..."
	}
	return strconv.Quote(text)
}
