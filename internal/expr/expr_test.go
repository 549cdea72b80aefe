package expr_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/internal/expr"
)

var on, out = featurizertest.On, featurizertest.Out

// over is the case of an expression over inputs.
func over(text string, inputs ...string) featurizertest.Case {
	return featurizertest.Of(expr.Definition(), fmt.Sprintf("expression: %q", text), inputs...)
}

// value is an expression with what it gives.
type value struct {
	text string
	want any
}

// check holds expressions over x = 3, n = 7, flag = true, word = up; y is null.
func check(t *testing.T, values []value) {
	for _, v := range values {
		t.Run(v.text, func(t *testing.T) {
			featurizertest.Table(t, over(v.text, "numbers"),
				on("numbers A t=1s x=3 y=- n=7 flag=true word=up", out("A t=1s", v.want)))
		})
	}
}

// TestPrecedence is the table of what binds tighter, and from which side.
func TestPrecedence(t *testing.T) {
	check(t, []value{
		{"1 + 2 * 3", 7},
		{"(1 + 2) * 3", 9},
		{"2 * 3 + 1", 7},
		{"10 - 4 - 3", 3},
		{"10 - (4 - 3)", 9},
		{"16 / 4 / 2", 2},
		{"16 / (4 / 2)", 8},
		{"8 / 2 * 4", 16},
		{"8 * 2 / 4", 4},
		{"2 + 3 - 4", 1},
		{"2 ** 3 ** 2", 512},
		{"2 ^ 3 ^ 2", 512},
		{"(2 ** 3) ** 2", 64},
		{"2 * 3 ** 2", 18},
		{"-2 ** 2", -4},
		{"(-2) ** 2", 4},
		{"2 ** -1", 0.5},
		{"-2 * 3", -6},
		{"2 - -3", 5},
		{"- -3", 3},
		{"+3 - +4", -1},
		{"1 + 2 < 4", true},
		{"4 > 2 * 2", false},
		{"1 < 2 == true", true},
		{"1 < 2 && 2 < 1", false},
		{"true || true && false", true},
		{"(true || true) && false", false},
		{"!true || true", true},
		{"!(true || true)", false},
		{"!false && false", false},
		{"!true == false", true},
		{"not true or true", true},
		{"true ? 1 : 2 + 10", 1},
		{"(true ? 1 : 2) + 10", 11},
		{"false ? 1 : true ? 2 : 3", 2},
		{"false || true ? 1 : 2", 1},
		{"1 < 2 ? 3 > 4 : true", false},
		{"1 < 2 < 3", true},
		{"1 < 3 < 2", false},
		{"5 > 4 >= 4 > 3", true},
	})
}

// TestOperators is the table of each operator on numbers, truths and texts.
func TestOperators(t *testing.T) {
	check(t, []value{
		{"x", 3},
		{"+x", 3},
		{"-x", -3},
		{"x + n", 10},
		{"x - n", -4},
		{"n - x", 4},
		{"x * n", 21},
		{"x / n", 3. / 7},
		{"n / x", 7. / 3},
		{"x ** 2", 9},
		{"2 ^ x", 8},
		{"x == 3", true},
		{"x == 4", false},
		{"x != 3", false},
		{"x != 4", true},
		{"x < 3", false},
		{"x < 3.5", true},
		{"x <= 3", true},
		{"x <= 2.5", false},
		{"x > 3", false},
		{"x > 2.5", true},
		{"x >= 3", true},
		{"x >= 3.5", false},
		{"n == 7", true},
		{"-0.0 == 0", true},
		{"-0.0 < 0", false},
		{"flag", true},
		{"!flag", false},
		{"not flag", false},
		{"flag == true", true},
		{"flag != true", false},
		{"false == false", true},
		{"true != false", true},
		{"true && true", true},
		{"true && false", false},
		{"false && true", false},
		{"false and false", false},
		{"true || false", true},
		{"false || true", true},
		{"false or false", false},
		{"flag ? x : n", 3},
		{"!flag ? x : n", 7},
		{"flag ? x > n : flag", false},
		{`word == "up"`, true},
		{`word == "UP"`, false},
		{`word != "up"`, false},
		{`"down" != word`, true},
		{`"a" == "a"`, true},
	})
}

