package param

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Spec is the declaration of a parameter set.
type Spec struct {
	// Fields are in the order of the Go struct.
	Fields []Field

	goType reflect.Type
}

// Field is one parameter.
type Field struct {
	Name string
	// Type is in a user's words: duration, duration or events, float, integer,
	// boolean, string, list of string, map of float, group, any.
	Type       string
	Default    string // as in a config, where HasDefault
	HasDefault bool
	Required   bool
	Example    string
	Doc        string
	Enum       []string // the values a string may have; nil for any
	Check      string   // positive, nonnegative, a range such as 1..9, or ""
	// Secret says that a config never has the text itself: see [ReadSecret].
	Secret bool
	// Unidentified says that it is no part of what identifies: see [Spec.Encode].
	Unidentified bool
	Fields       *Spec // what a group, or each item of a list or map of groups, holds

	index []int // in the Go struct
	shape *shape
	limit limit
}

// For derives the spec of the parameters of type P; see Of.
func For[P any]() (*Spec, error) {
	return Of(reflect.TypeFor[P]())
}

// Of derives a spec from a struct type and its tags. An error is a mistake of
// the programmer who wrote the struct: an unsupported type, a bad default, a
// missing doc.
func Of(structType reflect.Type) (*Spec, error) {
	if structType == nil || structType.Kind() != reflect.Struct {
		return nil, fmt.Errorf("deriving parameters from %v: it is not a struct", structType)
	}
	spec, err := specOf(structType, nil)
	if err != nil {
		return nil, fmt.Errorf("deriving parameters from %s: %w", structType, err)
	}
	return spec, nil
}

func specOf(t reflect.Type, open []reflect.Type) (*Spec, error) {
	open = append(slices.Clip(open), t)
	spec := &Spec{goType: t}
	for goField := range t.Fields() {
		fields, err := fieldsOf(goField, open)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", goField.Name, err)
		}
		for _, field := range fields {
			if spec.Field(field.Name) != nil {
				return nil, fmt.Errorf("field %s: the name %q is used twice", goField.Name, field.Name)
			}
			spec.Fields = append(spec.Fields, field)
		}
	}
	return spec, nil
}

// fieldsOf returns the one parameter of a field, or all of an embedded struct.
func fieldsOf(goField reflect.StructField, open []reflect.Type) ([]Field, error) {
	if goField.Anonymous && goField.Type.Kind() == reflect.Struct {
		if slices.Contains(open, goField.Type) {
			return nil, errors.New("the struct contains itself")
		}
		inner, err := specOf(goField.Type, open)
		if err != nil {
			return nil, err
		}
		for i := range inner.Fields {
			inner.Fields[i].index = append([]int{goField.Index[0]}, inner.Fields[i].index...)
		}
		return inner.Fields, nil
	}
	if !goField.IsExported() {
		return nil, errors.New("it is not exported, so it cannot be set")
	}
	s, err := shapeOf(goField.Type, open)
	if err != nil {
		return nil, err
	}
	field := Field{Type: s.name(), Fields: s.group(), index: goField.Index, shape: s}
	if err := field.readTags(goField); err != nil {
		return nil, err
	}
	return []Field{field}, nil
}

// group returns the spec of the groups in a shape, however deep in lists and
// maps; nil if there is none.
func (s *shape) group() *Spec {
	for s.elem != nil {
		s = s.elem
	}
	return s.spec
}

// Field returns the field of a name, nil where there is none.
func (s *Spec) Field(name string) *Field {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i]
		}
	}
	return nil
}

func (s *Spec) names() []string {
	names := make([]string, len(s.Fields))
	for i := range s.Fields {
		names[i] = s.Fields[i].Name
	}
	return names
}

