package param

import (
	"math"
	"reflect"
	"slices"
)

// JSONSchema returns the JSON Schema (draft 2020-12) of the parameter set: an
// object that takes no other keys. It is made of maps, slices and JSON values
// alone, none of them shared, so that the caller may change it. Values that Decode takes only to be lenient, such as a number for a
// string, are left out.
func (s *Spec) JSONSchema() map[string]any {
	properties := make(map[string]any, len(s.Fields))
	required := []any{}
	for i := range s.Fields {
		field := &s.Fields[i]
		properties[field.Name] = field.jsonSchema()
		if field.Required {
			required = append(required, field.Name)
		}
	}
	schema := map[string]any{
		"type":                 "object",
		"properties":           properties,
		"additionalProperties": false,
	}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

func (f *Field) jsonSchema() map[string]any {
	schema := f.shapeSchema(f.shape)
	schema["description"] = f.Doc
	if f.HasDefault {
		schema["default"] = f.jsonValue(f.Default)
	}
	if f.Example != "" && f.words() != nil {
		schema["examples"] = []any{f.jsonValue(f.Example)}
	}
	return schema
}

func (f *Field) shapeSchema(s *shape) map[string]any {
	switch s.form {
	case formList:
		list := map[string]any{"type": "array", "items": f.shapeSchema(s.elem)}
		if !s.elem.scalar() {
			return list
		}
		return map[string]any{"anyOf": []any{f.shapeSchema(s.elem), list}}
	case formMap:
		return map[string]any{"type": "object", "additionalProperties": f.shapeSchema(s.elem)}
	case formGroup:
		return s.spec.JSONSchema()
	case formOptional:
		return f.shapeSchema(s.elem)
	case formRaw:
		return map[string]any{}
	default:
		return f.scalarSchema(s)
	}
}

func (f *Field) scalarSchema(s *shape) map[string]any {
	switch s.form {
	case formBool:
		return map[string]any{"type": "boolean"}
	case formInt:
		return f.limited(map[string]any{"type": "integer"})
	case formUint:
		return f.limited(map[string]any{"type": "integer", "minimum": float64(0)})
	case formFloat:
		return f.limited(map[string]any{"type": "number"})
	case formDuration:
		pattern := "^-?" + durationPattern
		if f.Check != "" {
			pattern = "^" + durationPattern
		}
		return map[string]any{"type": "string", "pattern": pattern}
	case formSpan:
		return map[string]any{"type": "string", "pattern": spanPattern}
	default:
		schema := map[string]any{"type": "string"}
		if f.Secret {
			schema["pattern"] = "^" + secretFile // or a variable, which every value may be
		}
		if f.Enum == nil {
			return schema
		}
		values := anySlice(f.Enum)
		if slices.Contains(f.Enum, "null") {
			values = append(values, nil) // without quotes the word is a null
			schema["type"] = []any{"string", "null"}
		}
		schema["enum"] = values
		return schema
	}
}

func (f *Field) limited(schema map[string]any) map[string]any {
	switch low := f.limit.low; {
	case low == nil:
	case f.limit.above:
		schema["exclusiveMinimum"] = *low
	default:
		schema["minimum"] = *low
	}
	if f.limit.high != nil {
		schema["maximum"] = *f.limit.high
	}
	return schema
}

// jsonValue turns the text of a tag into the value a config would hold.
func (f *Field) jsonValue(text string) any {
	s := f.words()
	if f.shape.form != formList {
		return s.jsonValue(text)
	}
	items := []any{}
	for _, item := range splitTag(text) {
		items = append(items, s.jsonValue(item))
	}
	return items
}

func (s *shape) jsonValue(text string) any {
	v := reflect.New(s.goType).Elem()
	if s.form == formString || s.form == formDuration || s.form == formSpan || s.set(v, text) != nil {
		return text
	}
	if s.form == formFloat && (math.IsInf(v.Float(), 0) || math.IsNaN(v.Float())) {
		return text // JSON has no number for it
	}
	return v.Interface()
}

func anySlice(words []string) []any {
	values := make([]any, len(words))
	for i, word := range words {
		values[i] = word
	}
	return values
}
