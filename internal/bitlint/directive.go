package bitlint

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

const (
	prefix      = "//bits:"
	wordOK      = "ok"
	wordChecked = "checked"
	wordOrdered = "ordered"
)

// directive is one comment that begins with prefix, and what it covers.
type directive struct {
	comment  *ast.Comment
	word     string
	reason   string
	from, to token.Pos
	used     bool
}

// parseDirectives lists the directives of a file.
func parseDirectives(pass *analysis.Pass, syntax *ast.File, name string) ([]*directive, error) {
	source, err := pass.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("bitlint: reading the source: %w", err)
	}
	lines := pass.Fset.File(syntax.FileStart)
	var all []*directive
	for _, group := range syntax.Comments {
		for _, c := range group.List {
			text, ok := strings.CutPrefix(c.Text, prefix)
			if !ok {
				continue
			}
			word, reason, _ := strings.Cut(text, " ")
			d := &directive{comment: c, word: word, reason: strings.TrimSpace(reason)}
			d.from, d.to = extent(lines, c, source)
			all = append(all, d)
		}
	}
	for _, decl := range syntax.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Doc != nil {
			widen(all, fn)
		}
	}
	return all, nil
}

// extent returns the line that a comment covers: its own, or the next if it is
// alone.
func extent(lines *token.File, c *ast.Comment, source []byte) (from, to token.Pos) {
	line := lines.Line(c.Pos())
	start := lines.LineStart(line)
	before := source[lines.Offset(start):lines.Offset(c.Pos())]
	if len(bytes.TrimSpace(before)) > 0 {
		return start, c.Pos()
	}
	from = c.End()
	if line+2 <= lines.LineCount() {
		return from, lines.LineStart(line+2) - 1
	}
	return from, token.Pos(lines.Base() + lines.Size())
}

// widen makes a checked directive in the comment of a function cover all of it.
func widen(all []*directive, fn *ast.FuncDecl) {
	for _, d := range all {
		if d.word == wordChecked && fn.Doc.Pos() <= d.comment.Pos() && d.comment.Pos() < fn.Doc.End() {
			d.from, d.to = fn.Pos(), fn.End()
		}
	}
}

// checkDirectives reports directives that are wrong themselves; it comes after
// all other rules.
func (f *file) checkDirectives() {
	for _, d := range f.directives {
		report := func(format string, args ...any) {
			f.pass.ReportRangef(d.comment, "%s%s "+format, append([]any{prefix, d.word}, args...)...)
		}
		switch {
		case d.word != wordOK && d.word != wordChecked && d.word != wordOrdered:
			report("is no directive: there are %s, %s and %s", wordOK, wordChecked, wordOrdered)
		case d.reason == "":
			report("needs a reason")
		case !d.used:
			report("silences nothing: remove it")
		}
	}
}
