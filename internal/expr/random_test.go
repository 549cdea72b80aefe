package expr_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/fmath"
)

// tree is a drawn expression: its text, how tight it binds, and what it gives,
// evaluated with pointers of which nil is null. NaN is null to what it goes into.
type tree struct {
	text  string
	binds int
	x     *float64 // of a number
	is    *bool    // of a truth
}

// none tells whether a number is null or NaN.
func (t *tree) none() bool { return t.x == nil || math.IsNaN(*t.x) }

// How tight parts of an expression bind, loosest first.
const (
	choice = iota
	either
	both
	comparison
	negation
	sum
	product
	sign
	power
	atom
)

// grower draws expressions over the fields of one event.
type grower struct {
	*rapid.T
	numbers, truths []tree
}

// in is a part of another expression, in parentheses where that needs them and
// sometimes where it does not.
func (g *grower) in(t tree, atLeast int) string {
	if t.binds < atLeast || rapid.IntRange(0, 9).Draw(g.T, "parentheses") == 0 {
		return "(" + t.text + ")"
	}
	return t.text
}

func (g *grower) one(label string, n int) int { return rapid.IntRange(0, n-1).Draw(g.T, label) }

// number draws a number of at most so many levels.
func (g *grower) number(levels int) tree {
	if levels == 0 {
		return g.numbers[g.one("leaf", len(g.numbers))]
	}
	switch g.one("number", 6) {
	case 0:
		a := g.number(levels - 1)
		return tree{"-" + g.in(a, sign+1), sign, apply(func(x ...float64) float64 { return -x[0] }, a), nil}
	case 1:
		return g.choose(levels)
	case 2:
		return g.call(levels)
	case 3:
		a, b := g.number(levels-1), g.number(levels-1)
		return tree{g.in(a, power+1) + " ** " + g.in(b, power), power, apply(func(x ...float64) float64 { return fmath.Pow(x[0], x[1]) }, a, b), nil}
	}
	return g.arithmetic(levels)
}

// arithmetic draws what binds from the left.
func (g *grower) arithmetic(levels int) tree {
	a, b := g.number(levels-1), g.number(levels-1)
	switch g.one("arithmetic", 4) {
	case 0:
		return tree{g.in(a, sum) + " + " + g.in(b, sum+1), sum, apply(func(x ...float64) float64 { return x[0] + x[1] }, a, b), nil}
	case 1:
		return tree{g.in(a, sum) + " - " + g.in(b, sum+1), sum, apply(func(x ...float64) float64 { return x[0] - x[1] }, a, b), nil}
	case 2:
		return tree{g.in(a, product) + " * " + g.in(b, product+1), product, apply(func(x ...float64) float64 { return x[0] * x[1] }, a, b), nil}
	}
	t := tree{text: g.in(a, product) + "/" + g.in(b, product+1), binds: product}
	if b.none() || *b.x != 0 {
		t.x = apply(func(x ...float64) float64 { return x[0] / x[1] }, a, b)
	}
	return t
}

// choose draws c ? a : b.
func (g *grower) choose(levels int) tree {
	c, a, b := g.truth(levels-1), g.number(levels-1), g.number(levels-1)
	t := tree{text: g.in(c, choice+1) + " ? " + g.in(a, choice+1) + " : " + g.in(b, choice)}
	if c.is != nil {
		t.x = b.x
		if *c.is {
			t.x = a.x
		}
	}
	return t
}

// call draws a function.
func (g *grower) call(levels int) tree {
	a, b := g.number(levels-1), g.number(levels-1)
	two := "(" + g.in(a, choice) + ", " + g.in(b, choice) + ")"
	ones := map[string]func(float64) float64{"abs": math.Abs, "sqrt": math.Sqrt, "floor": math.Floor, "log": fmath.Log, "exp": fmath.Exp}
	switch name := rapid.SampledFrom([]string{"abs", "sqrt", "floor", "log", "exp", "min", "max", "pow", "coalesce"}).Draw(g.T, "function"); name {
	case "min":
		return tree{name + two, atom, apply(func(x ...float64) float64 { return min(x[0], x[1]) }, a, b), nil}
	case "max":
		return tree{name + two, atom, apply(func(x ...float64) float64 { return max(x[0], x[1]) }, a, b), nil}
	case "pow":
		return tree{name + two, atom, apply(func(x ...float64) float64 { return fmath.Pow(x[0], x[1]) }, a, b), nil}
	case "coalesce":
		if a.none() {
			a = b
		}
		if a.none() { // a NaN is a null to coalesce
			a.x = nil
		}
		return tree{name + two, atom, a.x, nil}
	default:
		return tree{name + "(" + g.in(a, choice) + ")", atom, apply(func(x ...float64) float64 { return ones[name](x[0]) }, a), nil}
	}
}