// TestFunctions is the table of the functions.
func TestFunctions(t *testing.T) {
	check(t, []value{
		{"min(x, n)", 3},
		{"min(n, x)", 3},
		{"min(x)", 3},
		{"min(n, x, -1, 5)", -1},
		{"max(x, n)", 7},
		{"max(n, x)", 7},
		{"max(n)", 7},
		{"max(n, x, -1, 50)", 50},
		{"min(0, -0.0)", math.Copysign(0, -1)},
		{"min(-0.0, 0)", math.Copysign(0, -1)},
		{"max(0, -0.0)", 0},
		{"max(-0.0, 0)", 0},
		{"abs(-2.5)", 2.5},
		{"abs(x)", 3},
		{"abs(-0.0)", 0},
		{"sqrt(16)", 4},
		{"sqrt(2)", math.Sqrt2},
		{"floor(1.5)", 1},
		{"floor(-1.5)", -2},
		{"floor(n)", 7},
		{"log(1)", 0},
		{"log(10)", math.Ln10},
		{"exp(0)", 1},
		{"exp(1)", math.E},
		{"pow(2, 10)", 1024},
		{"pow(n, 0)", 1},
		{"pow(4, -0.5)", 0.5},
		{"pow(-2, 3)", -8},
		{"isnull(x)", false},
		{"isnull(y)", true},
		{"isnull(flag)", false},
		{"isnull(word)", false},
		{"coalesce(x, n)", 3},
		{"coalesce(n)", 7},
		{"coalesce(y, y, n, x)", 7},
		{"coalesce(y > 0, flag)", true},
	})
}

// TestNumbers is the table of how numbers are read and rounded: from the left, each
// operation by itself.
func TestNumbers(t *testing.T) {
	a, b, c := 0.1, 0.2, 0.3
	check(t, []value{
		{"0.1", 0.1},
		{".5", 0.5},
		{"1e3", 1000},
		{"1.5e-7", 1.5e-7},
		{"1_000", 1000},
		{"0x10", 16},
		{"9007199254740993", 9007199254740992.},
		{"-0.0", math.Copysign(0, -1)},
		{"0.1 + 0.2 + 0.3", (a + b) + c},
		{"0.1 + (0.2 + 0.3)", a + (b + c)},
		{"0.1 * 0.2 * 0.3", float64(a*b) * c},
		{"0.1 * (0.2 * 0.3)", a * float64(b*c)},
		{"0.1 * 10 - 1", 0},
		{"x * 0.1 + 0.2 * 0.3", float64(3*a) + float64(b*c)},
		{"x / 0.1 * 0.1", float64((3 / a) * a)},
	})
}

// TestNulls is the table of operations on a null: null, but for isnull, coalesce,
// and what a condition does not choose.
func TestNulls(t *testing.T) {
	values := []value{
		{"y", nil},
		{"isnull(y + 1)", true},
		{"isnull(y > 1)", true},
		{"!isnull(y)", false},
		{"coalesce(y, 2)", 2},
		{"coalesce(y)", nil},
		{"coalesce(y, y)", nil},
		{"coalesce(y + 1, 2 + x)", 5},
		{"coalesce(y > 1, y < 1)", nil},
		{"y > 0 ? 1 : 2", nil},
		{"flag ? x : y", 3},
		{"flag ? y : x", nil},
		{"!flag ? y : x", 3},
		{"flag ? true : y > 0", true},
	}
	for _, text := range []string{
		"-y", "+y", "y + 1", "1 + y", "y - y", "y * 0", "0 * y", "y / 1", "0 / y", "y ** 0", "1 ^ y",
		"y == 1", "1 == y", "y == y", "y != 1", "y != y", "y < 1", "1 < y", "y <= 1", "y > 1", "1 > y", "y >= 1",
		"y > 0 && true", "false && y > 0", "y > 0 && false", "true || y > 0", "y > 0 || true", "!(y > 0)", "(y > 0) == true",
		"min(y, 1)", "min(1, y)", "min(1, 2, y)", "max(y, 1)", "max(1, y)", "max(y)", "abs(y)", "sqrt(y)", "log(y)", "exp(y)", "floor(y)",
		"pow(y, 0)", "pow(1, y)",
	} {
		values = append(values, value{text, nil})
	}
	check(t, values)
	// Truths and texts that are not there are null as numbers are.
	for _, v := range []value{
		{"flag", nil},
		{"!flag", nil},
		{"flag == flag", nil},
		{"flag && false", nil},
		{"flag ? 1 : 1", nil},
		{"isnull(flag)", true},
		{"coalesce(flag, true)", true},
		{`word == "up"`, nil},
		{`word != ""`, nil},
		{`"" == word`, nil},
		{"word == word", nil},
		{"isnull(word)", true},
		{"n", nil},
		{"n == 0", nil},
		{"isnull(n)", true},
	} {
		t.Run("without "+v.text, func(t *testing.T) {
			featurizertest.Table(t, over(v.text, "numbers"), on("numbers A t=1s x=1", out("A t=1s", v.want)))
		})
	}
}

