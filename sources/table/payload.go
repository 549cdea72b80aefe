package table

import (
	"fmt"
	"reflect"
	"time"

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
	case t.PkgPath() == reflect.TypeFor[market.Trade]().PkgPath():
		return m.structure(s)
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

// structure makes payloads that are plain structs: a field of each type that a
// cell can be.
func (m *maker) structure(s *source.Declared) (*payload, error) {
	made := reflect.New(s.Definition.Payload)
	p := &payload{made: made.Interface()}
	next := 0
	for f := range s.Definition.Payload.Fields() {
		if !f.IsExported() || f.Tag.Get("event") == "-" {
			continue
		}
		made, err := m.field(s.Schema.Fields[next].Name, made.Elem().FieldByIndex(f.Index).Addr().Interface())
		if err != nil {
			return nil, fmt.Errorf("%s cannot be a row: %w", s.Definition.Name, err)
		}
		p.fields = append(p.fields, made)
		next++
	}
	return p, nil
}

// field makes the field of a struct at a pointer.
func (m *maker) field(name string, at any) (field, error) {
	f := field{name: name}
	switch into := at.(type) {
	case *float64:
		return m.float(name, into), nil
	case *market.Side:
		return m.side(into, usualSides()), nil
	case *event.ID:
		return m.id(into), nil
	case *int64:
		f.read = func(c *Cell) (err error) { *into, err = integer(c); return err }
	case *uint64:
		f.read = func(c *Cell) error {
			i, err := integer(c)
			if err == nil && i < 0 {
				err = fmt.Errorf("%s is below zero", c.shown())
			}
			*into = uint64(i)
			return err
		}
	case *bool:
		f.read = func(c *Cell) (err error) { *into, err = truth(c); return err }
	case *string:
		f.read = func(c *Cell) error { *into = m.words.text(c); return nil }
	case *event.Time:
		f.read = func(c *Cell) (err error) { *into, err = m.clock.parse(c); return err }
	case *time.Duration:
		f.read = func(c *Cell) (err error) { *into, err = duration(c); return err }
	default:
		return f, fmt.Errorf("its field %s is no number, text or truth", name)
	}
	return f, nil
}

// duration reads a length of time such as 1m, or a number of nanoseconds.
func duration(c *Cell) (time.Duration, error) {
	if c.Kind == Text {
		if d, err := time.ParseDuration(string(c.trimmed())); err == nil {
			return d, nil
		}
	}
	i, err := integer(c)
	if err != nil {
		return 0, fmt.Errorf("%s is no length of time such as 1m", c.shown())
	}
	return time.Duration(i), nil
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
