package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
)

// noisy are packages that bring a lock, randomness, a file, the network or the clock.
// All that is below one of them counts as well.
func noisy() []string {
	return []string{
		"crypto/rand", "hash/maphash", "math/rand",
		"io/fs", "io/ioutil", "log", "net", "os", "syscall",
		"sync",
		module + "/internal/clock",
	}
}

// noisyTime are the names of package time that ask the machine something.
func noisyTime() []string {
	return []string{
		"After", "AfterFunc", "LoadLocation", "Local", "NewTicker", "NewTimer",
		"Now", "Since", "Sleep", "Tick", "Until",
	}
}

// noises finds in quiet rooms what makes a result depend on more than the arguments.
func noises(files []file) []string {
	var wrong []string
	for _, f := range files {
		r, _, ok := find(f.room())
		if !ok || !r.quiet || f.test() {
			continue
		}
		for _, n := range append(noisyImports(&f), noisySyntax(&f)...) {
			wrong = append(wrong, fmt.Sprintf("%s: %s in the quiet room %s", f.at(n.at), n.what, f.room()))
		}
	}
	return wrong
}

// noise is one thing a quiet room must not do.
type noise struct {
	what string
	at   token.Pos
}

func noisyImports(f *file) []noise {
	var found []noise
	for _, i := range f.imports() {
		for _, banned := range noisy() {
			if within(i.path, banned) {
				found = append(found, noise{"import of " + i.path, i.at})
			}
		}
	}
	return found
}

func noisySyntax(f *file) []noise {
	clock := localName(f.syntax, "time")
	var found []noise
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if what := noiseOf(n, clock); what != "" {
			found = append(found, noise{what, n.Pos()})
		}
		return true
	})
	return found
}

// noiseOf names what is noisy about one node; clock is what the file calls package time.
func noiseOf(n ast.Node, clock string) string {
	switch n := n.(type) {
	case *ast.GoStmt:
		return "go statement"
	case *ast.ChanType:
		return "channel type"
	case *ast.SelectStmt:
		return "select statement"
	case *ast.SendStmt:
		return "send to a channel"
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			return "receive from a channel"
		}
	case *ast.SelectorExpr:
		pkg, ok := n.X.(*ast.Ident)
		if ok && pkg.Name == clock && slices.Contains(noisyTime(), n.Sel.Name) {
			return "time." + n.Sel.Name
		}
	}
	return ""
}

// localName is what a file calls an imported package; empty where it does not import it.
// A dot import has no name to look for; the linter refuses it.
func localName(syntax *ast.File, importPath string) string {
	for _, spec := range syntax.Imports {
		if spec.Path.Value != `"`+importPath+`"` {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(importPath)
	}
	return ""
}
