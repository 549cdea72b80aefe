package param

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// form is what the values of a Go type look like to the user.
type form uint8

const (
	formString form = iota
	formBool
	formInt
	formUint
	formFloat
	formDuration
	formSpan
	formList
	formMap
	formGroup    // a struct: a map with known keys
	formOptional // a pointer: its element, or nothing
	formRaw      // *Node
)

// shape is how the values of one Go type are read, written and described.
type shape struct {
	form   form
	goType reflect.Type
	elem   *shape // of a list, map or optional
	spec   *Spec  // of a group
}

// scalar reports whether a value is one word of text.
func (s *shape) scalar() bool { return s.form <= formSpan }

// name is the type in the documentation.
func (s *shape) name() string {
	switch s.form {
	case formString:
		return "string"
	case formBool:
		return "boolean"
	case formInt, formUint:
		return "integer"
	case formFloat:
		return "float"
	case formDuration:
		return "duration"
	case formSpan:
		return "duration or events"
	case formList:
		return "list of " + s.elem.name()
	case formMap:
		return "map of " + s.elem.name()
	case formGroup:
		return "group"
	case formOptional:
		return s.elem.name()
	default:
		return "any"
	}
}

// expected is the type in a message, after "expected".
func (s *shape) expected() string {
	switch s.form {
	case formString:
		return "text"
	case formBool:
		return "true or false"
	case formInt:
		return "an integer"
	case formUint:
		return "an integer of 0 or more"
	case formFloat:
		return "a number"
	case formDuration:
		return "a duration such as 1m or 250ms"
	case formSpan:
		return "a duration such as 1m or a number of events such as 100 events"
	case formList:
		if s.elem.scalar() {
			return s.elem.expected() + ", or a list of these"
		}
		return "a list"
	case formMap:
		return "a map from names to " + s.elem.expected()
	case formGroup:
		return s.spec.expected()
	case formOptional:
		return s.elem.expected()
	default:
		return "a value"
	}
}

// accepts reports whether the text of a scalar node may be tried.
func (s *shape) accepts(kind Kind) bool {
	switch s.form {
	case formString:
		return kind == Bool || kind == Int || kind == Float || kind == String
	case formBool:
		return kind == Bool
	case formInt, formUint:
		return kind == Int
	case formFloat:
		return kind == Int || kind == Float
	case formDuration, formSpan:
		// A bare number is tried so that its error can say what is missing.
		return kind == String || kind == Int || kind == Float
	default:
		return false
	}
}

// errUnexpected says that a text is not of the type at all; expected() has the
// words for it. Any other error of set tells more and is meant for the user.
var errUnexpected = errors.New("unexpected")

// set parses the text of a scalar into v.
func (s *shape) set(v reflect.Value, text string) error {
	switch s.form {
	case formString:
		v.SetString(text)
	case formBool:
		value := strings.EqualFold(text, "true")
		if !value && !strings.EqualFold(text, "false") {
			return errUnexpected
		}
		v.SetBool(value)
	case formInt:
		digits, base := cutBase(text)
		value, err := strconv.ParseInt(digits, base, 64)
		if err != nil {
			return numberError(text, err)
		}
		v.SetInt(value)
	case formUint:
		digits, base := cutBase(strings.TrimPrefix(text, "+"))
		value, err := strconv.ParseUint(digits, base, 64)
		if err != nil {
			return numberError(text, err)
		}
		v.SetUint(value)
	case formFloat:
		value, err := parseFloat(text)
		if err != nil {
			return numberError(text, err)
		}
		v.SetFloat(value)
	case formDuration:
		value, err := ParseDuration(text)
		if errors.Is(err, errNotDuration) {
			if span, err := ParseSpan(text); err == nil && span.Events > 0 {
				return fmt.Errorf("expected a length of time such as 1m, not a number of events, got %q", text)
			}
			return errUnexpected
		}
		if err != nil {
			return err
		}
		v.SetInt(int64(value))
	case formSpan:
		value, err := ParseSpan(text)
		if errors.Is(err, errNotSpan) {
			return errUnexpected
		}
		if err != nil {
			return err
		}
		v.Set(reflect.ValueOf(value))
	default:
		return errUnexpected
	}
	return nil
}

