package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/featurizer/featurizer/internal/pace"
	"github.com/featurizer/featurizer/param"
)

const (
	schemaDialect = "https://json-schema.org/draft/2020-12/schema"
	namePattern   = "^[a-z][a-z0-9_]*$"
)

// object is a JSON Schema, or a part of one.
type object = map[string]any

// Schema returns the JSON Schema (draft 2020-12) of a config file, for
// completion and checks in an editor. emitterTypes are the options of each type
// of emitter, definitions the params of each definition of sources and
// features. Equal declarations give equal bytes.
func Schema(emitterTypes, definitions map[string]*param.Spec) ([]byte, error) {
	sections, err := newSpecs()
	if err != nil {
		return nil, fmt.Errorf("declaring the config: %w", err)
	}
	file := sections.file.JSONSchema()
	emitter := emitterSchema(sections.emitter, emitterTypes)
	property(emitter, "speed")["pattern"] = pace.Pattern
	setEntries(file, "emitters", emitter)
	setEntries(file, "sources", definedSchema(sections.source, definitions, (*param.Spec).JSONSchema))
	feature := definedSchema(sections.feature, definitions, sweepSchema)
	feature["oneOf"] = []any{object{"required": []any{"definition"}}, object{"required": []any{"expr"}}}
	setEntries(file, "features", feature)
	setEntries(file, "outputs", emitterSchema(sections.output, sections.outputs))
	maps.Copy(property(file, "rows"), sections.rows.JSONSchema())
	allowVariables(file)
	file["$schema"] = schemaDialect
	file["title"] = "Featurizer config"
	return schemaText(file)
}

// schemaText writes a schema for people and programs.
func schemaText(schema object) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schema); err != nil {
		return nil, fmt.Errorf("writing the schema: %w", err)
	}
	return b.Bytes(), nil
}

// property returns the schema of one property of an object; writing to it
// changes the object.
func property(schema object, name string) object {
	properties, _ := schema["properties"].(object)
	inner, _ := properties[name].(object)
	return inner
}

// setEntries makes a section a map from names to entries.
func setEntries(file object, section string, entry object) {
	schema := property(file, section)
	schema["type"] = "object"
	schema["propertyNames"] = object{"pattern": namePattern}
	schema["additionalProperties"] = entry
}

// emitterSchema allows the options of the type of an emitter, or of an output,
// beside the keys that all of them have.
func emitterSchema(common *param.Spec, types map[string]*param.Spec) object {
	schema := common.JSONSchema()
	delete(schema, "additionalProperties") // each type says what else there is
	var cases []any
	for _, name := range slices.Sorted(maps.Keys(types)) {
		options := types[name].JSONSchema()
		properties, _ := options["properties"].(object)
		for i := range common.Fields {
			properties[common.Fields[i].Name] = true
		}
		cases = append(cases, when("type", name, options))
	}
	if cases != nil {
		property(schema, "type")["enum"] = names(types)
		schema["allOf"] = cases
	}
	return schema
}

// definedSchema gives params the schema of the entry's definition.
func definedSchema(entry *param.Spec, definitions map[string]*param.Spec, paramsOf func(*param.Spec) object) object {
	schema := entry.JSONSchema()
	var cases []any
	for _, name := range slices.Sorted(maps.Keys(definitions)) {
		params := paramsOf(definitions[name])
		then := object{"properties": object{"params": params}}
		if params["required"] != nil {
			then["required"] = []any{"params"}
		}
		cases = append(cases, when("definition", name, then))
	}
	if cases != nil {
		property(schema, "definition")["enum"] = names(definitions)
		schema["allOf"] = cases
	}
	return schema
}

// sweepSchema also takes a list wherever a param is one word: such a list makes
// one feature of each item.
func sweepSchema(spec *param.Spec) object {
	schema := spec.JSONSchema()
	for i := range spec.Fields {
		one := property(schema, spec.Fields[i].Name)
		switch one["type"] {
		case "string", "integer", "number", "boolean":
			item := maps.Clone(one)
			for _, note := range []string{"description", "default", "examples"} {
				delete(item, note)
			}
			for keyword := range item {
				delete(one, keyword)
			}
			one["anyOf"] = []any{item, object{"type": "array", "items": maps.Clone(item), "minItems": 1}}
		}
	}
	return schema
}

// when applies a schema where a property has a value.
func when(name, value string, then object) object {
	condition := object{"properties": object{name: object{"const": value}}, "required": []any{name}}
	return object{"if": condition, "then": then}
}

func names(specs map[string]*param.Spec) []any {
	values := make([]any, 0, len(specs))
	for _, name := range slices.Sorted(maps.Keys(specs)) {
		values = append(values, name)
	}
	return values
}

// variablePattern finds a ${VAR} in a text.
const variablePattern = `\$\{`

// allowVariables lets every value be a text with a ${VAR} in it, which has its
// type only once it is replaced.
func allowVariables(schema object) {
	for _, inner := range objects(schema["properties"]) {
		allowVariables(inner)
	}
	for _, keyword := range []string{"items", "additionalProperties", "then"} {
		if inner, ok := schema[keyword].(object); ok {
			allowVariables(inner)
		}
	}
	for _, keyword := range []string{"anyOf", "allOf"} {
		alternatives, _ := schema[keyword].([]any)
		for _, alternative := range alternatives {
			if inner, ok := alternative.(object); ok {
				allowVariables(inner)
			}
		}
	}
	allowVariable(schema)
}

// objects returns the schemas in a map of them.
func objects(value any) []object {
	members, _ := value.(object)
	var found []object
	for _, member := range members {
		if inner, ok := member.(object); ok {
			found = append(found, inner)
		}
	}
	return found
}

// allowVariable changes the schema of one value.
func allowVariable(schema object) {
	pattern, hasPattern := schema["pattern"].(string)
	values, hasEnum := schema["enum"]
	switch kind := schema["type"]; {
	case hasEnum:
		delete(schema, "enum")
		schema["anyOf"] = []any{object{"enum": values}, object{"pattern": variablePattern}}
	case hasPattern:
		schema["pattern"] = "(" + pattern + ")|" + variablePattern
	case kind == "integer" || kind == "number" || kind == "boolean":
		schema["type"] = []any{kind, "string"}
		schema["pattern"] = variablePattern
	}
}