// TestNoNumber is the table of what is no number. By zero is null; NaN is null to
// whatever it goes into; infinities are numbers until the end. Only a NaN or an
// infinity at the end is counted.
func TestNoNumber(t *testing.T) {
	check(t, []value{
		{"x / 0", nil},
		{"-1 / 0", nil},
		{"0 / 0", nil},
		{"x / -0.0", nil},
		{"x / (x - 3)", nil},
		{"0 / x", 0},
		{"isnull(x / 0)", true},
		{"coalesce(x / 0, 9)", 9},
		{"x / 0 > 1", nil},
		{"log(-1)", math.NaN()},
		{"sqrt(-1)", math.NaN()},
		{"pow(-8, 0.5)", math.NaN()},
		{"sqrt(-1) + 1", nil},
		{"isnull(sqrt(-1))", true},
		{"coalesce(log(-1), 9)", 9},
		{"max(sqrt(-1), 9)", nil},
		{"sqrt(-1) == sqrt(-1)", nil},
		{"sqrt(-1) > 0 ? 1 : 2", nil},
		{"exp(1000)", math.NaN()},
		{"log(0)", math.NaN()},
		{"-exp(1000)", math.NaN()},
		{"1e308 * 10", math.NaN()},
		{"1 / exp(1000)", 0},
		{"1 / log(0)", math.Copysign(0, -1)},
		{"exp(1000) > 1e308", true},
		{"exp(1000) == pow(10, 400)", true},
		{"isnull(exp(1000))", false},
		{"coalesce(exp(1000), 1)", math.NaN()},
		{"min(exp(1000), 5)", 5},
		{"exp(1000) - exp(1000)", math.NaN()},
		{"isnull(exp(1000) - exp(1000))", true},
	})
}

// TestFires is the table of when an expression fires: when any input does, once.
func TestFires(t *testing.T) {
	featurizertest.Table(
		t, over("bid - 10 * x", "quotes", "numbers.x"),
		// What has not come is null, and warm-up.
		on("numbers A t=2s x=1", out("A t=2s (warm-up)", nil)),
		// The time is the largest of its inputs.
		on("quotes A t=1s r=3s bid=5", out("A t=2s", 5-10*1)),
		on("quotes A t=4s bid=6", out("A t=4s", 6-10*1)),
		on("quotes A t=4s r=4.5s bid=7", out("A t=4s", 7-10*1)),
		on("quotes A t=3s r=5s bid=8", out("A t=4s", 8-10*1)),
		on("numbers A t=6s x=-", out("A t=6s", nil)),
		on("numbers A t=7s x=2 y=1", out("A t=7s", 8-10*2)),
		on("trades A t=8s price=1"),
		on("quotes B t=9s bid=1", out("B t=9s (warm-up)", nil)),
		on("numbers B t=10s x=3", out("B t=10s", 1-10*3)),
		on("quotes A t=11s bid=9", out("A t=11s", 9-10*2)),
		// A gap of one input: what it gave stays, and is warm-up until it comes again.
		on("gap quotes A r=12s"),
		on("numbers A t=13s x=4", out("A t=13s (warm-up)", 9-10*4)),
		on("quotes A t=14s bid=0", out("A t=14s", 0-10*4)),
		on("tick r=100s"),
	)
	// Of what has not come, a text, a truth and an integer are null too.
	featurizertest.Table(
		t, over(`isnull(flag) && isnull(word) && isnull(n) && isnull(numbers.x)`, "numbers", "quotes"),
		on("quotes A t=1s", out("A t=1s (warm-up)", true)),
		on("numbers A t=2s x=- n=0", out("A t=2s", false)),
	)
	// So are those of features: of a truth and of an integer that have not come.
	featurizertest.Table(t, featurizertest.Case{Config: `
sources: {quotes: {definition: market.quote}, trades: {definition: market.trade}}
features:
  wide: {expr: "ask - bid > 1", inputs: [quotes]}
  bars: {definition: bars.ohlcv, params: {window: 10s, close_delay: 0s}}
  subject: {expr: "isnull(wide) && isnull(bars.trades)", inputs: [wide, bars, trades.price]}
`},
		on("trades A t=1s price=1 amount=1", out("A t=1s (warm-up)", true)),
		on("tick r=10s", out("A t=10s r=10s (warm-up)", false)),
		on("trades B t=11s price=1 amount=1", out("B t=11s (warm-up)", true)),
		on("quotes B t=12s bid=1 ask=2", out("B t=12s (warm-up)", false)))
	// A diamond gives one output.
	featurizertest.Table(t, featurizertest.Case{Config: `
sources: {quotes: {definition: market.quote}}
features:
  mid: {definition: price.mid_price}
  wide: {expr: "ask - bid > 1", inputs: [quotes]}
  subject: {expr: "wide ? mid : bid", inputs: [wide, quotes, mid]}
`},
		on("quotes A t=1s bid=1 ask=4", out("A t=1s", (1+4.)/2)),
		on("quotes A t=2s bid=2 ask=3", out("A t=2s", 2)),
		on("quotes A t=3s bid=2 ask=-", out("A t=3s", nil)))
}

