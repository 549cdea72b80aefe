package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/source"
)

// planView is a plan as it is shown. Its JSON has at least what the tables have.
type planView struct {
	Sources []sourceView `json:"sources"`
	Nodes   []nodeView   `json:"nodes"`
	Rows    *rowsView    `json:"rows,omitempty"`
	Outputs []outputView `json:"outputs,omitempty"`
	Lanes   int          `json:"lanes_per_feed"`
}

type outputView struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Format string `json:"format"`
	To     string `json:"to"`
	What   string `json:"what"`
}

type sourceView struct {
	Name       string    `json:"name"`
	Definition string    `json:"definition"`
	ID         string    `json:"id"`
	Emitter    string    `json:"emitter"`
	Keys       []keyView `json:"keys"`
}

type keyView struct {
	Key  map[string]string `json:"key"`
	Lane string            `json:"lane"`
}

type nodeView struct {
	Index      int      `json:"index"`
	Names      []string `json:"names"`
	Definition string   `json:"definition"`
	ID         string   `json:"id"`
	Inputs     []string `json:"inputs"`
	Fields     []string `json:"fields"`
	Memory     string   `json:"memory"`
	Warmup     string   `json:"warmup"`
	WarmupNS   int64    `json:"warmup_ns"`
}

type rowsView struct {
	Columns []string `json:"columns"`
	Key     []string `json:"key"`
	When    string   `json:"when"`
	Missing string   `json:"missing"`
}

func (a *app) planCommand() *cobra.Command {
	var f configFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Show what would run: nodes, ids, memory, warm-up, lanes",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			c, _, err := a.load(&f)
			if err != nil {
				return err
			}
			plan, err := graph.Build(c, a.registry, graph.Options{})
			if err != nil {
				return err
			}
			view := viewOf(plan)
			if asJSON {
				return a.printJSON(view)
			}
			return a.printPlan(view)
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) printJSON(v any) error {
	encoder := json.NewEncoder(a.Out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

func viewOf(p *graph.Plan) planView {
	v := planView{Lanes: p.Config.Lanes}
	for _, s := range p.Sources {
		v.Sources = append(v.Sources, viewOfSource(p, s))
	}
	for i, f := range p.Features {
		v.Nodes = append(v.Nodes, viewOfNode(i, f))
	}
	if r := p.Rows; r != nil {
		v.Rows = &rowsView{Key: r.KeyNames, When: r.When, Missing: r.Missing}
		for _, c := range r.Stream.Columns {
			v.Rows.Columns = append(v.Rows.Columns, c.Name)
		}
	}
	for _, o := range p.Outputs {
		to := "-"
		switch o.Type {
		case "file":
			to = o.Path
		case "webhook":
			to = o.Webhook.Shown
		}
		v.Outputs = append(v.Outputs, outputView{o.Name, o.Type, o.Format, to, o.String()})
	}
	return v
}

func viewOfSource(p *graph.Plan, s *graph.Source) sourceView {
	v := sourceView{Name: s.Declared.Name, Definition: s.Declared.Definition.Name, ID: s.ID.String(), Emitter: s.Emitter.Name}
	for _, k := range s.Declared.Keys {
		key := map[string]string{}
		for _, p := range k.Pairs() {
			key[p.Name] = p.Value
		}
		v.Keys = append(v.Keys, keyView{key, fmt.Sprintf("%s/%d", s.Emitter.Feed, k.Lane(p.Config.Lanes))})
	}
	if f := s.Found; f != nil {
		v.Keys = append(v.Keys, keyView{foundKey(f), s.Emitter.Feed + "/" + config.Any})
	}
	return v
}

// foundKey stands for the keys that are found in events.
func foundKey(f *source.FoundKeys) map[string]string {
	key := map[string]string{}
	for _, p := range f.Constant {
		key[p.Name] = p.Value
	}
	for _, name := range f.Free {
		key[name] = config.Any
	}
	return key
}

func viewOfNode(i int, f *graph.Feature) nodeView {
	n := nodeView{
		Index: i, Names: f.Names, Definition: f.Definition.Name, ID: f.ID.String(),
		Memory: f.Memory.String(), Warmup: f.Reach.String(), WarmupNS: int64(f.Reach),
	}
	for _, in := range f.Feature.Inputs {
		name := in.Name
		if in.Field != "" {
			name += "." + in.Field
		}
		n.Inputs = append(n.Inputs, name)
	}
	for _, field := range f.Schema.Fields {
		n.Fields = append(n.Fields, field.Name)
	}
	if n.Names == nil {
		n.Names = []string{}
	}
	return n
}

func (a *app) printPlan(v planView) error {
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SOURCE\tDEFINITION\tEMITTER\tKEY\tLANE\tID")
	for _, s := range v.Sources {
		for _, k := range s.Keys {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%.12s\n", s.Name, s.Definition, s.Emitter, showKey(k.Key), k.Lane, s.ID)
		}
	}
	fmt.Fprintln(w)
	fmt.Fprintln(w, "NODE\tNAMES\tDEFINITION\tINPUTS\tMEMORY\tWARM-UP\tID")
	for _, n := range v.Nodes {
		names := strings.Join(n.Names, ", ")
		if names == "" {
			names = "(default input)"
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%.12s\n", n.Index, names, n.Definition, strings.Join(n.Inputs, ", "), n.Memory, n.Warmup, n.ID)
	}
	if r := v.Rows; r != nil {
		fmt.Fprintf(w, "\nrows per %s, when %s, missing %s: %s\n", strings.Join(r.Key, ", "), r.When, r.Missing, strings.Join(r.Columns, ", "))
	}
	if len(v.Outputs) > 0 {
		fmt.Fprintln(w, "\nOUTPUT\tTYPE\tFORMAT\tTO\tWHAT")
	}
	for _, o := range v.Outputs {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", o.Name, o.Type, o.Format, o.To, o.What)
	}
	return w.Flush()
}

func showKey(key map[string]string) string {
	parts := make([]string, 0, len(key))
	for _, name := range sortedKeys(key) {
		parts = append(parts, name+"="+key[name])
	}
	return strings.Join(parts, ",")
}
