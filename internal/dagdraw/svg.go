package dagdraw

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
)

// Sizes of the picture, in its units: pixels, where it is not scaled.
const (
	nameFont  = 13.0
	smallFont = 11.0
	// cellWidth is the width of a cell in font sizes. Monospace fonts have 0.55 to
	// 0.62; what the viewer has is not known, so texts are taken as wide.
	cellWidth  = 0.63
	lineHeight = 15.0
	padding    = 9.0
	margin     = 24.0
	headingGap = 30.0 // for the names of the groups, above the nodes
	nameCells  = 40
	straight   = 2 // what an edge may rise without a bend
)

// style colours the picture, for light and dark pages. It has a ground of its
// own, so that it can be read on any page.
const style = `
text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 11px; fill: #57606a }
.ground { fill: #ffffff }
.name { font-size: 13px; font-weight: 600; fill: #1f2328 }
.heading { letter-spacing: 1px }
.box { fill: #ffffff; stroke: #6e7781 }
.emitters .box { fill: #f3f4f6; stroke: #8c959f }
.sources .box { fill: #e3f2ff; stroke: #4096e0 }
.unnamed .box { stroke-dasharray: 4 3 }
.unnamed .name { font-weight: 400 }
.rows .box { fill: #eefaf0; stroke: #2da44e }
.mark { fill: #2da44e }
.edge { fill: none; stroke: #9aa4ae; stroke-width: 1.2 }
.arrow { fill: #7d8790 }
.field { font-size: 10px; paint-order: stroke; stroke: #ffffff; stroke-width: 3px }
@media (prefers-color-scheme: dark) {
text { fill: #9ea7b3 }
.ground { fill: #0d1117 }
.field { stroke: #0d1117 }
.name { fill: #e6edf3 }
.box { fill: #161b22; stroke: #7d8590 }
.emitters .box { fill: #21262d; stroke: #7d8590 }
.sources .box { fill: #0c2d4d; stroke: #388bfd }
.rows .box { fill: #0f2a17; stroke: #3fb950 }
.mark { fill: #3fb950 }
.edge { stroke: #59636e }
.arrow { fill: #7d8590 }
}
`

// SVG returns the graph as a picture, from left to right. Features that are
// written in rows have a bar at their right side, and are listed in a box.
func (g *Graph) SVG() string {
	l := layOut(g, g.boxSize)
	s := &svg{graph: g, layout: l}
	panel := g.panel(l)
	width := l.width + 2*margin
	height := max(l.height, panel.height) + headingGap + 2*margin
	if g.Rows != nil {
		width += columnGap + panel.width
	}
	fmt.Fprintf(&s.out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%[1]d\" height=\"%[2]d\">\n",
		whole(width), whole(height))
	s.out.WriteString("<style>" + style + "</style>\n" +
		"<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">" +
		"<path class=\"arrow\" d=\"M0 0.5 L8 4 L0 7.5 z\"/></marker></defs>\n" +
		"<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n")
	fmt.Fprintf(&s.out, "<g transform=\"translate(%d %d)\">\n", whole(margin), whole(margin+headingGap))
	s.headings()
	s.edges()
	for i := range g.Nodes {
		s.node(i)
	}
	if g.Rows != nil {
		s.panel(&panel)
	}
	s.out.WriteString("</g>\n</svg>\n")
	return s.out.String()
}

type svg struct {
	graph  *Graph
	layout *layout
	out    strings.Builder
}

// whole rounds up to whole units.
func whole(x float64) int { return int(math.Ceil(x)) }

func textSize(s string, font float64) float64 { return float64(float64(cells(s)) * font * cellWidth) }

// boxSize is the size of a node that holds its lines.
func (g *Graph) boxSize(node int) (width, height float64) {
	lines := g.Nodes[node].lines()
	for i, line := range lines {
		font := smallFont
		if i == 0 {
			line, font = cut(line, nameCells), nameFont
		}
		width = max(width, textSize(line, font))
	}
	return math.Ceil(width + 2*padding), float64(float64(len(lines))*lineHeight) + padding
}

// headings names the groups above their first columns.
func (s *svg) headings() {
	done := map[Kind]bool{}
	for _, p := range s.layout.nodes {
		kind := s.graph.Nodes[p.node].Kind
		if int(kind) == p.layer && !done[kind] {
			done[kind] = true
			fmt.Fprintf(&s.out, "<text class=\"heading\" x=\"%d\" y=\"-18\">%s</text>\n", whole(p.x), kind.group())
		}
	}
}

// edges draws the edges, below the nodes.
func (s *svg) edges() {
	for _, layer := range s.layout.layers {
		for _, p := range layer {
			for _, to := range p.after {
				s.edge(p, to)
			}
			if p.way {
				fmt.Fprintf(&s.out, "<path class=\"edge\" d=\"M%d %d H%d\"/>\n", whole(p.x), whole(p.middle()), whole(p.x+p.width))
			}
		}
	}
	for _, p := range s.layout.nodes {
		s.fields(p)
	}
}

