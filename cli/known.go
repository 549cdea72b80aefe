package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
)

// known is something that this binary knows and a config can name.
type known struct {
	Name    string       `json:"name"`
	Doc     string       `json:"doc"`
	Formula string       `json:"formula,omitempty"`
	Inputs  string       `json:"inputs,omitempty"`
	Example string       `json:"example,omitempty"`
	Version int          `json:"version,omitempty"`
	Params  []paramView  `json:"params"`
	Fields  []columnView `json:"fields,omitempty"`
}

type paramView struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Default  string   `json:"default,omitempty"`
	Required bool     `json:"required,omitempty"`
	Values   []string `json:"values,omitempty"`
	Example  string   `json:"example,omitempty"`
	Doc      string   `json:"doc"`
}

type columnView struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Doc  string `json:"doc,omitempty"`
}

func (a *app) featuresCommand() *cobra.Command {
	return a.knownCommand("features", "definition", func() []known {
		var list []known
		for _, d := range a.registry.Features() {
			list = append(list, known{
				Name: d.Name, Doc: d.Doc, Formula: d.Formula, Inputs: d.Inputs, Example: d.Example, Version: d.Version,
				Params: paramsOf(d.Params), Fields: fieldsOf(d.Output),
			})
		}
		return list
	})
}

func (a *app) sourcesCommand() *cobra.Command {
	return a.knownCommand("sources", "source definition", func() []known {
		var list []known
		for _, d := range a.registry.Sources() {
			list = append(list, known{
				Name: d.Name, Doc: d.Doc, Version: d.Version, Params: paramsOf(d.Params), Fields: fieldsOf(schemaOf(d)),
				Example: sourceExample(d),
			})
		}
		return list
	})
}

func (a *app) emittersCommand() *cobra.Command {
	return a.knownCommand("emitters", "emitter type", func() []known {
		var list []known
		for _, t := range a.registry.Emitters() {
			list = append(list, known{Name: t.Name, Doc: t.Doc, Params: paramsOf(t.Params), Example: emitterExample(t)})
		}
		return list
	})
}

// knownCommand lists what is known of a kind, or shows one of it.
func (a *app) knownCommand(use, what string, list func() []known) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   use + " [NAME]",
		Short: "List every " + what + " that this binary knows, or show one",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return misuse{fmt.Errorf("%s shows one NAME, not %d\nhint: featurizer %[1]s lists them all", use, len(args))}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			all := list()
			if len(args) == 0 {
				return a.printList(all, asJSON)
			}
			i := slices.IndexFunc(all, func(k known) bool { return k.Name == args[0] })
			if i < 0 {
				return misuse{a.unknown(use, what, args[0], all)}
			}
			if asJSON {
				return a.printJSON(all[i])
			}
			return a.printOne(use, &all[i])
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// unknown is the error of a name that nothing of a kind has.
func (a *app) unknown(use, what, name string, all []known) error {
	hint := "featurizer " + use + " lists them all"
	switch { // a name of another kind
	case a.registry.Feature(name) != nil:
		hint = "featurizer features " + name
	case a.registry.Source(name) != nil:
		hint = "featurizer sources " + name
	case a.registry.Emitter(name) != nil:
		hint = "featurizer emitters " + name
	}
	names := make([]string, len(all))
	for i, k := range all {
		names[i] = k.Name
	}
	return fmt.Errorf("unknown %s %q%s\nhint: %s", what, name, meant(param.Suggest(name, names)), hint)
}

func (a *app) printList(all []known, asJSON bool) error { //nolint:revive // the flag of the command line
	if asJSON {
		return a.printJSON(all)
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	for _, k := range all {
		fmt.Fprintf(w, "%s\t%s\n", k.Name, k.Doc)
	}
	return w.Flush()
}

// printOne shows what is known of something that a section of a config names.
func (a *app) printOne(section string, k *known) error {
	fmt.Fprintf(a.Out, "%s: %s\n", k.Name, k.Doc)
	for _, part := range []struct{ name, text string }{{"formula", k.Formula}, {"inputs", k.Inputs}, {"example, under " + section, k.Example}} {
		if part.text != "" {
			fmt.Fprintf(a.Out, "\n%s\n  %s\n", part.name, part.text)
		}
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	if len(k.Params) > 0 {
		heading := "params"
		if section == "emitters" {
			heading = "options, beside type"
		}
		fmt.Fprintln(w, "\n"+heading)
		for _, p := range k.Params {
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", p.Name, p.Type, p.standard(), p.Doc)
		}
	}
	if len(k.Fields) > 0 {
		fmt.Fprintln(w, "\nfields")
		for _, f := range k.Fields {
			fmt.Fprintf(w, "  %s\t%s\t%s\n", f.Name, f.Type, f.Doc)
		}
	}
	return w.Flush()
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

// standard says what a param is where a config leaves it out.
func (p *paramView) standard() string {
	text := "optional"
	switch {
	case p.Required:
		text = "required"
	case p.Default != "":
		text = "default " + p.Default
	}
	if len(p.Values) > 0 {
		text += " (" + strings.Join(p.Values, ", ") + ")"
	}
	return text
}

func paramsOf(s *param.Spec) []paramView {
	list := []paramView{}
	for _, f := range s.Fields {
		list = append(list, paramView{f.Name, f.Type, f.Default, f.Required, f.Enum, f.Example, f.Doc})
	}
	return list
}

func fieldsOf(s *event.Schema) []columnView {
	if s == nil {
		return nil
	}
	var list []columnView
	for _, f := range s.Fields {
		list = append(list, columnView{f.Name, f.Kind.String(), f.Doc})
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

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of a config, for completion in an editor",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			emitters, definitions := map[string]*param.Spec{}, map[string]*param.Spec{}
			for _, t := range a.registry.Emitters() {
				emitters[t.Name] = t.Params
			}
			for _, d := range a.registry.Features() {
				definitions[d.Name] = d.Params
			}
			for _, d := range a.registry.Sources() {
				definitions[d.Name] = d.Params
			}
			text, err := config.Schema(emitters, definitions)
			if err != nil {
				return err
			}
			_, err = a.Out.Write(text)
			return err
		},
	}
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