// setText is set for the text of a tag, where the items of a list are separated
// by commas.
func (s *shape) setText(v reflect.Value, text string) error {
	if s.form != formList {
		return s.set(v, text)
	}
	items := splitTag(text)
	list := reflect.MakeSlice(s.goType, len(items), len(items))
	for i, item := range items {
		if err := s.elem.set(list.Index(i), item); err != nil {
			return err
		}
	}
	v.Set(list)
	return nil
}

// cutBase takes the prefix of a hexadecimal or octal number off. A sign after
// the prefix leaves the text as it is, which no base can read.
func cutBase(text string) (digits string, base int) {
	if digits, found := strings.CutPrefix(text, "0x"); found && !strings.ContainsAny(digits, "+-") {
		return digits, 16
	}
	if digits, found := strings.CutPrefix(text, "0o"); found && !strings.ContainsAny(digits, "+-") {
		return digits, 8
	}
	return text, 10
}

func numberError(text string, err error) error {
	if errors.Is(err, strconv.ErrRange) {
		return fmt.Errorf("%s is too large", text)
	}
	return errUnexpected
}

// parseFloat takes decimals and the words of YAML for infinities and NaN, and
// none of the other forms that strconv knows.
func parseFloat(text string) (float64, error) {
	switch strings.TrimLeft(strings.ToLower(text), "+-") {
	case ".inf":
		if strings.HasPrefix(text, "-") {
			return math.Inf(-1), nil
		}
		return math.Inf(1), nil
	case ".nan":
		return math.NaN(), nil
	}
	if strings.Trim(text, "0123456789.eE+-") != "" {
		return 0, errUnexpected
	}
	return strconv.ParseFloat(text, 64)
}

// shapeOf finds the shape of a type. open are the structs it lies in.
func shapeOf(t reflect.Type, open []reflect.Type) (*shape, error) {
	if f, ok := scalarForm(t); ok {
		return &shape{form: f, goType: t}, nil
	}
	if t == reflect.TypeFor[*Node]() {
		return &shape{form: formRaw, goType: t}, nil
	}
	switch t.Kind() {
	case reflect.Slice:
		return shapeAround(formList, t, open)
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			return nil, fmt.Errorf("unsupported type %s: the keys of a map are strings", t)
		}
		return shapeAround(formMap, t, open)
	case reflect.Pointer:
		return shapeAround(formOptional, t, open)
	case reflect.Struct:
		if slices.Contains(open, t) {
			return nil, fmt.Errorf("unsupported type %s: it contains itself", t)
		}
		spec, err := specOf(t, open)
		if err != nil {
			return nil, err
		}
		return &shape{form: formGroup, goType: t, spec: spec}, nil
	default:
		return nil, fmt.Errorf("unsupported type %s", t)
	}
}

func shapeAround(f form, t reflect.Type, open []reflect.Type) (*shape, error) {
	elem, err := shapeOf(t.Elem(), open)
	if err != nil {
		return nil, err
	}
	if elem.form == formOptional || f == formOptional && elem.form == formRaw {
		return nil, fmt.Errorf("unsupported type %s: only a field itself may be a pointer", t)
	}
	return &shape{form: f, goType: t, elem: elem}, nil
}

func scalarForm(t reflect.Type) (form, bool) {
	if t == reflect.TypeFor[time.Duration]() {
		return formDuration, true
	}
	if t == reflect.TypeFor[Span]() {
		return formSpan, true
	}
	switch t.Kind() {
	case reflect.String:
		return formString, true
	case reflect.Bool:
		return formBool, true
	case reflect.Int, reflect.Int64:
		return formInt, true
	case reflect.Uint64:
		return formUint, true
	case reflect.Float64:
		return formFloat, true
	default:
		return 0, false
	}
}
