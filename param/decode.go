package param

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Decode fills the struct that into points to, of the type the spec was derived
// from, with the values of a Map and with defaults. It returns every problem it
// finds, sorted by position, and nil when there is none. what is the thing the
// parameters belong to, such as `feature "ofi"`; messages name it. A nil node is
// an empty map.
func (s *Spec) Decode(n *Node, what string, into any) Problems {
	if n == nil {
		n = &Node{Kind: Map}
	}
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() || target.Elem().Type() != s.goType {
		return Problems{n.Problem(fmt.Sprintf("cannot decode %s: %T is not a pointer to %v", what, into, s.goType))}
	}
	if what == "" {
		what = "the parameters"
	}
	d := decoder{what: what}
	d.group(slot{node: n, at: n}, s, target.Elem())
	d.problems.Sort()
	return d.problems
}

// decoder collects the problems of one Decode.
type decoder struct {
	what     string
	problems Problems
}

// slot is a value that is about to be decoded.
type slot struct {
	path  string // from the parameter set inwards, joined by dots; "" for the set itself
	node  *Node
	at    *Node  // where something missing is reported: the key of the value
	field *Field // whose enum and check hold; nil for the set itself
	needs bool   // nothing will not do
}

// inner returns the slot of an item of a list, map or group.
func (s slot) inner(name string, node, at *Node) slot {
	path := name
	if s.path != "" {
		path = s.path + "." + name
	}
	return slot{path: path, node: node, at: at, field: s.field, needs: true}
}

func (d *decoder) report(problem Problem) { d.problems = append(d.problems, problem) }

// inside names the map a problem lies in.
func (d *decoder) inside(at slot) string {
	if at.path == "" {
		return d.what
	}
	return at.path + " of " + d.what
}

func (d *decoder) group(at slot, spec *Spec, v reflect.Value) {
	spec.fill(v)
	if at.node.Kind != Map && at.node.Kind != Null {
		d.unexpected(at, spec.expected())
		return
	}
	for _, pair := range at.node.Pairs {
		field := spec.Field(pair.Key.Text)
		if field == nil {
			problem := pair.Key.Problem(fmt.Sprintf("unknown key %q in %s", pair.Key.shown(), d.inside(at)))
			problem.Suggestion = Suggest(pair.Key.Text, spec.names())
			d.report(problem)
			continue
		}
		value := at.inner(field.Name, pair.Value, pair.Key)
		value.field, value.needs = field, field.Required
		d.value(value, field.shape, v.FieldByIndex(field.index))
	}
	for i := range spec.Fields {
		field := &spec.Fields[i]
		if field.Required && at.node.Get(field.Name) == nil {
			problem := at.at.Problem(fmt.Sprintf("missing key %q in %s", field.Name, d.inside(at)))
			problem.Hint = field.asWritten()
			d.report(problem)
		}
	}
}

// expected describes the map of a group in a message, by its first few keys.
func (s *Spec) expected() string {
	names := s.names()
	return "a map with keys such as " + strings.Join(names[:min(len(names), 3)], ", ")
}

// fill sets every field to its default. Defaults were tried when the spec was
// derived.
func (s *Spec) fill(v reflect.Value) {
	for i := range s.Fields {
		field := &s.Fields[i]
		switch fieldValue := v.FieldByIndex(field.index); {
		case field.HasDefault:
			_ = field.shape.setText(fieldValue, field.Default)
		case field.shape.form == formGroup:
			field.shape.spec.fill(fieldValue)
		default:
			fieldValue.SetZero()
		}
	}
}

// value decodes one node into v.
func (d *decoder) value(at slot, s *shape, v reflect.Value) {
	if s.scalar() {
		d.scalar(at, s, v)
		return
	}
	if at.node.Kind == Null {
		if at.needs {
			d.unexpected(at, s.expected())
		}
		return
	}
	switch s.form {
	case formRaw:
		v.Set(reflect.ValueOf(at.node))
	case formGroup:
		d.group(at, s.spec, v)
	case formList:
		d.list(at, s, v)
	case formMap:
		d.mapping(at, s, v)
	default:
		v.Set(reflect.New(s.elem.goType))
		d.value(at, s.elem, v.Elem())
	}
}

