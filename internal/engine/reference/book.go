package reference

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// book is an order book: each side best first. It is never changed once made.
type book struct {
	valid      bool
	last       uint64 // update id
	bids, asks []level
}

// level is one price of a book, exact and as a number.
type level struct {
	exact event.Decimal // of the price, reduced
	event.Level
}

// message returns the book after a message, and whether it is another one.
func (b *book) message(e *event.Event) (*book, bool) {
	d, ok := e.Payload.(*market.BookDelta)
	switch {
	case !ok:
		return b, false
	case e.Flags&event.Snapshot != 0:
		b = &book{}
	case !b.valid, d.Last != 0 && d.Last <= b.last:
		return b, false
	}
	return &book{
		valid: true, last: d.Last,
		bids: changed(b.bids, d.Levels, market.Buy),
		asks: changed(b.asks, d.Levels, market.Sell),
	}, true
}

// changed returns a side after the levels of a message.
func changed(side []level, levels []market.Level, which market.Side) []level {
	side = slices.Clone(side)
	for _, l := range levels {
		if l.Side != which {
			continue
		}
		price := l.Price.Reduced()
		side = slices.DeleteFunc(side, func(x level) bool { return x.exact == price })
		if l.Size.Mantissa != 0 {
			side = append(side, level{price, event.Level{Price: l.Price.Float(), Size: l.Size.Float()}})
		}
	}
	slices.SortStableFunc(side, func(a, b level) int {
		if which == market.Buy {
			a, b = b, a
		}
		return cmp.Or(cmp.Compare(a.Price, b.Price), compareExact(a.exact, b.exact))
	})
	return side
}

// compareExact compares prices that are one float64, digit by digit.
func compareExact(a, b event.Decimal) int {
	scale := max(a.Scale, b.Scale)
	return compareDigits(digits(a, scale), digits(b, scale))
}

// digits returns a decimal as a signed integer in units of 10^-scale, as text.
func digits(d event.Decimal, scale int8) string {
	return strconv.FormatInt(d.Mantissa, 10) + strings.Repeat("0", int(scale-d.Scale))
}

func compareDigits(a, b string) int {
	negative := a[0] == '-'
	switch {
	case negative != (b[0] == '-'):
		return map[bool]int{true: -1, false: 1}[negative]
	case negative:
		return compareDigits(b[1:], a[1:])
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// depth is what formulas see of a book: each side best first.
type depth struct {
	valid      bool
	bids, asks []event.Level
}

func (b *book) depth() depth {
	plain := func(side []level) []event.Level {
		list := []event.Level{}
		for _, l := range side {
			list = append(list, l.Level)
		}
		return list
	}
	return depth{b.valid, plain(b.bids), plain(b.asks)}
}

// onBook computes values of a book whenever it changes: that of a source, which it
// keeps, or one that a feature gives.
type onBook struct {
	read func(d depth) []cell
	own  bool // its input is a source
}

func (f onBook) step(memory any, m *moment) (any, []cell) {
	if !f.own {
		given := depth{valid: !m.args[0].IsNull(), bids: m.args[0].Levels(), asks: m.args[1].Levels()}
		return nil, f.read(given)
	}
	next, another := bookOf(memory).message(m.event)
	if !another {
		return next, nil
	}
	return next, f.read(next.depth())
}

func bookOf(memory any) *book {
	if b, ok := memory.(*book); ok {
		return b
	}
	return &book{}
}

// control makes the book invalid.
func (f onBook) control(memory any, m *moment) (any, []cell) {
	b := bookOf(memory)
	if !f.own || m.event.Control.Kind != event.BookInvalid || !b.valid {
		return memory, nil
	}
	return &book{}, f.read(depth{})
}

// ofBook tells whether the one input is a source of deltas or a snapshot, and, if
// so, makes the node one that is computed from it.
func (m *making) ofBook(read func(d depth) []cell) bool {
	if len(m.node.inputs) != 1 {
		return false
	}
	in, fields := m.node.inputs[0], m.builder.fields(m.node.inputs[0])
	switch {
	case in.node == nil && m.builder.sources[in.source].definition == "market.book_delta":
		m.node.formula = onBook{read, true}
	case len(fields) > 0 && fields[0].Kind == event.KindList:
		m.node.columns = []column{{0, 0}, {0, 1}}
		m.node.formula = onBook{read, false}
	default:
		return false
	}
	if m.refs[0].Field != "" {
		m.fail(fmt.Errorf("input %q: it takes %q as a whole, not one field", m.refs[0].Name, m.refs[0].Name))
	}
	return true
}

func (m *making) bookDepth(byDefault string) int {
	n, err := strconv.Atoi(m.params.text("depth", byDefault))
	m.fail(err)
	return n
}

func best(side []event.Level, n int) []event.Level {
	if n < 0 || n > len(side) {
		return side
	}
	return side[:n]
}

func makeSnapshot(m *making) {
	n, every := m.bookDepth("25"), time.Duration(0)
	if m.params.has("every") {
		every = m.params.delay("every", "")
	}
	if !m.ofBook(func(d depth) []cell {
		if !d.valid {
			return []cell{{}, {}}
		}
		return []cell{{value: event.Levels(best(d.bids, n))}, {value: event.Levels(best(d.asks, n))}}
	}) {
		m.fail(errors.New("it needs a book"))
	}
	m.node.fields = []event.Column{{Name: "bids", Kind: event.KindList}, {Name: "asks", Kind: event.KindList}}
	if of, ok := m.node.formula.(onBook); ok && every > 0 {
		m.node.every, m.node.span = every, every
		m.node.formula = everyBook{of, every}
	}
}

// everyBook gives the first book of each bucket, and one that becomes valid or
// invalid.
type everyBook struct {
	onBook
	every time.Duration
}

type everyMemory struct {
	of     any
	some   bool
	bucket event.Time
	valid  bool
}

func (f everyBook) step(memory any, m *moment) (any, []cell) { return f.pass(memory, m, f.onBook.step) }

func (f everyBook) control(memory any, m *moment) (any, []cell) {
	return f.pass(memory, m, f.onBook.control)
}

func (f everyBook) pass(memory any, m *moment, step func(any, *moment) (any, []cell)) (any, []cell) {
	s, _ := memory.(everyMemory)
	of, cells := step(s.of, m)
	s.of = of
	if cells == nil {
		return s, nil
	}
	bucket, valid := m.time.Floor(f.every), !cells[0].value.IsNull()
	if s.some && bucket <= s.bucket && valid == s.valid {
		return s, nil
	}
	s.some, s.bucket, s.valid = true, bucket, valid
	return s, cells
}

func makeBookImbalance(m *making) {
	n := m.bookDepth("5")
	m.gives("imbalance")
	if !m.ofBook(func(d depth) []cell {
		b, a := sizes(best(d.bids, n)), sizes(best(d.asks, n))
		if len(d.bids) == 0 || len(d.asks) == 0 || b+a == 0 {
			return []cell{{}}
		}
		return []cell{number((b - a) / (b + a))}
	}) {
		m.fail(errors.New("it needs a book"))
	}
}

func sizes(side []event.Level) float64 {
	var sum float64
	for _, l := range side {
		sum += l.Size
	}
	return sum
}

// onTop computes one number of a two-sided book as of a quote.
func (f onQuote) onTop(d depth) []cell {
	if len(d.bids) == 0 || len(d.asks) == 0 {
		return []cell{{}}
	}
	b, a := d.bids[0], d.asks[0]
	return []cell{number(f(quote{b.Price, b.Size, a.Price, a.Size}))}
}
