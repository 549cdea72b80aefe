package reference

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
)

// sourceNode is a source of the config.
type sourceNode struct {
	name       string
	definition string
	fields     []event.Column
	keyNames   []string       // sorted
	feed       string         // of its emitter; "" where events are handed in
	named      []string       // the keys that the config names, canonical
	open       [][]event.Pair // what the keys that are found have in common
	id         string         // equal for sources of one id
	leaf       int            // the place of the first source of that id, for which it is in the graph
}

func newSource(c *config.Config, s *config.Source) (sourceNode, error) {
	fields, err := sourceFields(c, s)
	if err != nil {
		return sourceNode{}, fmt.Errorf("source %q: %w", s.Name, err)
	}
	names, err := keyNames(c, s)
	if err != nil {
		return sourceNode{}, fmt.Errorf("source %q: %w", s.Name, err)
	}
	node := sourceNode{name: s.Name, definition: s.Definition, fields: fields, keyNames: names, id: sourceID(s, fields)}
	for i := range c.Emitters {
		if c.Emitters[i].Name == s.Emitter {
			node.feed = c.Emitters[i].Feed
		}
	}
	return node, nil
}

// sourceID returns a text that is equal for sources of one id: of one definition,
// with equal params and stream. The fields of a record are its params, wherever the
// config names them.
func sourceID(s *config.Source, fields []event.Column) string {
	parts := []string{s.Definition, strconv.Quote(s.Stream), fmt.Sprintf("%q", fields)}
	if s.Definition != "generic.record" {
		for _, name := range slices.Sorted(slices.Values(s.Params.Keys())) {
			parts = append(parts, name+"="+strconv.Quote(s.Params.Get(name).Text))
		}
	}
	return strings.Join(parts, " ")
}

// sourceFields returns the schema of a source.
func sourceFields(c *config.Config, s *config.Source) ([]event.Column, error) {
	const float, text, count = event.KindFloat, event.KindString, event.KindUint
	switch s.Definition {
	case "market.trade":
		return []event.Column{{Name: "price", Kind: float}, {Name: "amount", Kind: float}, {Name: "side", Kind: text}, {Name: "id", Kind: text}}, nil
	case "market.quote":
		return []event.Column{{Name: "bid", Kind: float}, {Name: "bid_size", Kind: float}, {Name: "ask", Kind: float}, {Name: "ask_size", Kind: float}}, nil
	case "market.book_delta":
		return []event.Column{{Name: "first_update_id", Kind: count}, {Name: "last_update_id", Kind: count}, {Name: "previous_update_id", Kind: count}}, nil
	case "market.candle", "market.funding", "market.liquidation", "market.open_interest":
		return marketFields(s.Definition), nil
	case "synthetic.sine":
		return []event.Column{{Name: "value", Kind: float}}, nil
	case "generic.record":
		fields := s.Params.Get("fields")
		for i := range c.Emitters {
			if fields == nil && c.Emitters[i].Name == s.Emitter {
				fields = c.Emitters[i].Options.Get("fields")
			}
		}
		return recordFields(fields)
	}
	return nil, fmt.Errorf("no source definition %q", s.Definition)
}

// recordFields reads `fields: {name: type}`.
func recordFields(n *param.Node) ([]event.Column, error) {
	if n == nil || len(n.Pairs) == 0 {
		return nil, errors.New("no fields: the params of the source or the options of its emitter name them")
	}
	var fields []event.Column
	for _, pair := range n.Pairs {
		column := event.Column{Name: pair.Key.Text}
		for _, kind := range []event.Kind{event.KindFloat, event.KindInt, event.KindString, event.KindBool} {
			if kind.String() == pair.Value.Text {
				column.Kind = kind
			}
		}
		if column.Kind == event.KindNull {
			return nil, fmt.Errorf("field %q: no type %s: float, int, string or bool", column.Name, pair.Value)
		}
		fields = append(fields, column)
	}
	slices.SortFunc(fields, func(a, b event.Column) int { return cmp.Compare(a.Name, b.Name) })
	return fields, nil
}

// read returns the values of a payload, in the order of the schema.
func (s *sourceNode) read(payload any) ([]event.Value, error) {
	switch p := payload.(type) {
	case *market.Trade:
		if s.definition == "market.trade" {
			return []event.Value{event.Float(p.Price), event.Float(p.Amount), p.Side.Value(), p.ID.Value()}, nil
		}
	case *market.Quote:
		if s.definition == "market.quote" {
			return []event.Value{event.Float(p.Bid), event.Float(p.BidSize), event.Float(p.Ask), event.Float(p.AskSize)}, nil
		}
	case *market.BookDelta:
		if s.definition == "market.book_delta" {
			return []event.Value{event.Uint(p.First), event.Uint(p.Last), event.Uint(p.Previous)}, nil
		}
	case *market.Candle, *market.Funding, *market.Liquidation, *market.OpenInterest:
		if definition, values := marketValues(payload); definition == s.definition {
			return values, nil
		}
	case *event.Record:
		if len(p.Values) == len(s.fields) {
			return s.record(p), nil
		}
	}
	return nil, fmt.Errorf("reading an event of source %q: a %T is no payload of %s", s.name, payload, s.definition)
}

// record copies a record's values; what a float field holds is a float.
func (s *sourceNode) record(r *event.Record) []event.Value {
	values := make([]event.Value, len(r.Values))
	for i, v := range r.Values {
		if s.fields[i].Kind == event.KindFloat {
			v = event.Float(v.Float())
		}
		values[i] = v
	}
	return values
}
