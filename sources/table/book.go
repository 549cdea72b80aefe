package table

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// level is a row of a book: one level of a message.
type level struct {
	market.Level
	snapshot bool
}

// message is the rows of a book that are one event.
type message struct {
	delta    market.BookDelta
	snapshot bool
	at       event.Time // of its last row
	arrived  event.Time
}

var errNoSide = errors.New("it says neither bid nor ask")

func (m *maker) level() *payload {
	l := &level{}
	words := sidesOf(m.options.Side, []string{"bid", "buy"}, []string{"ask", "sell"})
	return &payload{made: l, fields: []field{
		{name: "side", read: func(c *Cell) (err error) {
			l.Side, err = words.read(c)
			if err == nil && l.Side == market.NoSide {
				return errNoSide
			}
			return err
		}},
		m.decimal("price", &l.Price),
		m.decimal("size", &l.Size),
		{name: "snapshot", optional: true, read: func(c *Cell) (err error) {
			l.snapshot = false
			if !c.empty() {
				l.snapshot, err = truth(c)
			}
			return err
		}},
	}}
}

// decimal makes the field of an exact decimal that must be there.
func (m *maker) decimal(name string, into *event.Decimal) field {
	scale := m.scale[name]
	return field{name: name, read: func(c *Cell) error {
		d, err := decimalOf(c)
		if err != nil {
			return err
		}
		scaled, ok := scale.decimal(d)
		if !ok {
			return fmt.Errorf("%s has too many digits to be scaled", c.shown())
		}
		*into = scaled
		return nil
	}}
}

// decimalOf reads a decimal, exactly as it is written.
func decimalOf(c *Cell) (event.Decimal, error) {
	switch c.Kind {
	case Text:
		text := c.trimmed()
		if len(text) == 0 {
			return event.Decimal{}, errNeeded
		}
		d, err := event.ParseDecimal(text)
		if err == nil {
			return d, nil
		}
		if x, bad := strconv.ParseFloat(string(text), 64); bad == nil && event.Finite(x) {
			return shortest(c, x) // such as 1e-7
		}
		return d, fmt.Errorf("%s is %w", c.shown(), err)
	case Int:
		return event.Decimal{Mantissa: c.integer()}, nil
	case Float:
		return shortest(c, c.float())
	case Bool, Moment, Local:
		return event.Decimal{}, fmt.Errorf("%s %w", c.shown(), errNumber)
	case Null:
	}
	return event.Decimal{}, errNeeded
}

// shortest returns the decimal of fewest digits that is nearest to a number.
func shortest(c *Cell, x float64) (event.Decimal, error) {
	d, err := event.ParseDecimal(strconv.AppendFloat(nil, x, 'f', -1, 64))
	if err != nil {
		return d, fmt.Errorf("%s is %w", c.shown(), err)
	}
	return d, nil
}

// gather adds the row that was read for a route to the message of its key.
func (e *Emitter) gather(s *route, r *reader, l *level) error {
	m := &s.key.message
	if s.from != r || len(m.delta.Levels) > 0 && m.snapshot != l.snapshot {
		if err := e.flush(s); err != nil {
			return err
		}
		s.from = r
	}
	if len(m.delta.Levels) == 0 {
		s.open = append(s.open, s.key)
	}
	m.delta.Levels = append(m.delta.Levels, l.Level)
	m.snapshot, m.at, m.arrived = l.snapshot, r.at, r.arrived
	return nil
}

// flush tells the messages of a route that are gathered, in the order of their
// first rows.
func (e *Emitter) flush(s *route) error {
	for _, k := range s.open {
		m := &k.message
		e.event = event.Event{Key: k.key, Source: s.source.Index, SourceTime: m.at, Arrived: m.arrived, Payload: &m.delta}
		if m.snapshot {
			e.event.Flags = event.Snapshot
		}
		if err := s.to(&e.event); err != nil {
			return err
		}
		m.delta.Levels = m.delta.Levels[:0]
	}
	s.open = s.open[:0]
	return nil
}
