// Package literal makes payloads of sources from texts, for tests that write events
// down.
package literal

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/market"
)

// Payload makes a payload of a source from texts by the names of its fields. A number
// that is not named is null, as is one whose text is "-". The levels of a book delta are
// bids and asks, each price:size with commas between them.
func Payload(s *graph.Source, fields map[string]string) (any, error) {
	delta, isDelta := &market.BookDelta{}, s.Declared.Definition == market.BookDeltas.Definition
	if isDelta {
		if err := setLevels(delta, fields); err != nil {
			return nil, err
		}
	}
	for name := range fields {
		if s.Schema.Index(name) < 0 {
			return nil, fmt.Errorf("source %q has no field %q", s.Declared.Name, name)
		}
	}
	if s.Declared.Definition.Payload == reflect.TypeFor[event.Record]() {
		return newRecord(s.Schema, fields)
	}
	payload := reflect.New(s.Declared.Definition.Payload)
	if isDelta {
		payload = reflect.ValueOf(delta)
	}
	places := fieldPlaces(payload.Elem(), s.Schema)
	for i, f := range s.Schema.Fields {
		if err := setField(places[i], fields[f.Name]); err != nil {
			return nil, fmt.Errorf("field %s: %w", f.Name, err)
		}
	}
	return payload.Interface(), nil
}

func newRecord(schema *event.Schema, fields map[string]string) (*event.Record, error) {
	r := &event.Record{}
	for _, f := range schema.Fields {
		v, err := Value(f.Kind, fields[f.Name])
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", f.Name, err)
		}
		r.Values = append(r.Values, v)
	}
	return r, nil
}

// fieldPlaces returns the places of a schema's fields in a payload. Both list
// them in the order of the struct.
func fieldPlaces(payload reflect.Value, schema *event.Schema) []reflect.Value {
	if len(schema.Fields) == 1 && schema.Fields[0].Name == "value" && payload.Kind() != reflect.Struct {
		return []reflect.Value{payload}
	}
	var places []reflect.Value
	for i := range payload.NumField() {
		f := payload.Type().Field(i)
		if f.IsExported() && f.Tag.Get("event") != "-" {
			places = append(places, payload.Field(i))
		}
	}
	return places
}

// setField sets a field of a payload from its text; empty and - are null.
func setField(place reflect.Value, text string) error {
	none := text == "" || text == "-"
	switch field := place.Addr().Interface().(type) {
	case *market.Side:
		switch text {
		case "buy":
			*field = market.Buy
		case "sell":
			*field = market.Sell
		case "", "-":
		default:
			return fmt.Errorf("%q is no side: buy or sell", text)
		}
		return nil
	case *event.ID:
		n, err := strconv.ParseUint(text, 10, 64)
		switch {
		case none:
		case err == nil:
			field.Number = n
		default:
			field.Text = text
		}
		return nil
	case encoding.TextUnmarshaler:
		if none {
			return nil
		}
		return field.UnmarshalText([]byte(text))
	}
	kind := map[reflect.Kind]event.Kind{
		reflect.Float64: event.KindFloat, reflect.Int64: event.KindInt, reflect.Uint64: event.KindUint,
		reflect.Bool: event.KindBool, reflect.String: event.KindString,
	}[place.Kind()]
	v, err := Value(kind, text)
	if err != nil {
		return err
	}
	switch kind {
	case event.KindFloat:
		place.SetFloat(v.Float())
	case event.KindInt:
		place.SetInt(v.Int())
	case event.KindUint:
		place.SetUint(v.Uint())
	case event.KindBool:
		place.SetBool(v.Bool())
	case event.KindString:
		place.SetString(v.Text())
	case event.KindNull, event.KindList:
		if !none {
			return fmt.Errorf("a %s cannot be written in a line", place.Type())
		}
	}
	return nil
}

// Value reads a value of a kind; empty and - are null.
func Value(kind event.Kind, text string) (event.Value, error) {
	if text == "" || text == "-" {
		return event.Value{}, nil
	}
	switch kind {
	case event.KindFloat:
		x, err := strconv.ParseFloat(text, 64)
		return event.Float(x), unread(text, "number", err)
	case event.KindInt:
		i, err := strconv.ParseInt(text, 10, 64)
		return event.Int(i), unread(text, "integer", err)
	case event.KindUint:
		u, err := strconv.ParseUint(text, 10, 64)
		return event.Uint(u), unread(text, "integer of 0 or more", err)
	case event.KindBool:
		b, err := strconv.ParseBool(text)
		return event.Bool(b), unread(text, "bool: true or false", err)
	case event.KindString:
		return event.String(text), nil
	case event.KindNull, event.KindList:
	}
	return event.Value{}, fmt.Errorf("%q has no kind", text)
}

// unread says what a text is not, if it could not be read.
func unread(text, what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%q is no %s", text, what)
}
