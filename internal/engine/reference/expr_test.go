package reference_test

import (
	"strings"
	"testing"

	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/internal/engine/reference"
)

func TestExpr(t *testing.T) {
	for _, test := range []struct{ expr, want string }{
		{"1 + 2 * 3 - 4 / 8", "6.5"},
		{"(1 + 2) * 3", "9"},
		{"0.1 + 0.2 + 0.3", "0.6000000000000001"}, // from the left
		{"0.1 + (0.2 + 0.3)", "0.6"},
		{"v * v - 4", "5"},
		{"-v", "-3"},
		{"v / 0", "-"},
		{"0 / 0", "-"},
		{"2 ** 3 + 2 ^ 2 + pow(2, -1)", "12.5"},
		{"min(v, 2, 5) + max(1, v)", "5"},
		{"abs(-2.5) + sqrt(16) + floor(-1.5)", "4.5"},
		{"exp(v)", text(fmath.Exp(3))},
		{"log(v)", text(fmath.Log(3))},
		{"sqrt(-1)", "-"},
		{"log(0)", "-"},
		{"1 / (1 / 1e-320)", "0"}, // infinity is a number until the end
		{"n", "7"},
		{"n / 2", "3.5"},
		{"v < n", "true"},
		{"v >= 3 && n != 7", "false"},
		{"v > 3 || not b", "false"},
		{"1 < v < 5", "true"},
		{"s == \"up\"", "true"},
		{"b ? v : n", "3"},
		{"!b ? v : n", "7"},
		{"u + 1", "-"},
		{"u > 1", "-"},
		{"u > 1 || true", "-"},
		{"u > 1 && false", "-"},
		{"!(u > 1)", "-"},
		{"u > 1 ? 1 : 2", "-"},
		{"b ? u : 2", "-"},
		{"b ? 2 : u", "2"},
		{"isnull(u)", "true"},
		{"isnull(v)", "false"},
		{"isnull(u + 1)", "true"},
		{"isnull(sqrt(-1))", "true"},
		{"coalesce(u, sqrt(-1), v, 9)", "3"},
		{"coalesce(u, u)", "-"},
		{"min(u, 1)", "-"},
		{"u == u", "-"},
		{"-0.0", "-0"},
	} {
		t.Run(test.expr, func(t *testing.T) {
			script{
				config: `
version: 1
emitters: {f: {type: csv}}
keys: [{symbol: a}]
sources:
  y: {definition: generic.record, emitter: f, params: {fields: {v: float, n: int, s: string, b: bool, u: float}}}
features: {f: {expr: '` + test.expr + `', inputs: [y]}}`,
				events: "y a 1s 3 i7 'up true -",
				want:   "f a 1s #1 " + test.want,
			}.run(t)
		})
	}
}

func TestExprInputs(t *testing.T) {
	runAll(t, []script{
		{
			name:   "fires with any input; what has not fired is null",
			config: "features: {f: {expr: \"x.v - coalesce(y.v, 0)\", inputs: [x, y]}}",
			choose: []string{"f"},
			events: "x a 1s 5\ny a 2s 3 - - -\nx a 3s -",
			want:   "f a 2s #2 2\nf a 3s #3 -",
		},
		{
			name:   "an input alone stands for its only field",
			config: "features: {m: {expr: \"v * 2\", inputs: [x]}, up: {expr: \"m > 4\", inputs: [m]}, f: {expr: \"up ? m : -m\", inputs: [m, up]}}",
			choose: []string{"f"},
			events: "x a 1s 1\nx a 2s 3",
			want:   "f a 1s #1 -2\nf a 2s #2 6",
		},
		{
			name:   "the fields of a join have a dot",
			config: "features: {j: {definition: join.latest, inputs: [x, y.n]}, f: {expr: \"x.v + j.y.n\", inputs: [j]}}",
			choose: []string{"f"},
			events: "x a 1s 1\ny a 2s - i3 - -",
			want:   "f a 2s #2 4",
		},
	})
}

func TestRefused(t *testing.T) {
	for _, test := range []struct{ name, features, want string }{
		{"ambiguous", `f: {expr: "v", inputs: [x, y]}`, "several inputs have a field"},
		{"unknown field", `f: {expr: "w", inputs: [x]}`, "no input has a field"},
		{"unknown function", `f: {expr: "sin(v)", inputs: [x]}`, "not supported"},
		{"number of arguments", `f: {expr: "sqrt(v, v)", inputs: [x]}`, "does not take 2 arguments"},
		{"kinds", `f: {expr: "v + b", inputs: [y]}`, "takes a float, not a bool"},
		{"branches", `f: {expr: "b ? v : b", inputs: [y]}`, "takes a float, not a bool"},
		{"text", `f: {expr: "s", inputs: [y]}`, "text"},
		{"syntax", `f: {expr: "1 +", inputs: [x]}`, "expression"},
		{"circle", `f: {expr: "g", inputs: [g]}, g: {expr: "f", inputs: [f]}`, "circle: f, g, f"},
		{"several fields", `f: {definition: window.sum, inputs: [y]}`, "name one: n, v"},
		{"no number", `f: {definition: window.sum, inputs: [y.s]}`, "no number"},
		{"no input", `f: {definition: window.sum}`, "no inputs"},
		{"unknown input", `f: {definition: window.sum, inputs: [z]}`, "no source or feature"},
		{"unknown definition", `f: {definition: window.nothing, inputs: [x]}`, "no definition"},
		{"unknown parameter", `f: {definition: window.sum, inputs: [x], params: {windw: 1s}}`, "no parameter"},
		{"no duration", `f: {definition: window.sum, inputs: [x], params: {window: 0s}}`, "not positive"},
		{"tau and halflife", `f: {definition: transform.ewma, inputs: [x], params: {tau: 1s, halflife: 1s}}`, "exactly one"},
		{"key names", `f: {definition: join.latest, inputs: [x, wide]}`, "different key names"},
		{"when", `f: {definition: join.latest, inputs: [x, y], params: {when: z}}`, "no input"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := reference.New(parse(t, sources+"features: {"+test.features+"}"), reference.Options{})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}
