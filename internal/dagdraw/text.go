package dagdraw

import (
	"slices"
	"strings"
)

// textWidth is the number of columns that text is fitted into.
const textWidth = 80

// Text draws the graph as trees that start at its emitters. Each node is there
// once, below the last of its inputs; the inputs of a node that has several, or
// reads single fields, are named behind an arrow.
func (g *Graph) Text() string {
	t := &texter{graph: g, users: make([][]int, len(g.Nodes)), missing: make([]int, len(g.Nodes))}
	for _, e := range g.Edges {
		t.users[e.From] = append(t.users[e.From], e.To)
		t.missing[e.To]++
	}
	for i := range g.Nodes {
		if len(g.into(i)) == 0 {
			t.tree(i, "", "")
		}
	}
	t.writeLines()
	t.writeRows()
	return t.out.String()
}

type texter struct {
	graph   *Graph
	users   [][]int
	missing []int // inputs that are not drawn yet
	lines   []textLine
	out     strings.Builder
}

// textLine is a node's line before its columns are aligned.
type textLine struct {
	head  string // branches and name
	guide string // the branches that go on below
	parts []string
}

// tree adds a node and what hangs below it. head stands before the node, guide
// before all that is below.
func (t *texter) tree(node int, head, guide string) {
	t.add(node, head, guide)
	var below []int
	for _, user := range t.users[node] {
		if t.missing[user]--; t.missing[user] == 0 {
			below = append(below, user)
		}
	}
	line := len(t.lines) - 1
	for i, child := range below {
		if i == len(below)-1 {
			t.tree(child, guide+"└─ ", guide+"   ")
			continue
		}
		t.tree(child, guide+"├─ ", guide+"│  ")
	}
	if len(below) > 0 {
		t.lines[line].guide += "│"
	}
}

func (t *texter) add(node int, head, guide string) {
	n := &t.graph.Nodes[node]
	line := textLine{head: head + n.label(), guide: guide}
	if n.Name != "" {
		line.parts = append(line.parts, n.What)
	}
	line.parts = append(line.parts, n.Notes...)
	if inputs := t.graph.inputs(node); inputs != "" {
		line.parts = append(line.parts, "<- "+inputs)
	}
	t.lines = append(t.lines, line)
}

// inputs names the inputs of a node, "" where the tree says them.
func (g *Graph) inputs(node int) string {
	edges := g.into(node)
	if len(edges) == 0 || len(edges) == 1 && edges[0].Fields == nil {
		return ""
	}
	var names []string
	for _, e := range edges {
		name := g.Nodes[e.From].label()
		if e.Fields == nil {
			names = append(names, name)
		}
		for _, field := range e.Fields {
			names = append(names, name+"."+field)
		}
	}
	return strings.Join(names, ", ")
}

// headColumns bounds the column of names: a longer head pushes the rest of its
// line to the right.
const headColumns = 36

func (t *texter) writeLines() {
	column := 0
	for _, l := range t.lines {
		if w := cells(l.head); w <= headColumns {
			column = max(column, w)
		}
	}
	for _, l := range t.lines {
		t.writeNode(&l, column)
	}
}

// writeNode writes a node's line, and as many lines below it as its parts need.
// A part that fits into one line is not broken.
func (t *texter) writeNode(l *textLine, column int) {
	line, empty := pad(l.head, column)+" ", pad(l.guide, column)+" "
	fresh := true // nothing of a part is in the line
	put := func(gap, text string) {
		if longer := line + gap + text; fresh || cells(longer) <= textWidth {
			line, fresh = longer, false
			return
		}
		t.writeLine(line)
		line = empty + " " + text
	}
	for _, part := range l.parts {
		whole := cells(empty+" "+part) <= textWidth
		gap := "  "
		if fresh {
			gap = " "
		}
		if whole {
			put(gap, part)
			continue
		}
		for word := range strings.FieldsSeq(part) {
			put(gap, word)
			gap = " "
		}
	}
	t.writeLine(line)
}

func (t *texter) writeLine(line string) {
	t.out.WriteString(strings.TrimRight(line, " ") + "\n")
}

func (t *texter) writeRows() {
	rows := t.graph.Rows
	if rows == nil {
		return
	}
	t.out.WriteString("\n")
	t.writeList(append([]string{"rows"}, rows.Notes...), "", "  ")
	names := slices.Clone(rows.Names)
	for i := range len(names) - 1 {
		names[i] += ","
	}
	t.writeList(names, "  ", " ")
}

// writeList writes words, in as many lines as they need.
func (t *texter) writeList(words []string, indent, gap string) {
	line := indent
	for _, word := range words {
		switch longer := line + gap + word; {
		case line == indent:
			line += word
		case cells(longer) <= textWidth:
			line = longer
		default:
			t.writeLine(line)
			line = indent + word
		}
	}
	t.writeLine(line)
}

func pad(s string, width int) string { return s + strings.Repeat(" ", max(0, width-cells(s))) }

// cells is the number of columns of a text in a terminal: letters of East Asian
// scripts, and pictures, take two.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xd7ff || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0x1f300 {
			n++
		}
	}
	return n
}
