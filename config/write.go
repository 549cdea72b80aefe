package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/featurizer/featurizer/param"
)

// writer writes nodes as the YAML that readTree reads.
type writer struct {
	origin origin
	show   Origins
	lines  []written
}

// written is a line, and where its value came from: "" where it has none.
type written struct{ text, from string }

func (w *writer) add(indent int, text, from string) {
	w.lines = append(w.lines, written{strings.Repeat("  ", indent) + text, from})
}

func (w *writer) pairs(pairs []param.Pair, indent int) {
	for _, pair := range pairs {
		w.value(indent, yamlText(pair.Key.Text)+":", pair.Value)
	}
}

// value writes a value behind its key, or behind the dash of an item.
func (w *writer) value(indent int, head string, n *param.Node) {
	switch {
	case n.Kind == param.Map && len(n.Pairs) > 0:
		w.add(indent, head, "")
		w.pairs(n.Pairs, indent+1)
	case n.Kind == param.List && len(n.Items) > 0 && !w.inOneLine(n):
		w.add(indent, head, "")
		for _, item := range n.Items {
			w.item(item, indent+1)
		}
	default:
		w.add(indent, head+" "+yamlOf(n), w.from(n))
	}
}

// item writes an item of a list: a map begins on the line of its dash.
func (w *writer) item(n *param.Node, indent int) {
	first := len(w.lines)
	if n.Kind != param.Map || len(n.Pairs) == 0 {
		w.value(indent, "-", n)
		return
	}
	w.pairs(n.Pairs, indent+1)
	begin := strings.Repeat("  ", indent)
	w.lines[first].text = begin + "- " + strings.TrimPrefix(w.lines[first].text, begin+"  ")
}

// inOneLine tells whether a list is one of scalars that came from one place.
func (w *writer) inOneLine(n *param.Node) bool {
	for _, item := range n.Items {
		if item.Kind == param.List || item.Kind == param.Map {
			return false
		}
		if w.show == WithOrigins && w.from(item) != w.from(n.Items[0]) {
			return false
		}
	}
	return true
}

// text returns what was written.
func (w *writer) text() string {
	const widest = 60 // a longer line does not push the origins of all others away
	width := 0
	for _, line := range w.lines {
		if n := utf8.RuneCountInString(line.text); line.from != "" && n <= widest {
			width = max(width, n)
		}
	}
	var b strings.Builder
	for _, line := range w.lines {
		if w.show == WithOrigins && line.from != "" {
			fmt.Fprintf(&b, "%-*s  # %s\n", width, line.text, line.from)
		} else {
			b.WriteString(line.text + "\n")
		}
	}
	return b.String()
}

var variable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)`)

// from says where a value came from. What an override says is not repeated: it may
// be a secret.
func (w *writer) from(n *param.Node) string {
	if n.Kind == param.List && len(n.Items) > 0 {
		return w.from(n.Items[0])
	}
	place := "default"
	switch set := w.origin.set; {
	case n.Line > 0:
		place = fmt.Sprintf("%s:%d", w.origin.file, n.Line)
	case n.Line < 0 && -n.Line <= len(set):
		path, _, _ := strings.Cut(set[len(set)+n.Line], "=")
		place = "--set " + path
	}
	var names []string
	for _, found := range variable.FindAllStringSubmatch(n.Written, -1) {
		names = append(names, found[1])
	}
	if names != nil {
		place += ", env " + strings.Join(names, " ")
	}
	return place
}

// yamlOf returns a value in one line.
func yamlOf(n *param.Node) string {
	switch {
	case n.Kind == param.List:
		items := make([]string, len(n.Items))
		for i, item := range n.Items {
			items[i] = yamlOf(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case n.Kind == param.Map:
		pairs := make([]string, len(n.Pairs))
		for i, pair := range n.Pairs {
			pairs[i] = yamlText(pair.Key.Text) + ": " + yamlOf(pair.Value)
		}
		return "{" + strings.Join(pairs, ", ") + "}"
	case n.Secret && n.Written != "":
		return strconv.Quote(n.Written)
	case n.Kind == param.String:
		return yamlText(strings.ReplaceAll(n.Text, "${", "$${"))
	case n.Text == "":
		return "null"
	}
	return n.Text
}

// plainText is a text that needs no quotes, wherever it stands and whoever reads it.
var plainText = regexp.MustCompile(`^[A-Za-z0-9_./][A-Za-z0-9_./+%@*-]*( [A-Za-z0-9_./+%@*-]+)*$`)

// yamlText returns a text, quoted where it could be taken for something else.
func yamlText(text string) string {
	if kindOf(text) == param.String && plainText.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}
