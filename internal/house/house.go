// Package house holds the rules of this repository that a compiler does not know:
// which room stands on which floor, who may use which outside module, what a quiet room must not do.
// The table is in rooms.go; each rule is a function from parsed files to complaints, so that a test
// can feed it a broken house and see it complain. The tests of this package apply the rules to the module.
package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

const module = "github.com/featurizer/featurizer"

// file is one Go file of the module.
type file struct {
	path   string // below the root of the module, with slashes
	syntax *ast.File
	places *token.FileSet
	lines  int
}

// imported is one import of a file.
type imported struct {
	path string
	at   token.Pos
}

// rule is one thing that must hold, as a function from the files of a module to what is wrong with them.
type rule struct {
	name  string
	check func([]file) []string
}

func rules() []rule {
	return []rule{
		{"every room has a floor", homeless},
		{"code depends downstairs only", upstairs},
		{"a plugin uses public rooms only", backDoors},
		{"the oracle shares only what it must", oracle},
		{"an outside module has its doors", outside},
		{"unsafe stays in its files, cgo stays out", hazards},
		{"a quiet room is quiet", noises},
		{"a file has an end", long},
		{"a room is named for what it holds", vague},
	}
}

// parse reads the files given as path and text, in the order of their paths.
func parse(texts map[string]string) ([]file, error) {
	places := token.NewFileSet()
	var files []file
	for name, text := range texts {
		syntax, err := parser.ParseFile(places, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parsing the house: %w", err)
		}
		lines := strings.Count(text, "\n")
		if text != "" && !strings.HasSuffix(text, "\n") {
			lines++
		}
		files = append(files, file{name, syntax, places, lines})
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return files, nil
}

// room is the folder of the file below the root; the root itself is ".".
func (f *file) room() string { return path.Dir(f.path) }

func (f *file) test() bool { return strings.HasSuffix(f.path, "_test.go") }

// at is where a reader finds pos, as path:line.
func (f *file) at(pos token.Pos) string {
	return fmt.Sprintf("%s:%d", f.path, f.places.Position(pos).Line)
}

func (f *file) imports() []imported {
	var all []imported
	for _, spec := range f.syntax.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has refused such a file
		}
		all = append(all, imported{p, spec.Pos()})
	}
	return all
}

// inside turns an import path of this module into a room: "." for the root.
func inside(importPath string) (room string, ok bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

// standard tells whether an import path belongs to Go itself: only there the first element has no dot.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

// within tells whether the import path is the module or a package of it.
func within(importPath, outer string) bool {
	return importPath == outer || strings.HasPrefix(importPath, outer+"/")
}
