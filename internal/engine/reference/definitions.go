package reference

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
)

// definition says how a definition's nodes are made.
type definition struct {
	input string // the definition of its default input; empty: inputs must be named
	make  func(m *making)
	// book is that input where the params say source: book.
	book string
}

// definitions are all that a feature can be.
func definitions() map[string]definition {
	return map[string]definition{
		"price.mid_price":             {input: "market.quote", make: makeQuote(midPrice, "mid_price"), book: "market.book_delta"},
		"spread.relative":             {input: "market.quote", make: makeQuote(relativeSpread, "spread"), book: "market.book_delta"},
		"book.microprice":             {input: "market.quote", make: makeQuote(microprice, "microprice"), book: "market.book_delta"},
		"book.snapshot":               {input: "market.book_delta", make: makeSnapshot},
		"book.imbalance":              {input: "market.book_delta", make: makeBookImbalance},
		"book.order_flow_imbalance":   {input: "market.quote", make: makeOrderFlow},
		"volatility.stddev":           {input: "price.mid_price", make: makeVolatility},
		"flow.trade_volume_imbalance": {input: "market.trade", make: makeImbalance},
		"bars.ohlcv":                  {input: "market.trade", make: makeBars},
		"bars.tick":                   {input: "market.trade", make: makeActivity(tradeCount)},
		"bars.volume":                 {input: "market.trade", make: makeActivity(tradedAmount)},
		"bars.dollar":                 {input: "market.trade", make: makeActivity(tradedValue)},
		"transform.diff":              {make: makeDiff},
		"transform.lag":               {make: makeLag},
		"transform.ewma":              {make: makeEwma},
		"transform.sample":            {make: makeSample},
		"transform.throttle":          {make: makeThrottle},
		"transform.unique":            {make: makeUnique},
		"transform.min_max":           {make: makeScaled(minMax)},
		"transform.zscore":            {make: makeScaled(zscore)},
		"transform.return":            {make: makeReturn},
		"transform.cumsum":            {make: makeCumSum},
		"time.hour":                   {make: makeClock(time.Hour, 0, 24)},
		"time.minute":                 {make: makeClock(time.Minute, 0, 60)},
		"time.weekday":                {make: makeClock(dayLength, 3, 7)}, // the first day of the epoch was a Thursday
		"time.session":                {make: makeSession},
		"window.count":                {make: makeWindow(count)},
		"window.sum":                  {make: makeWindow(sum)},
		"window.mean":                 {make: makeWindow(mean)},
		"window.min":                  {make: makeWindow(least)},
		"window.max":                  {make: makeWindow(greatest)},
		"window.first":                {make: makeWindow(first)},
		"window.last":                 {make: makeWindow(last)},
		"window.median":               {make: makeWindow(quantile(0.5))},
		"window.quantile":             {make: makeQuantile},
		"window.stddev":               {make: makeWindow(stddev)},
		"window.skew":                 {make: makeWindow(skew)},
		"window.cov":                  {make: makePairs(covariance)},
		"window.corr":                 {make: makePairs(correlation)},
		"window.beta":                 {make: makePairs(slope)},
		"price.vwap":                  {input: "market.trade", make: makeVWAP},
		"volatility.realized":         {input: "price.mid_price", make: makeRealized},
		"window.variance":             {make: makeWindow(variance)},
		"join.latest":                 {make: makeLatest},
		"join.asof":                   {make: makeAsOf},
		"expr":                        {make: makeExpr},
		"transform.where":             {make: makeWhere},
		"cross.mean":                  {make: makeCrossMean},
		"cross.spread":                {make: makeCrossSpread},
		"cross.rank":                  {make: makeCrossRank},
	}
}

// making is a node being made. Mistakes are collected.
type making struct {
	builder *builder
	node    *node
	refs    []config.Ref // of the inputs, as written
	params  *params
	written string // what else the content depends on
	errs    []error
}

func (m *making) fail(err error) {
	if err != nil {
		m.errs = append(m.errs, err)
	}
}

// gives sets the output fields, all floats.
func (m *making) gives(names ...string) {
	for _, name := range names {
		m.node.fields = append(m.node.fields, event.Column{Name: name, Kind: event.KindFloat})
	}
}

// inputs checks how many inputs there are; it returns false where it is wrong.
func (m *making) inputs(n int) bool {
	if len(m.refs) != n {
		m.fail(fmt.Errorf("it has %d inputs and needs %d", len(m.refs), n))
		return false
	}
	return true
}

// wants gives the formula named fields of its one input.
func (m *making) wants(names ...string) {
	if !m.inputs(1) {
		return
	}
	if m.refs[0].Field != "" {
		m.fail(fmt.Errorf("input %q: it takes %q as a whole, not one field", m.refs[0].Name, m.refs[0].Name))
	}
	fields := m.builder.fields(m.node.inputs[0])
	for _, name := range names {
		i := slices.IndexFunc(fields, func(c event.Column) bool { return c.Name == name })
		if i < 0 {
			m.fail(fmt.Errorf("input %q has no field %q", m.refs[0].Name, name))
		}
		m.node.columns = append(m.node.columns, column{0, i})
	}
}

// wantsNumber gives the formula the one numeric field of its one input, or the
// one that is named.
func (m *making) wantsNumber() {
	if !m.inputs(1) {
		return
	}
	field, err := m.builder.number(m.node.inputs[0], m.refs[0])
	m.fail(err)
	m.node.columns = append(m.node.columns, column{0, field})
}

// number finds the numeric field that a reference means.
func (b *builder) number(in input, ref config.Ref) (int, error) {
	var numeric []int
	var names []string
	for i, f := range b.fields(in) {
		isNumber := f.Kind == event.KindFloat || f.Kind == event.KindInt || f.Kind == event.KindUint
		if ref.Field == f.Name && !isNumber {
			return 0, fmt.Errorf("input %q: field %q is no number", ref.Name, ref.Field)
		}
		if ref.Field == f.Name {
			return i, nil
		}
		if isNumber {
			numeric, names = append(numeric, i), append(names, f.Name)
		}
	}
	switch {
	case ref.Field != "":
		return 0, fmt.Errorf("input %q has no field %q", ref.Name, ref.Field)
	case len(numeric) == 0:
		return 0, fmt.Errorf("input %q has no numeric field", ref.Name)
	case len(numeric) > 1:
		return 0, fmt.Errorf("input %q has several numeric fields, name one: %s", ref.Name, strings.Join(names, ", "))
	}
	return numeric[0], nil
}

// content returns a text that is equal for features of equal content.
func (m *making) content(definition string) string {
	parts := []string{definition, m.params.content(), m.written}
	for _, in := range m.node.inputs {
		if in.node != nil {
			parts = append(parts, in.node.content)
		} else {
			parts = append(parts, "source "+strconv.Itoa(in.source))
		}
	}
	return fmt.Sprintf("(%s %v)", strings.Join(parts, "; "), m.node.columns)
}

// slide makes the node a sliding window over its own arguments.
func (m *making) slide(s slide) {
	m.node.span, m.node.counts = s.span, s.events
	m.node.formula = s
}

// tumble makes the node a tumbling window.
func (m *making) tumble(t *tumble) {
	m.node.span = t.size
	t.delay = max(t.delay, m.node.lowerDelay())
	m.node.tumble = t
}

// session makes the node one with session windows.
func (m *making) session(s *session) {
	s.delay = max(s.delay, m.node.lowerDelay())
	m.node.session = s
}