// TestRefused is the table of expressions with mistakes, and of what they are told.
func TestRefused(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"1 +", "reading the expression"},
		{"(1", "reading the expression"},
		{"", "expression"},
		{"x y", "reading the expression"},
		{"abs()", "abs"},
		{"abs(x, y)", "abs"},
		{"sqrt(x, y)", "sqrt takes 1 argument(s), not 2"},
		{"pow(x)", "pow takes 2 argument(s), not 1"},
		{"log()", "log takes 1 argument(s), not 0"},
		{"isnull()", "isnull takes 1 argument, not 0"},
		{"isnull(x, y)", "isnull takes 1 argument, not 2"},
		{"coalesce()", "coalesce takes numbers, or truths"},
		{"coalesce(word)", "coalesce takes numbers, or truths"},
		{"coalesce(x, flag)", "coalesce takes a number, not true or false"},
		{"min(x, flag)", "min takes a number, not true or false"},
		{"max(word, x)", "max takes a number, not a text"},
		{"x + flag", "+ takes a number, not true or false"},
		{"word + word", "+ takes a number, not a text"},
		{"-flag", "- takes a number, not true or false"},
		{"!x", "and, or, not takes true or false, not a number"},
		{"x && flag", "and, or, not takes true or false, not a number"},
		{"flag || word", "and, or, not takes true or false, not a text"},
		{"flag < true", "< takes a number, not true or false"},
		{`word < "a"`, "< takes a number, not a text"},
		{"x == flag", "== compares two of a kind, not a number with true or false"},
		{`x != "3"`, "!= compares two of a kind, not a number with a text"},
		{"true == 1 < 2", "compares two of a kind"},
		{"x ? 1 : 2", "?: takes a truth and two of a kind, not a number"},
		{"flag ? 1 : false", "?: takes a truth and two of a kind"},
		{`flag ? "a" : "b"`, "chooses between numbers or truths"},
		{"word", "the expression gives a text"},
		{"x % 2", `no operation "%"`},
		{"x ?? 2", `no operation "??"`},
		{"sin(x)", `no operation "sin"`},
		{"len(word)", `no operation "len"`},
		{`word contains "u"`, `no operation "contains"`},
		{"[1, 2]", "cannot be used here"},
		{"nil", "cannot be used here"},
		{"{a: 1}", "cannot be used here"},
		{"let a = 1; a", "cannot be used here"},
		{"numbers?.x", "cannot be used here"},
		{"numbers[0]", "write input.field"},
		{"z", `no input has a field "z"`},
		{"flagg", `no input has a field "flagg"; did you mean "flag"?`},
		{"numbers.z", `no input has a field "numbers.z"`},
		{"quotes.bid", `no input has a field "quotes.bid"`},
		{"numbers", "several numbers, so say which: numbers.n, numbers.x, numbers.y"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			c := over(tt.text, "numbers")
			if _, err := c.Outputs(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, expected one with %q", err, tt.want)
			}
		})
	}
}