func (d *decoder) list(at slot, s *shape, v reflect.Value) {
	items := at.node.Items
	switch kind := at.node.Kind; {
	case kind != List && s.elem.scalar() && kind != Map:
		v.Set(reflect.MakeSlice(s.goType, 1, 1))
		d.scalar(at, s.elem, v.Index(0))
		return
	case kind != List:
		d.unexpected(at, s.expected())
		return
	}
	v.Set(reflect.MakeSlice(s.goType, len(items), len(items)))
	for i, item := range items {
		d.value(at.inner(strconv.Itoa(i), item, item), s.elem, v.Index(i))
	}
}

func (d *decoder) mapping(at slot, s *shape, v reflect.Value) {
	if at.node.Kind != Map {
		d.unexpected(at, s.expected())
		return
	}
	v.Set(reflect.MakeMapWithSize(s.goType, len(at.node.Pairs)))
	for _, pair := range at.node.Pairs {
		item := reflect.New(s.elem.goType).Elem()
		d.value(at.inner(pair.Key.Text, pair.Value, pair.Key), s.elem, item)
		key := reflect.New(s.goType.Key()).Elem()
		key.SetString(pair.Key.Text)
		v.SetMapIndex(key, item)
	}
}

func (d *decoder) scalar(at slot, s *shape, v reflect.Value) {
	n := at.node
	// The word null is also what documents write for nothing.
	isWord := n.Kind == Null && s.form == formString && slices.Contains(at.field.Enum, n.Text)
	expected := s.expected()
	if at.field.Enum != nil {
		expected = oneOf(at.field.Enum)
	}
	if !isWord && !s.accepts(n.Kind) {
		d.unexpected(at, expected)
		return
	}
	if at.field.Secret && n.Text != "" && n.Written == "" && !strings.HasPrefix(n.Text, secretFile) {
		d.report(openSecret(at))
		return
	}
	err := s.set(v, n.Text)
	switch {
	case errors.Is(err, errUnexpected), err != nil && n.Written != "":
		// Any other error repeats the text, which Written is there to hide.
		d.unexpected(at, expected)
		return
	case err != nil:
		d.report(n.Problem(at.path + ": " + err.Error()))
		return
	}
	if err := at.field.judge(v, n.shown()); err != nil {
		problem := n.Problem(at.path + " " + err.Error())
		problem.Suggestion = Suggest(n.Text, at.field.Enum)
		d.report(problem)
	}
}

// unexpected reports a value of the wrong type.
func (d *decoder) unexpected(at slot, expected string) {
	name := at.path
	if name == "" {
		name = d.what
	}
	problem := at.node.Problem(fmt.Sprintf("%s: expected %s, got %s", name, expected, at.node))
	switch {
	case at.field == nil:
	case at.node.Quoted && at.field.plain(at.node.Text):
		problem.Hint = "write it without quotes"
	case !at.field.shape.scalar():
		problem.Hint = at.field.asWritten()
	case at.field.Type == "string" && (at.node.Kind == Map || at.node.Kind == List): // no slip of the pen: say what is meant
		problem.Hint = at.field.Doc
	}
	d.report(problem)
}

// asWritten shows the field with its example as it would stand in a config, ""
// where it has none.
func (f *Field) asWritten() string {
	switch {
	case f.Example == "":
		return ""
	case f.shape.form == formList && f.shape.elem.scalar():
		return f.Name + ": [" + f.Example + "]"
	default:
		return f.Name + ": " + f.Example
	}
}

// plain reports whether a text would do if it were not quoted.
func (f *Field) plain(text string) bool {
	words := f.words()
	return words != nil && words.set(reflect.New(words.goType).Elem(), text) == nil
}
