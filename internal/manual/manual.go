// Package manual says what a registry knows, for people: each definition and
// type of emitter with its params, its output, what it needs of the past and
// what it costs. The commands that list them and the pages under docs/reference
// are printed from these entries.
package manual

import (
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
)

// Entry is something that a registry knows and a config can name.
type Entry struct {
	Name    string   `json:"name"`
	Doc     string   `json:"doc"`
	Formula string   `json:"formula,omitempty"`
	Inputs  string   `json:"inputs,omitempty"`
	Example string   `json:"example,omitempty"`
	Guide   string   `json:"guide,omitempty"` // how to use it, in lines of plain text
	Version int      `json:"version,omitempty"`
	Params  []Param  `json:"params"`
	Fields  []Column `json:"fields,omitempty"` // none where params or inputs decide them
	// Upkeep is what a feature needs of the past and costs: first with default
	// params, then with others that change it.
	Upkeep []Upkeep `json:"upkeep,omitempty"`
	// Transform says that it is a feature whose inputs the user names.
	Transform bool `json:"-"`
}

// Param is a param of a definition, or an option of an emitter.
type Param struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Default  string   `json:"default,omitempty"`
	Required bool     `json:"required,omitempty"`
	Values   []string `json:"values,omitempty"`
	Example  string   `json:"example,omitempty"`
	Secret   bool     `json:"secret,omitempty"`
	Doc      string   `json:"doc"`
}

// Column is a field of an output or of a source's events.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Doc  string `json:"doc,omitempty"`
}

// Standard says what a param is where a config leaves it out, and which values
// it can have.
func (p *Param) Standard() string {
	text := "optional"
	switch {
	case p.Required:
		text = "required"
	case p.Default != "":
		text = "default " + p.Default
	}
	if p.Secret {
		text += " (${NAME} or file:PATH)"
	}
	if len(p.Values) > 0 {
		text += " (" + strings.Join(p.Values, ", ") + ")"
	}
	return text
}

// Features returns the entries of all definitions of features, by name.
func Features(r *feature.Registry) []Entry {
	var list []Entry
	for _, d := range r.Features() {
		e := Entry{
			Name: d.Name, Doc: d.Doc, Formula: d.Formula, Inputs: d.Inputs, Example: d.Example, Version: d.Version,
			Params: paramsOf(d.Params), Fields: fieldsOf(d.Output),
		}
		e.Upkeep, e.Transform = upkeepOf(r, d)
		list = append(list, e)
	}
	return list
}

// Sources returns the entries of all definitions of sources, by name.
func Sources(r *feature.Registry) []Entry {
	var list []Entry
	for _, d := range r.Sources() {
		list = append(list, Entry{
			Name: d.Name, Doc: d.Doc, Version: d.Version, Params: paramsOf(d.Params), Fields: fieldsOf(schemaOf(d)),
			Example: sourceExample(d),
		})
	}
	return list
}

// Emitters returns the entries of all types of emitters, by name.
func Emitters(r *feature.Registry) []Entry {
	var list []Entry
	for _, t := range r.Emitters() {
		list = append(list, Entry{Name: t.Name, Doc: t.Doc, Guide: t.Guide, Params: paramsOf(t.Params), Example: emitterExample(t)})
	}
	return list
}

// Schema returns the JSON Schema of a config for what a registry knows.
func Schema(r *feature.Registry) ([]byte, error) { return config.Schema(Specs(r)) }

// Specs returns the options of the types of emitters that a registry knows, and the
// params of its definitions.
func Specs(r *feature.Registry) (emitters, definitions map[string]*param.Spec) {
	emitters, definitions = map[string]*param.Spec{}, map[string]*param.Spec{}
	for _, t := range r.Emitters() {
		emitters[t.Name] = t.Params
	}
	for _, d := range r.Features() {
		definitions[d.Name] = d.Params
	}
	for _, d := range r.Sources() {
		definitions[d.Name] = d.Params
	}
	return emitters, definitions
}

// sourceExample returns a line that declares a source in a config.
func sourceExample(d *source.Definition) string {
	_, name, _ := strings.Cut(d.Name, ".")
	line := name + ": {definition: " + d.Name + ", emitter: feed"
	var params []string
	for _, f := range d.Params.Fields {
		if !f.HasDefault && f.Example != "" {
			params = append(params, f.Name+": "+f.Example)
		}
	}
	if len(params) > 0 {
		line += ", params: {" + strings.Join(params, ", ") + "}"
	}
	return line + "}"
}

// emitterExample returns a line that declares an emitter in a config.
func emitterExample(t *source.EmitterType) string {
	options := []string{"type: " + t.Name}
	for _, f := range t.Params.Fields {
		if f.Required {
			options = append(options, f.Name+": "+f.Example)
		}
	}
	return "feed: {" + strings.Join(options, ", ") + "}"
}

// paramsOf returns the params of a spec; those of a group follow it, as
// group.name.
func paramsOf(s *param.Spec) []Param {
	list := []Param{}
	for _, f := range s.Fields {
		list = append(list, Param{f.Name, f.Type, f.Default, f.Required, f.Enum, f.Example, f.Secret, f.Doc})
		if f.Type != "group" {
			continue
		}
		for _, inner := range paramsOf(f.Fields) {
			inner.Name = f.Name + "." + inner.Name
			list = append(list, inner)
		}
	}
	return list
}

func fieldsOf(s *event.Schema) []Column {
	if s == nil {
		return nil
	}
	var list []Column
	for _, f := range s.Fields {
		list = append(list, Column{f.Name, f.Kind.String(), f.Doc})
	}
	return list
}

// schemaOf returns the fields of a source with default params, if these decide
// them.
func schemaOf(d *source.Definition) *event.Schema {
	params := d.NewParams()
	if problems := d.Params.Decode(nil, d.Name, params); len(problems) > 0 {
		return nil
	}
	s, err := d.Schema(params)
	if err != nil {
		return nil
	}
	return s
}