// edge draws the piece of an edge between two layers.
func (s *svg) edge(p, to *place) {
	x1, y1, x2, y2 := whole(p.x+p.width), whole(p.middle()), whole(to.x), whole(entry(p, to))
	if y2-y1 <= straight && y1-y2 <= straight {
		y2 = y1
	}
	arrow := ""
	if !to.way {
		arrow = ` marker-end="url(#arrow)"`
	}
	bend := whole(p.right) // behind the widest node, so that no other one is crossed
	control := (bend + x2) / 2
	fmt.Fprintf(&s.out, "<path class=\"edge\" d=\"M%d %d H%d C%d %d %d %d %d %d\"%s/>\n",
		x1, y1, bend, control, y1, control, y2, x2, y2, arrow)
}

// fields writes at the ends of a node's edges which fields they stand for.
func (s *svg) fields(to *place) {
	for _, from := range to.before {
		for _, e := range s.graph.into(to.node) {
			if e.From == from.node && e.Fields != nil {
				fmt.Fprintf(&s.out, "<text class=\"field\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
					whole(to.x)-10, whole(entry(from, to))-3, escape(edgeLabel(e)))
			}
		}
	}
}

// edgeLabel are the fields that are read by an edge.
func edgeLabel(e Edge) string { return cut(strings.Join(e.Fields, ", "), noteCells) }

// entry is where an edge meets a node: edges are spread over its side, in the
// order in which they come.
func entry(from, to *place) float64 {
	list := slices.Clone(to.before)
	slices.SortStableFunc(list, func(a, b *place) int { return cmp.Compare(a.y, b.y) })
	return to.y + float64(to.height*float64(slices.Index(list, from)+1))/float64(len(list)+1)
}

func (s *svg) node(i int) {
	n, p := &s.graph.Nodes[i], s.layout.nodes[i]
	class := n.Kind.group()
	if n.Name == "" {
		class += " unnamed"
	}
	fmt.Fprintf(&s.out, "<g class=\"%s\"><title>%s</title>", class, escape(strings.Join(n.Title, "\n")))
	s.box(p.x, p.y, p.width, p.height)
	if s.graph.inRows(i) {
		fmt.Fprintf(&s.out, `<rect class="mark" x="%d" y="%d" width="4" height="%d"/>`,
			whole(p.x+p.width)-4, whole(p.y), whole(p.height))
	}
	for j, line := range n.lines() {
		s.line(j, p.x+padding, p.y+2+float64(float64(j+1)*lineHeight), line)
	}
	s.out.WriteString("</g>\n")
}

func (s *svg) box(x, y, width, height float64) {
	fmt.Fprintf(&s.out, `<rect class="box" x="%d" y="%d" width="%d" height="%d" rx="3"/>`, whole(x), whole(y), whole(width), whole(height))
}

// line writes the i-th line of a box; the first is its name.
func (s *svg) line(i int, x, y float64, text string) {
	class := ""
	if i == 0 {
		class, text = ` class="name"`, cut(text, nameCells)
	}
	fmt.Fprintf(&s.out, "<text%s x=\"%d\" y=\"%d\">%s</text>", class, whole(x), whole(y), escape(text))
}

// panel is the box that lists the rows.
type panel struct {
	x, width, height float64
	names            [][]string // by column
	columnWidth      float64
}

// panel lays the list of names out, in columns about as high as the graph.
func (g *Graph) panel(l *layout) panel {
	p := panel{x: l.width + columnGap}
	if g.Rows == nil {
		return p
	}
	head := float64(float64(len(g.Rows.Notes)+2) * lineHeight)
	most := max(8, int((l.height-head)/lineHeight))
	p.names = slices.Collect(slices.Chunk(g.Rows.Names, most))
	for _, name := range g.Rows.Names {
		p.columnWidth = max(p.columnWidth, textSize(cut(name, nameCells), smallFont)+2*padding)
	}
	p.width = float64(p.columnWidth * float64(len(p.names)))
	for _, note := range g.Rows.Notes {
		p.width = max(p.width, textSize(note, smallFont)+2*padding)
	}
	p.height = head + padding + float64(float64(min(most, len(g.Rows.Names)))*lineHeight)
	return p
}

func (s *svg) panel(p *panel) {
	rows := s.graph.Rows
	s.out.WriteString(`<g class="rows">`)
	s.box(p.x, 0, p.width, p.height)
	lines := append([]string{"rows"}, rows.Notes...)
	for i, line := range lines {
		s.line(i, p.x+padding, float64(float64(i+1)*lineHeight), line)
	}
	top := float64(float64(len(lines)+1) * lineHeight)
	for i, column := range p.names {
		for j, name := range column {
			x := p.x + padding + float64(float64(i)*p.columnWidth)
			s.line(1, x, top+float64(float64(j+1)*lineHeight), cut(name, nameCells))
		}
	}
	s.out.WriteString("</g>\n")
}

// escape makes a text fit for XML.
func escape(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	return html.EscapeString(strings.Join(lines, "\n"))
}
