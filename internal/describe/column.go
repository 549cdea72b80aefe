package describe

import (
	"math"
	"slices"
	"strings"

	"github.com/beorn7/perks/quantile"
)

// ExactValues is how many values of a column are kept, so that quantiles are exact.
const ExactValues = 100_000

// Column is what is in one column. What a column of its type does not have is null.
type Column struct {
	Name   string `json:"name"`
	Type   string `json:"type"`   // number, bool, text, list, time (in ns since 1970), or null where all are
	Values uint64 `json:"values"` // that are not null
	Nulls  uint64 `json:"nulls"`
	// Warmup is the share of values that are warm-up, where the file tells.
	Warmup *float64 `json:"warmup"`
	// Distinct is of a column of texts.
	Distinct *Distinct `json:"distinct,omitempty"`
	Mean     *float64  `json:"mean"` // of a bool: the share that is true
	Min      *float64  `json:"min"`
	Max      *float64  `json:"max"`
	P1       *float64  `json:"p1"`
	P5       *float64  `json:"p5"`
	P50      *float64  `json:"p50"`
	P95      *float64  `json:"p95"`
	P99      *float64  `json:"p99"`
	// Exact says that the quantiles are no estimates.
	Exact bool `json:"exact"`

	mean, min, max float64
	exact          []float64        // until there are more than ExactValues
	sketch         *quantile.Stream // then
	texts          distinct
	warmth, warmed uint64
}

// kind is what a cell holds.
type kind uint8

const (
	null kind = iota
	number
	boolean
	text
	list
	moment
)

// cell is a value as a format has it.
type cell struct {
	kind   kind
	number float64 // of a bool 0 or 1, of a moment ns since 1970
	exact  int64   // of a number or moment in a file of columns: its integer
	text   string  // of a text
}

// String returns the name that reports use.
func (k kind) String() string {
	return [...]string{"null", "number", "bool", "text", "list", "time"}[k]
}

func (c *Column) add(v cell) {
	if v.kind == null {
		c.Nulls++
		return
	}
	c.Values++
	switch name := v.kind.String(); {
	case c.Type == "":
		c.Type = name
	case c.Type != name:
		c.Type = text.String() // a column of several kinds is one of texts
	}
	switch v.kind {
	case number, boolean, moment:
		c.spread(v.number)
	case text:
		c.texts.add(v.text)
	case null, list:
	}
}

// spread takes a number into account.
func (c *Column) spread(x float64) {
	n := uint64(len(c.exact)) + 1
	if c.sketch != nil {
		n = uint64(c.sketch.Count()) + 1
	}
	if n == 1 {
		c.min, c.max = x, x
	}
	c.min, c.max = min(c.min, x), max(c.max, x)
	c.mean += (x - c.mean) / float64(n)
	if c.sketch == nil && len(c.exact) < ExactValues {
		c.exact = append(c.exact, x)
		return
	}
	if c.sketch == nil {
		c.sketch = quantile.NewTargeted(map[float64]float64{0.01: 0.001, 0.05: 0.001, 0.5: 0.001, 0.95: 0.001, 0.99: 0.001})
		for _, held := range c.exact {
			c.sketch.Insert(held)
		}
		c.exact = nil
	}
	c.sketch.Insert(x)
}

func (c *Column) warm(is bool) { //nolint:revive // what a line says, no flag
	c.warmth++
	if is {
		c.warmed++
	}
}

// finish works out what is reported.
func (c *Column) finish() {
	if c.warmth > 0 {
		share := float64(c.warmed) / float64(c.warmth)
		c.Warmup = &share
	}
	switch c.Type {
	case "":
		c.Type = null.String()
	case text.String():
		all := c.texts.finish()
		c.Distinct = &all
	case number.String(), boolean.String(), moment.String():
		c.Mean, c.Min, c.Max, c.Exact = &c.mean, &c.min, &c.max, c.sketch == nil
		slices.Sort(c.exact)
		for q, into := range map[float64]**float64{0.01: &c.P1, 0.05: &c.P5, 0.5: &c.P50, 0.95: &c.P95, 0.99: &c.P99} {
			x := c.quantile(q)
			*into = &x
		}
	}
}

func (c *Column) quantile(q float64) float64 {
	if c.sketch != nil {
		return c.sketch.Query(q)
	}
	rank := int(math.Ceil(q * float64(len(c.exact))))
	return c.exact[max(rank, 1)-1]
}

// Distinct is a number of different texts. Where More is true there are more.
type Distinct struct {
	Count int  `json:"count"`
	More  bool `json:"more"`
}

// mostDistinct bounds the memory for telling texts apart.
const mostDistinct = 100_000

// distinct counts different texts.
type distinct struct {
	seen map[string]struct{}
	more bool
}

func (d *distinct) add(text string) {
	if _, known := d.seen[text]; known || d.more {
		return
	}
	if len(d.seen) == mostDistinct {
		d.more = true
		return
	}
	if d.seen == nil {
		d.seen = map[string]struct{}{}
	}
	d.seen[strings.Clone(text)] = struct{}{} // a text may be a piece of a whole line
}

func (d *distinct) finish() Distinct { return Distinct{len(d.seen), d.more} }
