package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/featurizer/featurizer/event"
)

// table draws views of a board one after the other. What it remembers keeps the
// table calm: columns only ever grow, and a value that moved is coloured.
type table struct {
	keyWidths map[string]int
	widths    map[string]int     // by column
	formats   map[string]*format // by column
	last      map[*event.Key]map[string]event.Value
}

func newTable() *table {
	return &table{
		keyWidths: map[string]int{}, widths: map[string]int{}, formats: map[string]*format{},
		last: map[*event.Key]map[string]event.Value{},
	}
}

// gap is between two columns.
const gap = "  "

// draw returns the lines of a view: a header, and a line for each key. Columns
// that have no room in the width are left out, and counted.
func (t *table) draw(v *view, width int) (lines []line, left int) {
	names := keyNames(v.lines)
	cells := t.measure(v, names)
	room := width
	for i, name := range names {
		if i > 0 {
			room -= len(gap)
		}
		room -= t.keyWidths[name]
	}
	columns := len(v.columns)
	for i, c := range v.columns {
		if room -= len(gap) + t.widths[c.name()]; room < 0 {
			columns = i
			break
		}
	}
	lines = t.header(v, names, columns)
	for i := range v.lines {
		l := t.keyCells(&v.lines[i], names)
		for j, c := range v.columns[:columns] {
			l = append(l, piece{text: gap}, piece{right(cells[i][j], t.widths[c.name()]), t.moved(&v.lines[i], j, c)})
		}
		lines = append(lines, l.cut(width))
	}
	t.remember(v)
	return lines, len(v.columns) - columns + v.left
}

// keyNames returns the names of the keys by which they can be told apart: one
// whose value is the same everywhere says nothing.
func keyNames(lines []boardLine) []string {
	var names []string
	first, same := map[string]string{}, map[string]int{}
	for _, l := range lines {
		for i := range l.key.Len() {
			p := l.key.Pair(i)
			if _, seen := first[p.Name]; !seen {
				first[p.Name] = p.Value
				names = append(names, p.Name)
			}
			if p.Value == first[p.Name] {
				same[p.Name]++
			}
		}
	}
	var telling []string
	for i, name := range names {
		only := i == len(names)-1 && len(telling) == 0
		if only || same[name] < len(lines) {
			telling = append(telling, name)
		}
	}
	return telling
}

// measure prints the values, and widens the columns that they need.
func (t *table) measure(v *view, names []string) [][]string {
	cells := make([][]string, len(v.lines))
	for j, c := range v.columns {
		f := t.format(c)
		for i := range v.lines {
			f.take(v.lines[i].key, v.lines[i].values[j])
		}
		t.widen(c.name(), len(c.feature))
		if t.twoLines(v, c) {
			t.widen(c.name(), len(c.field))
		}
		for i := range v.lines {
			text := f.show(v.lines[i].key, v.lines[i].values[j])
			cells[i] = append(cells[i], text)
			t.widen(c.name(), utf8.RuneCountInString(text))
		}
	}
	for i := range v.lines {
		for _, name := range names {
			value, _ := v.lines[i].key.Value(name)
			t.keyWidths[name] = max(t.keyWidths[name], len(name), utf8.RuneCountInString(value))
		}
	}
	return cells
}

func (t *table) format(c column) *format {
	if t.formats[c.name()] == nil {
		t.formats[c.name()] = newFormat()
	}
	return t.formats[c.name()]
}

func (t *table) widen(column string, width int) { t.widths[column] = max(t.widths[column], width) }

// twoLines tells whether a column's header says the field too: where the feature
// has several of them.
func (*table) twoLines(v *view, c column) bool {
	fields := 0
	for _, other := range v.columns {
		if other.feature == c.feature {
			fields++
		}
	}
	return fields > 1
}

// header returns the names of features, and under them those of fields if there
// is a feature with several.
func (t *table) header(v *view, names []string, columns int) []line {
	var above, below strings.Builder
	for i, name := range names {
		if i > 0 {
			above.WriteString(gap)
			below.WriteString(gap)
		}
		above.WriteString(left(name, t.keyWidths[name]))
		below.WriteString(left("", t.keyWidths[name]))
	}
	two, before := false, ""
	for _, c := range v.columns[:columns] {
		feature, field := c.feature, ""
		if t.twoLines(v, c) {
			two, field = true, c.field
			if feature == before {
				feature = "" // said once
			}
		}
		before = c.feature
		above.WriteString(gap + right(feature, t.widths[c.name()]))
		below.WriteString(gap + right(field, t.widths[c.name()]))
	}
	if !two {
		return []line{say(above.String(), heading)}
	}
	return []line{say(above.String(), heading), say(below.String(), heading)}
}

func (t *table) keyCells(l *boardLine, names []string) line {
	var cells []string
	for _, name := range names {
		value, _ := l.key.Value(name)
		cells = append(cells, left(printable(value), t.keyWidths[name]))
	}
	return say(strings.Join(cells, gap), plain)
}

// moved returns the style of a value: whether it rose or fell since it was drawn
// last.
func (t *table) moved(l *boardLine, j int, c column) style {
	now, before := l.values[j].Float(), t.last[l.key][c.name()].Float()
	switch {
	case now > before:
		return rose
	case now < before:
		return fell
	}
	return plain
}

func (t *table) remember(v *view) {
	clear(t.last)
	for i := range v.lines {
		values := map[string]event.Value{}
		for j, c := range v.columns {
			values[c.name()] = v.lines[i].values[j]
		}
		t.last[v.lines[i].key] = values
	}
}

func left(text string, width int) string { return fmt.Sprintf("%-*s", width, text) }

func right(text string, width int) string { return fmt.Sprintf("%*s", width, text) }
