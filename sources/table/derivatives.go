package table

import (
	"reflect"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// told makes the payloads of what a venue tells of a market beside trades and books;
// false for others. Where a venue does not tell a thing, a file need not have a column
// for it.
func (m *maker) told(payload reflect.Type) (*payload, bool) {
	switch payload {
	case reflect.TypeFor[market.Candle]():
		return m.candle(), true
	case reflect.TypeFor[market.Funding]():
		return m.funding(), true
	case reflect.TypeFor[market.Liquidation]():
		return m.liquidation(), true
	case reflect.TypeFor[market.OpenInterest]():
		return m.openInterest(), true
	}
	return nil, false
}

func (m *maker) candle() *payload {
	c := &market.Candle{}
	return &payload{made: c, fields: []field{
		m.moment("open_time", &c.OpenTime), m.moment("close_time", &c.CloseTime),
		{name: "interval", optional: true, read: func(cell *Cell) error { c.Interval = m.words.text(cell); return nil }},
		m.float("open", &c.Open), m.float("high", &c.High), m.float("low", &c.Low), m.float("close", &c.Close),
		m.optional("volume", &c.Volume), m.optional("trades", &c.Trades),
		{name: "closed", optional: true, read: func(cell *Cell) (err error) {
			c.Closed = false
			if !cell.empty() {
				c.Closed, err = truth(cell)
			}
			return err
		}},
	}}
}

func (m *maker) funding() *payload {
	f := &market.Funding{}
	return &payload{made: f, fields: []field{
		m.float("rate", &f.Rate), m.optional("predicted_rate", &f.PredictedRate),
		m.optional("mark_price", &f.MarkPrice), m.optional("index_price", &f.IndexPrice),
		m.moment("next_funding_time", &f.NextFundingTime),
	}}
}

func (m *maker) liquidation() *payload {
	l := &market.Liquidation{}
	return &payload{made: l, fields: []field{
		m.side(&l.Side, usualSides()), m.needed("price", &l.Price), m.needed("amount", &l.Amount), m.id(&l.ID),
	}}
}

func (m *maker) openInterest() *payload {
	o := &market.OpenInterest{}
	return &payload{made: o, fields: []field{m.float("open_interest", &o.OpenInterest)}}
}

// optional makes the field of a number for which a file may lack the column.
func (m *maker) optional(name string, into *float64) field {
	f := m.float(name, into)
	f.optional = true
	return f
}

// moment makes the field of a time in a payload.
func (m *maker) moment(name string, into *market.Moment) field {
	c := moments{times: m.clock, digits: &clock{option: m.clock.option, unit: auto}, text: &clock{option: m.clock.option, unit: rfc3339}}
	return field{name: name, optional: true, read: func(cell *Cell) error {
		at, err := c.parse(cell)
		*into = market.Moment(at)
		return err
	}}
}

// moments reads the times in payloads. They are whole ones even where event times are
// those of a day, and a file may have them in another unit.
type moments struct{ times, digits, text *clock }

// parse reads text as the event times are written, and numbers by their digits where
// these tell the unit, else in that of the event times. It is 0 where there is none.
func (m *moments) parse(cell *Cell) (event.Time, error) {
	if cell.empty() {
		return 0, nil
	}
	if cell.Kind == Moment || cell.Kind == Local {
		return m.times.parse(cell)
	}
	daily := m.times.date != "" || m.times.dateColumn != ""
	if m.times.layout != nil && !daily {
		if at, err := m.times.parse(cell); err == nil {
			return at, nil
		}
	}
	number := cell.asText(nil)
	if at, err := parseNumber(number, 0); err == nil && at == 0 {
		return 0, nil
	}
	if tellsUnit(number) {
		return m.digits.parse(cell)
	}
	if daily {
		return m.text.parse(cell)
	}
	return m.times.parse(cell)
}

// tellsUnit tells whether a text begins with so many digits that the unit is known.
func tellsUnit(text []byte) bool {
	whole := 0
	for whole < len(text) && isDigit(text[whole]) {
		whole++
	}
	return whole == 10 || whole == 13 || whole == 16 || whole == 19
}
