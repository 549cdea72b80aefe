// Package bitlint finds Go code whose results could differ between machines,
// compilers or runs.
//
// It reports, in every file that is not a test:
//
//   - functions of package math that are written differently per processor;
//     package fmath has twins of the common ones;
//   - products of floats that are not rounded by an explicit conversion;
//   - quotients by a power of two that are added unrounded;
//   - products and quotients of complex numbers;
//   - conversions of floats to integers;
//   - loops over maps, and the iterators of package maps;
//   - imports of packages that are random by design.
//
// # Products
//
// The language lets a compiler compute x*y + z with one rounding instead of two,
// and on arm64 and amd64 from GOAMD64=v3 on it does. Only an explicit conversion
// such as float64(x*y) forbids it. An assignment does not: the product may have
// been stored in a variable or a field, passed to a small function or returned by
// one, and is joined with the addition all the same. So a product has to be
// rounded where it is made, unless it is compared, multiplied again, used as a
// divisor, or an argument of math.Sqrt, Floor, Ceil, Trunc or Abs. A compiler may
// drop a division by 1, so the numerator of a quotient has to be rounded too.
//
// Division by a constant power of two is compiled to a product. Both are exact
// except at the ends of the range of a float, so it is reported only as a direct
// operand of an addition.
//
// # Directives
//
// A finding is silenced by a comment on its line, or alone on the line above:
//
//	//bits:checked reason  for a conversion to an integer whose range is known;
//	                       in the comment of a function it covers all of it
//	//bits:ordered reason  for a loop over a map whose order decides nothing
//	//bits:ok reason       for anything
//
// A directive without a reason, with another word, or with nothing to silence is
// reported itself.
package bitlint

import (
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
)

// Analyzer returns the analyzer.
func Analyzer() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "bitlint",
		Doc:  "report code whose results could differ between machines, compilers or runs",
		Run:  run,
	}
}

// file is one file under analysis.
type file struct {
	pass       *analysis.Pass
	directives []*directive
}

func run(pass *analysis.Pass) (any, error) {
	for _, syntax := range pass.Files {
		name := pass.Fset.File(syntax.FileStart).Name()
		if strings.HasSuffix(name, "_test.go") {
			continue // a test decides no bit of the product
		}
		directives, err := parseDirectives(pass, syntax, name)
		if err != nil {
			return nil, err
		}
		f := &file{pass: pass, directives: directives}
		for cur := range inspector.New([]*ast.File{syntax}).Root().Preorder() {
			f.check(cur)
		}
		f.checkDirectives()
	}
	return nil, nil
}

// check applies the rules to one node.
func (f *file) check(cur inspector.Cursor) {
	switch n := cur.Node().(type) {
	case *ast.ImportSpec:
		f.checkImport(n)
	case *ast.Ident:
		f.checkUse(cur, n)
	case *ast.BinaryExpr:
		f.checkBinary(cur, n)
	case *ast.AssignStmt:
		f.checkAssign(n)
	case *ast.CallExpr:
		f.checkConversion(n)
	case *ast.RangeStmt:
		f.checkRange(n)
	}
}

// report reports a finding unless a directive with the given word, or ok, covers
// it.
func (f *file) report(n ast.Node, word, message string, fixes ...analysis.SuggestedFix) {
	for _, d := range f.directives {
		if d.from <= n.Pos() && n.Pos() <= d.to && (d.word == word || d.word == wordOK) {
			d.used = true
			return
		}
	}
	f.pass.Report(analysis.Diagnostic{Pos: n.Pos(), End: n.End(), Message: message, SuggestedFixes: fixes})
}