// names are features and sources of which the names are tried.
const names = `
sources:
  a: {definition: generic.record, params: {fields: {v: float, w: float}}}
  b: {definition: generic.record, stream: b, params: {fields: {v: float, u: float, word: string}}}
  one: {definition: generic.record, stream: one, params: {fields: {only: float}}}
features:
  u: {expr: "100 * only", inputs: [one]}
  both: {definition: join.latest, inputs: [a.v, b.v]}
  subject: {expr: %q, inputs: [%s]}
`

// TestNames is the table of what names stand for, over a = {v: 1, w: 2},
// b = {v: 3, u: 4, word: up} and one = {only: 5}.
func TestNames(t *testing.T) {
	for _, tt := range []struct {
		text, inputs string
		want         any // nil is for an error with hint
		hint         string
	}{
		{"w", "a, b", 2, ""},
		{"a.v + 10 * b.v", "a, b", 1 + 10*3, ""},
		{"a.w", "a", 2, ""},
		{"v", "a", 1, ""},
		{"v", "a, b", nil, `several inputs have a field "v": write input.v`},
		{"a.v", "b", nil, `no input has a field "a.v"`},
		// An input of one field is that field, and stands for it.
		{"v", "a.v, b.u", 1, ""},
		{"a + 10 * b", "a.v, b.u", 1 + 10*4, ""},
		{"a.v + 10 * b.u", "a.v, b.u", 1 + 10*4, ""},
		{"w", "a.v, b.u", nil, `no input has a field "w"`},
		{"a.w", "a.v", nil, `no input has a field "a.w"`},
		{"v", "a.v, b.v", nil, "several inputs have a field"},
		{"a.v + a.w", "a.v, a.w", 1 + 2, ""},
		{"a", "a.w", 2, ""},
		// The only field, or the only number, of an input that is named.
		{"one", "one", 5, ""},
		{"only + one.only", "one", 5 + 5, ""},
		{"b", "b", nil, "several numbers, so say which: b.u, b.v"},
		{"b.q", "b.q", nil, `no input has a field "b.q"`},
		// A field comes before an input of its name.
		{"u", "u", 500, ""},
		{"u", "b, u", 4, ""},
		{"u.value", "b, u", 500, ""},
		// A field of a join has a dot of its own.
		{"both.a.v + 10 * both.b.v", "both", 1 + 10*3, ""},
		{"a.v", "both", 1, ""},
		{"a.v", "both, a", 1, ""},
		{`b["v"]`, "b", 3, ""},
	} {
		t.Run(tt.text+" of "+tt.inputs, func(t *testing.T) {
			c := featurizertest.Case{Config: fmt.Sprintf(names, tt.text, tt.inputs)}
			c.Events = "one A t=1s only=5\nb A t=2s u=4 v=3 word=up\na A t=3s v=1 w=2"
			lines, err := c.Outputs()
			if tt.want == nil {
				if err == nil || !strings.Contains(err.Error(), tt.hint) {
					t.Errorf("error %v, expected one with %q", err, tt.hint)
				}
				return
			}
			last := "nothing"
			for _, line := range lines {
				if strings.HasPrefix(line, "subject ") {
					last = line[strings.Index(line, "value="):]
				}
			}
			if want := fmt.Sprint("value=", tt.want); err != nil || last != want {
				t.Errorf("%s, error %v, expected %s", last, err, want)
			}
		})
	}
}

// TestIDs holds that an id that is a number compares as its text, and a side as its.
func TestIDs(t *testing.T) {
	featurizertest.Table(
		t, over(`(id == "17" || id == "a-1") && side != "sell"`, "trades"),
		on("trades A t=1s price=1 id=17 side=buy", out("A t=1s", true)),
		on("trades A t=2s price=1 id=a-1 side=buy", out("A t=2s", true)),
		on("trades A t=3s price=1 id=18 side=buy", out("A t=3s", false)),
		on("trades A t=4s price=1 id=17 side=sell", out("A t=4s", false)),
		on("trades A t=5s price=1 id=17", out("A t=5s", nil)),
		on("trades A t=6s price=1 side=buy", out("A t=6s", nil)),
	)
}
