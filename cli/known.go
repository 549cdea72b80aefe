package cli

import (
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/manual"
	"github.com/featurizer/featurizer/param"
)

func (a *app) featuresCommand() *cobra.Command {
	return a.knownCommand("features", "definition", manual.Features)
}

func (a *app) sourcesCommand() *cobra.Command {
	return a.knownCommand("sources", "source definition", manual.Sources)
}

func (a *app) emittersCommand() *cobra.Command {
	return a.knownCommand("emitters", "emitter type", manual.Emitters)
}

// knownCommand lists what is known of a kind, or shows one of it.
func (a *app) knownCommand(use, what string, list func(*feature.Registry) []manual.Entry) *cobra.Command {
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
			all := list(a.registry)
			if len(args) == 0 {
				return a.printList(all, asJSON)
			}
			i := slices.IndexFunc(all, func(e manual.Entry) bool { return e.Name == args[0] })
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
func (a *app) unknown(use, what, name string, all []manual.Entry) error {
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

func (a *app) printList(all []manual.Entry, asJSON bool) error { //nolint:revive // the flag of the command line
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
func (a *app) printOne(section string, k *manual.Entry) error {
	fmt.Fprintf(a.Out, "%s: %s\n", k.Name, k.Doc)
	for _, part := range []struct{ name, text string }{{"formula", k.Formula}, {"inputs", k.Inputs}, {"example, under " + section, k.Example}} {
		if part.text != "" {
			fmt.Fprintf(a.Out, "\n%s\n  %s\n", part.name, part.text)
		}
	}
	if len(k.Params) > 0 {
		heading := "params"
		if section == "emitters" {
			heading = "options, beside type"
		}
		fmt.Fprintln(a.Out, "\n"+heading)
		a.printParams(k.Params)
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	if len(k.Fields) > 0 {
		fmt.Fprintln(w, "\nfields")
		for _, f := range k.Fields {
			fmt.Fprintf(w, "  %s\t%s\t%s\n", f.Name, f.Type, f.Doc)
		}
	}
	if k.Guide != "" {
		fmt.Fprintf(w, "\nguide\n%s\n", k.Guide)
	}
	for i := range k.Upkeep {
		u := &k.Upkeep[i]
		with := "by default"
		if u.With != "" {
			with = "with " + u.With
		}
		fmt.Fprintf(w, "\nmemory and cost, %s\n  memory\t%s\n  time\t%s: %s\n  state\t%s\n", with, u.Memory, u.Time, u.Steps, u.State())
	}
	return w.Flush()
}

func (a *app) schemaCommand() *cobra.Command {
	files := []string{"config", "tests"}
	return &cobra.Command{
		Use:   "schema [config|tests]",
		Short: "Print the JSON Schema of a config, for completion in an editor",
		Long:  "Prints the JSON Schema of a config, or of a file of tests, for completion and checks in an editor.",
		Example: "  featurizer schema > featurizer.schema.json\n" +
			"  # first line of the config:\n  # yaml-language-server: $schema=featurizer.schema.json",
		ValidArgs: files,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return chosen("schema", args[0], files)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := manual.Schema(a.registry)
			if len(args) > 0 && args[0] == "tests" {
				text, err = config.TestsSchema()
			}
			if err != nil {
				return err
			}
			_, err = a.Out.Write(text)
			return err
		},
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
