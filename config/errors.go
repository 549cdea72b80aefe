package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/featurizer/featurizer/param"
)

// Errors are the problems of a config file, shown with the lines they are on.
// errors.As finds its param.Problems.
type Errors struct { //nolint:errname // one error for many problems, and the word the user reads
	File     string
	Problems param.Problems // sorted by position

	origin origin
}

// Errors returns the problems that a later stage has found as an error in the
// form of those of Parse, nil if there are none.
func (c *Config) Errors(problems param.Problems) error {
	return c.origin.errors(problems)
}

// Add adds problems and keeps all of them sorted.
func (e *Errors) Add(problems ...param.Problem) {
	e.Problems = append(e.Problems, problems...)
	e.Problems.Sort()
}

// Unwrap gives access to the problems by errors.As.
func (e *Errors) Unwrap() error {
	if len(e.Problems) == 0 {
		return nil
	}
	return e.Problems
}

// maxRendered bounds the problems in one text; a broken file has enough of them
// in its first lines.
const maxRendered = 100

// Error renders every problem with its line of the file, a caret under the
// place, the suggestion and the hint.
func (e *Errors) Error() string {
	var b strings.Builder
	hidden := map[int]bool{} // lines that hold a secret
	for _, problem := range e.Problems {
		hidden[problem.Line] = hidden[problem.Line] || problem.Hidden
	}
	for i, problem := range e.Problems {
		problem.Hidden = hidden[problem.Line]
		if i > 0 {
			b.WriteString("\n\n")
		}
		if i == maxRendered {
			fmt.Fprintf(&b, "%s: and %d more problems", e.File, len(e.Problems)-i)
			break
		}
		e.origin.render(&b, problem)
	}
	return b.String()
}

// origin is what the text of a config was made of.
type origin struct {
	file  string
	text  string
	lines []string
	set   []string // the overrides; the last is line -1, so that all sort in order
}

// newOrigin takes a byte order mark off and makes line feeds of all that the
// YAML library takes for the end of a line, so that line numbers agree.
func newOrigin(file string, text []byte, set []string) origin {
	breaks := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
	clean := breaks.Replace(strings.TrimPrefix(string(text), "\ufeff"))
	return origin{file: file, text: clean, lines: strings.Split(clean, "\n"), set: slices.Clone(set)}
}

// errors returns the problems as an error, nil if there are none.
func (o origin) errors(problems param.Problems) error {
	if len(problems) == 0 {
		return nil
	}
	e := &Errors{File: o.file, origin: o}
	e.Add(problems...)
	return e
}

func (o origin) render(b *strings.Builder, problem param.Problem) {
	switch line := problem.Line; {
	case line > 0:
		fmt.Fprintf(b, "%s:%d:%d: %s", o.file, line, problem.Column, problem.Message)
	case line < 0 && -line <= len(o.set):
		fmt.Fprintf(b, "--set %s: %s", o.assignment(problem), problem.Message)
	default:
		fmt.Fprintf(b, "%s: %s", o.file, problem.Message)
	}
	meant := ""
	if problem.Suggestion != "" {
		meant = fmt.Sprintf("did you mean %q?", problem.Suggestion)
	}
	if problem.Line > 0 && problem.Line <= len(o.lines) && !problem.Hidden {
		text, caret := excerpt(o.lines[problem.Line-1], problem)
		fmt.Fprintf(b, "\n%5d | %s\n        %s", problem.Line, text, strings.TrimRight(caret+" "+meant, " "))
	} else if meant != "" {
		fmt.Fprintf(b, "\n        %s", meant)
	}
	if problem.Hint != "" {
		fmt.Fprintf(b, "\nhint: %s", problem.Hint)
	}
}

// assignment returns the override that a problem is in, as far as it may be shown.
func (o origin) assignment(problem param.Problem) string {
	text := o.set[len(o.set)+problem.Line]
	if problem.Hidden {
		text, _, _ = strings.Cut(text, "=")
	}
	return text
}

const (
	maxExcerpt = 160 // characters of a line that are shown
	leadIn     = 60  // of them before the place, where the line is longer
)

// excerpt returns the line of a problem, or the part of a long line around it,
// and the carets below it.
func excerpt(line string, problem param.Problem) (text, caret string) {
	runes := []rune(strings.TrimRight(line, " \t"))
	start := min(max(problem.Column-1, 0), len(runes))
	end := min(start+max(problem.Width, 1), max(len(runes), start+1))
	cut := ""
	if len(runes) > maxExcerpt {
		from := max(start-leadIn, 0)
		to := min(from+maxExcerpt, len(runes))
		if from > 0 {
			cut = "..."
		}
		runes, start, end = runes[from:to], start-from, min(end, to)-from
	}
	var below strings.Builder
	below.WriteString(strings.Repeat(" ", len(cut)))
	for _, r := range runes[:start] {
		if r == '\t' {
			below.WriteByte('\t') // so that the caret stays below whatever width a tab has
			continue
		}
		below.WriteByte(' ')
	}
	below.WriteString(strings.Repeat("^", max(end-start, 1)))
	return cut + printable(runes), below.String()
}

// printable keeps a file from controlling the terminal it is shown on.
func printable(line []rune) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, string(line))
}
