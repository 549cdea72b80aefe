package bitlint

import (
	"go/ast"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/ast/inspector"
)

// exactFunctions lists the functions of package math that have exactly one right
// answer and give it everywhere: IEEE 754 settles it, or they only move bits. The
// last multiplication of Ldexp is by a power of two and Ldexp is too large to be
// inlined; the subtraction in Modf is exact.
func exactFunctions() []string {
	return []string{
		"Abs", "Ceil", "Copysign", "Float32bits", "Float32frombits", "Float64bits", "Float64frombits", "Floor", "Frexp", "Inf",
		"IsInf", "IsNaN", "Ldexp", "Max", "Min", "Modf", "NaN", "Nextafter", "Nextafter32", "Round", "RoundToEven", "Signbit",
		"Sqrt", "Trunc",
	}
}

// twins lists the functions of package math that fmath has too.
func twins() []string {
	return []string{"Cos", "Exp", "Expm1", "Log", "Log1p", "Log2", "Pow", "Sin", "Tanh"}
}

// banned returns why a package may not be imported, or "".
func banned(path string) string {
	switch path {
	case "math/rand", "math/rand/v2":
		return "its floats have other bits on other machines: draw from fmath.Uniform or fmath.Normal"
	case "math/cmplx":
		return "its functions have other bits on other machines"
	case "hash/maphash":
		return "its hashes change from run to run"
	}
	return ""
}

func (f *file) checkImport(n *ast.ImportSpec) {
	path, err := strconv.Unquote(n.Path.Value)
	if err != nil {
		return // the compiler says so
	}
	if why := banned(path); why != "" {
		f.report(n, wordOK, "import of "+path+": "+why)
	}
}

// checkUse looks at every use of a function, called or not.
func (f *file) checkUse(cur inspector.Cursor, n *ast.Ident) {
	fn, ok := f.pass.TypesInfo.Uses[n].(*types.Func)
	if !ok || fn.Pkg() == nil {
		return
	}
	switch fn.Pkg().Path() {
	case "math":
		f.checkMath(n)
	case "maps":
		if iterates(n.Name) && !f.sortedAtOnce(cur) {
			f.report(n, wordOrdered, "maps."+n.Name+" has no order: wrap it in slices.Sorted, or say why order does not matter with "+prefix+wordOrdered+" reason")
		}
	}
}

func (f *file) checkMath(n *ast.Ident) {
	switch {
	case slices.Contains(exactFunctions(), n.Name):
	case slices.Contains(twins(), n.Name):
		f.report(n, wordOK, "math."+n.Name+" has other bits on other machines: use fmath."+n.Name)
	default:
		f.report(n, wordOK, "math."+n.Name+" is not known to have the same bits on every machine, and fmath has no twin")
	}
}

func iterates(name string) bool { return name == "All" || name == "Keys" || name == "Values" }

// sortedAtOnce reports whether the function named here is called as the argument
// of slices.Sorted, as in slices.Sorted(maps.Keys(m)).
func (f *file) sortedAtOnce(cur inspector.Cursor) bool {
	call := cur.Parent().Parent()
	outer, ok := call.Parent().Node().(*ast.CallExpr)
	return ok && len(outer.Args) == 1 && outer.Args[0] == call.Node() && f.calls(outer, "slices", "Sorted")
}

// calls reports whether n calls one of the named functions of a package.
func (f *file) calls(n *ast.CallExpr, path string, names ...string) bool {
	selector, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	fn, ok := f.pass.TypesInfo.Uses[selector.Sel].(*types.Func)
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == path && slices.Contains(names, fn.Name())
}

// checkRange reports a loop over a map, unless it takes neither key nor value.
func (f *file) checkRange(n *ast.RangeStmt) {
	if !f.isMap(n.X) || blank(n.Key) && blank(n.Value) {
		return
	}
	f.report(n, wordOrdered, "a loop over a map has no order: sort the keys, or say why order does not matter with "+prefix+wordOrdered+" reason")
}

func (f *file) isMap(e ast.Expr) bool {
	return anyType(f.pass.TypesInfo.TypeOf(e), func(t types.Type) bool {
		_, ok := t.Underlying().(*types.Map)
		return ok
	})
}

func blank(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return e == nil || ok && name.Name == "_"
}
