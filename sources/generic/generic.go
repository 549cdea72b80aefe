// Package generic holds the source for events of any domain: records whose
// fields the config names.
package generic

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// Params are the payload params of [Record].
type Params struct {
	Fields map[string]string `example:"{value: float}" doc:"the fields with their types: float, int, string or bool; by default those of the emitter"`
}

// Record is generic.record. Its payload is an [event.Record] with the fields in
// order of their names.
var Record = source.DefineWith[event.Record]("generic.record", "records with fields that the config names", schema)

func schema(p *Params) (*event.Schema, error) {
	if len(p.Fields) == 0 {
		return nil, errors.New("no fields: name them, with their types, in the source's params or in the emitter: fields: {value: float}")
	}
	fields := make([]event.Field, 0, len(p.Fields))
	for _, name := range slices.Sorted(maps.Keys(p.Fields)) {
		kind, err := kindOf(p.Fields[name])
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", name, err)
		}
		fields = append(fields, event.Field{Name: name, Kind: kind})
	}
	return event.RecordOf(fields)
}

func kindOf(name string) (event.Kind, error) {
	switch name {
	case "float":
		return event.KindFloat, nil
	case "int":
		return event.KindInt, nil
	case "string":
		return event.KindString, nil
	case "bool":
		return event.KindBool, nil
	}
	return event.KindNull, fmt.Errorf("%q is no type: use float, int, string or bool", name)
}