// readTags fills the field from its tags and checks them against its type.
func (f *Field) readTags(goField reflect.StructField) error {
	tag := goField.Tag
	f.Name = tag.Get("name")
	if f.Name == "" {
		f.Name = snakeCase(goField.Name)
	}
	if !isName(f.Name) {
		return fmt.Errorf("the name %q does not match [a-z][a-z0-9_]*", f.Name)
	}
	f.Doc = tag.Get("doc")
	if f.Doc == "" {
		return errors.New("it has no doc tag")
	}
	if enum := tag.Get("enum"); enum != "" {
		f.Enum = splitTag(enum)
	}
	f.Check = tag.Get("check")
	f.Default, f.HasDefault = tag.Lookup("default")
	f.Example = tag.Get("example")
	f.Unidentified = tag.Get("id") == "-"
	if err := f.readRules(tag.Get("required"), tag.Get("secret")); err != nil {
		return err
	}
	if f.HasDefault {
		if err := f.try(f.Default); err != nil {
			return fmt.Errorf("bad default: %w", err)
		}
	}
	if f.Example != "" && f.words() != nil {
		if f.Secret && !isSecretRef(f.Example) {
			return fmt.Errorf("bad example: %q shows a secret: use ${NAME} or file:NAME", f.Example)
		}
		if err := f.try(f.Example); err != nil {
			return fmt.Errorf("bad example: %w", err)
		}
	}
	return nil
}

// readRules checks which rules the type of the field can have.
func (f *Field) readRules(required, secret string) (err error) {
	if secret != "" {
		if f.Secret, err = strconv.ParseBool(secret); err != nil {
			return fmt.Errorf("bad secret: %q", secret)
		}
	}
	if required != "" {
		if f.Required, err = strconv.ParseBool(required); err != nil {
			return fmt.Errorf("bad required: %q", required)
		}
	}
	words := f.words()
	f.limit, err = parseLimit(f.Check)
	switch {
	case err != nil:
		return fmt.Errorf("bad check: %w", err)
	case f.Secret && (f.shape.form != formString || f.HasDefault || f.Enum != nil):
		return errors.New("only a text without a default can be a secret")
	case f.Required && f.HasDefault:
		return errors.New("it is required and has a default")
	case f.HasDefault && f.shape.form == formOptional:
		return errors.New("a pointer cannot have a default: it is nil where the key is absent")
	case f.HasDefault && words == nil:
		return fmt.Errorf("a %s cannot have a default", f.Type)
	case f.Enum != nil && (words == nil || words.form != formString):
		return fmt.Errorf("a %s cannot have an enum", f.Type)
	case f.Check != "" && (words == nil || words.form == formString || words.form == formBool || words.form == formSpan):
		return fmt.Errorf("a %s cannot have a check", f.Type)
	case f.limit.high != nil && words.form == formDuration:
		return errors.New("a duration is checked as positive or nonnegative, not by a range of numbers")
	}
	return nil
}

// words returns the scalar shape that the texts of the field are read by: its
// own, that of the items of a list, or what a pointer points to; else nil.
func (f *Field) words() *shape {
	s := f.shape
	if s.form == formList || s.form == formOptional {
		s = s.elem
	}
	if !s.scalar() {
		return nil
	}
	return s
}

// try reads the text of a tag as a config would be read.
func (f *Field) try(text string) error {
	s := f.shape
	if s.form == formOptional {
		s = s.elem
	}
	v := reflect.New(s.goType).Elem()
	if err := s.setText(v, text); err != nil {
		return fmt.Errorf("%q: expected %s: %w", text, s.expected(), err)
	}
	if s.form != formList {
		return f.judge(v, text)
	}
	for i := range v.Len() {
		if err := f.judge(v.Index(i), text); err != nil {
			return err
		}
	}
	return nil
}

// snakeCase turns MaxAhead into max_ahead and HTTPPort into http_port.
func snakeCase(goName string) string {
	runes := []rune(goName)
	var b strings.Builder
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) {
			afterLower := !unicode.IsUpper(runes[i-1])
			beforeLower := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if afterLower || beforeLower {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// isName reports whether a word may name a parameter.
func isName(word string) bool {
	for i := range len(word) {
		c := word[i]
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || !isDigit(c) && c != '_') {
			return false
		}
	}
	return word != ""
}

func splitTag(text string) []string {
	if text == "" {
		return nil
	}
	items := strings.Split(text, ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return items
}
