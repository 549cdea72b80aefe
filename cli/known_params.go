package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/featurizer/featurizer/internal/manual"
)

// printParams shows params a line each. Where that would be wider than the page, what
// each is for stands below it.
func (a *app) printParams(params []manual.Param) {
	const below = "      "
	heads, wide := paramHeads(params), false
	for i, p := range params {
		wide = wide || utf8.RuneCountInString(heads[i]+"  "+paramDoc(p)) > pageWidth
	}
	for i, p := range params {
		if !wide {
			fmt.Fprintln(a.Out, heads[i]+"  "+paramDoc(p))
			continue
		}
		fmt.Fprintln(a.Out, strings.TrimRight(heads[i], " "))
		fmt.Fprint(a.Out, wrapped(below, below, paramDoc(p)))
	}
}

// paramHeads returns name, type and default of params, in columns.
func paramHeads(params []manual.Param) []string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, p := range params {
		if len(p.Values) > fewValues {
			p.Values = nil
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t\n", p.Name, p.Type, p.Standard())
	}
	_ = w.Flush() // a builder takes everything
	heads := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	for i := range heads {
		heads[i] = strings.TrimSuffix(heads[i], "  ") // the gap behind the last column
	}
	return heads
}

// fewValues is how many values of a param stand beside its default; more are listed
// at the end of its text.
const fewValues = 4

func paramDoc(p manual.Param) string {
	if len(p.Values) > fewValues {
		return p.Doc + "; one of " + strings.Join(p.Values, ", ")
	}
	return p.Doc
}
