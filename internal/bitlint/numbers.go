package bitlint

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// checkBinary looks at products and quotients.
func (f *file) checkBinary(cur inspector.Cursor, n *ast.BinaryExpr) {
	if n.Op != token.MUL && n.Op != token.QUO || f.constant(n) != nil {
		return
	}
	switch where := f.destination(cur); {
	case f.is(n, types.IsComplex):
		f.report(n, wordOK, "a complex product or quotient is made of sums of products, which may be fused: compute the parts")
	case !f.is(n, types.IsFloat):
	case n.Op == token.MUL && where == added:
		f.report(n, wordOK, "product is added without being rounded: write "+f.conversion(n)+"(x*y)", f.wrap(n)...)
	case n.Op == token.MUL && where == loose:
		f.report(n, wordOK, "product may be added later without being rounded: write "+f.conversion(n)+"(x*y)", f.wrap(n)...)
	case n.Op == token.QUO && where == added && powerOfTwo(f.constant(n.Y)):
		f.report(n, wordOK, "quotient by a power of two is a product, and added without being rounded: write "+f.conversion(n)+"(x/c)", f.wrap(n)...)
	}
}

// checkAssign looks at x *= y, which leaves nowhere to round.
func (f *file) checkAssign(n *ast.AssignStmt) {
	if n.Tok != token.MUL_ASSIGN && n.Tok != token.QUO_ASSIGN {
		return
	}
	switch x := n.Lhs[0]; {
	case f.is(x, types.IsComplex):
		f.report(n, wordOK, "a complex product or quotient is made of sums of products, which may be fused: compute the parts")
	case f.is(x, types.IsFloat) && n.Tok == token.MUL_ASSIGN:
		f.report(n, wordOK, "product may be added later without being rounded: write x = "+f.conversion(x)+"(x*y)")
	}
}

// destination says where the value of an expression goes.
type destination int

const (
	settled destination = iota // it is rounded, or used so that rounding is no matter
	added                      // it is an operand of + or -
	loose                      // it may get anywhere
)

// destination follows an expression outwards through parentheses and signs.
func (f *file) destination(cur inspector.Cursor) destination {
	kind, _ := cur.ParentEdge()
	switch n := cur.Parent().Node().(type) {
	case *ast.ParenExpr, *ast.UnaryExpr:
		return f.destination(cur.Parent())
	case *ast.CallExpr:
		if f.rounds(n) {
			return settled
		}
	case *ast.AssignStmt:
		if n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN {
			return added
		}
	case *ast.BinaryExpr:
		switch {
		case n.Op == token.ADD || n.Op == token.SUB:
			return added
		case n.Op == token.QUO && kind == edge.BinaryExpr_X:
			return loose
		}
		return settled // compared, a divisor, or a factor of a product that is looked at itself
	}
	return loose
}

// rounds reports whether a call gives a rounded value whatever its argument: a
// conversion to a number, or a function that is one instruction.
func (f *file) rounds(n *ast.CallExpr) bool {
	if f.pass.TypesInfo.Types[n.Fun].IsType() {
		return f.is(n, types.IsNumeric)
	}
	return f.calls(n, "math", "Abs", "Ceil", "Floor", "Sqrt", "Trunc")
}

// conversion names the type to round to.
func (f *file) conversion(e ast.Expr) string {
	return types.TypeString(f.pass.TypesInfo.TypeOf(e), types.RelativeTo(f.pass.Pkg))
}

// wrap offers to round e, where the type can be written without an import.
func (f *file) wrap(e ast.Expr) []analysis.SuggestedFix {
	if _, ok := f.pass.TypesInfo.TypeOf(e).(*types.Basic); !ok {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message: "round it",
		TextEdits: []analysis.TextEdit{
			{Pos: e.Pos(), End: e.Pos(), NewText: []byte(f.conversion(e) + "(")},
			{Pos: e.End(), End: e.End(), NewText: []byte(")")},
		},
	}}
}

// checkConversion reports a conversion of a float to an integer: out of range,
// the result depends on the processor.
func (f *file) checkConversion(n *ast.CallExpr) {
	if len(n.Args) != 1 || !f.pass.TypesInfo.Types[n.Fun].IsType() || f.constant(n) != nil {
		return
	}
	if f.is(n, types.IsInteger) && f.is(n.Args[0], types.IsFloat) {
		f.report(n, wordChecked, "float to integer depends on the processor when out of range: check the range, and say so with "+prefix+wordChecked+" reason")
	}
}

// constant returns the value of a constant expression, or nil.
func (f *file) constant(e ast.Expr) constant.Value { return f.pass.TypesInfo.Types[e].Value }

// is reports whether e has, or as a type parameter may have, a type of a kind.
func (f *file) is(e ast.Expr, kind types.BasicInfo) bool {
	return anyType(f.pass.TypesInfo.TypeOf(e), func(t types.Type) bool {
		basic, ok := t.Underlying().(*types.Basic)
		return ok && basic.Info()&kind != 0
	})
}

// anyType reports whether match holds for t or, if t is a type parameter, for one of
// the types it may stand for.
func anyType(t types.Type, match func(types.Type) bool) bool {
	switch t := t.(type) {
	case nil:
		return false
	case *types.TypeParam:
		return anyType(t.Constraint().Underlying(), match)
	case *types.Interface:
		for inner := range t.EmbeddedTypes() {
			if anyType(inner, match) {
				return true
			}
		}
		return false
	case *types.Union:
		for term := range t.Terms() {
			if anyType(term.Type(), match) {
				return true
			}
		}
		return false
	case *types.Named:
		if inner, ok := t.Underlying().(*types.Interface); ok {
			return anyType(inner, match)
		}
	}
	return match(t)
}

// powerOfTwo reports whether v is a power of two, so that a compiler multiplies
// by its reciprocal.
func powerOfTwo(v constant.Value) bool {
	if v == nil || v.Kind() != constant.Int && v.Kind() != constant.Float {
		return false
	}
	x, _ := constant.Float64Val(v)
	fraction, _ := math.Frexp(math.Abs(x))
	return fraction == 0.5
}
