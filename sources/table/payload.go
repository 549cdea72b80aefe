package table

import (
	"fmt"
	"reflect"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
)

// payload is what the rows of a source become, made anew in the same memory.
type payload struct {
	made   any // what Event.Payload is to be
	fields []field
	finish func() // called when all fields are read; may be nil
}

// field is a part of a payload that a column gives.
type field struct {
	name     string
	optional bool                // a file may lack it
	read     func(c *Cell) error // takes a cell in
	float    *float64            // where it is kept, for what may be null; or
	value    *event.Value
}

// maker makes the fields of payloads.
type maker struct {
	options *Options
	words   *words
	clock   *clock
	scale   map[string]*scaling
}

// payloadOf returns how the payloads of a source are made.
func (m *maker) payloadOf(s *source.Declared) (*payload, error) {
	switch t := s.Definition.Payload; {
	case t == reflect.TypeFor[event.Record]():
		return m.record(s.Schema), nil
	case t == reflect.TypeFor[market.Trade]():
		return m.trade(), nil
	case t == reflect.TypeFor[market.Quote]():
		return m.quote(), nil
	case t == reflect.TypeFor[market.BookDelta]():
		return m.level(), nil
	}
	if p, ok := m.told(s.Definition.Payload); ok {
		return p, nil
	}
	return nil, fmt.Errorf("rows are records or events of a market, not %s", s.Definition.Name)
}

func (m *maker) record(schema *event.Schema) *payload {
	made := &event.Record{Values: make([]event.Value, len(schema.Fields))}
	p := &payload{made: made}
	for i, f := range schema.Fields {
		into, scale := &made.Values[i], m.scale[f.Name]
		p.fields = append(p.fields, field{name: f.Name, value: into, read: func(c *Cell) (err error) {
			*into, err = m.words.value(c, f.Kind, scale)
			return err
		}})
	}
	return p
}

func (m *maker) trade() *payload {
	t := &market.Trade{}
	return &payload{made: t, fields: []field{
		m.needed("price", &t.Price), m.needed("amount", &t.Amount), m.side(&t.Side, usualSides()), m.id(&t.ID),
	}}
}

func (m *maker) quote() *payload {
	q := &market.Quote{}
	return &payload{
		made: q,
		fields: []field{
			m.float("bid", &q.Bid), m.float("bid_size", &q.BidSize), m.float("ask", &q.Ask), m.float("ask_size", &q.AskSize),
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

// float makes the field of a number, null where there is none.
func (m *maker) float(name string, into *float64) field {
	scale := m.scale[name]
	return field{name: name, float: into, read: func(c *Cell) (err error) {
		*into, err = number(c, scale)
		return err
	}}
}

// needed makes the field of a number that must be there.
func (m *maker) needed(name string, into *float64) field {
	scale := m.scale[name]
	return field{name: name, read: func(c *Cell) (err error) {
		*into, err = number(c, scale)
		if err == nil && event.IsNull(*into) {
			return errNeeded
		}
		return err
	}}
}

func usualSides() [2]string { return [2]string{market.Buy.String(), market.Sell.String()} }

func (m *maker) side(into *market.Side, usual [2]string) field {
	words := sidesOf(m.options.Side, usual[:1], usual[1:])
	return field{name: "side", optional: true, read: func(c *Cell) (err error) {
		*into, err = words.read(c)
		return err
	}}
}

func (m *maker) id(into *event.ID) field {
	return field{name: "id", optional: true, read: func(c *Cell) error {
		*into = m.words.id(c)
		return nil
	}}
}
