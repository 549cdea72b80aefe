package manual

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/feature"
)

// shape is what of a JSON Schema the page of keys shows.
type shape struct {
	Type                 any
	Description          string
	Default              any
	Examples             []any
	Enum                 []any
	Pattern              string
	AnyOf                []shape
	Items                *shape
	Properties           map[string]shape
	AdditionalProperties *shapeOrBool
	Required             []string
	Minimum, Maximum     *float64
	AllOf                []variant
}

// variant is what else a schema has where a property has a value.
type variant struct {
	If struct {
		Properties map[string]struct{ Const string }
	}
	Then struct {
		Properties map[string]shapeOrBool
		Required   []string
	}
}

// shapeOrBool is a schema, or a bool in the place of one.
type shapeOrBool struct{ *shape }

// UnmarshalJSON reads it; a bool is no schema.
func (s *shapeOrBool) UnmarshalJSON(b []byte) error {
	if string(b) == "true" || string(b) == "false" {
		return nil
	}
	s.shape = &shape{}
	return json.Unmarshal(b, s.shape)
}

// configPage returns the page of the keys of a config, read from its schema.
func configPage(r *feature.Registry) (string, error) {
	text, err := Schema(r)
	if err != nil {
		return "", err
	}
	var file shape
	if err := json.Unmarshal(text, &file); err != nil {
		return "", fmt.Errorf("reading the schema of a config: %w", err)
	}
	var b strings.Builder
	b.WriteString(head + "# Config\n\nThe keys of a config, `featurizer.yaml`. Every value may hold `${VAR:default}`, which is replaced by an " +
		"environment variable; `featurizer schema` prints all of this as a JSON Schema for an editor.\n")
	keyTable(&b, "The file", "", &file)
	for _, name := range slices.Sorted(maps.Keys(file.Properties)) {
		section := file.Properties[name]
		if entry := section.AdditionalProperties; entry != nil && entry.shape != nil {
			keyTable(&b, name+".NAME", sentence(section.Description), entry.shape)
			if name == "outputs" { // the types of emitters have a page, definitions too
				byType(&b, name+".NAME", entry.shape)
			}
		} else if len(section.Properties) > 0 {
			keyTable(&b, name, sentence(section.Description), &section)
		}
	}
	return b.String(), nil
}

// byType shows what else an entry has, by its type.
func byType(b *strings.Builder, title string, entry *shape) {
	for _, v := range entry.AllOf {
		s := shape{Properties: map[string]shape{}, Required: v.Then.Required}
		for key, p := range v.Then.Properties {
			if p.shape != nil {
				s.Properties[key] = *p.shape
			}
		}
		keyTable(b, title+" of type "+v.If.Properties["type"].Const, "", &s)
	}
}

func keyTable(b *strings.Builder, title, doc string, s *shape) {
	fmt.Fprintf(b, "\n## %s\n\n", title)
	if doc != "" {
		b.WriteString(doc + ".\n\n")
	}
	b.WriteString("| key | type | | what it is |\n|---|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", name, p.name(), cell(p.standard(slices.Contains(s.Required, name))), cell(p.Description))
	}
}

// name is the type in the words of package param.
func (s *shape) name() string {
	kind, _ := s.Type.(string)
	if list, ok := s.Type.([]any); ok && len(list) > 0 {
		kind, _ = list[0].(string)
	}
	switch {
	case len(s.AnyOf) == 2 && s.AnyOf[1].Items != nil:
		return "list of " + s.AnyOf[0].name()
	case kind == "array":
		return "list of " + s.Items.name()
	case kind == "object", kind == "":
		return "map"
	case kind == "string" && strings.Contains(s.Pattern, "ms|s|m|h"):
		return "duration"
	case kind == "number":
		return "float"
	}
	return kind
}

// mostValues is how many values a key may have and still be shown with them;
// what has more is listed on other pages.
const mostValues = 4

// standard says what a key is where it is left out, and what it can be.
func (s *shape) standard(required bool) string {
	text := "optional"
	switch {
	case required:
		text = "required"
	case s.Default != nil:
		text = fmt.Sprint("default ", s.Default)
	}
	if s.Minimum != nil && s.Maximum != nil && *s.Minimum < *s.Maximum {
		text += fmt.Sprintf(" (%.0f to %.0f)", *s.Minimum, *s.Maximum)
	}
	if values := s.values(); len(values) > 0 && len(values) <= mostValues {
		text += " (" + strings.Join(values, ", ") + ")"
	} else if len(s.Examples) > 0 {
		text += ", such as " + example(s.Examples[0])
	}
	return text
}

func (s *shape) values() []string {
	all := s.Enum
	if len(s.AnyOf) > 0 && all == nil {
		all = s.AnyOf[0].Enum
	}
	var list []string
	for _, v := range all {
		if text, ok := v.(string); ok {
			list = append(list, text)
		}
	}
	return list
}

func example(v any) string {
	if list, ok := v.([]any); ok {
		parts := make([]string, len(list))
		for i, item := range list {
			parts[i] = example(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(v)
}