// truth draws a truth of at most so many levels.
func (g *grower) truth(levels int) tree {
	if levels == 0 {
		return g.truths[g.one("leaf", len(g.truths))]
	}
	switch g.one("truth", 5) {
	case 0:
		a := g.truth(levels - 1)
		t := tree{text: "!" + g.in(a, negation), binds: negation}
		if a.is != nil {
			t.is = new(!*a.is)
		}
		return t
	case 1:
		a := g.number(levels - 1)
		return tree{"isnull(" + g.in(a, choice) + ")", atom, nil, new(a.none())}
	case 2:
		return g.compare(levels)
	case 3:
		a, b := g.truth(levels-1), g.truth(levels-1)
		t := tree{text: g.in(a, both) + " && " + g.in(b, both+1), binds: both}
		if a.is != nil && b.is != nil {
			t.is = new(*a.is && *b.is)
		}
		return t
	}
	a, b := g.truth(levels-1), g.truth(levels-1)
	t := tree{text: g.in(a, either) + " || " + g.in(b, either+1), binds: either}
	if a.is != nil && b.is != nil {
		t.is = new(*a.is || *b.is)
	}
	return t
}

// compare draws a comparison of numbers.
func (g *grower) compare(levels int) tree {
	a, b := g.number(levels-1), g.number(levels-1)
	compared := map[string]func(x, y float64) bool{
		"==": func(x, y float64) bool { return x == y }, "!=": func(x, y float64) bool { return x != y },
		"<": func(x, y float64) bool { return x < y }, "<=": func(x, y float64) bool { return x <= y },
		">": func(x, y float64) bool { return x > y }, ">=": func(x, y float64) bool { return x >= y },
	}
	op := rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="}).Draw(g.T, "comparison")
	t := tree{text: g.in(a, comparison+1) + " " + op + " " + g.in(b, comparison+1), binds: comparison}
	if !a.none() && !b.none() {
		t.is = new(compared[op](*a.x, *b.x))
	}
	return t
}

// apply is an operation on numbers: null if one is none.
func apply(f func(x ...float64) float64, of ...tree) *float64 {
	var x []float64
	for _, t := range of {
		if t.none() {
			return nil
		}
		x = append(x, *t.x)
	}
	return new(f(x...))
}

// newGrower draws an event, and leaves of its fields and of constants.
func newGrower(t *rapid.T) (g *grower, line string) {
	g = &grower{T: t}
	words := []string{"numbers", "A", "t=1s"}
	for _, name := range []string{"x", "y"} {
		leaf := tree{text: name, binds: atom}
		if text := rapid.SampledFrom([]string{"-", "0", "-0", "0.1", "-3", "2.5", "1e300"}).Draw(t, name); text != "-" {
			var x float64
			fmt.Sscan(text, &x)
			leaf.x = &x
			words = append(words, name+"="+text)
		}
		g.numbers = append(g.numbers, leaf)
	}
	for _, x := range []float64{0, 0.7, 2, 3} {
		g.numbers = append(g.numbers, tree{fmt.Sprint(x), atom, new(x), nil})
	}
	leaf := tree{text: "flag", binds: atom}
	if text := rapid.SampledFrom([]string{"-", "true", "false"}).Draw(t, "flag"); text != "-" {
		leaf.is = new(text == "true")
		words = append(words, "flag="+text)
	}
	g.truths = []tree{leaf, {"true", atom, nil, new(true)}, {"false", atom, nil, new(false)}}
	return g, strings.Join(words, " ")
}

// notes is a test that notes its errors.
type notes struct {
	testing.TB
	errors []any
}

func (n *notes) Helper() {}

func (n *notes) Error(args ...any) { n.errors = append(n.errors, args...) }

// TestRandom compares drawn expressions with evaluating them as they are drawn:
// parsing, precedence, nulls and values.
func TestRandom(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g, line := newGrower(rt)
		levels := rapid.IntRange(1, 4).Draw(rt, "levels")
		var root tree
		var want any
		if rapid.Bool().Draw(rt, "of a truth") {
			if root = g.truth(levels); root.is != nil {
				want = *root.is
			}
		} else if root = g.number(levels); root.x != nil {
			want = *root.x
			if math.IsInf(*root.x, 0) {
				want = math.NaN() // no number either: null, and counted
			}
		}
		n := &notes{TB: t}
		featurizertest.Table(n, over(root.text, "numbers"), on(line, out("A t=1s", want)))
		if len(n.errors) > 0 {
			rt.Fatalf("%s: %v", root.text, n.errors)
		}
	})
}
