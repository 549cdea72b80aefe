package dagdraw

import (
	"fmt"
	"strings"
)

// Mermaid returns the graph as a flowchart for Mermaid, which Markdown viewers
// draw.
func (g *Graph) Mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	for _, kind := range []Kind{Emitter, Source, Feature} {
		if !g.has(kind) {
			continue
		}
		fmt.Fprintf(&b, "  subgraph %s\n", kind.group())
		for i := range g.Nodes {
			if n := &g.Nodes[i]; n.Kind == kind {
				fmt.Fprintf(&b, "    n%d[\"%s\"]\n", i, mermaidLines(n.lines()))
			}
		}
		b.WriteString("  end\n")
	}
	if g.Rows != nil {
		fmt.Fprintf(&b, "  subgraph rows\n    rows_out[\"%s\"]\n  end\n", mermaidLines(append([]string{"rows"}, g.Rows.Notes...)))
	}
	for _, e := range g.Edges {
		arrow := "-->"
		if e.Fields != nil {
			arrow = `-- "` + mermaidText(strings.Join(e.Fields, ", ")) + `" -->`
		}
		fmt.Fprintf(&b, "  n%d %s n%d\n", e.From, arrow, e.To)
	}
	for _, i := range g.members() {
		fmt.Fprintf(&b, "  n%d -.-> rows_out\n", i)
	}
	return b.String()
}

// mermaidLines joins lines of a label.
func mermaidLines(lines []string) string {
	for i := range lines {
		lines[i] = mermaidText(lines[i])
	}
	return strings.Join(lines, "<br/>")
}

// mermaidText writes what a label must not hold as it is by its number:
// Mermaid would take it as the end of the label, HTML or Markdown.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < ' ':
			b.WriteRune(' ')
		case strings.ContainsRune("\"#&<>`*~$", r):
			fmt.Fprintf(&b, "#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// DOT returns the graph in the language of Graphviz.
func (g *Graph) DOT() string {
	var b strings.Builder
	b.WriteString("digraph featurizer {\n  rankdir=LR\n  node [shape=box, fontname=\"monospace\", fontsize=11]\n  edge [fontname=\"monospace\", fontsize=9]\n")
	for _, kind := range []Kind{Emitter, Source, Feature} {
		if !g.has(kind) {
			continue
		}
		fmt.Fprintf(&b, "  subgraph cluster_%s {\n    label=%[1]s\n    style=dotted\n", kind.group())
		for i := range g.Nodes {
			if n := &g.Nodes[i]; n.Kind == kind {
				style := ""
				if n.Name == "" {
					style = ", style=dashed"
				}
				fmt.Fprintf(&b, "    n%d [label=%s, tooltip=%s%s]\n", i, dotText(n.lines()), dotText(n.Title), style)
			}
		}
		b.WriteString("  }\n")
	}
	if g.Rows != nil {
		fmt.Fprintf(&b, "  rows [label=%s, style=rounded]\n", dotText(append([]string{"rows"}, g.Rows.Notes...)))
	}
	for _, e := range g.Edges {
		fields := ""
		if e.Fields != nil {
			fields = " [label=" + dotText([]string{strings.Join(e.Fields, ", ")}) + "]"
		}
		fmt.Fprintf(&b, "  n%d -> n%d%s\n", e.From, e.To, fields)
	}
	for _, i := range g.members() {
		fmt.Fprintf(&b, "  n%d -> rows [style=dashed]\n", i)
	}
	b.WriteString("}\n")
	return b.String()
}

// dotText quotes lines as one label.
func dotText(lines []string) string {
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	all := make([]string, len(lines))
	for i, line := range lines {
		all[i] = quoted.Replace(printable(line))
	}
	return `"` + strings.Join(all, `\n`) + `"`
}

// lines are what is written in a node's box.
func (n *Node) lines() []string {
	lines := []string{n.label()}
	if n.Name != "" {
		lines = append(lines, n.What)
	}
	for _, note := range n.Notes {
		lines = append(lines, cut(note, noteCells))
	}
	return lines
}

func (g *Graph) has(kind Kind) bool {
	for i := range g.Nodes {
		if g.Nodes[i].Kind == kind {
			return true
		}
	}
	return false
}

// members returns the nodes in rows, each once and in their order.
func (g *Graph) members() []int {
	var list []int
	for i := range g.Nodes {
		if g.inRows(i) {
			list = append(list, i)
		}
	}
	return list
}

// noteCells is how much of a note a box shows; the tooltip has all of it.
const noteCells = 32

// cut shortens a text to a number of cells.
func cut(s string, most int) string {
	if cells(s) <= most {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && cells(string(runes)) > most-1 {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// printable puts a space in the place of what a line of text cannot hold.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return ' '
		}
		return r
	}, s)
}
