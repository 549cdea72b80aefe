package table

import (
	"bytes"
	"math"
	"strconv"

	"github.com/featurizer/featurizer/event"
)

// CellKind says in which form a file gives a value.
type CellKind uint8

// The kinds of cells. Null is the zero value: there is nothing.
const (
	Null CellKind = iota
	Text
	Int
	Float
	Bool
	Moment // nanoseconds since 1970
	Local  // the same, as clocks show them that say no zone
)

// Cell is one value of a row, in the form its file has it.
type Cell struct {
	Kind CellKind
	Text []byte // of a Text; it belongs to the reader and is valid until the next row
	bits uint64
}

// SetNull makes it a cell without a value.
func (c *Cell) SetNull() { c.Kind = Null }

// SetText makes it a text, which may be that of a number.
func (c *Cell) SetText(text []byte) { c.Kind, c.Text = Text, text }

// SetInt makes it a whole number.
func (c *Cell) SetInt(i int64) { c.Kind, c.bits = Int, uint64(i) }

// SetFloat makes it a number; a NaN is null.
func (c *Cell) SetFloat(x float64) {
	c.Kind, c.bits = Float, math.Float64bits(x)
	if event.IsNull(x) {
		c.Kind = Null
	}
}

// SetBool makes it true or false.
func (c *Cell) SetBool(b bool) { //nolint:revive // the value, no flag
	c.Kind, c.bits = Bool, 0
	if b {
		c.bits = 1
	}
}

// SetMoment makes it a moment.
func (c *Cell) SetMoment(at event.Time) { c.Kind, c.bits = Moment, uint64(at) }

// SetLocal makes it a time as clocks show it that say no zone.
func (c *Cell) SetLocal(at event.Time) { c.Kind, c.bits = Local, uint64(at) }

func (c *Cell) integer() int64 { return int64(c.bits) }

func (c *Cell) float() float64 { return math.Float64frombits(c.bits) }

// trimmed returns the text without spaces around it.
func (c *Cell) trimmed() []byte {
	text := c.Text
	if len(text) > 0 && (text[0] <= ' ' || text[0] >= 0x80 || text[len(text)-1] <= ' ' || text[len(text)-1] >= 0x80) {
		return bytes.TrimSpace(text)
	}
	return text
}

// empty tells whether there is no value, or none but spaces.
func (c *Cell) empty() bool { return c.Kind == Null || c.Kind == Text && len(c.trimmed()) == 0 }

// appendText appends the value as text.
func (c *Cell) appendText(into []byte) []byte {
	switch c.Kind {
	case Text:
		return append(into, c.Text...)
	case Int, Moment, Local:
		return strconv.AppendInt(into, c.integer(), 10)
	case Float:
		return event.AppendFloat(into, c.float())
	case Bool:
		return strconv.AppendBool(into, c.bits == 1)
	case Null:
	}
	return into
}

// asText appends the value as text without spaces around it.
func (c *Cell) asText(into []byte) []byte {
	if c.Kind == Text {
		return append(into, c.trimmed()...)
	}
	return c.appendText(into)
}

// shown returns the value for a message.
func (c *Cell) shown() string {
	const most = 40
	text := string(c.trimmed())
	if c.Kind != Text {
		text = string(c.appendText(nil))
	}
	if len(text) > most {
		return strconv.Quote(text[:most]) + "..."
	}
	return strconv.Quote(text)
}
