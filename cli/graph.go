package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/dagdraw"
	"github.com/featurizer/featurizer/internal/graph"
)

func (a *app) graphCommand() *cobra.Command {
	var f configFlags
	var format string
	cmd := &cobra.Command{
		Use:   "graph",
		Short: "Draw the graph of a config",
		Long: "Draws the graph of a config: emitters, the sources they feed, the features computed from\n" +
			"these and the rows that are written. As text each node stands below the last of its inputs;\n" +
			"the inputs of a node with several are named behind an arrow. Params are shown where they\n" +
			"are not the default, and a feature that no name is given to by what computes it, in brackets.",
		Example: "  featurizer graph\n  featurizer graph -c featurizer.yaml --format svg > graph.svg",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			show, err := a.drawer(format)
			if err != nil {
				return err
			}
			c, _, err := a.load(&f)
			if err != nil {
				return err
			}
			plan, err := graph.Build(c, a.registry, graph.Options{})
			if err != nil {
				return err
			}
			return show(newDrawing(plan))
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of the drawing: text, mermaid, dot, svg or json")
	return cmd
}

// drawer returns what shows a drawing in a format.
func (a *app) drawer(format string) (func(*drawing) error, error) {
	var text func(*dagdraw.Graph) string
	switch format {
	case "text":
		text = (*dagdraw.Graph).Text
	case "mermaid":
		text = (*dagdraw.Graph).Mermaid
	case "dot":
		text = (*dagdraw.Graph).DOT
	case "svg":
		text = (*dagdraw.Graph).SVG
	case "json":
		return func(d *drawing) error { return a.printJSON(d.view) }, nil
	default:
		return nil, chosen("--format", format, []string{"text", "mermaid", "dot", "svg", "json"})
	}
	return func(d *drawing) error {
		_, err := fmt.Fprint(a.Out, text(&d.graph))
		return err
	}, nil
}

// drawing is a plan as it is drawn: what stands in its boxes, and all that is
// known of them.
type drawing struct {
	plan  *graph.Plan
	graph dagdraw.Graph
	view  graphView
	// Where the nodes are: emitters and sources as the plan has them, features by
	// content id.
	emitters, sources, features map[string]int
}

func newDrawing(p *graph.Plan) *drawing {
	d := &drawing{
		plan: p, emitters: map[string]int{}, sources: map[string]int{}, features: map[string]int{},
		view: graphView{Edges: []edgeView{}},
	}
	for _, e := range p.Emitters {
		d.emitters[e.Name] = d.addEmitter(e)
	}
	for _, s := range p.Sources {
		d.sources[s.Declared.Name] = d.addSource(s)
		d.connect(d.emitters[s.Emitter.Name], d.sources[s.Declared.Name], "")
	}
	for _, f := range p.Features {
		d.features[f.ID.String()] = d.addFeature(f)
		d.connectInputs(f)
	}
	d.addRows()
	for i, layer := range d.graph.Layers() {
		d.view.Nodes[i].Layer = layer
	}
	return d
}

// connect adds an edge, or a field to one that is there. All edges to a node are
// added before those to the next one.
func (d *drawing) connect(from, to int, field string) {
	d.view.Edges = append(d.view.Edges, edgeView{from, to, field})
	edges := d.graph.Edges
	i := len(edges) - 1
	for i >= 0 && edges[i].To == to && edges[i].From != from {
		i--
	}
	if i < 0 || edges[i].To != to {
		i = len(edges)
		edges = append(edges, dagdraw.Edge{From: from, To: to})
	}
	if field != "" {
		edges[i].Fields = append(edges[i].Fields, field)
	}
	d.graph.Edges = edges
}

// connectInputs adds the edges of a feature's inputs. Sources of one id for
// different keys are one input: those count whose keys the feature is for.
func (d *drawing) connectInputs(f *graph.Feature) {
	to := d.features[f.ID.String()]
	for _, in := range f.Feature.Inputs {
		if from, ok := d.features[in.ID.String()]; ok {
			d.connect(from, to, in.Field)
			continue
		}
		for _, s := range d.plan.Sources {
			if s.ID == in.ID && serves(s, f) {
				d.connect(d.sources[s.Declared.Name], to, in.Field)
			}
		}
	}
}

// serves tells whether a source has keys that a name of the feature is for.
func serves(s *graph.Source, f *graph.Feature) bool {
	for _, keys := range f.Keys {
		if keys == nil || slices.ContainsFunc(s.Declared.Keys, keys.Has) {
			return true
		}
		if s.Found != nil && slices.ContainsFunc(keys.Open, func(pairs []event.Pair) bool { return slices.Equal(pairs, s.Found.Constant) }) {
			return true
		}
	}
	return len(f.Keys) == 0
}

func (d *drawing) add(n dagdraw.Node, v graphNode) int {
	v.Node = len(d.graph.Nodes)
	for _, p := range v.Params {
		if !p.Default {
			n.Notes = append(n.Notes, p.note())
		}
	}
	n.Title = append([]string{n.Name}, n.Title...)
	if n.Name == "" {
		n.Title[0] = "(no name)"
	}
	d.graph.Nodes = append(d.graph.Nodes, n)
	d.view.Nodes = append(d.view.Nodes, v)
	return v.Node
}

func (d *drawing) addEmitter(e *graph.Emitter) int {
	v := graphNode{Kind: "emitter", Names: []string{e.Name}, Definition: e.Type, Params: settings(e.EmitterType.Params, e.EmitterType.NewParams, e.Options)}
	n := dagdraw.Node{Kind: dagdraw.Emitter, Name: e.Name, What: e.Type}
	if e.Feed != e.Name {
		n.Notes = append(n.Notes, "feed: "+e.Feed)
	}
	n.Title = append([]string{"emitter " + e.Type, "feed " + e.Feed}, titles(v.Params)...)
	return d.add(n, v)
}

func (d *drawing) addSource(s *graph.Source) int {
	v := graphNode{
		Kind: "source", Names: []string{s.Declared.Name}, Definition: s.Declared.Definition.Name, ID: s.ID.String(),
		Params: settings(s.Declared.Definition.Params, s.Declared.Definition.NewParams, s.Source.Params),
		Inputs: []string{s.Emitter.Name}, Fields: fieldNames(s.Schema),
	}
	keys := "1 key"
	switch n := len(s.Declared.Keys); {
	case s.Found != nil:
		keys = "keys as found"
	case n != 1:
		keys = fmt.Sprint(n, " keys")
	}
	n := dagdraw.Node{Kind: dagdraw.Source, Name: s.Declared.Name, What: v.Definition, Notes: []string{keys}}
	n.Title = append([]string{"source " + v.Definition, keys}, titles(v.Params)...)
	n.Title = append(n.Title, "fields "+strings.Join(v.Fields, ", "), "id "+v.ID)
	return d.add(n, v)
}

func (d *drawing) addFeature(f *graph.Feature) int {
	v := graphNode{
		Kind: "feature", Names: append([]string{}, f.Names...), Definition: f.Definition.Name, ID: f.ID.String(),
		Params: d.paramsOf(f), Inputs: viewOfNode(0, f).Inputs, Fields: fieldNames(f.Schema),
		Memory: f.Memory.String(), Warmup: f.Reach.String(),
	}
	n := dagdraw.Node{Kind: dagdraw.Feature, Name: strings.Join(f.Names, ", "), What: v.Definition}
	n.Title = append([]string{v.Definition}, titles(v.Params)...)
	n.Title = append(n.Title, "inputs "+strings.Join(v.Inputs, ", "), "fields "+strings.Join(v.Fields, ", "),
		"memory "+v.Memory, "warm-up "+v.Warmup, "id "+v.ID)
	return d.add(n, v)
}

func (d *drawing) addRows() {
	r := d.plan.Rows
	if r == nil {
		return
	}
	rows := &dagdraw.Rows{
		Names: r.Names,
		Notes: []string{"when " + r.When, "missing " + r.Missing, "per " + strings.Join(r.KeyNames, ", ")},
	}
	for _, f := range r.Slots {
		rows.Members = append(rows.Members, d.features[f.ID.String()])
	}
	d.graph.Rows = rows
	d.view.Rows = &graphRows{rowsView{Key: r.KeyNames, When: r.When, Missing: r.Missing}, rows.Members}
	for _, c := range r.Stream.Columns {
		d.view.Rows.Columns = append(d.view.Rows.Columns, c.Name)
	}
}
