package param

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one mistake in a document: where, what, and how to mend it.
type Problem struct {
	Line, Column, Width int    // as in Node; Line is 0 where there is no place
	Message             string // lower case, in the words of the user
	Suggestion          string // the word that was probably meant, or ""
	Hint                string // a command or a sentence that helps, or ""
	Hidden              bool   // what stands there is a secret, and not to be shown
}

// Problems are all mistakes of a document, sorted by position. An empty one is
// no error: return a Problems as an error only where it has a length.
type Problems []Problem //nolint:errname // the user sees problems; the reader of a file turns them into its error

// Sort puts the problems in the order of the file and keeps the order of those
// at one place.
func (p Problems) Sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// Error renders the problems, one a line.
func (p Problems) Error() string {
	var b strings.Builder
	for i, problem := range p {
		if i > 0 {
			b.WriteByte('\n')
		}
		if problem.Line > 0 {
			fmt.Fprintf(&b, "%d:%d: ", problem.Line, problem.Column)
		}
		b.WriteString(problem.Message)
		if problem.Suggestion != "" {
			fmt.Fprintf(&b, "; did you mean %q?", problem.Suggestion)
		}
	}
	return b.String()
}
